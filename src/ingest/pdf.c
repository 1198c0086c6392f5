/*
 * pdf.c - the text of a PDF file, by poppler's pdftotext as a child process.
 *
 * In: the bytes of a PDF. Out: its text in reading order, and what was wrong:
 *
 *     pdftotext -enc UTF-8 -bbox-layout /proc/self/fd/0 -          words with their places
 *     pdf_lines.c                                                  lines
 *     "Report of the Mission\n\nThe militia entered Oru ...\n\n12\n\f..."
 *
 * pdftotext reads in the order of columns and goes on behind damage as far as it can, saying on
 * standard error what it met; of that the first line that is more than a warning becomes the
 * reason. It sees nothing but the bytes (base/child.h). Pictures of text give no text: where half
 * of the pages or five in a row have none, that is said, too. A file that wants a password is not
 * read.
 */
#include "ingest/pdf.h"

#include "base/child.h"
#include "ingest/decode.h"
#include "ingest/pdf_lines.h"
#include "ingest/pdf_rescue.h"
#include "text/utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECONDS = 120,
    VERSION_SECONDS = 20,
    REASON_MAX = 200, /* bytes of pdftotext's own words */
    RUNS_LISTED = 10,
    BLANK_RUN = 5     /* blank pages in a row that are no accident of print */
};

static const uint64_t MEMORY = (uint64_t)1 << 30;
static const size_t OUTPUT_MAX = (size_t)256 << 20;

static char program[4096]; /* "": none */
static char version[32];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ------------------------------------------------------------------ which pdftotext */

/* "pdftotext version 22.12.0" */
static void read_version(const gv_buf *said)
{
    static const char LEAD[] = "version ";
    const char *const found = said->length > 0 ? strstr(said->bytes, LEAD) : NULL;
    const char *const number = found != NULL ? found + sizeof LEAD - 1 : "";
    const size_t length = strspn(number, "0123456789.");
    if (length == 0 || length >= sizeof version) {
        snprintf(version, sizeof version, "unknown");
        return;
    }
    memcpy(version, number, length);
    version[length] = '\0';
}

static void find_program(void)
{
    const char *const arguments[] = {program, "-v", NULL};
    const gv_child_limits limits = {VERSION_SECONDS, MEMORY, 4096};
    const char *const given = getenv("GRAVAMEN_PDFTOTEXT");
    gv_child_result result = {GV_CHILD_NOT_STARTED, 0};
    gv_buf path = {0};
    gv_buf output = {0};
    gv_buf said = {0};
    gv_status status = given != NULL ? gv_buf_add_text(&path, given)
                                     : gv_child_find("pdftotext", &path);
    if (status == GV_OK && path.length > 0 && path.bytes[0] == '/' &&
        path.length < sizeof program) {
        memcpy(program, path.bytes, path.length + 1);
        status = gv_child_run(arguments, NULL, 0, &limits, &output, &said, &result);
        if (status == GV_OK && result.end == GV_CHILD_EXITED) {
            read_version(said.length > 0 ? &said : &output);
        } else {
            program[0] = '\0';
        }
    }
    gv_buf_free(&path);
    gv_buf_free(&output);
    gv_buf_free(&said);
}

const char *gv_pdf_version(void)
{
    (void)pthread_once(&once, find_program);
    return program[0] != '\0' ? version : NULL;
}

/* ------------------------------------------------------------------ what was wrong */

/* Adds pdftotext's own words as one line of printable UTF-8. */
static gv_status add_words(const char *words, size_t length, gv_buf *reason)
{
    size_t at = 0;
    const size_t most = length < REASON_MAX ? length : REASON_MAX;
    while (at < most) {
        size_t size = 1;
        const unsigned char c = (unsigned char)words[at];
        if (c < ' ' || c == 0x7F ||
            (c >= 0x80 && gv_utf8_read(words + at, length - at, &size) == GV_UTF8_INVALID)) {
            size = 1;
            GV_TRY(gv_buf_add_byte(reason, c < ' ' ? ' ' : '?'));
        } else {
            GV_TRY(gv_buf_add(reason, words + at, size));
        }
        at += size;
    }
    return gv_buf_add_text(reason, length > most ? " ..." : "");
}

