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

/* Fail with EPERM. What this kernel's headers do not name is a call that programs here do not
 * know either. */
static const uint32_t FORBIDDEN[] = {
    /* the network, and other processes */
#if defined(SYS_socket)
    SYS_socket,
#endif
#if defined(SYS_socketpair)
    SYS_socketpair,
#endif
#if defined(SYS_connect)
    SYS_connect,
#endif
#if defined(SYS_bind)
    SYS_bind,
#endif
#if defined(SYS_listen)
    SYS_listen,
#endif
#if defined(SYS_accept)
    SYS_accept,
#endif
#if defined(SYS_accept4)
    SYS_accept4,
#endif
#if defined(SYS_sendto)
    SYS_sendto,
#endif
#if defined(SYS_sendmsg)
    SYS_sendmsg,
#endif
#if defined(SYS_sendmmsg)
    SYS_sendmmsg,
#endif
#if defined(SYS_socketcall)
    SYS_socketcall,
#endif
#if defined(SYS_ptrace)
    SYS_ptrace,
#endif
#if defined(SYS_process_vm_readv)
    SYS_process_vm_readv,
#endif
#if defined(SYS_process_vm_writev)
    SYS_process_vm_writev,
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
#if defined(SYS_kcmp)
    SYS_kcmp,
#endif
#if defined(SYS_kill)
    SYS_kill,
#endif
#if defined(SYS_tkill)
    SYS_tkill,
#endif
#if defined(SYS_tgkill)
    SYS_tgkill,
#endif
#if defined(SYS_rt_sigqueueinfo)
    SYS_rt_sigqueueinfo,
#endif
#if defined(SYS_rt_tgsigqueueinfo)
    SYS_rt_tgsigqueueinfo,
#endif
#if defined(SYS_fork)
    SYS_fork,
#endif
#if defined(SYS_vfork)
    SYS_vfork,
#endif
#if defined(SYS_execveat)
    SYS_execveat,
#endif
#if defined(SYS_mq_open)
    SYS_mq_open,
#endif
#if defined(SYS_shmget)
    SYS_shmget,
#endif
#if defined(SYS_semget)
    SYS_semget,
#endif
#if defined(SYS_msgget)
    SYS_msgget,
#endif
#if defined(SYS_ipc)
    SYS_ipc,
#endif
    /* files and folders */
#if defined(SYS_creat)
    SYS_creat,
#endif
#if defined(SYS_truncate)
    SYS_truncate,
#endif
#if defined(SYS_truncate64)
    SYS_truncate64,
#endif
#if defined(SYS_unlink)
    SYS_unlink,
#endif
#if defined(SYS_unlinkat)
    SYS_unlinkat,
#endif
#if defined(SYS_rename)
    SYS_rename,
#endif
#if defined(SYS_renameat)
    SYS_renameat,
#endif
#if defined(SYS_renameat2)
    SYS_renameat2,
#endif
#if defined(SYS_link)
    SYS_link,
#endif
#if defined(SYS_linkat)
    SYS_linkat,
#endif
#if defined(SYS_symlink)
    SYS_symlink,
#endif
#if defined(SYS_symlinkat)
    SYS_symlinkat,
#endif
#if defined(SYS_mkdir)
    SYS_mkdir,
#endif
#if defined(SYS_mkdirat)
    SYS_mkdirat,
#endif
#if defined(SYS_rmdir)
    SYS_rmdir,
#endif
#if defined(SYS_mknod)
    SYS_mknod,
#endif
#if defined(SYS_mknodat)
    SYS_mknodat,
#endif
#if defined(SYS_chmod)
    SYS_chmod,
#endif
#if defined(SYS_fchmod)
    SYS_fchmod,
#endif
#if defined(SYS_fchmodat)
    SYS_fchmodat,
#endif
#if defined(SYS_fchmodat2)
    SYS_fchmodat2,
#endif
#if defined(SYS_chown)
    SYS_chown,
#endif
#if defined(SYS_fchown)
    SYS_fchown,
#endif
#if defined(SYS_lchown)
    SYS_lchown,
#endif
#if defined(SYS_fchownat)
    SYS_fchownat,
#endif
#if defined(SYS_chown32)
    SYS_chown32,
#endif
#if defined(SYS_fchown32)
    SYS_fchown32,
#endif
#if defined(SYS_lchown32)
    SYS_lchown32,
#endif
#if defined(SYS_utime)
    SYS_utime,
#endif
#if defined(SYS_utimes)
    SYS_utimes,
#endif
#if defined(SYS_utimensat)
    SYS_utimensat,
#endif
#if defined(SYS_utimensat_time64)
    SYS_utimensat_time64,
#endif
#if defined(SYS_futimesat)
    SYS_futimesat,
#endif
#if defined(SYS_setxattr)
    SYS_setxattr,
#endif
#if defined(SYS_lsetxattr)
    SYS_lsetxattr,
#endif
#if defined(SYS_fsetxattr)
    SYS_fsetxattr,
#endif
#if defined(SYS_setxattrat)
    SYS_setxattrat,
#endif
#if defined(SYS_removexattr)
    SYS_removexattr,
#endif
#if defined(SYS_lremovexattr)
    SYS_lremovexattr,
#endif
#if defined(SYS_fremovexattr)
    SYS_fremovexattr,
#endif
#if defined(SYS_removexattrat)
    SYS_removexattrat,
#endif
#if defined(SYS_open_by_handle_at)
    SYS_open_by_handle_at,
#endif
#if defined(SYS_name_to_handle_at)
    SYS_name_to_handle_at,
#endif
    /* the system */
#if defined(SYS_mount)
    SYS_mount,
#endif
#if defined(SYS_umount)
    SYS_umount,
#endif
#if defined(SYS_umount2)
    SYS_umount2,
#endif
#if defined(SYS_pivot_root)
    SYS_pivot_root,
#endif
#if defined(SYS_chroot)
    SYS_chroot,
#endif
#if defined(SYS_unshare)
    SYS_unshare,
#endif
#if defined(SYS_setns)
    SYS_setns,
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
#if defined(SYS_swapon)
    SYS_swapon,
#endif
#if defined(SYS_swapoff)
    SYS_swapoff,
#endif
#if defined(SYS_reboot)
    SYS_reboot,
#endif
#if defined(SYS_sethostname)
    SYS_sethostname,
#endif
#if defined(SYS_setdomainname)
    SYS_setdomainname,
#endif
#if defined(SYS_init_module)
    SYS_init_module,
#endif
#if defined(SYS_finit_module)
    SYS_finit_module,
#endif
#if defined(SYS_delete_module)
    SYS_delete_module,
#endif
#if defined(SYS_kexec_load)
    SYS_kexec_load,
#endif
#if defined(SYS_kexec_file_load)
    SYS_kexec_file_load,
#endif
#if defined(SYS_bpf)
    SYS_bpf,
#endif
#if defined(SYS_perf_event_open)
    SYS_perf_event_open,
#endif
#if defined(SYS_userfaultfd)
    SYS_userfaultfd,
#endif
#if defined(SYS_keyctl)
    SYS_keyctl,
#endif
#if defined(SYS_add_key)
    SYS_add_key,
#endif
#if defined(SYS_request_key)
    SYS_request_key,
#endif
#if defined(SYS_acct)
    SYS_acct,
#endif
#if defined(SYS_quotactl)
    SYS_quotactl,
#endif
#if defined(SYS_settimeofday)
    SYS_settimeofday,
#endif
#if defined(SYS_clock_settime)
    SYS_clock_settime,
#endif
#if defined(SYS_clock_settime64)
    SYS_clock_settime64,
#endif
#if defined(SYS_clock_adjtime)
    SYS_clock_adjtime,
#endif
#if defined(SYS_clock_adjtime64)
    SYS_clock_adjtime64,
#endif
#if defined(SYS_adjtimex)
    SYS_adjtimex,
#endif
#if defined(SYS_setrlimit)
    SYS_setrlimit,
#endif
#if defined(SYS_iopl)
    SYS_iopl,
#endif
#if defined(SYS_ioperm)
    SYS_ioperm,
#endif
#if defined(SYS_personality)
    SYS_personality,
#endif
#if defined(SYS_setuid)
    SYS_setuid,
#endif
#if defined(SYS_setgid)
    SYS_setgid,
#endif
#if defined(SYS_setreuid)
    SYS_setreuid,
#endif
#if defined(SYS_setregid)
    SYS_setregid,
#endif
#if defined(SYS_setresuid)
    SYS_setresuid,
#endif
#if defined(SYS_setresgid)
    SYS_setresgid,
#endif
#if defined(SYS_setgroups)
    SYS_setgroups,
#endif
#if defined(SYS_capset)
    SYS_capset,
#endif
#if defined(SYS_setpgid)
    SYS_setpgid,
#endif
#if defined(SYS_setsid)
    SYS_setsid,
#endif
#if defined(SYS_setpriority)
    SYS_setpriority,
#endif
#if defined(SYS_sched_setscheduler)
    SYS_sched_setscheduler,
#endif
#if defined(SYS_sched_setattr)
    SYS_sched_setattr,
#endif
#if defined(SYS_fanotify_init)
    SYS_fanotify_init,
#endif
#if defined(SYS_lookup_dcookie)
    SYS_lookup_dcookie,
#endif
#if defined(SYS_vhangup)
    SYS_vhangup,
#endif
#if defined(SYS_syslog)
    SYS_syslog,
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
    for (size_t i = 0; i < sizeof FORBIDDEN / sizeof *FORBIDDEN; i++) {
        if_is(FORBIDDEN[i], 1);
        answer_error(EPERM);
    }
    for (size_t i = 0; i < sizeof ABSENT / sizeof *ABSENT; i++) {
        if_is(ABSENT[i], 1);
        answer_error(ENOSYS);
    }
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
