/*
 * cpus.c - how many CPUs this process may use.
 *
 * In: the system. Out: a number of threads. The CPUs of the affinity mask, but no more than the
 * quota of the control group and of each group above it, rounded up: "cpu.max" (v2) holding
 * "150000 100000" is 1.5 CPUs, so 2; v1 says the same in cpu.cfs_quota_us and cpu.cfs_period_us.
 * Groups are looked for where /proc/self/cgroup says and at the top, since inside a container the
 * path may be that of the host. What cannot be read sets no limit.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* sched_getaffinity */
#endif
#include "pipeline/pipeline.h"

#include "base/arena.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MASK_MOST = 1 << 16, FILE_MOST = 8192, PATH_SPACE = 4096 };

static int count_affinity(void)
{
    int n = 0;
#if defined(__linux__)
    for (int size = 1024; size <= MASK_MOST && n == 0; size *= 2) {
        void *mask = NULL;
        const size_t bytes = CPU_ALLOC_SIZE(size);
        if (gv_memory_get_zeroed(1, bytes, &mask) != GV_OK) {
            break;
        }
        if (sched_getaffinity(0, bytes, mask) == 0) {
            n = CPU_COUNT_S(bytes, (cpu_set_t *)mask);
        }
        gv_memory_free(mask);
    }
#endif
    if (n <= 0) {
        const long online = sysconf(_SC_NPROCESSORS_ONLN);
        n = online > 0 && online < INT_MAX ? (int)online : 1;
    }
    return n;
}

/* Reads a small file; its text is NUL-terminated. 0 if there is none. */
static int read_small(const char *path, char text[FILE_MOST])
{
    size_t length = 0;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return 0;
    }
    while (length < FILE_MOST - 1) {
        const ssize_t n = read(descriptor, text + length, FILE_MOST - 1 - length);
        if (n <= 0) {
            break;
        }
        length += (size_t)n;
    }
    (void)close(descriptor);
    text[length] = '\0';
    return 1;
}

static int limit_of(long long quota, long long period)
{
    if (quota <= 0 || period <= 0 || quota / period >= INT_MAX) {
        return INT_MAX;
    }
    return (int)((quota + period - 1) / period);
}

/* The quota of one control group's folder, or INT_MAX. */
static int read_limit(const char *folder)
{
    char path[PATH_SPACE + 64];
    char text[FILE_MOST];
    long long quota = 0;
    long long period = 0;
    snprintf(path, sizeof path, "%s/cpu.max", folder);
    if (read_small(path, text)) {
        return sscanf(text, "%lld %lld", &quota, &period) == 2 ? limit_of(quota, period) : INT_MAX;
    }
    snprintf(path, sizeof path, "%s/cpu.cfs_quota_us", folder);
    if (!read_small(path, text) || sscanf(text, "%lld", &quota) != 1) {
        return INT_MAX;
    }
    snprintf(path, sizeof path, "%s/cpu.cfs_period_us", folder);
    if (!read_small(path, text) || sscanf(text, "%lld", &period) != 1) {
        return INT_MAX;
    }
    return limit_of(quota, period);
}

/* The least quota of base/group and every folder above it, base included. */
static int walk_up(const char *base, const char *group)
{
    char folder[PATH_SPACE];
    int least = INT_MAX;
    const size_t stop = strlen(base);
    const int length = snprintf(folder, sizeof folder, "%s%s", base, group);
    if (length < 0 || (size_t)length >= sizeof folder || strstr(group, "/..") != NULL) {
        return read_limit(base);
    }
    for (;;) {
        const int limit = read_limit(folder);
        char *const slash = strrchr(folder, '/');
        least = limit < least ? limit : least;
        if (strlen(folder) <= stop || slash == NULL) {
            return least;
        }
        *slash = '\0';
    }
}

/* Whether a comma list of controllers names "cpu". */
static int names_cpu(const char *list)
{
    while (*list != '\0') {
        const size_t length = strcspn(list, ",");
        if (length == 3 && memcmp(list, "cpu", 3) == 0) {
            return 1;
        }
        list += length + (list[length] == ',');
    }
    return 0;
}

static int count_cgroup(const char *root)
{
    char text[FILE_MOST];
    char path[PATH_SPACE];
    int least = INT_MAX;
    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    if (!read_small(path, text)) {
        return INT_MAX;
    }
    /* Lines are "number:controllers:/group"; v2 has the number 0 and no controllers. */
    for (char *line = text; *line != '\0';) {
        char *const end = line + strcspn(line, "\n");
        char *const next = *end == '\n' ? end + 1 : end;
        char *const controllers = strchr(line, ':');
        char *const group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
        *end = '\0';
        if (group != NULL && group < end) {
            *group = '\0';
            const char *const mount = controllers[1] == '\0'         ? "/sys/fs/cgroup"
                                      : names_cpu(controllers + 1) ? "/sys/fs/cgroup/cpu"
                                                                   : NULL;
            if (mount != NULL) {
                snprintf(path, sizeof path, "%s%s", root, mount);
                const int limit = walk_up(path, group + 1);
                least = limit < least ? limit : least;
            }
        }
        line = next;
    }
    return least;
}

int gv_cpus_count(const char *root)
{
    const int affinity = count_affinity();
    const int limit = count_cgroup(root);
    const int n = affinity < limit ? affinity : limit;
    return n > 0 ? n : 1;
}

int gv_threads(void)
{
    return gv_cpus_count("");
}
