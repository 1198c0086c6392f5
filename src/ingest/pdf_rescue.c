/*
 * pdf_rescue.c - a PDF file that has lost its end.
 *
 * In: the bytes of a file that was cut off, as downloads are: the list of its pages, which most
 * programs write last, is gone. Out: the same bytes and a new end,
 *
 *     4 0 obj <</Type/Page ...>> endobj ...       as they are
 *     6 0 obj <</Type/Page ...                    cut here
 *     1000001 0 obj <</Type/Pages/Count 1/Kids[4 0 R]>> endobj
 *     1000002 0 obj <</Type/Catalog/Pages 1000001 0 R>> endobj
 *     trailer <</Root 1000002 0 R/Size 1000003>>
 *
 * from which pdftotext finds what is whole. Only pages that stand in the file as plain objects are
 * found: not those packed into object streams. They come in the order in which they stand.
 */
#include "ingest/pdf_rescue.h"

#include <string.h>

enum {
    TREE = 1000001,
    PAGES_MOST = 100000,
    OBJECT_BYTES = 4096, /* "/Type/Page" stands within, from where its object begins */
    DIGITS_MOST = 6
};

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The number before " obj", whose first byte is at `at`, generation 0; 0 if there is none. */
static size_t read_number(const char *bytes, size_t at)
{
    size_t value = 0;
    size_t scale = 1;
    size_t digits = 0;
    if (at < 4 || !is_blank(bytes[at - 1]) || bytes[at - 2] != '0' || !is_blank(bytes[at - 3])) {
        return 0;
    }
    for (size_t i = at - 3; i > 0 && digits < DIGITS_MOST && is_digit(bytes[i - 1]); i--) {
        digits++;
        value += (size_t)(bytes[i - 1] - '0') * scale;
        scale *= 10;
    }
    return value;
}

/* 1 if the object at `at` says that it is a page, and is whole. */
static int is_page(const char *bytes, size_t at, size_t length)
{
    const size_t end = length - at < OBJECT_BYTES ? length : at + OBJECT_BYTES;
    int found = 0;
    for (size_t i = at; i + 6 <= end; i++) {
        if (memcmp(bytes + i, " obj", 4) == 0) {
            return 0; /* another begins: this one lost its end */
        }
        if (memcmp(bytes + i, "endobj", 6) == 0 || memcmp(bytes + i, "stream", 6) == 0) {
            return found && bytes[i] == 'e';
        }
        if (memcmp(bytes + i, "/Type", 5) == 0) {
            size_t p = i + 5;
            while (p < end && is_blank(bytes[p])) {
                p++;
            }
            found |= p + 6 <= end && memcmp(bytes + p, "/Page", 5) == 0 &&
                     (is_blank(bytes[p + 5]) || bytes[p + 5] == '/' || bytes[p + 5] == '>');
        }
    }
    return 0;
}

static gv_status add_end(gv_buf *whole, size_t pages)
{
    return gv_buf_add_format(whole,
                             "]/Count %zu>>\nendobj\n%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\n"
                             "endobj\ntrailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n",
                             pages, TREE + 1, TREE, TREE + 1, TREE + 2);
}

gv_status gv_pdf_rescue(const char *bytes, size_t length, gv_buf *whole, size_t *pages)
{
    const char *const end = length > 0 ? bytes + length : bytes;
    const char *at = bytes;
    gv_buf kids = {0};
    gv_status status = GV_OK;
    size_t n = 0;
    while (at < end && n < PAGES_MOST && (at = memchr(at, 'o', (size_t)(end - at))) != NULL) {
        const size_t place = (size_t)(at - bytes);
        if (length - place >= 3 && memcmp(at, "obj", 3) == 0) {
            const size_t number = read_number(bytes, place);
            if (number > 0 && is_page(bytes, place, length)) {
                GV_TRY_DONE(gv_buf_add_format(&kids, "%zu 0 R ", number));
                n++;
            }
        }
        at++;
    }
    *pages = n;
    if (n > 0) {
        GV_TRY_DONE(gv_buf_add(whole, bytes, length));
        GV_TRY_DONE(gv_buf_add_format(whole, "\nendstream\nendobj\n%d 0 obj\n<</Type/Pages/Kids[",
                                      TREE));
        GV_TRY_DONE(gv_buf_add(whole, kids.bytes, kids.length));
        status = add_end(whole, n);
    }
done:
    gv_buf_free(&kids);
    return status;
}
