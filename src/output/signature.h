/*
 * signature.h - Ed25519 signatures of a manifest, by libcrypto.
 *
 * Thread-safe for different objects. Without libcrypto at build time every call that needs it
 * returns GV_ERROR_ARGUMENT and says so; gv_signature_version is NULL then.
 */
#ifndef GV_OUTPUT_SIGNATURE_H
#define GV_OUTPUT_SIGNATURE_H

#include "base/buf.h"

/* The version of libcrypto, "OpenSSL 3.0.22", or NULL if it is not built in. */
const char *gv_signature_version(void);

/* A private key. */
typedef struct gv_signer gv_signer;

/* Reads a PEM file that `openssl genpkey -algorithm ed25519` writes. Owned by the caller. */
gv_status gv_signer_open(const char *path, gv_message *message, gv_signer **signer);
void gv_signer_free(gv_signer *signer);
/* Signs bytes and adds what belongs into the file beside them (see signature.c). */
gv_status gv_signer_sign(const gv_signer *signer, const void *bytes, size_t length, gv_buf *file);

/* What a signature file says. */
typedef struct gv_signature {
    char fingerprint[65];     /* SHA-256 of the public key (DER, SubjectPublicKeyInfo) in it */
    int fits;                 /* 1: made over these bytes by the key whose public half is in it */
    int is_of_key;            /* 1: and that key is the one that was given */
    char key_fingerprint[65]; /* of the key that was given, or "" */
} gv_signature;

/* Checks `file` (what gv_signer_sign added; not trusted) over bytes. public_key_path: PEM file of
 * the public key that is expected, or NULL. GV_ERROR_FORMAT if `file` is no signature; what does
 * not fit is no failure. */
gv_status gv_signature_check(const char *file, size_t file_length, const void *bytes,
                             size_t length, const char *public_key_path, gv_message *message,
                             gv_signature *signature);

#endif
