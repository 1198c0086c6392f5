/*
 * kill_at.c - preloaded into a program: kills it at its Nth call that changes the disk.
 *
 * In: KILL_AT in the environment: N, from 1. Out: SIGKILL just before the Nth of open (to write),
 * write, pwrite, fsync, fdatasync, ftruncate, rename, unlink, mkdir, rmdir and flock. For
 * tests/nightly_test.py: no moment between two states of the disk is left out.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static void count(void)
{
    static atomic_long done;
    static atomic_long at;
    if (atomic_load(&at) == 0) {
        const char *const given = getenv("KILL_AT");
        atomic_store(&at, given != NULL ? atol(given) : -1);
    }
    if (atomic_fetch_add(&done, 1) + 1 == atomic_load(&at)) {
        (void)kill(getpid(), SIGKILL);
        for (;;) {
            pause();
        }
    }
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    if ((flags & (O_CREAT | O_WRONLY | O_RDWR)) != 0) {
        count();
    }
    return REAL("open", int (*)(const char *, int, ...))(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    if ((flags & (O_CREAT | O_WRONLY | O_RDWR)) != 0) {
        count();
    }
    return REAL("open64", int (*)(const char *, int, ...))(path, flags, mode);
}

#define WRAP(type, name, parameters, arguments)                                                    \
    type name parameters                                                                           \
    {                                                                                              \
        count();                                                                                   \
        return REAL(#name, type (*) parameters)arguments;                                          \
    }
WRAP(ssize_t, write, (int fd, const void *bytes, size_t n), (fd, bytes, n))
WRAP(ssize_t, pwrite, (int fd, const void *bytes, size_t n, off_t at), (fd, bytes, n, at))
WRAP(ssize_t, pwrite64, (int fd, const void *bytes, size_t n, off64_t at), (fd, bytes, n, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t n), (fd, n))
WRAP(int, ftruncate64, (int fd, off64_t n), (fd, n))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, unlink, (const char *path), (path))
WRAP(int, rmdir, (const char *path), (path))
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode))
