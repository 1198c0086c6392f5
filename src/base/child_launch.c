/*
 * child_launch.c - a copy of this process becomes another program, in a box.
 *
 * In: descriptors, limits and a filter, all made before fork. Out: nothing: the program runs, with
 * its input on 0, its answers on 1 and 2 and no other descriptor; or errno on the status pipe.
 * The copy has one thread of what may have been several, so only calls that are safe in a signal
 * handler stand here: no memory is asked for, no lock is taken, nothing is printed. The filter goes
 * on last, since it forbids what comes before it.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* unshare, syscall */
#endif
#include "base/child_launch.h"

#include "base/child_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum { STATUS = 3 }; /* closed by exec, or gets errno */

/* Without rights to gain; then the filter, or else at least without a network. */
static void confine(const gv_child_launch *l)
{
#if defined(__linux__)
    struct sock_fprog program = {.len = (unsigned short)l->n_filter,
                                 .filter = (struct sock_filter *)(uintptr_t)l->filter};
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (l->filter == NULL || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        if (unshare(CLONE_NEWNET) != 0) {
            (void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
        }
    }
#else
    (void)l;
#endif
}

static void die_with_parent(const gv_child_launch *l)
{
#if defined(__linux__)
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != l->parent) {
        _exit(127);
    }
}

static void close_from(int first)
{
    struct rlimit most = {0};
#if defined(SYS_close_range)
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) {
        return;
    }
#endif
    (void)getrlimit(RLIMIT_NOFILE, &most);
    for (rlim_t i = (rlim_t)first; i < most.rlim_cur && i < 1 << 20; i++) {
        (void)close((int)i);
    }
}

/* Signals as a fresh program has them: what the parent ignores or catches is nothing to it. */
static void reset_signals(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t none;
    (void)sigemptyset(&standard.sa_mask);
    (void)sigemptyset(&none);
    for (int i = 1; i < NSIG; i++) {
        (void)sigaction(i, &standard, NULL);
    }
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static void set_limits(const gv_child_launch *l)
{
    const struct rlimit nothing = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &nothing);
    (void)setrlimit(RLIMIT_FSIZE, &nothing);
    (void)setrlimit(RLIMIT_CPU, &l->processor);
    (void)setrlimit(RLIMIT_NOFILE, &l->descriptors);
    if (l->has_memory) {
        (void)setrlimit(RLIMIT_AS, &l->memory);
    }
}

void gv_child_become(const gv_child_launch *l)
{
    int error = 0;
    (void)setsid();
    die_with_parent(l);
    if (dup2(l->input, 0) < 0 || dup2(l->output[1], 1) < 0 || dup2(l->complaints[1], 2) < 0 ||
        dup2(l->status[1], STATUS) < 0 || fcntl(STATUS, F_SETFD, FD_CLOEXEC) != 0) {
        _exit(127);
    }
    close_from(STATUS + 1);
    memcpy(gv_child_path, l->arguments[0], strlen(l->arguments[0]) + 1);
    (void)umask(077);
    if (chdir("/") == 0) {
        set_limits(l);
        confine(l);
        reset_signals();
        (void)execve(gv_child_path, (char *const *)(uintptr_t)l->arguments,
                     (char *const *)(uintptr_t)l->environment);
    }
    error = errno;
    while (write(STATUS, &error, sizeof error) < 0 && errno == EINTR) {
    }
    _exit(127);
}
