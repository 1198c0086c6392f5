/*
 * signing.c - the signature of a manifest that is being written.
 *
 * In: a private key's file and a manifest written aside. Out: MANIFEST.sig, written aside too, so
 * that what can fail has failed before output, manifest and signature take their names, in this
 * order. Where nothing is signed, the signature of the manifest that was there before goes. Killed
 * between two of them, an older signature may stand beside a newer manifest: it does not fit, and
 * verify says so.
 */
#include "output/signing.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

gv_status gv_signing_open(const char *key_path, const char *manifest_path, gv_message *message,
                          gv_signing *signing)
{
    struct stat about;
    const int is_file = manifest_path != NULL && manifest_path[0] != '\0' &&
                        (stat(manifest_path, &about) != 0 || S_ISREG(about.st_mode));
    if (key_path == NULL && !is_file) {
        return GV_OK;
    }
    if (!is_file) {
        return gv_message_set(message, GV_ERROR_ARGUMENT,
                              "what is signed is the manifest: name a file for it, or for the "
                              "output");
    }
    if (key_path != NULL) {
        GV_TRY(gv_signer_open(key_path, message, &signing->signer));
    }
    GV_TRY(gv_buf_add_text(&signing->path, manifest_path));
    return gv_buf_add_text(&signing->path, ".sig");
}

gv_status gv_signing_sign(const gv_writer *manifest, gv_message *message, gv_signing *signing)
{
    gv_mapping mapping = {0};
    gv_buf file = {0};
    gv_status status = GV_OK;
    if (signing->signer == NULL) {
        return GV_OK;
    }
    GV_TRY_DONE(gv_file_map(manifest->aside, message, &mapping));
    GV_TRY_DONE(gv_signer_sign(signing->signer, mapping.bytes, mapping.length, &file));
    GV_TRY_DONE(gv_writer_open(signing->path.bytes, message, &signing->writer));
    status = gv_writer_write(&signing->writer, file.bytes, file.length);
    if (status != GV_OK) {
        gv_message_set_error(message, status, signing->path.bytes, errno);
    }
done:
    gv_file_unmap(&mapping);
    gv_buf_free(&file);
    return status;
}

gv_status gv_signing_finish(gv_message *message, gv_signing *signing)
{
    if (signing->signer != NULL) {
        return gv_writer_finish(&signing->writer, message);
    }
    return signing->path.length == 0 || unlink(signing->path.bytes) == 0 || errno == ENOENT
               ? GV_OK
               : gv_message_set_error(message, GV_ERROR_WRITE, signing->path.bytes, errno);
}

void gv_signing_free(gv_signing *signing)
{
    gv_signer_free(signing->signer);
    gv_buf_free(&signing->path);
    gv_writer_free(&signing->writer);
    signing->signer = NULL;
}
