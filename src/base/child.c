/*
 * child.c - runs one other program in a box.
 *
 * In: a path with arguments, and bytes. Out: what it answered, what it complained of, how it ended.
 * For {"/usr/bin/pdftotext", "/proc/self/fd/0", "-"}:
 *
 *     parent: input to a file in memory, pipes        fork   child: own session, 0 1 2 only,
 *             reads both pipes until the end or the limit            limits, filter, execve
 *             kills the session, waits for the program
 *
 * What the child does itself stands in child_launch.c. No shell, no search for the program.
 * Whatever the program starts (which it can only without the filter) dies with it at the limits, as
 * long as it stays in the session.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* memfd_create, pipe2 */
#endif
#include "base/child.h"

#include "base/child_filter.h"
#include "base/child_launch.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    READ_STEP = 1 << 16,
    LOW_DESCRIPTORS = 10, /* ours stand at or above: the child's 0 to 3 are free to be set */
    MOST_DESCRIPTORS = 64
};

/* ------------------------------------------------------------------ before */

/* Moves a descriptor out of the way of the child's own. -1 and errno if it cannot. */
static int lift(int descriptor)
{
    if (descriptor < 0 || descriptor >= LOW_DESCRIPTORS) {
        return descriptor;
    }
    const int high = fcntl(descriptor, F_DUPFD_CLOEXEC, LOW_DESCRIPTORS);
    const int error = errno;
    close(descriptor);
    errno = error;
    return high;
}

