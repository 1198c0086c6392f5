/*
 * file.c - read a file whole; write one aside and rename it.
 *
 * In: paths. Out: bytes in memory, or a finished file. Writing "out.jsonl" fills
 * "out.jsonl.4711-0.part" in the same folder; finish syncs it and renames it, so that a reader sees
 * the old file or the whole new one. It does not lock files: a mapped file that another program
 * cuts short raises SIGBUS, as with any mapping.
 */
#if !defined(_XOPEN_SOURCE)
#define _XOPEN_SOURCE 700 /* realpath */
#endif
#include "base/file.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    READ_STEP = 1 << 16,
    WRITE_STEP = 1 << 30, /* some systems refuse larger single writes */
    ASIDE_TRIES = 1000
};

static int open_file(const char *path, int flags)
{
    int descriptor;
    do {
        descriptor = open(path, flags | O_CLOEXEC, 0666);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/* ------------------------------------------------------------------ reading */

static gv_status read_whole(int descriptor, const char *path, gv_message *message,
                            gv_mapping *mapping)
{
    gv_status status = GV_OK;
    gv_buf buf = {0};
    for (;;) {
        GV_TRY_DONE(gv_buf_reserve(&buf, READ_STEP));
        const ssize_t n =
            read(descriptor, buf.bytes + buf.length, buf.capacity - buf.length - 1);
        if (n < 0 && errno != EINTR) {
            status = gv_message_set_error(message, GV_ERROR_READ, path, errno);
            goto done;
        }
        if (n == 0) {
            break;
        }
        if (n > 0) {
            buf.length += (size_t)n;
        }
    }
    if (buf.length > 0) {
        *mapping = (gv_mapping){.bytes = (unsigned char *)buf.bytes, .length = buf.length};
        buf = (gv_buf){0};
    } else {
        *mapping = (gv_mapping){0};
    }
done:
    gv_buf_free(&buf);
    return status;
}

gv_status gv_file_map(const char *path, gv_message *message, gv_mapping *mapping)
{
    gv_status status = GV_OK;
    struct stat about;
    const int descriptor = open_file(path, O_RDONLY);
    if (descriptor < 0) {
        return gv_message_set_error(message, GV_ERROR_OPEN, path, errno);
    }
    if (fstat(descriptor, &about) != 0) {
        status = gv_message_set_error(message, GV_ERROR_OPEN, path, errno);
        goto done;
    }
    if (S_ISDIR(about.st_mode)) {
        status = gv_message_set_error(message, GV_ERROR_OPEN, path, EISDIR);
        goto done;
    }
    if (S_ISREG(about.st_mode) && about.st_size > 0 && (uintmax_t)about.st_size <= PTRDIFF_MAX) {
        const size_t length = (size_t)about.st_size;
        void *const bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes != MAP_FAILED) {
            *mapping = (gv_mapping){.bytes = bytes, .length = length, .mapped = 1};
            goto done;
        }
    }
    status = read_whole(descriptor, path, message, mapping);
done:
    close(descriptor);
    return status;
}

void gv_file_unmap(gv_mapping *mapping)
{
    if (mapping->mapped) {
        munmap((void *)mapping->bytes, mapping->length);
    } else {
        gv_memory_free((void *)mapping->bytes);
    }
    *mapping = (gv_mapping){0};
}

/* ------------------------------------------------------------------ writing */

gv_status gv_descriptor_write(int descriptor, const void *bytes, size_t length)
{
    const char *p = bytes;
    while (length > 0) {
        const ssize_t n = write(descriptor, p, length < WRITE_STEP ? length : WRITE_STEP);
        if (n >= 0) {
            p += n;
            length -= (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
            if (poll(&wait, 1, -1) < 0 && errno != EINTR) {
                return GV_ERROR_WRITE;
            }
        } else if (errno != EINTR) {
            return GV_ERROR_WRITE;
        }
    }
    return GV_OK;
}

static gv_status copy_text(const char *text, char **copy)
{
    const size_t length = strlen(text) + 1;
    char *memory = NULL;
    GV_TRY(gv_memory_get(length, (void **)&memory));
    memcpy(memory, text, length);
    *copy = memory;
    return GV_OK;
}

/* The place to write to: where a symbolic link leads, else the path as given. */
static gv_status resolve(const char *path, char **target)
{
    struct stat about;
    if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode)) {
        char *const real = realpath(path, NULL);
        if (real != NULL) {
            *target = real; /* from malloc, as gv_memory_free expects */
            return GV_OK;
        }
    }
    return copy_text(path, target);
}

/* Creates a file that did not exist, named after the target. */
static gv_status open_aside(const char *target, gv_message *message, gv_writer *writer)
{
    gv_status status = GV_OK;
    gv_buf name = {0};
    for (int i = 0; i < ASIDE_TRIES && writer->descriptor < 0; i++) {
        gv_buf_clear(&name);
        GV_TRY_DONE(gv_buf_add_format(&name, "%s.%ld-%d.part", target, (long)getpid(), i));
        writer->descriptor = open_file(name.bytes, O_WRONLY | O_CREAT | O_EXCL);
        if (writer->descriptor < 0 && errno != EEXIST) {
            break;
        }
    }
    if (writer->descriptor < 0) {
        status = gv_message_set_error(message, GV_ERROR_OPEN, target, errno);
        goto done;
    }
    writer->aside = name.bytes;
    name = (gv_buf){0};
done:
    gv_buf_free(&name);
    return status;
}

gv_status gv_writer_open(const char *path, gv_message *message, gv_writer *writer)
{
    gv_status status = GV_OK;
    gv_writer fresh = {.descriptor = -1};
    struct stat about;
    GV_TRY_DONE(resolve(path, &fresh.path));
    if (stat(fresh.path, &about) != 0 || S_ISREG(about.st_mode)) {
        GV_TRY_DONE(open_aside(fresh.path, message, &fresh));
    } else {
        fresh.descriptor = open_file(fresh.path, O_WRONLY);
        if (fresh.descriptor < 0) {
            status = gv_message_set_error(message, GV_ERROR_OPEN, path, errno);
            goto done;
        }
    }
    *writer = fresh;
    fresh = (gv_writer){.descriptor = -1};
done:
    gv_writer_free(&fresh);
    return status;
}

gv_status gv_writer_write(gv_writer *writer, const void *bytes, size_t length)
{
    return gv_descriptor_write(writer->descriptor, bytes, length);
}

gv_status gv_writer_finish(gv_writer *writer, gv_message *message)
{
    int error = 0;
    if (writer->aside != NULL && fsync(writer->descriptor) != 0) {
        error = errno;
    }
    if (close(writer->descriptor) != 0 && error == 0 && errno != EINTR) {
        error = errno;
    }
    writer->descriptor = -1;
    if (error == 0 && writer->aside != NULL && rename(writer->aside, writer->path) != 0) {
        error = errno;
    }
    if (error != 0) {
        return gv_message_set_error(message, GV_ERROR_WRITE, writer->path, error);
    }
    gv_memory_free(writer->aside);
    writer->aside = NULL;
    gv_writer_free(writer);
    return GV_OK;
}

void gv_writer_free(gv_writer *writer)
{
    if (writer->path != NULL && writer->descriptor >= 0) {
        close(writer->descriptor);
    }
    if (writer->aside != NULL) {
        unlink(writer->aside);
    }
    gv_memory_free(writer->aside);
    gv_memory_free(writer->path);
    *writer = (gv_writer){.descriptor = -1};
}
