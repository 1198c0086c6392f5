/*
 * source.c - reads the stored bytes of an input, counts and hashes them.
 *
 * In: a path. Out: its bytes in order, through the stream call. Reading is plain read(2) into the
 * caller's memory: a file that is cut short or vanishes while it is read ends early, where a
 * mapping would raise a signal. A pipe is asked with poll(2) first when the caller does not want to
 * wait: for `printf '{"text":"a"}\n' | gravamen tag -` the second call says "waiting" until the
 * writer sends more or closes. It does not look at what the bytes mean.
 */
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_READ = 1 << 20, DRAIN_STEP = 1 << 16, ASK_MILLISECONDS = 100 };

gv_status gv_source_open(const char *path, int want_sha256, gv_damage_log *log,
                         gv_message *message, gv_source *source)
{
    const int is_stdin = strcmp(path, "-") == 0;
    int descriptor = STDIN_FILENO;
    if (!is_stdin) {
        do {
            descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        } while (descriptor < 0 && errno == EINTR);
    }
    struct stat state;
    if (descriptor < 0 || fstat(descriptor, &state) != 0) {
        const int error = errno;
        if (descriptor >= 0 && !is_stdin) {
            (void)close(descriptor);
        }
        return gv_message_set_error(message, GV_ERROR_OPEN, path, error);
    }
    if (S_ISDIR(state.st_mode)) {
        if (!is_stdin) {
            (void)close(descriptor);
        }
        return gv_message_set_error(message, GV_ERROR_OPEN, path, EISDIR);
    }
    memset(source, 0, sizeof *source);
    source->descriptor = descriptor;
    source->owned = !is_stdin;
    source->may_wait = !S_ISREG(state.st_mode);
    source->has_places = !is_stdin && S_ISREG(state.st_mode);
    source->want_sha256 = want_sha256;
    source->log = log;
    if (want_sha256) {
        gv_sha256_start(&source->sha);
    }
    return GV_OK;
}

/* 1 if a read would block. */
static int nothing_waits(const gv_source *source)
{
    struct pollfd poller = {.fd = source->descriptor, .events = POLLIN};
    int n = 0;
    do {
        n = poll(&poller, 1, 0);
    } while (n < 0 && errno == EINTR);
    return n == 0;
}

/* Waits until a read would not block, asking now and then whether to go on; 0 to stop. */
static int wait_for_bytes(const gv_source *source)
{
    struct pollfd poller = {.fd = source->descriptor, .events = POLLIN};
    while (source->stopped != NULL) {
        const int n = poll(&poller, 1, ASK_MILLISECONDS);
        if (n > 0 || (n < 0 && errno != EINTR)) {
            return 1;
        }
        if (source->stopped(source->stopped_user)) {
            return 0;
        }
    }
    return 1;
}

/* read(2) through interruptions, and through EAGAIN of a descriptor that someone made
 * non-blocking. */
static ssize_t read_some(gv_source *source, char *out, size_t capacity)
{
    for (;;) {
        const ssize_t n = read(source->descriptor, out, capacity);
        if (n >= 0) {
            return n;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd poller = {.fd = source->descriptor, .events = POLLIN};
            (void)poll(&poller, 1, -1);
        } else if (errno != EINTR) {
            return n;
        }
    }
}

/* Notes that reading ended at an error. */
static gv_status fail(gv_source *source, int error)
{
    gv_message message;
    (void)gv_message_set_error(&message, GV_ERROR_READ, "reading failed", error);
    source->failed = GV_ERROR_READ;
    return gv_damage_add(source->log, "file", source->n_bytes, 0, "%s", message.text);
}

gv_status gv_source_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_source *const source = layer;
    gv_fill result = {0};
    if (source->ended) {
        result.end = 1;
        *fill = result;
        return GV_OK;
    }
    if (!wait && source->may_wait && nothing_waits(source)) {
        result.waiting = 1;
        *fill = result;
        return GV_OK;
    }
    if (source->may_wait && !wait_for_bytes(source)) {
        source->ended = 1;
        result.end = 1;
        *fill = result;
        return GV_OK;
    }
    const ssize_t n = read_some(source, out, capacity < LARGEST_READ ? capacity : LARGEST_READ);
    if (n < 0) {
        GV_TRY(fail(source, errno));
    }
    if (n <= 0) {
        source->ended = 1;
        result.end = 1;
    } else {
        if (source->want_sha256) {
            gv_sha256_add(&source->sha, out, (size_t)n);
        }
        source->n_bytes += (uint64_t)n;
        result.length = (size_t)n;
    }
    *fill = result;
    return GV_OK;
}

gv_status gv_source_go(gv_source *source, uint64_t offset)
{
    source->n_bytes = offset;
    if (lseek(source->descriptor, (off_t)offset, SEEK_SET) < 0) {
        source->ended = 1;
        return fail(source, errno);
    }
    return GV_OK;
}

size_t gv_source_read_at(int descriptor, uint64_t offset, char *out, size_t length, int *error)
{
    size_t have = 0;
    *error = 0;
    while (have < length) {
        const ssize_t n =
            pread(descriptor, out + have, length - have, (off_t)(offset + have));
        if (n > 0) {
            have += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            *error = n < 0 ? errno : 0;
            break;
        }
    }
    return have;
}

gv_status gv_source_drain(gv_source *source)
{
    char *scratch = NULL;
    gv_fill fill = {0};
    if (source->ended) {
        return GV_OK;
    }
    GV_TRY(gv_memory_get(DRAIN_STEP, (void **)&scratch));
    gv_status status = GV_OK;
    while (status == GV_OK && !fill.end) {
        status = gv_source_fill(source, 1, scratch, DRAIN_STEP, &fill);
    }
    gv_memory_free(scratch);
    return status;
}

void gv_source_close(gv_source *source)
{
    if (source->owned && source->descriptor >= 0) {
        (void)close(source->descriptor);
    }
    source->descriptor = -1;
}