static int open_pipe(int ends[2])
{
    int fresh[2];
    if (pipe2(fresh, O_CLOEXEC) != 0) {
        return -1;
    }
    ends[0] = lift(fresh[0]);
    ends[1] = lift(fresh[1]);
    return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

/* An unnamed file that holds the input. */
static int open_input(const void *input, size_t length)
{
#if defined(MFD_CLOEXEC)
    const int descriptor = lift(memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING));
#else
    char name[] = "/tmp/gravamen-XXXXXX";
    const int descriptor = lift(mkstemp(name));
    if (descriptor >= 0) {
        (void)unlink(name);
        (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
#endif
    if (descriptor < 0) {
        return -1;
    }
    if (gv_descriptor_write(descriptor, input, length) != GV_OK ||
        lseek(descriptor, 0, SEEK_SET) != 0) {
        const int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
#if defined(MFD_CLOEXEC)
    (void)fcntl(descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
#endif
    return descriptor;
}

static void close_one(int *descriptor)
{
    if (*descriptor >= 0) {
        close(*descriptor);
        *descriptor = -1;
    }
}

static void close_all(gv_child_launch *l)
{
    close_one(&l->input);
    for (int i = 0; i < 2; i++) {
        close_one(&l->output[i]);
        close_one(&l->complaints[i]);
        close_one(&l->status[i]);
    }
}

/* 0, or errno. */
static int prepare(gv_child_launch *l, const void *input, size_t length,
                   const gv_child_limits *limits)
{
    l->environment[0] = "LC_ALL=C.UTF-8";
    l->processor = (struct rlimit){limits->seconds, (rlim_t)limits->seconds + 1};
    l->memory = (struct rlimit){(rlim_t)limits->memory, (rlim_t)limits->memory};
    l->has_memory = limits->memory > 0;
    l->descriptors = (struct rlimit){MOST_DESCRIPTORS, MOST_DESCRIPTORS};
    l->filter = gv_child_filter_get(&l->n_filter);
    l->parent = getpid();
    l->input = open_input(input, length);
    if (l->input < 0 || open_pipe(l->output) != 0 || open_pipe(l->complaints) != 0 ||
        open_pipe(l->status) != 0) {
        return errno;
    }
    return 0;
}

/* Forks. 0, or errno. */
static int start(gv_child_launch *l, pid_t *child)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before); /* no handler of ours runs in the child */
    *child = fork();
    if (*child == 0) {
        gv_child_become(l);
    }
    const int error = errno;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    close_one(&l->input);
    close_one(&l->output[1]);
    close_one(&l->complaints[1]);
    close_one(&l->status[1]);
    return *child < 0 ? error : 0;
}

/* ------------------------------------------------------------------ while it runs */

static int64_t now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Reads once; keeps up to `most` bytes in all from where `start` of buf was, and drops what
 * follows. *over: bytes came that were not kept. Closes the descriptor at its end. */
static gv_status read_some(int *descriptor, gv_buf *buf, size_t start, size_t most, int *over)
{
    char bytes[READ_STEP];
    const ssize_t n = read(*descriptor, bytes, sizeof bytes);
    if (n <= 0) {
        if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
            close_one(descriptor);
        }
        return GV_OK;
    }
    const size_t room = most - (buf->length - start);
    *over |= (size_t)n > room;
    return gv_buf_add(buf, bytes, (size_t)n < room ? (size_t)n : room);
}

/* Reads both pipes to their ends, or to a limit. */
static gv_status listen_to(gv_child_launch *l, const gv_child_limits *limits, int64_t deadline,
                           gv_buf *output, gv_buf *complaints, gv_child_result *result)
{
    const size_t first = output->length;
    const size_t first_complaint = complaints->length;
    int more = 0;
    int over = 0;
    while (l->output[0] >= 0 || l->complaints[0] >= 0) {
        struct pollfd wait[2] = {{.fd = l->output[0], .events = POLLIN},
                                 {.fd = l->complaints[0], .events = POLLIN}};
        const int64_t left = deadline - now();
        if (left <= 0 || (poll(wait, 2, (int)left) < 0 && errno != EINTR && errno != EAGAIN)) {
            result->end = GV_CHILD_LATE;
            return GV_OK;
        }
        if (wait[0].revents != 0) {
            GV_TRY(read_some(&l->output[0], output, first, limits->output, &over));
        }
        if (wait[1].revents != 0) {
            GV_TRY(read_some(&l->complaints[0], complaints, first_complaint, GV_CHILD_COMPLAINTS,
                             &more));
        }
        if (over) {
            result->end = GV_CHILD_LONG;
            return GV_OK;
        }
    }
    return GV_OK;
}

/* Waits until the deadline (0: for ever); 1 if the child is gone. */
static int wait_for(pid_t child, int64_t deadline, int *status)
{
    struct timespec pause = {0, 100000};
    for (;;) {
        const pid_t answer = waitpid(child, status, deadline > 0 ? WNOHANG : 0);
        if (answer == child) {
            return 1;
        }
        if (answer < 0 && errno != EINTR) {
            *status = -1; /* somebody else waited for it */
            return 1;
        }
        if (answer == 0) {
            if (now() >= deadline) {
                return 0;
            }
            (void)nanosleep(&pause, NULL);
            pause.tv_nsec = pause.tv_nsec < 10000000 ? 2 * pause.tv_nsec : pause.tv_nsec;
        }
    }
}

/* Ends the child if it has not ended by itself, and says how it was. */
static void finish(pid_t child, int64_t deadline, gv_child_result *result)
{
    int status = 0;
    const int by_itself = result->end == GV_CHILD_EXITED && wait_for(child, deadline, &status);
    if (!by_itself) {
        (void)kill(-child, SIGKILL);
        (void)kill(child, SIGKILL);
        (void)wait_for(child, 0, &status);
        result->end = result->end == GV_CHILD_EXITED ? GV_CHILD_LATE : result->end;
        return;
    }
    if (status == -1) {
        result->code = -1;
    } else if (WIFEXITED(status)) {
        result->code = WEXITSTATUS(status);
    } else {
        result->code = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        result->end = result->code == SIGXCPU ? GV_CHILD_LATE : GV_CHILD_KILLED;
    }
}

gv_status gv_child_run(const char *const *arguments, const void *input, size_t length,
                       const gv_child_limits *limits, gv_buf *output, gv_buf *complaints,
                       gv_child_result *result)
{
    gv_child_launch l = {.arguments = arguments,
                         .input = -1,
                         .output = {-1, -1},
                         .complaints = {-1, -1},
                         .status = {-1, -1}};
    gv_child_result r = {GV_CHILD_NOT_STARTED, ENAMETOOLONG};
    gv_status status = GV_OK;
    pid_t child = 0;
    if (strlen(arguments[0]) < GV_CHILD_PATH_MAX) {
        r.code = prepare(&l, input, length, limits);
        r.code = r.code == 0 ? start(&l, &child) : r.code;
        if (r.code == 0) {
            const int64_t deadline = now() + (int64_t)limits->seconds * 1000;
            int error = 0;
            ssize_t n = 0;
            do {
                n = read(l.status[0], &error, sizeof error);
            } while (n < 0 && errno == EINTR);
            r = (gv_child_result){GV_CHILD_EXITED, 0};
            if (n == 0) {
                status = listen_to(&l, limits, deadline, output, complaints, &r);
                r.end = status != GV_OK ? GV_CHILD_LONG : r.end;
            }
            finish(child, deadline, &r);
            if (n != 0) {
                r = (gv_child_result){GV_CHILD_NOT_STARTED, n > 0 ? error : EIO};
            }
        }
    }
    close_all(&l);
    if (status == GV_OK) {
        *result = r;
    }
    return status;
}

/* ------------------------------------------------------------------ finding programs */

gv_status gv_child_find(const char *name, gv_buf *path)
{
    const char *folder = getenv("PATH");
    gv_buf_clear(path);
    while (folder != NULL && *folder != '\0') {
        const size_t length = strcspn(folder, ":");
        struct stat about;
        if (*folder == '/') {
            gv_buf_clear(path);
            GV_TRY(gv_buf_add(path, folder, length));
            GV_TRY(gv_buf_add_byte(path, '/'));
            GV_TRY(gv_buf_add_text(path, name));
            if (stat(path->bytes, &about) == 0 && S_ISREG(about.st_mode) &&
                access(path->bytes, X_OK) == 0) {
                return GV_OK;
            }
        }
        folder += length + (folder[length] == ':');
    }
    gv_buf_clear(path);
    return GV_OK;
}
