/*
 * child_filter.c - what a child may not ask of the kernel, by libseccomp.
 *
 * In: nothing. Out: a filter, made once, as the bytes that the kernel takes; so that a child can
 * put it on between fork and exec, where nothing may be allocated. All calls are let through but
 * those named here, which fail with "operation not permitted": a list of what is forbidden holds
 * across versions of libc and poppler, where a list of what is allowed breaks with each. For
 * example
 *
 *     socket(...)                     fails       openat(.., "a", O_RDONLY)           goes through
 *     openat(.., "a", O_WRONLY)       fails       clone(CLONE_THREAD | ..)            goes through
 *     clone(SIGCHLD)  (a process)     fails       execve(gv_child_path, ..)           goes through
 *
 * io_uring and openat2, whose arguments a filter cannot see, do not exist for the child. It does
 * not forbid to read files, which is needed to start a program.
 */
#include "base/child_filter.h"

#include "base/child.h"

#if defined(GV_HAVE_SECCOMP)

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#if !defined(CLONE_THREAD)
#define CLONE_THREAD 0x00010000 /* sched.h has it for _GNU_SOURCE only */
#endif

char gv_child_path[GV_CHILD_PATH_MAX];

enum { PROGRAM_MAX = 1 << 16 };

static char program[PROGRAM_MAX];
static size_t n_instructions;
static char version[32];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Fail with EPERM. Names that an older libseccomp or another processor does not know are left out
 * of the filter. */
static const char *const FORBIDDEN[] = {
    /* the network, and other processes */
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg",
    "sendmmsg", "socketcall", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open",
    "pidfd_getfd", "pidfd_send_signal", "kcmp", "kill", "tkill", "tgkill", "rt_sigqueueinfo",
    "rt_tgsigqueueinfo", "fork", "vfork", "execveat", "mq_open", "shmget", "semget", "msgget",
    "ipc",
    /* files and folders */
    "creat", "truncate", "truncate64", "unlink", "unlinkat", "rename", "renameat", "renameat2",
    "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat",
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "chown32",
    "fchown32", "lchown32", "utime", "utimes", "utimensat", "utimensat_time64", "futimesat",
    "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr", "lremovexattr",
    "fremovexattr", "removexattrat", "open_by_handle_at", "name_to_handle_at",
    /* the system */
    "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns", "move_mount",
    "open_tree", "fsopen", "fsmount", "mount_setattr", "swapon", "swapoff", "reboot", "sethostname",
    "setdomainname", "init_module", "finit_module", "delete_module", "kexec_load",
    "kexec_file_load", "bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key",
    "acct", "quotactl", "settimeofday", "clock_settime", "clock_settime64", "clock_adjtime",
    "clock_adjtime64", "adjtimex", "setrlimit", "iopl", "ioperm", "personality", "setuid",
    "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "capset", "setpgid",
    "setsid", "setpriority", "sched_setscheduler", "sched_setattr", "fanotify_init",
    "lookup_dcookie", "vhangup", "syslog", "process_madvise"};

/* Do not exist (ENOSYS): programs then do without. */
static const char *const ABSENT[] = {"io_uring_setup", "io_uring_enter", "io_uring_register",
                                     "openat2", "clone3"};

static void forbid(scmp_filter_ctx filter, const char *name, int error)
{
    const int call = seccomp_syscall_resolve_name(name);
    if (call >= 0) { /* negative: made up by libseccomp for another processor, or unknown */
        (void)seccomp_rule_add(filter, SCMP_ACT_ERRNO((uint32_t)error), call, 0);
    }
}

/* Forbids a call where one of its arguments fits. */
static int forbid_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp fits)
{
    return call < 0 ? 0 : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 1, fits);
}

/* Opening for anything but reading. flags: the number of the argument. */
static int forbid_writing(scmp_filter_ctx filter, int call, unsigned flags)
{
    static const uint64_t MARKS[][2] = {{O_ACCMODE, O_WRONLY}, {O_ACCMODE, O_RDWR},
                                        {O_ACCMODE, O_ACCMODE}, {O_CREAT, O_CREAT},
                                        {O_TRUNC, O_TRUNC}};
    int error = 0;
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        error |= forbid_if(filter, call,
                           SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, MARKS[i][0], MARKS[i][1]));
    }
    return error;
}

static int add_rules(scmp_filter_ctx filter)
{
#if defined(__s390__)
    enum { CLONE_FLAGS = 1 };
#else
    enum { CLONE_FLAGS = 0 };
#endif
    int error = 0;
    for (size_t i = 0; i < sizeof FORBIDDEN / sizeof *FORBIDDEN; i++) {
        forbid(filter, FORBIDDEN[i], EPERM);
    }
    for (size_t i = 0; i < sizeof ABSENT / sizeof *ABSENT; i++) {
        forbid(filter, ABSENT[i], ENOSYS);
    }
    error |= forbid_writing(filter, SCMP_SYS(open), 1);
    error |= forbid_writing(filter, SCMP_SYS(openat), 2);
    error |= forbid_if(filter, SCMP_SYS(clone),
                       SCMP_CMP(CLONE_FLAGS, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    error |= forbid_if(filter, SCMP_SYS(execve),
                       SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)(uintptr_t)gv_child_path, 0));
    error |= forbid_if(filter, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_NE, 0, 0));
    error |= forbid_if(filter, SCMP_SYS(ioctl), /* typing into a terminal */
                       SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, TIOCSTI));
    return error;
}

/* Through a pipe: the program is far smaller than what one holds. */
static void export_program(scmp_filter_ctx filter)
{
    int ends[2];
    ssize_t length = 0;
    if (pipe(ends) != 0) {
        return;
    }
    if (fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0 && seccomp_export_bpf(filter, ends[1]) == 0) {
        length = read(ends[0], program, sizeof program);
    }
    close(ends[0]);
    close(ends[1]);
    if (length > 0 && length < PROGRAM_MAX && length % 8 == 0) {
        n_instructions = (size_t)length / 8;
    }
}

static void make(void)
{
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    const struct scmp_version *const v = seccomp_version();
    if (v != NULL) {
        snprintf(version, sizeof version, "%u.%u.%u", v->major, v->minor, v->micro);
    }
    if (filter == NULL) {
        return;
    }
    if (add_rules(filter) == 0) {
        export_program(filter);
    }
    seccomp_release(filter);
}

const void *gv_child_filter_get(size_t *n)
{
    (void)pthread_once(&once, make);
    *n = n_instructions;
    return n_instructions > 0 ? program : NULL;
}

const char *gv_child_filter_version(void)
{
    (void)pthread_once(&once, make);
    return version;
}

#else

char gv_child_path[GV_CHILD_PATH_MAX];

const void *gv_child_filter_get(size_t *n)
{
    *n = 0;
    return NULL;
}

const char *gv_child_filter_version(void)
{
    return NULL;
}

#endif
