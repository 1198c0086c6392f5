/*
 * sniff.c - what first bytes say: gzip, or no text at all.
 *
 * In: the first bytes of a layer. Out: whether it is gzip (one byte of the magic number may be
 * damaged); of a member that is neither gzip nor JSONL nor marked UTF-16, a reason to leave it
 * alone, so that a picture in a report folder is named and skipped, not read as 2 MB of
 * Windows-1252. "PK\3\4" is a zip archive; without a known mark, more than one control byte in
 * twenty (other than blanks), one of them among the first 32, is no text: a few NULs in a text are
 * forgiven, and so is a text that damage turns to noise later. A mail or a saved page whose parts
 * are packed within it (MIME) would be read as its envelope and rows of base64, so it is named too.
 */
#include "ingest/sniff.h"

#include <string.h>

enum { LOOK = 4096, START = 32, TAR_MARK = 257 };

typedef struct magic {
    size_t offset, length;
    const char *bytes, *words;
} magic;

static const magic MAGICS[] = {
    {0, 4, "PK\3\4", "a zip archive, a format that is not read"},
    {0, 4, "PK\5\6", "a zip archive, a format that is not read"},
    {0, 6, "7z\xBC\xAF\x27\x1C", "a 7z archive, a format that is not read"},
    {0, 6, "\xFD" "7zXZ\0", "xz data, a format that is not read"},
    {0, 4, "\x28\xB5\x2F\xFD", "zstd data, a format that is not read"},
    {0, 4, "\x04\x22\x4D\x18", "lz4 data, a format that is not read"},
    {4, 6, "1AY&SY", "bzip2 data, a format that is not read"},
    {TAR_MARK, 5, "ustar", "a tar archive, a format that is not read"},
    {0, 4, "\xD0\xCF\x11\xE0", "an old office document (DOC, XLS, PPT) or one with a password, "
                                "formats that are not read; save it as DOCX or PDF"},
    {0, 5, "{\\rtf", "RTF, a format that is not read; save it as DOCX or text"},
    {0, 4, "\xFF\xFE\0\0", "UTF-32 text, an encoding that is not read"},
    {0, 4, "\0\0\xFE\xFF", "UTF-32 text, an encoding that is not read"},
};

static int is_control(unsigned char c)
{
    return (c < 0x20 && (c < '\t' || c > '\r') && c != 0x1B) || c == 0x7F;
}

int gv_sniff_is_gzip(const char *bytes, size_t length)
{
    const unsigned char *const b = (const unsigned char *)bytes;
    if (length == 2) {
        return b[0] == 0x1f && b[1] == 0x8b;
    }
    return length > 2 && (b[0] == 0x1f) + (b[1] == 0x8b) + (b[2] == 8) >= 2;
}

int gv_sniff_is_pdf(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length && i < START && (unsigned char)bytes[i] <= ' ') {
        i++;
    }
    return length - i >= 5 && memcmp(bytes + i, "%PDF-", 5) == 0;
}

int gv_sniff_may_be_json(const char *bytes, size_t length)
{
    size_t i = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (i < length && (bytes[i] == ' ' || (bytes[i] >= '\t' && bytes[i] <= '\r'))) {
        i++;
    }
    return i == length || bytes[i] == '{' || bytes[i] == '[';
}

/* 1 if the line begins with the name, which is in small letters, in any case of ASCII. */
static int begins_with(const char *line, size_t length, const char *name)
{
    size_t i = 0;
    while (name[i] != '\0' && i < length &&
           (line[i] >= 'A' && line[i] <= 'Z' ? line[i] | 0x20 : line[i]) == name[i]) {
        i++;
    }
    return name[i] == '\0';
}

/* 1 if the line begins as a header field does: a name without blanks, and a colon. */
static int is_field(const char *line, size_t length)
{
    size_t i = 0;
    while (i < length && line[i] > ' ' && line[i] < 0x7F && line[i] != ':') {
        i++;
    }
    return i > 0 && i < length && line[i] == ':';
}

/* Why a message whose text is packed (RFC 5322, 2045) is left alone; NULL if bytes are none, or
 * one whose text stands as it is. The line of an mbox before the header is passed over. */
static const char *judge_mail(const char *bytes, size_t length)
{
    const char *const end = bytes + length;
    int is_mime = 0;
    int is_packed = 0;
    int is_saved = 0;
    int in_type = 0;
    for (const char *p = bytes; p < end;) {
        const char *const newline = memchr(p, '\n', (size_t)(end - p));
        const char *const stop = newline != NULL ? newline : end;
        const size_t n = (size_t)(stop - p);
        const int folded = n > 0 && (*p == ' ' || *p == '\t');
        if (n == 0 || *p == '\r' ||
            (p == bytes ? !is_field(p, n) && !begins_with(p, n, "from ")
                        : !folded && !is_field(p, n))) {
            break;
        }
        in_type = folded ? in_type : begins_with(p, n, "content-type:");
        is_mime |= begins_with(p, n, "mime-version:");
        is_saved |= begins_with(p, n, "snapshot-content-location:") ||
                    begins_with(p, n, "from: <saved by ") || begins_with(p, n, "from: \"saved by ");
        is_packed |= begins_with(p, n, "content-transfer-encoding: base64");
        for (const char *q = p; in_type && q < stop; q++) {
            is_packed |= begins_with(q, (size_t)(stop - q), "multipart/");
        }
        p = newline != NULL ? newline + 1 : end;
    }
    return !is_mime || !is_packed ? NULL
           : is_saved ? "a page saved as MHTML, a format that is not read; save it as HTML or text"
                      : "an e-mail message, a format that is not read; save it as text";
}

const char *gv_sniff_not_text(const char *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof MAGICS / sizeof MAGICS[0]; i++) {
        const magic *const m = &MAGICS[i];
        if (length >= m->offset + m->length &&
            memcmp(bytes + m->offset, m->bytes, m->length) == 0) {
            return m->words;
        }
    }
    const size_t n = length < LOOK ? length : LOOK;
    const char *const mail = judge_mail(bytes, n);
    size_t controls = 0;
    size_t at_start = 0;
    if (mail != NULL) {
        return mail;
    }
    for (size_t i = 0; i < n && (i < START || at_start > 0); i++) {
        controls += (size_t)is_control((unsigned char)bytes[i]);
        at_start = i < START ? controls : at_start;
    }
    return at_start > 0 && controls * 20 > n ? "binary data of an unknown format, not text" : NULL;
}
