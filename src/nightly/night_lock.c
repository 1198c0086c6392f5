/*
 * night_lock.c - one run at a time.
 *
 * In: the state's path and the folder of results. Out: both locked with flock(2): the file
 * STATE.lock and the folder itself. The kernel takes such a lock back when its process ends,
 * however it ends, so none is ever stale; the file stays, and holds the process's number for
 * people. SQLite locks the database itself in its own way, which closing another descriptor of it
 * would undo: hence a file beside it.
 */
#include "nightly/nightly.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static gv_status lock_one(const char *path, int flags, int kind, const char *what,
                          gv_message *message, int *descriptor)
{
    int found;
    do {
        found = open(path, flags | O_CLOEXEC, 0666);
    } while (found < 0 && errno == EINTR);
    if (found < 0) {
        return gv_message_set_error(message, GV_ERROR_OPEN, path, errno);
    }
    if (flock(found, kind | LOCK_NB) == 0) {
        *descriptor = found;
        return GV_OK;
    }
    const int error = errno;
    char holder[32] = "";
    const ssize_t n = (flags & O_DIRECTORY) != 0 ? 0 : read(found, holder, sizeof holder - 1);
    const long process = n > 0 ? strtol(holder, NULL, 10) : 0;
    (void)close(found);
    if (error != EWOULDBLOCK) {
        return gv_message_set_error(message, GV_ERROR_OPEN, path, error);
    }
    if (process > 0) {
        snprintf(holder, sizeof holder, " (process %ld)", process);
    }
    return gv_message_set(message, GV_ERROR_OPEN, "%s: another run is under way with this %s%s",
                          path, what, process > 0 ? holder : "");
}

gv_status gv_night_lock_take(gv_night *night)
{
    const gv_nightly_options *const options = night->options;
    gv_buf path = {0};
    gv_status status = GV_OK;
    char number[32];
    GV_TRY_DONE(gv_buf_add_format(&path, "%s.lock", options->state_path));
    if (options->dry_run) {
        if (access(path.bytes, F_OK) == 0) {
            GV_TRY_DONE(lock_one(path.bytes, O_RDONLY, LOCK_SH, "state", night->message,
                                 &night->lock.state));
            gv_night_lock_free(&night->lock); /* a run may begin while this one only looks */
        }
        goto done;
    }
    GV_TRY_DONE(lock_one(path.bytes, O_RDWR | O_CREAT, LOCK_EX, "state", night->message,
                         &night->lock.state));
    const int length = snprintf(number, sizeof number, "%ld\n", (long)getpid());
    if (ftruncate(night->lock.state, 0) != 0 ||
        write(night->lock.state, number, (size_t)length) != length) {
        status = gv_message_set_error(night->message, GV_ERROR_WRITE, path.bytes, errno);
        goto done;
    }
    GV_TRY_DONE(lock_one(options->output_folder, O_RDONLY | O_DIRECTORY, LOCK_EX, "folder",
                         night->message, &night->lock.folder));
done:
    gv_buf_free(&path);
    return status;
}

void gv_night_lock_free(gv_night_lock *lock)
{
    if (lock->state >= 0) {
        (void)close(lock->state);
    }
    if (lock->folder >= 0) {
        (void)close(lock->folder);
    }
    *lock = (gv_night_lock){-1, -1};
}
