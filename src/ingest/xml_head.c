/*
 * xml_head.c - which elements of an XML dump are its records.
 *
 * In: its first bytes, a MiB at most. Out: the name. That is --xml-element; else the first of a few
 * usual names that comes twice just inside the root, or one element further in where that is usual:
 *
 *     <mediawiki><siteinfo>...</siteinfo><page>...</page><page>          page
 *     <rss><channel><title/><item>...</item><item>                       item
 *     <DOC>...</DOC><DOC>...</DOC>                                       DOC: many roots
 *     <article><title/><section>...                                      none: one document
 *
 * or one that has not ended within that MiB. It parses nothing.
 */
#include "ingest/rows_scan.h"

#include "ingest/xml.h"
#include "text/utf8.h"

#include <string.h>

enum { WINDOW = 1 << 20, ENCODING_MAX = 40 };

typedef struct usual {
    const char *name;
    int depth; /* elements it may stand in, at most */
} usual;

static const usual USUAL[] = {{"page", 1}, {"doc", 2},    {"DOC", 2}, {"article", 2}, {"item", 2},
                              {"record", 2}, {"entry", 1}, {"row", 1}, {"document", 1}};

enum { N_USUAL = sizeof USUAL / sizeof USUAL[0] };

typedef struct finding {
    unsigned depth;         /* elements open */
    unsigned inside;        /* depth of the usual element that is open; 0: none */
    unsigned n[N_USUAL];    /* seen inside the root */
    unsigned roots[N_USUAL];
    int at_hand;            /* the one that is open */
    int last;               /* the first usual name seen inside the root, or -1 */
} finding;

static int ends_name(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '>' || c == '/';
}

static int find_usual(const char *name, size_t length)
{
    for (int i = 0; i < N_USUAL; i++) {
        if (strlen(USUAL[i].name) == length && memcmp(USUAL[i].name, name, length) == 0) {
            return i;
        }
    }
    return -1;
}

/* A start tag; returns the name's index once it is known to be that of the records, else -1. */
static int open_element(finding *f, const char *name, size_t length)
{
    const int which = find_usual(name, length);
    if (which >= 0 && f->depth == 0) {
        return ++f->roots[which] == 2 ? which : -1;
    }
    if (which >= 0 && f->inside > 0 && which == f->at_hand) {
        return which; /* the first is not closed */
    }
    if (which >= 0 && f->inside == 0 && (int)f->depth <= USUAL[which].depth) {
        f->inside = f->depth;
        f->at_hand = which;
        f->last = f->last < 0 ? which : f->last;
        return ++f->n[which] == 2 ? which : -1;
    }
    return -1;
}

/* Behind the markup at p, that of comments and the like told by its start; NULL: it goes on. */
static const char *skip_markup(const char *p, const char *end)
{
    static const struct { const char *start, *stop; } odd[] = {
        {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const size_t n = strlen(odd[i].start);
        const size_t m = strlen(odd[i].stop);
        if ((size_t)(end - p) >= n && memcmp(p, odd[i].start, n) == 0) {
            for (p += n; (size_t)(end - p) >= m; p++) {
                if (memcmp(p, odd[i].stop, m) == 0) {
                    return p + m;
                }
            }
            return NULL;
        }
    }
    char quote = 0;
    for (int inside = 0; p < end; p++) {
        if (quote != 0) {
            quote = *p == quote ? 0 : quote;
        } else if (*p == '>' && inside <= 0) {
            return p + 1;
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else {
            inside += (*p == '[') - (*p == ']');
        }
    }
    return NULL;
}

/* The records' index in USUAL, or -1. whole: the bytes are all there are. */
static int find_records(const char *bytes, size_t length, int whole)
{
    const char *p = bytes;
    const char *const end = bytes + length;
    finding f = {.last = -1};
    while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        const char *const tag = p;
        p = skip_markup(p, end);
        if (p == NULL) {
            break;
        }
        if (tag[1] == '!' || tag[1] == '?') {
            continue;
        }
        if (tag[1] == '/') {
            f.depth -= f.depth > 0;
            f.inside = f.depth <= f.inside ? 0 : f.inside;
            continue;
        }
        const char *name = tag + 1;
        while (name < p && !ends_name(*name)) {
            name++;
        }
        const int found = open_element(&f, tag + 1, (size_t)(name - tag - 1));
        if (found >= 0) {
            return found;
        }
        if (p[-2] != '/') {
            f.depth++;
        } else if (f.inside == f.depth) {
            f.inside = 0;
        }
    }
    return f.inside > 0 && !whole ? f.last : -1;
}

/* 1 if what stands before the root declares entities: a record that is read by itself would not
 * know what they stand for. */
static int declares_entities(const char *bytes, size_t length)
{
    static const char mark[] = "<!ENTITY";
    const char *p = bytes;
    const char *const end = bytes + length;
    while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL && p + 1 < end &&
           (p[1] == '!' || p[1] == '?')) {
        const char *const after = skip_markup(p, end);
        const char *const stop = after != NULL ? after : end;
        const int is_type = stop - p > 9 && memcmp(p, "<!DOCTYPE", 9) == 0;
        for (; is_type && (size_t)(stop - p) >= sizeof mark; p++) {
            if (memcmp(p, mark, sizeof mark - 1) == 0) {
                return 1;
            }
        }
        p = stop;
    }
    return 0;
}

