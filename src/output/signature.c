/*
 * signature.c - Ed25519 signatures of a manifest.
 *
 * In: bytes and a key. Out: a file of a few lines that stands beside the bytes:
 *     gravamen signature 1
 *     algorithm: ed25519
 *     key: 2f0c...                 SHA-256 of the public key as DER (SubjectPublicKeyInfo)
 *     signature: q83v...           base64 of the 64 bytes of RFC 8032, over the manifest's bytes
 *     -----BEGIN PUBLIC KEY-----
 *     ...
 *     -----END PUBLIC KEY-----
 * and from such a file, whether it fits. It is the plain signature that other tools make and check:
 *     sed -n 's/^signature: //p' M.sig | base64 -d > raw
 *     openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in M -sigfile raw
 * The public key in the file proves only that one key signed; whose it is must be known from
 * elsewhere. It asks nobody for a passphrase, and knows no certificates and no time stamps. Only
 * this file includes libcrypto; without it the calls say that it is missing.
 */
#include "output/signature.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/sha256.h"

#include <string.h>

#if defined(GV_HAVE_CRYPTO)
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

enum {
    SIGNATURE_SIZE = 64,
    BASE64_SIZE = 88, /* of 64 bytes */
    KEY_FILE_MOST = 1 << 16
};

static const char HEAD[] = "gravamen signature 1\nalgorithm: ed25519\nkey: ";
static const char SIGNATURE[] = "\nsignature: ";

struct gv_signer {
    EVP_PKEY *key;
};

const char *gv_signature_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}

/* ------------------------------------------------------------------ keys */

/* In place of asking for a passphrase on the terminal. */
static int no_passphrase(char *bytes, int size, int writes, void *user)
{
    (void)bytes;
    (void)size;
    (void)writes;
    (void)user;
    return -1;
}

/* Reads a key of either kind from PEM text; NULL if there is none. */
static EVP_PKEY *read_key(const void *pem, size_t length, int is_private)
{
    EVP_PKEY *key = NULL;
    BIO *const in = length <= KEY_FILE_MOST ? BIO_new_mem_buf(pem, (int)length) : NULL;
    if (in != NULL) {
        key = is_private ? PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL)
                         : PEM_read_bio_PUBKEY(in, NULL, no_passphrase, NULL);
        BIO_free(in);
    }
    ERR_clear_error();
    if (key != NULL && EVP_PKEY_base_id(key) != EVP_PKEY_ED25519) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

static gv_status open_key(const char *path, int is_private, gv_message *message, EVP_PKEY **key)
{
    gv_mapping file = {0};
    GV_TRY(gv_file_map(path, message, &file));
    EVP_PKEY *const found = read_key(file.bytes, file.length, is_private);
    gv_file_unmap(&file);
    if (found == NULL) {
        return gv_message_set(message, GV_ERROR_FORMAT,
                              is_private
                                  ? "%s: no Ed25519 private key in PEM without a passphrase "
                                    "(openssl genpkey -algorithm ed25519 -out FILE makes one)"
                                  : "%s: no Ed25519 public key in PEM (openssl pkey -in KEY "
                                    "-pubout -out FILE takes it out of the private one)",
                              path);
    }
    *key = found;
    return GV_OK;
}

/* SHA-256 of the public key as DER. */
static gv_status find_fingerprint(EVP_PKEY *key, char hex[65])
{
    unsigned char *der = NULL;
    gv_sha256 sha;
    const int length = i2d_PUBKEY(key, &der);
    if (length <= 0) {
        return GV_ERROR_MEMORY;
    }
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, der, (size_t)length);
    gv_sha256_finish(&sha, hex);
    OPENSSL_free(der);
    return GV_OK;
}

gv_status gv_signer_open(const char *path, gv_message *message, gv_signer **signer)
{
    EVP_PKEY *key = NULL;
    gv_signer *made = NULL;
    GV_TRY(open_key(path, 1, message, &key));
    const gv_status status = gv_memory_get(sizeof *made, (void **)&made);
    if (status != GV_OK) {
        EVP_PKEY_free(key);
        return status;
    }
    made->key = key;
    *signer = made;
    return GV_OK;
}

void gv_signer_free(gv_signer *signer)
{
    if (signer != NULL) {
        EVP_PKEY_free(signer->key);
        gv_memory_free(signer);
    }
}

/* ------------------------------------------------------------------ signing */

static gv_status sign(EVP_PKEY *key, const void *bytes, size_t length,
                      unsigned char signature[SIGNATURE_SIZE])
{
    size_t size = SIGNATURE_SIZE;
    EVP_MD_CTX *const context = EVP_MD_CTX_new();
    const int done = context != NULL &&
                     EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                     EVP_DigestSign(context, signature, &size, bytes, length) == 1 &&
                     size == SIGNATURE_SIZE;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return done ? GV_OK : GV_ERROR_MEMORY;
}

