/*
 * archive_name.c - a member's name as valid UTF-8.
 *
 * In: the bytes that an archive has. Out: UTF-8, for records: "gr\xF6\xDFe.txt" of a tar becomes
 * "gr\uFFFD\uFFFDe.txt", "gr\x94\xE1e.txt" of a zip "größe.txt". A name is never a path: nothing
 * is made of "../", and nothing is written anywhere.
 */
#include "ingest/archive_name.h"

#include "text/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SHOWN = 400 };

static const uint16_t CODE_PAGE_437[128] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef,
    0x00ee, 0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9,
    0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa,
    0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
    0x255d, 0x255c, 0x255b, 0x2510, 0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f,
    0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
    0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580,
    0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, 0x03a6, 0x0398, 0x03a9, 0x03b4,
    0x221e, 0x03c6, 0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248,
    0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
};

gv_status gv_archive_name(const char *name, size_t length, int from_zip, size_t limit, gv_buf *out,
                          int *cut)
{
    const int valid = gv_utf8_valid_length(name, length) == length;
    size_t i = 0;
    gv_buf_clear(out);
    GV_TRY(gv_buf_reserve(out, 1));
    out->bytes[0] = '\0';
    *cut = 0;
    while (i < length) {
        char character[4];
        size_t size = 1;
        uint32_t code_point = (unsigned char)name[i];
        if (code_point >= 0x80) {
            if (valid || !from_zip) {
                code_point = gv_utf8_read(name + i, length - i, &size);
                code_point = code_point == GV_UTF8_INVALID ? 0xfffd : code_point;
            } else {
                code_point = CODE_PAGE_437[code_point - 0x80];
            }
        }
        const size_t wanted = gv_utf8_write(code_point, character);
        if (out->length + wanted > limit) {
            *cut = 1;
            return GV_OK;
        }
        GV_TRY(gv_buf_add(out, character, wanted));
        i += size;
    }
    return GV_OK;
}

void gv_archive_show_name(const gv_buf *name, char text[GV_ARCHIVE_NAME_SHOWN])
{
    size_t length = name->length < NAME_SHOWN ? name->length : NAME_SHOWN;
    while (length > 0 && length < name->length &&
           ((unsigned char)name->bytes[length] & 0xc0) == 0x80) {
        length--;
    }
    (void)snprintf(text, GV_ARCHIVE_NAME_SHOWN, "%s%.*s%s", length > 0 ? "member " : "a member",
                   (int)length, length > 0 ? name->bytes : "",
                   length < name->length ? "..." : "");
}

gv_status gv_archive_describe(const gv_libarchive_entry *entry, const gv_opening *opening,
                              const char *kind, uint64_t offset, gv_buf *name, gv_member *member)
{
    char shown[GV_ARCHIVE_NAME_SHOWN];
    int is_cut = 0;
    GV_TRY(gv_archive_name(entry->name, strlen(entry->name), strcmp(kind, "zip") == 0,
                           opening->limits->name, name, &is_cut));
    gv_archive_show_name(name, shown);
    if (is_cut) {
        GV_TRY(gv_damage_add(opening->log, kind, offset, 0,
                             "a name longer than %" PRIu32 " bytes is cut off: %s",
                             opening->limits->name, shown));
    }
    if (entry->is_unsure) {
        GV_TRY(gv_damage_add(opening->log, kind, offset, 0,
                             "the header of %s is damaged in part; its name may be wrong", shown));
    }
    if (entry->kind != NULL) {
        GV_TRY(gv_left_out_add(opening->log, entry->kind));
    }
    member->name = name->bytes;
    member->length = entry->has_size ? entry->size : 0;
    member->left_out = entry->is_encrypted ? "encrypted; decrypt it first" : NULL;
    return GV_OK;
}
