/*
 * spool.c - all bytes of a layer, kept so that they can be read in any order.
 *
 * In: a stream. Out: any of its bytes, by offset. Up to 4 MiB stay in memory; more go to a file in
 * TMPDIR (or /tmp) that has no name any more once it is open, so that nothing is left behind
 * however the process ends. It keeps bytes and knows nothing of them.
 */
#include "ingest/spool.h"

#include "base/arena.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IN_MEMORY = 1 << 22, STEP = 1 << 17 };

/* -1: it cannot be made. */
static int open_file(void)
{
    static const char name[] = "/gravamen-XXXXXX";
    char path[4096];
    const char *folder = getenv("TMPDIR");
    folder = folder != NULL && folder[0] != '\0' ? folder : "/tmp";
    if (snprintf(path, sizeof path, "%s%s", folder, name) >= (int)sizeof path) {
        return -1;
    }
    const int descriptor = mkstemp(path);
    if (descriptor >= 0) {
        (void)unlink(path);
        (void)fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    return descriptor;
}

static void give_up(gv_spool *spool, const char *problem)
{
    spool->problem = problem;
    gv_buf_free(&spool->memory);
    if (spool->in_file) {
        (void)close(spool->descriptor);
        spool->in_file = 0;
    }
}

/* What is in memory goes to a file, or behind what is there. */
static void move_to_file(gv_spool *spool)
{
    if (!spool->in_file) {
        spool->descriptor = open_file();
        spool->in_file = spool->descriptor >= 0;
    }
    if (!spool->in_file || gv_descriptor_write(spool->descriptor, spool->memory.bytes,
                                               spool->memory.length) != GV_OK) {
        give_up(spool, "it must be copied to a temporary file to be read, and there is no room for "
                       "that; set TMPDIR to a folder that has");
    }
    gv_buf_clear(&spool->memory);
}

gv_status gv_spool_fill(gv_stream below, uint64_t limit, gv_spool *spool)
{
    gv_fill fill = {0};
    while (!fill.end) {
        if (spool->problem != NULL) {
            gv_buf_clear(&spool->memory);
        }
        GV_TRY(gv_buf_reserve(&spool->memory, STEP));
        GV_TRY(below.fill(below.layer, 1, spool->memory.bytes + spool->memory.length, STEP, &fill));
        spool->gap |= fill.gap;
        spool->memory.length += fill.length;
        spool->length += fill.length;
        if (spool->problem == NULL && spool->length > limit) {
            give_up(spool, "it is too large to be copied to a temporary file, which it must be to "
                           "be read; unpack it first");
        }
        if (spool->problem == NULL && (spool->in_file ? spool->memory.length >= STEP || fill.end
                                                      : spool->memory.length > IN_MEMORY)) {
            move_to_file(spool);
        }
    }
    return GV_OK;
}

size_t gv_spool_read(const gv_spool *spool, uint64_t offset, void *bytes, size_t length)
{
    size_t done = 0;
    if (spool->problem != NULL || offset >= spool->length) {
        return 0;
    }
    const uint64_t left = spool->length - offset;
    length = length < left ? length : (size_t)left;
    if (!spool->in_file) {
        memcpy(bytes, spool->memory.bytes + offset, length);
        return length;
    }
    while (done < length) {
        const ssize_t n = pread(spool->descriptor, (char *)bytes + done, length - done,
                                (off_t)(offset + done));
        if (n <= 0 && !(n < 0 && errno == EINTR)) {
            break;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return done;
}

void gv_spool_close(gv_spool *spool)
{
    gv_buf_free(&spool->memory);
    if (spool->in_file) {
        (void)close(spool->descriptor);
    }
    *spool = (gv_spool){0};
}