/* The first line that is more than a warning; NULL if there is none. */
static const char *find_complaint(const gv_buf *said, size_t *length)
{
    static const char WARNING[] = "Syntax Warning";
    for (size_t at = 0; at < said->length;) {
        const char *const line = said->bytes + at;
        const char *const end = memchr(line, '\n', said->length - at);
        *length = end != NULL ? (size_t)(end - line) : said->length - at;
        if (*length > 0 &&
            (*length < sizeof WARNING - 1 || memcmp(line, WARNING, sizeof WARNING - 1) != 0)) {
            return line;
        }
        at += *length + 1;
    }
    return NULL;
}

static int is_encrypted(const gv_buf *said)
{
    return said->length > 0 && (strstr(said->bytes, "Incorrect password") != NULL ||
                                strstr(said->bytes, "nsupported security handler") != NULL);
}

static gv_status explain_exit(const gv_child_result *result, const gv_buf *said, gv_buf *reason)
{
    size_t length = 0;
    const char *const complaint = find_complaint(said, &length);
    if (result->code != 0 && is_encrypted(said)) {
        return gv_buf_add_text(reason, "encrypted; it can be read from a copy without a password");
    }
    if (complaint != NULL) {
        GV_TRY(gv_buf_add_text(reason, "pdftotext reported: "));
        return add_words(complaint, length, reason);
    }
    return result->code > 0
               ? gv_buf_add_format(reason, "pdftotext ended with status %d and no word",
                                   result->code)
               : GV_OK;
}

static gv_status explain(const gv_child_result *result, const gv_buf *said, gv_buf *reason)
{
    char words[128];
    switch (result->end) {
    case GV_CHILD_EXITED:
        return explain_exit(result, said, reason);
    case GV_CHILD_LATE:
        return gv_buf_add_format(reason, "pdftotext took more than %d seconds and was stopped",
                                 SECONDS);
    case GV_CHILD_LONG:
        return gv_buf_add_format(reason,
                                 "more than %zu MiB of words and places: what follows was left out",
                                 OUTPUT_MAX >> 20);
    case GV_CHILD_KILLED:
        return gv_buf_add_format(reason, "pdftotext failed on it (signal %d)", result->code);
    case GV_CHILD_NOT_STARTED:
        if (strerror_r(result->code, words, sizeof words) != 0) {
            snprintf(words, sizeof words, "error %d", result->code);
        }
        return gv_buf_add_format(reason, "pdftotext could not be started: %s", words);
    }
    return GV_OK;
}

/* Pages without a letter. */
typedef struct gv_pdf_blanks {
    size_t pages, blank, longest; /* longest: most of them in a row */
    size_t runs;                  /* of them in a row, single ones too */
    gv_buf list;                  /* "2 to 31, 40"; the first RUNS_LISTED */
} gv_pdf_blanks;

/* `length` blank pages in a row, of which `last` is the last, from 1. */
static gv_status end_run(gv_pdf_blanks *blanks, size_t last, size_t length)
{
    if (length == 0) {
        return GV_OK;
    }
    blanks->longest = length > blanks->longest ? length : blanks->longest;
    if (++blanks->runs > RUNS_LISTED) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_format(&blanks->list, "%s%zu", blanks->runs > 1 ? ", " : "",
                             last - length + 1));
    return length > 1 ? gv_buf_add_format(&blanks->list, " to %zu", last) : GV_OK;
}

static gv_status find_blanks(const gv_buf *text, size_t start, gv_pdf_blanks *blanks)
{
    size_t run = 0;
    int is_blank = 1;
    for (size_t i = start; i < text->length; i++) {
        is_blank &= (unsigned char)text->bytes[i] <= ' ';
        if (text->bytes[i] == '\f') {
            blanks->pages++;
            blanks->blank += (size_t)is_blank;
            if (!is_blank) {
                GV_TRY(end_run(blanks, blanks->pages - 1, run));
            }
            run = is_blank ? run + 1 : 0;
            is_blank = 1;
        }
    }
    return end_run(blanks, blanks->pages, run);
}

/* Pages that are pictures of text look like blank ones. All of them: the file gave nothing. So many
 * as no printer leaves blank: text is missing. A blank page here and there is no fault. */
