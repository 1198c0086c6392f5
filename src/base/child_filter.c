/*
 * child_filter.c - what a child may not ask of the kernel.
 *
 * In: nothing. Out: a filter (seccomp, in the kernel's classic BPF), made once, so that a child can
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
 * not forbid to read files, which is needed to start a program. Written out by hand: libseccomp
 * asks for memory while it makes the same program, and does not end where there is none.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* CLONE_THREAD, TIOCSTI */
#endif
#include "base/child_filter.h"

#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

char gv_child_path[GV_CHILD_PATH_MAX];

/* Processors whose calls take their arguments in order, low half first. Elsewhere there is no
 * filter, and limits alone bound the child. */
#if defined(__x86_64__) && defined(__LP64__)
#define PROCESSOR AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && defined(__LP64__)
#define PROCESSOR AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define PROCESSOR AUDIT_ARCH_RISCV64
#endif

#if defined(PROCESSOR)

enum {
    FOREIGN_CALLS = 0x40000000, /* x86: from here on those of the x32 ABI */
    PROGRAM_MAX = 512
};

static struct sock_filter program[PROGRAM_MAX];
static size_t n_instructions;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Fail with EPERM: the network, other processes, files and folders, the system. These all
 * processors have. */
static const uint32_t FORBIDDEN[] = {
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_ptrace, SYS_process_vm_readv,
    SYS_process_vm_writev, SYS_kcmp, SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo, SYS_execveat, SYS_mq_open, SYS_shmget, SYS_semget, SYS_msgget,
    SYS_truncate, SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_mkdirat,
    SYS_mknodat, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat,
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr,
    SYS_fremovexattr, SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_mount, SYS_umount2,
    SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, SYS_swapon, SYS_swapoff, SYS_reboot,
    SYS_sethostname, SYS_setdomainname, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_kexec_load, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key,
    SYS_request_key, SYS_acct, SYS_quotactl, SYS_settimeofday, SYS_clock_settime,
    SYS_clock_adjtime, SYS_adjtimex, SYS_personality, SYS_setuid, SYS_setgid, SYS_setreuid,
    SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_capset, SYS_setpgid,
    SYS_setsid, SYS_setpriority, SYS_sched_setscheduler, SYS_sched_setattr, SYS_fanotify_init,
    SYS_vhangup, SYS_syslog,
};

/* The same, of calls that not every processor, or not every kernel's headers, have. */
static const uint32_t ALSO_FORBIDDEN[] = {
#if defined(SYS_open) /* x86-64 */
    SYS_fork, SYS_vfork, SYS_creat, SYS_unlink, SYS_rename, SYS_link, SYS_symlink, SYS_mkdir,
    SYS_rmdir, SYS_mknod, SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes,
    SYS_futimesat, SYS_iopl, SYS_ioperm,
#endif
#if defined(SYS_pidfd_open)
    SYS_pidfd_open,
#endif
#if defined(SYS_pidfd_getfd)
    SYS_pidfd_getfd,
#endif
#if defined(SYS_pidfd_send_signal)
    SYS_pidfd_send_signal,
#endif
#if defined(SYS_renameat)
    SYS_renameat,
#endif
#if defined(SYS_fchmodat2)
    SYS_fchmodat2,
#endif
#if defined(SYS_setxattrat)
    SYS_setxattrat,
#endif
#if defined(SYS_removexattrat)
    SYS_removexattrat,
#endif
#if defined(SYS_move_mount)
    SYS_move_mount,
#endif
#if defined(SYS_open_tree)
    SYS_open_tree,
#endif
#if defined(SYS_fsopen)
    SYS_fsopen,
#endif
#if defined(SYS_fsmount)
    SYS_fsmount,
#endif
#if defined(SYS_mount_setattr)
    SYS_mount_setattr,
#endif
#if defined(SYS_kexec_file_load)
    SYS_kexec_file_load,
#endif
#if defined(SYS_setrlimit)
    SYS_setrlimit,
#endif
#if defined(SYS_lookup_dcookie)
    SYS_lookup_dcookie,
#endif
#if defined(SYS_process_madvise)
    SYS_process_madvise,
#endif
};

