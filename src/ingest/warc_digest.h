/*
 * warc_digest.h - the digest of a record's block, as its header states it.
 */
#ifndef GV_INGEST_WARC_DIGEST_H
#define GV_INGEST_WARC_DIGEST_H

#include "base/sha1.h"
#include "base/sha256.h"

#include <stddef.h>

typedef enum gv_warc_match { GV_WARC_UNKNOWN = 0, GV_WARC_MATCHES, GV_WARC_DIFFERS } gv_warc_match;

/* Zeroed: nothing stated. */
typedef struct gv_warc_digest {
    size_t length; /* of what is stated: 20 (SHA-1) or 32 (SHA-256); 0: none that is known */
    unsigned char stated[32];
    union {
        gv_sha1 sha1;
        gv_sha256 sha256;
    } sum;
} gv_warc_digest;

/* stated: "sha1:" and 32 digits of base 32 or 40 of base 16, "sha256:" and 52 or 64; anything else
 * is not checked. */
void gv_warc_digest_start(gv_warc_digest *digest, const char *stated, size_t length);
void gv_warc_digest_add(gv_warc_digest *digest, const void *bytes, size_t length);
gv_warc_match gv_warc_digest_end(gv_warc_digest *digest);

#endif
