/*
 * night_names.c - from an input's path to its result's name.
 *
 * In: the path as it was named or found. Out: a relative path that mirrors it:
 *     reports/2021/a.txt     reports/2021/a.txt.jsonl
 *     /srv/reports/a.txt     absolute/srv/reports/a.txt.jsonl
 *     ../old/a.txt           %2E%2E/old/a.txt.jsonl
 * Two paths never have one name, and no name leaves the folder: a percent sign, control characters
 * and the parts ".", ".." and "" (of "a//b") are written as %XX; so are the first letter of a
 * relative path's first part if that is "absolute", and the dot of ".jsonl" and ".csv" in the name
 * of a folder, which else could be the name of a result. A part too long for a file's name is cut, and a
 * path too long is not mirrored; its SHA-256 stands there behind "%~". It looks at no disk.
 */
#include "nightly/night_names.h"

#include "base/sha256.h"

#include <string.h>

/* A name may have 255 bytes, and ".jsonl.manifest.json.sig.4194304-999.part" comes behind it. */
enum { PART_MOST = 200, PART_KEPT = 120, PART_DIGITS = 32, PATH_MOST_MIRRORED = 2000 };

static gv_status add_escaped(gv_buf *name, unsigned char byte)
{
    return gv_buf_add_format(name, "%%%02X", (unsigned)byte);
}

static int is_special(const char *part, size_t length)
{
    return length == 0 || (length == 1 && part[0] == '.') ||
           (length == 2 && part[0] == '.' && part[1] == '.');
}

static int begins(const char *text, size_t length, const char *word)
{
    const size_t n = strlen(word);
    return length >= n && memcmp(text, word, n) == 0;
}

/* "%~" and the first digits of a hash. */
static gv_status add_hash(gv_buf *name, const char *bytes, size_t length, size_t digits)
{
    char hash[65];
    gv_sha256 sha;
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, bytes, length);
    gv_sha256_finish(&sha, hash);
    GV_TRY(gv_buf_add_text(name, "%~"));
    return gv_buf_add(name, hash, digits);
}

/* Cuts what was added from `start` on to a whole number of characters and escapes. */
static void cut_part(gv_buf *name, size_t start)
{
    size_t end = start + PART_KEPT;
    while (end > start && ((unsigned char)name->bytes[end] & 0xc0) == 0x80) {
        end--;
    }
    for (size_t i = end > start + 2 ? end - 2 : start; i < end; i++) {
        if (name->bytes[i] == '%') {
            end = i;
        }
    }
    name->length = end;
    name->bytes[end] = '\0';
}

static gv_status add_part(gv_buf *name, const char *part, size_t length, int is_first,
                          int is_folder)
{
    const size_t start = name->length;
    if (length == 0) {
        return add_escaped(name, '/');
    }
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)part[i];
        const int is_suffix = is_folder && byte == '.' &&
                              (begins(part + i, length - i, ".jsonl") ||
                               begins(part + i, length - i, ".csv"));
        const int is_taken = is_first && i == 0 && length == 8 && begins(part, length, "absolute");
        if (byte == '%' || byte < 0x20 || byte == 0x7f || is_special(part, length) || is_suffix ||
            is_taken) {
            GV_TRY(add_escaped(name, byte));
        } else {
            GV_TRY(gv_buf_add_byte(name, (char)byte));
        }
    }
    if (name->length - start > PART_MOST) {
        cut_part(name, start);
        return add_hash(name, part, length, PART_DIGITS);
    }
    return GV_OK;
}

gv_status gv_night_name(const char *path, const char *suffix, gv_buf *name)
{
    const int is_absolute = path[0] == '/';
    const char *at = path + is_absolute;
    if (strlen(path) > PATH_MOST_MIRRORED) {
        GV_TRY(add_hash(name, path, strlen(path), 64));
        return gv_buf_add_text(name, suffix);
    }
    if (is_absolute) {
        GV_TRY(gv_buf_add_text(name, "absolute/"));
    }
    for (int is_first = !is_absolute;; is_first = 0) {
        const size_t length = strcspn(at, "/");
        const int is_folder = at[length] == '/';
        GV_TRY(add_part(name, at, length, is_first, is_folder));
        if (!is_folder) {
            return gv_buf_add_text(name, suffix);
        }
        GV_TRY(gv_buf_add_byte(name, '/'));
        at += length + 1;
    }
}

/* Behind `text` if it stands at `at`, else `at`. */
static const char *skip(const char *at, const char *text)
{
    return strncmp(at, text, strlen(text)) == 0 ? at + strlen(text) : at;
}

/* As gv_writer names what it writes aside: NAME.jsonl.4711-0.part */
int gv_night_is_leftover(const char *name)
{
    static const char *const SUFFIXES[] = {".jsonl", ".csv"};
    const size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        for (size_t s = 0; s < 2; s++) {
            const char *at = skip(name + i, SUFFIXES[s]);
            if (at == name + i) {
                continue;
            }
            at = skip(skip(at, ".manifest.json"), ".sig");
            const size_t process = *at == '.' ? strspn(at + 1, "0123456789") : 0;
            const char *const dash = at + 1 + process;
            if (process > 0 && *dash == '-') {
                const size_t attempt = strspn(dash + 1, "0123456789");
                if (attempt > 0 && strcmp(dash + 1 + attempt, ".part") == 0) {
                    return 1;
                }
            }
        }
    }
    return 0;
}