static gv_status explain_blanks(const gv_buf *text, size_t start, gv_buf *reason)
{
    gv_pdf_blanks blanks = {0};
    gv_status status = GV_OK;
    GV_TRY_DONE(find_blanks(text, start, &blanks));
    if (blanks.blank == blanks.pages) {
        if (reason->length == 0) {
            status = gv_buf_add_format(reason,
                                       "no text on its %zu page%s: pictures of text, perhaps; "
                                       "recognise it first (ocrmypdf)",
                                       blanks.pages, blanks.pages == 1 ? "" : "s");
        }
    } else if (blanks.longest >= BLANK_RUN ||
               (blanks.blank > 1 && blanks.blank * 2 >= blanks.pages)) {
        status = gv_buf_add_format(reason,
                                   "%spages %s%s hold no text (%zu of %zu): pictures, perhaps; "
                                   "make their text readable first (OCR)",
                                   reason->length > 0 ? "; " : "", blanks.list.bytes,
                                   blanks.runs > RUNS_LISTED ? " and others" : "", blanks.blank,
                                   blanks.pages);
    }
done:
    gv_buf_free(&blanks.list);
    return status;
}

/* ------------------------------------------------------------------ the text */

/* Makes the text from `start` on valid UTF-8. */
static gv_status repair(gv_buf *text, size_t start, uint64_t *replaced)
{
    gv_buf good = {0};
    gv_status status = GV_OK;
    const size_t length = text->length - start;
    if (length == 0 || gv_utf8_valid_length(text->bytes + start, length) == length) {
        return GV_OK;
    }
    GV_TRY_DONE(gv_decode_add_repaired(text->bytes + start, length, &good, replaced));
    text->length = start;
    status = gv_buf_add(text, good.bytes, good.length);
done:
    gv_buf_free(&good);
    return status;
}

/* Runs pdftotext and makes its words lines of text; or, where most is written from right to left,
 * lets pdftotext do so, which knows how. */
static gv_status run(const char *bytes, size_t length, gv_buf *text, gv_buf *said,
                     gv_child_result *result)
{
    const char *const places[] = {program, "-enc", "UTF-8", "-bbox-layout", "/proc/self/fd/0", "-",
                                  NULL};
    const char *const plain[] = {program, "-enc", "UTF-8", "-eol", "unix", "/proc/self/fd/0", "-",
                                 NULL};
    const gv_child_limits limits = {SECONDS, MEMORY, OUTPUT_MAX};
    gv_pdf_tally tally = {0, 0};
    gv_buf markup = {0};
    gv_status status = GV_OK;
    const size_t start = text->length;
    GV_TRY_DONE(gv_child_run(places, bytes, length, &limits, &markup, said, result));
    GV_TRY_DONE(gv_pdf_lines_read(markup.bytes, markup.length, text, &tally));
    if (tally.leftward * 5 > tally.words) {
        text->length = start;
        gv_buf_clear(said);
        status = gv_child_run(plain, bytes, length, &limits, text, said, result);
    }
done:
    gv_buf_free(&markup);
    return status;
}

/* A file that could not be opened at all has perhaps lost its end: reads the pages that are left.
 * What was said of the whole stays. */
static gv_status rescue(const char *bytes, size_t length, gv_buf *text, gv_buf *reason)
{
    gv_child_result result = {GV_CHILD_NOT_STARTED, ENOENT};
    gv_buf whole = {0};
    gv_buf said = {0};
    size_t pages = 0;
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_pdf_rescue(bytes, length, &whole, &pages));
    if (pages > 0) {
        GV_TRY_DONE(run(whole.bytes, whole.length, text, &said, &result));
        status = gv_buf_add_format(reason, "; without its end, %zu page%s found", pages,
                                   pages == 1 ? " was" : "s were");
    }
done:
    gv_buf_free(&whole);
    gv_buf_free(&said);
    return status;
}

gv_status gv_pdf_extract(const char *bytes, size_t length, gv_buf *text, gv_buf *reason,
                         uint64_t *replaced)
{
    const size_t start = text->length;
    gv_child_result result = {GV_CHILD_NOT_STARTED, ENOENT};
    gv_buf said = {0};
    gv_status status = GV_OK;
    if (gv_pdf_version() == NULL) {
        return gv_buf_add_text(reason, "pdftotext (poppler-utils) is not installed");
    }
    GV_TRY_DONE(run(bytes, length, text, &said, &result));
    GV_TRY_DONE(explain(&result, &said, reason));
    if (result.end == GV_CHILD_EXITED && result.code > 0 && text->length == start &&
        !is_encrypted(&said)) {
        GV_TRY_DONE(rescue(bytes, length, text, reason));
    }
    GV_TRY_DONE(repair(text, start, replaced));
    status = explain_blanks(text, start, reason);
done:
    gv_buf_free(&said);
    return status;
}