/* Do not exist (ENOSYS): programs then do without. */
static const uint32_t ABSENT[] = {
#if defined(SYS_io_uring_setup)
    SYS_io_uring_setup,
#endif
#if defined(SYS_io_uring_enter)
    SYS_io_uring_enter,
#endif
#if defined(SYS_io_uring_register)
    SYS_io_uring_register,
#endif
#if defined(SYS_openat2)
    SYS_openat2,
#endif
#if defined(SYS_clone3)
    SYS_clone3,
#endif
};

static void add(uint16_t code, uint8_t if_true, uint8_t if_false, uint32_t k)
{
    if (n_instructions < PROGRAM_MAX) {
        program[n_instructions++] = (struct sock_filter){code, if_true, if_false, k};
    }
}

static void load(size_t offset)
{
    add(BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset);
}

static void answer(uint32_t with)
{
    add(BPF_RET | BPF_K, 0, 0, with);
}

static void answer_error(int error)
{
    answer(SECCOMP_RET_ERRNO | (uint32_t)error);
}

/* If the number at hand is k, the next n instructions; else those behind them. */
static void if_is(uint32_t k, uint8_t n)
{
    add(BPF_JMP | BPF_JEQ | BPF_K, 0, n, k);
}

static void answer_calls(const uint32_t *calls, size_t n, int error)
{
    for (size_t i = 0; i < n; i++) {
        if_is(calls[i], 1);
        answer_error(error);
    }
}

/* Half 0, the low one, or 1 of a call's argument. */
static void load_argument(unsigned argument, unsigned half)
{
    load(offsetof(struct seccomp_data, args) + 8 * argument + 4 * half);
}

/* A call is forbidden unless the bits of its argument under `mask` are all zero. */
static void only_without(uint32_t call, unsigned argument, uint32_t mask)
{
    if_is(call, 5);
    load_argument(argument, 0);
    add(BPF_ALU | BPF_AND | BPF_K, 0, 0, mask);
    if_is(0, 1);
    answer(SECCOMP_RET_ALLOW);
    answer_error(EPERM);
}

/* A call is forbidden unless its argument, all 64 bits of it, is `value`. */
static void only_with(uint32_t call, unsigned argument, uint64_t value)
{
    if_is(call, 6);
    load_argument(argument, 0);
    if_is((uint32_t)value, 3);
    load_argument(argument, 1);
    if_is((uint32_t)(value >> 32), 1);
    answer(SECCOMP_RET_ALLOW);
    answer_error(EPERM);
}

static void add_special_calls(void)
{
    const uint32_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
#if defined(SYS_open)
    only_without(SYS_open, 1, writing);
#endif
    only_without(SYS_openat, 2, writing);
    only_with(SYS_execve, 0, (uint64_t)(uintptr_t)gv_child_path);
    only_with(SYS_prlimit64, 2, 0);
    if_is(SYS_clone, 5); /* a thread, but no process */
    load_argument(0, 0);
    add(BPF_ALU | BPF_AND | BPF_K, 0, 0, CLONE_THREAD);
    if_is(0, 1);
    answer_error(EPERM);
    answer(SECCOMP_RET_ALLOW);
    if_is(SYS_ioctl, 4); /* typing into a terminal */
    load_argument(1, 0);
    if_is(TIOCSTI, 1);
    answer_error(EPERM);
    answer(SECCOMP_RET_ALLOW);
}

static void make(void)
{
    load(offsetof(struct seccomp_data, arch));
    add(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, PROCESSOR);
    answer_error(EPERM);
    load(offsetof(struct seccomp_data, nr));
    add(BPF_JMP | BPF_JGE | BPF_K, 0, 1, FOREIGN_CALLS);
    answer_error(EPERM);
    answer_calls(FORBIDDEN, sizeof FORBIDDEN / sizeof *FORBIDDEN, EPERM);
    answer_calls(ALSO_FORBIDDEN, sizeof ALSO_FORBIDDEN / sizeof *ALSO_FORBIDDEN, EPERM);
    answer_calls(ABSENT, sizeof ABSENT / sizeof *ABSENT, ENOSYS);
    add_special_calls();
    answer(SECCOMP_RET_ALLOW);
}

const void *gv_child_filter_get(size_t *n)
{
    (void)pthread_once(&once, make);
    *n = n_instructions;
    return program;
}

#else

const void *gv_child_filter_get(size_t *n)
{
    *n = 0;
    return NULL;
}

#endif

int gv_child_is_confined(void)
{
    size_t n = 0;
    return gv_child_filter_get(&n) != NULL && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}
