/*
 * night_tidy.c - what lies below the folder of results and should not.
 *
 * In: the folder and the state. Out: the same without halves that a killed run left
 * ("a.txt.jsonl.4711-0.part") and without results that are nobody's any more: of inputs that were
 * pruned, or of another format. Folders that become empty go too. It runs under the lock, so nobody
 * is still writing those halves, and touches no file with another kind of name.
 */
#include "nightly/nightly.h"

#include "nightly/night_names.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

gv_status gv_night_place(const gv_night *night, const char *name, gv_buf *path)
{
    GV_TRY(gv_buf_add_text(path, night->options->output_folder));
    GV_TRY(gv_buf_add_byte(path, '/'));
    return gv_buf_add_text(path, name);
}

gv_status gv_night_result(const gv_night *night, const char *path, gv_buf *result)
{
    GV_TRY(gv_night_place(night, "", result));
    return gv_night_name(path, night->suffix, result);
}

/* Makes names in a folder last. What cannot be synced (some network folders) stays as it is. */
static void sync_folder(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        (void)fsync(descriptor);
        (void)close(descriptor);
    }
}

gv_status gv_night_make_folders(const char *path, int *made, gv_message *message)
{
    gv_buf copy = {0};
    gv_status status = gv_buf_add_text(&copy, path);
    for (size_t i = 1; status == GV_OK && i < copy.length; i++) {
        if (copy.bytes[i] != '/') {
            continue;
        }
        copy.bytes[i] = '\0';
        if (mkdir(copy.bytes, 0777) == 0) {
            *made = 1;
        } else if (errno != EEXIST) {
            status = gv_message_set_error(message, GV_ERROR_OPEN, copy.bytes, errno);
        }
        copy.bytes[i] = '/';
    }
    gv_buf_free(&copy);
    return status;
}

void gv_night_sync_folders(const gv_night *night, const char *path, int all)
{
    const size_t top = strlen(night->options->output_folder);
    gv_buf copy = {0};
    if (gv_buf_add_text(&copy, path) != GV_OK) {
        return;
    }
    for (char *slash = strrchr(copy.bytes, '/'); slash != NULL && slash >= copy.bytes + top;
         slash = strrchr(copy.bytes, '/')) {
        *slash = '\0';
        sync_folder(copy.bytes);
        if (!all) {
            break;
        }
    }
    gv_buf_free(&copy);
}

static gv_status delete_file(const char *path, gv_message *message)
{
    return unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR
               ? GV_OK
               : gv_message_set_error(message, GV_ERROR_WRITE, path, errno);
}

gv_status gv_night_tidy(gv_night *night)
{
    gv_file_list files = {0};
    gv_status status =
        gv_file_walk(night->options->output_folder, ".part", 0, night->message, &files);
    for (size_t i = 0; i < files.n_paths && status == GV_OK; i++) {
        const char *const slash = strrchr(files.paths[i], '/');
        if (slash != NULL && gv_night_is_leftover(slash + 1)) {
            status = delete_file(files.paths[i], night->message);
        }
    }
    gv_file_list_free(&files);
    return status;
}

/* Deletes a result and what stands beside it, and folders that are empty then. */
static gv_status delete_result(gv_night *night, const char *name)
{
    static const char *const ENDS[] = {"", ".manifest.json", ".sig"};
    const size_t top = strlen(night->options->output_folder);
    gv_buf path = {0};
    gv_status status = gv_night_place(night, name, &path);
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS && status == GV_OK; i++) {
        status = gv_buf_add_text(&path, ENDS[i]);
        if (status == GV_OK) {
            status = delete_file(path.bytes, night->message);
        }
    }
    for (char *slash = path.bytes != NULL ? strrchr(path.bytes, '/') : NULL;
         status == GV_OK && slash != NULL && slash > path.bytes + top;
         slash = strrchr(path.bytes, '/')) {
        *slash = '\0';
        if (rmdir(path.bytes) != 0) {
            break; /* not empty */
        }
    }
    gv_buf_free(&path);
    return status;
}

gv_status gv_night_drop_leftovers(gv_night *night)
{
    gv_buf name = {0};
    gv_status status = GV_OK;
    for (;;) {
        gv_buf_clear(&name);
        GV_TRY_DONE(gv_night_leftover(night->state, &name));
        if (name.length == 0) {
            break;
        }
        GV_TRY_DONE(delete_result(night, name.bytes));
        GV_TRY_DONE(gv_night_drop_leftover(night->state, name.bytes));
    }
done:
    gv_buf_free(&name);
    return status;
}
