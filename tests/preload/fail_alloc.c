/*
 * fail_alloc.c - malloc that fails when told to, for programs that are loaded with it in front.
 *
 * In: FAIL_ALLOC_AT=N in the environment: the N-th request for memory of the process (from 1) gets
 * none; with FAIL_ALLOC_ON=1 so does every later one. FAIL_ALLOC_COUNT=FILE: the number of requests
 * is written there at the end. Pages mapped to no file are such requests. Out: everything else as
 * the C library does it. glibc only.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong n_requests;
static unsigned long fail_at;
static int fail_on;

__attribute__((constructor)) static void begin(void)
{
    const char *const at = getenv("FAIL_ALLOC_AT");
    fail_at = at != NULL ? strtoul(at, NULL, 10) : 0;
    fail_on = getenv("FAIL_ALLOC_ON") != NULL;
    atomic_store(&n_requests, 0);
}

__attribute__((destructor)) static void end(void)
{
    const char *const path = getenv("FAIL_ALLOC_COUNT");
    const unsigned long n = atomic_load(&n_requests);
    FILE *const file = path != NULL ? fopen(path, "w") : NULL;
    if (file != NULL) {
        fprintf(file, "%lu\n", n);
        fclose(file);
    }
}

static int fails(void)
{
    const unsigned long n = atomic_fetch_add(&n_requests, 1) + 1;
    if (fail_at == 0 || n < fail_at || (n > fail_at && !fail_on)) {
        return 0;
    }
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *const made = memalign(alignment, size);
    if (made == NULL) {
        return ENOMEM;
    }
    *memory = made;
    return 0;
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset)
{
    if ((flags & MAP_ANONYMOUS) && fails()) {
        return MAP_FAILED;
    }
    const long made =
        syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
    return (void *)made; /* -1: MAP_FAILED */
}
