/*
 * media.c - tells bodies that hold no text, by what they are said to be and by their bytes.
 *
 * In: a media type and first bytes. Out: whether to leave the body out:
 *
 *     image/jpeg   ff d8 ff e0 ...       left out
 *     text/html    89 50 4e 47 ...       left out: it is a picture, whatever it is said to be
 *     image/jpeg   <!DOCTYPE html> ...   read: an error page in a picture's place
 *     text/css     body { color ...      left out
 *
 * What it does not know is read; the layers above judge it by its bytes.
 */
#include "ingest/media.h"

#include <string.h>

typedef struct mark {
    size_t offset, length;
    const char *bytes;
} mark;

static const mark MEDIA_MARKS[] = {
    {0, 4, "\x89PNG"},         {0, 4, "GIF8"},        {0, 3, "\xFF\xD8\xFF"},
    {0, 4, "RIFF"},            {0, 4, "OggS"},        {0, 3, "ID3"},
    {4, 4, "ftyp"},            {0, 4, "wOFF"},        {0, 4, "wOF2"},
    {0, 5, "\0\1\0\0\0"},      {0, 5, "OTTO\0"},      {0, 4, "\0\0\1\0"},
    {0, 4, "\0asm"},           {0, 4, "fLaC"},        {0, 4, "\x1A\x45\xDF\xA3"},
    {0, 4, "FLV\1"},           {0, 4, "II*\0"},       {0, 4, "MM\0*"},
};
/* Of these the layers above take text out, or say that they do not. */
static const mark READ_MARKS[] = {{0, 5, "%PDF-"}, {0, 4, "PK\3\4"}};

static const char *const MEDIA_TYPES[] = {"image/", "audio/", "video/", "font/",
                                          "application/font", "application/x-font",
                                          "application/vnd.ms-fontobject", "application/wasm",
                                          "application/x-shockwave-flash"};
static const char *const STYLE_TYPES[] = {"text/css", "text/javascript", "text/ecmascript",
                                          "application/javascript", "application/x-javascript",
                                          "application/ecmascript", "application/json",
                                          "application/manifest+json"};

int gv_media_is_plain(const char *bytes, size_t length)
{
    const size_t n = length < GV_MEDIA_LOOK ? length : GV_MEDIA_LOOK;
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)bytes[i];
        if (c == 0x7f || (c < 0x20 && (c < '\t' || c > '\r'))) {
            return 0;
        }
    }
    return n > 0;
}

static int has_mark(const mark *marks, size_t n, const char *bytes, size_t length)
{
    for (size_t i = 0; i < n; i++) {
        if (length >= marks[i].offset + marks[i].length &&
            memcmp(bytes + marks[i].offset, marks[i].bytes, marks[i].length) == 0) {
            return 1;
        }
    }
    return 0;
}

static int begins_with_one(const char *const *names, size_t n, const char *type)
{
    for (size_t i = 0; i < n; i++) {
        if (strncmp(type, names[i], strlen(names[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

/* 1 if the first byte that is no blank opens a tag. */
static int begins_markup(const char *bytes, size_t length)
{
    size_t i = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < length && (bytes[i] == ' ' || (bytes[i] >= '\t' && bytes[i] <= '\r'))) {
        i++;
    }
    return i < length && bytes[i] == '<';
}

int gv_media_has_no_text(const char *type, const char *bytes, size_t length)
{
    if (begins_with_one(STYLE_TYPES, sizeof STYLE_TYPES / sizeof STYLE_TYPES[0], type)) {
        return !begins_markup(bytes, length);
    }
    if (strcmp(type, "image/svg+xml") == 0) {
        return 1;
    }
    if (gv_media_is_plain(bytes, length) ||
        has_mark(READ_MARKS, sizeof READ_MARKS / sizeof READ_MARKS[0], bytes, length)) {
        return 0;
    }
    return begins_with_one(MEDIA_TYPES, sizeof MEDIA_TYPES / sizeof MEDIA_TYPES[0], type) ||
           has_mark(MEDIA_MARKS, sizeof MEDIA_MARKS / sizeof MEDIA_MARKS[0], bytes, length);
}
