/*
 * signing.h - a manifest that is being written, and its signature beside it.
 *
 *     gv_signing_open     before the work: is there such a key, can it be written?
 *     gv_signing_sign     the manifest is whole, and has not taken its name yet
 *     gv_signing_finish   the manifest has its name: the signature takes its own
 *
 * Without a key the last one removes MANIFEST.sig, which is of an older manifest, and the others do
 * nothing. One thread at a time.
 */
#ifndef GV_OUTPUT_SIGNING_H
#define GV_OUTPUT_SIGNING_H

#include "base/file.h"
#include "output/signature.h"

/* Zeroed with writer.descriptor -1 is nothing to sign. */
typedef struct gv_signing {
    gv_signer *signer;
    gv_buf path;
    gv_writer writer;
} gv_signing;

/* key_path: NULL for no signature. manifest_path: NULL or empty if there is no manifest. */
gv_status gv_signing_open(const char *key_path, const char *manifest_path, gv_message *message,
                          gv_signing *signing);
/* Signs all that `manifest` has written aside. */
gv_status gv_signing_sign(const gv_writer *manifest, gv_message *message, gv_signing *signing);
gv_status gv_signing_finish(gv_message *message, gv_signing *signing);
void gv_signing_free(gv_signing *signing);

#endif