/* Copies the encoding that the XML declaration names, in lower case; "" if it names none. */
static void find_encoding(const char *bytes, size_t length, char out[ENCODING_MAX])
{
    static const char mark[] = "encoding=";
    const char *const end = length >= 5 && memcmp(bytes, "<?xml", 5) == 0
                                ? memchr(bytes, '>', length < 300 ? length : 300)
                                : NULL;
    size_t n = 0;
    for (const char *p = bytes; end != NULL && p + sizeof mark < end; p++) {
        if (memcmp(p, mark, sizeof mark - 1) == 0) {
            for (p += sizeof mark; p < end && n + 1 < ENCODING_MAX && *p != '"' && *p != '\'' &&
                                   *p >= ' ' && *p < 0x7F;
                 p++) {
                out[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
            }
            break;
        }
    }
    out[n] = '\0';
}

/* Sets *fault if the file says that it is in an encoding that is not read, and looks so. */
static gv_status check_encoding(gv_rows *rows, const char *bytes, size_t length,
                                const char **fault)
{
    static const char *const good[] = {"",         "utf-8",      "utf8",         "us-ascii",
                                       "ascii",    "iso-8859-1", "windows-1252", "latin1",
                                       "latin-1",  "cp1252",     "utf-16",       "utf-16le",
                                       "utf-16be", "iso-10646-ucs-2"};
    char encoding[ENCODING_MAX];
    find_encoding(bytes, length, encoding);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (strcmp(encoding, good[i]) == 0) {
            return GV_OK;
        }
    }
    const size_t n = length > WINDOW ? WINDOW : length;
    if (gv_utf8_valid_length(bytes, n) + 4 > n) {
        return GV_OK;
    }
    gv_buf_clear(&rows->reason);
    GV_TRY(gv_buf_add_format(&rows->reason,
                             "XML in %s, an encoding that is not read; convert it to UTF-8",
                             encoding));
    *fault = rows->reason.bytes;
    return GV_OK;
}

gv_status gv_rows_begin_xml(gv_rows *rows, const char *bytes, size_t length, gv_rows_rest rest,
                            int *known, const char **fault)
{
    const char *const element = rows->options->xml_element;
    const int enough = length >= WINDOW || rest >= GV_ROWS_GAP;
    const size_t n = length < WINDOW ? length : WINDOW;
    if (!enough) {
        return GV_OK;
    }
    *known = 1;
    if (gv_xml_version() == NULL) {
        *fault = "skipped: XML; this gravamen was built without expat";
        return GV_OK;
    }
    GV_TRY(check_encoding(rows, bytes, n, fault));
    if (declares_entities(bytes, n)) {
        *fault = "XML that declares entities, which are not read; save it with their text in place "
                 "of them";
        return GV_OK;
    }
    const int found = element != NULL ? -1 : find_records(bytes, n, n == length);
    const char *const name = element != NULL ? element : found >= 0 ? USUAL[found].name : "";
    const size_t name_length = strlen(name) < sizeof rows->name ? strlen(name) : 0;
    memcpy(rows->name, name, name_length);
    rows->name[name_length] = '\0';
    GV_TRY(gv_buf_add(&rows->head, rows->name, name_length));
    return gv_buf_add_byte(&rows->head, '\n');
}