static gv_status add_public_key(EVP_PKEY *key, gv_buf *file)
{
    char *text = NULL;
    gv_status status = GV_ERROR_MEMORY;
    BIO *const out = BIO_new(BIO_s_mem());
    if (out != NULL && PEM_write_bio_PUBKEY(out, key) == 1) {
        const long length = BIO_get_mem_data(out, &text);
        status = gv_buf_add(file, text, (size_t)length);
    }
    BIO_free(out);
    return status;
}

gv_status gv_signer_sign(const gv_signer *signer, const void *bytes, size_t length, gv_buf *file)
{
    char hex[65];
    unsigned char signature[SIGNATURE_SIZE];
    unsigned char base64[BASE64_SIZE + 1];
    GV_TRY(find_fingerprint(signer->key, hex));
    GV_TRY(sign(signer->key, bytes, length, signature));
    (void)EVP_EncodeBlock(base64, signature, SIGNATURE_SIZE);
    GV_TRY(gv_buf_add_text(file, HEAD));
    GV_TRY(gv_buf_add_text(file, hex));
    GV_TRY(gv_buf_add_text(file, SIGNATURE));
    GV_TRY(gv_buf_add(file, base64, BASE64_SIZE));
    GV_TRY(gv_buf_add_byte(file, '\n'));
    return add_public_key(signer->key, file);
}

/* ------------------------------------------------------------------ checking */

/* Moves *at behind `text` if it stands there. */
static int take(const char **at, const char *end, const char *text)
{
    const size_t length = strlen(text);
    if ((size_t)(end - *at) < length || memcmp(*at, text, length) != 0) {
        return 0;
    }
    *at += length;
    return 1;
}

/* The parts of a signature file; NULL key if it is none. */
static EVP_PKEY *read_file(const char *file, size_t length,
                           unsigned char signature[SIGNATURE_SIZE])
{
    const char *at = file;
    const char *const end = file + length;
    unsigned char decoded[SIGNATURE_SIZE + 8];
    if (!take(&at, end, HEAD) || end - at < 64) {
        return NULL;
    }
    at += 64; /* the fingerprint is taken from the key itself */
    if (!take(&at, end, SIGNATURE) || end - at < BASE64_SIZE ||
        EVP_DecodeBlock(decoded, (const unsigned char *)at, BASE64_SIZE) < SIGNATURE_SIZE) {
        return NULL;
    }
    at += BASE64_SIZE;
    if (!take(&at, end, "\n-----BEGIN PUBLIC KEY-----\n")) {
        return NULL;
    }
    memcpy(signature, decoded, SIGNATURE_SIZE);
    at -= strlen("-----BEGIN PUBLIC KEY-----\n");
    return read_key(at, (size_t)(end - at), 0);
}

static int fits(EVP_PKEY *key, const unsigned char signature[SIGNATURE_SIZE], const void *bytes,
                size_t length)
{
    EVP_MD_CTX *const context = EVP_MD_CTX_new();
    const int good = context != NULL &&
                     EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
                     EVP_DigestVerify(context, signature, SIGNATURE_SIZE, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return good;
}

gv_status gv_signature_check(const char *file, size_t file_length, const void *bytes,
                             size_t length, const char *public_key_path, gv_message *message,
                             gv_signature *signature)
{
    unsigned char raw[SIGNATURE_SIZE];
    gv_signature found = {.fits = 0};
    EVP_PKEY *expected = NULL;
    gv_status status = GV_OK;
    EVP_PKEY *const key = read_file(file, file_length, raw);
    if (key == NULL) {
        return gv_message_set(message, GV_ERROR_FORMAT, "not a signature file of gravamen");
    }
    GV_TRY_DONE(find_fingerprint(key, found.fingerprint));
    found.fits = fits(key, raw, bytes, length);
    if (public_key_path != NULL) {
        GV_TRY_DONE(open_key(public_key_path, 0, message, &expected));
        GV_TRY_DONE(find_fingerprint(expected, found.key_fingerprint));
        found.is_of_key = strcmp(found.fingerprint, found.key_fingerprint) == 0;
    }
    *signature = found;
done:
    EVP_PKEY_free(expected);
    EVP_PKEY_free(key);
    return status;
}

#else

struct gv_signer {
    int none;
};

static gv_status refuse(gv_message *message)
{
    return gv_message_set(message, GV_ERROR_ARGUMENT,
                          "this gravamen was built without libcrypto: it can neither sign nor "
                          "check a signature");
}

const char *gv_signature_version(void)
{
    return NULL;
}

gv_status gv_signer_open(const char *path, gv_message *message, gv_signer **signer)
{
    (void)path;
    (void)signer;
    return refuse(message);
}

void gv_signer_free(gv_signer *signer)
{
    (void)signer;
}

gv_status gv_signer_sign(const gv_signer *signer, const void *bytes, size_t length, gv_buf *file)
{
    (void)signer;
    (void)bytes;
    (void)length;
    (void)file;
    return GV_ERROR_ARGUMENT;
}

gv_status gv_signature_check(const char *file, size_t file_length, const void *bytes,
                             size_t length, const char *public_key_path, gv_message *message,
                             gv_signature *signature)
{
    (void)file;
    (void)file_length;
    (void)bytes;
    (void)length;
    (void)public_key_path;
    (void)signature;
    return refuse(message);
}
#endif
