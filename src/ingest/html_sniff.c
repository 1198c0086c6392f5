/*
 * html_sniff.c - whether first bytes are those of a page.
 *
 * In: the first bytes of a member. Out: whether an HTML document, or a piece of one, begins here:
 *
 *     "\n<!DOCTYPE html>"                      yes
 *     "<?xml version='1.0'?>\n<html xmlns="    yes
 *     "<!-- saved from ... -->\n<HEAD>"        yes
 *     "<?xml version='1.0'?>\n<mediawiki>"     no: an XML dump
 *     "<p>The camp at Oru"                     yes
 */
#include "ingest/html.h"

#include <string.h>

enum { LOOK = 4096, LOOK_FOR_TAG = 1 << 16 };

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a page may begin with; xml: behind <?xml, where <p> and <title> say little. A
 * word in angle brackets that begins a text ("<unclear> they came") is none of these. */
static int is_first_tag(gv_html_tag tag, int xml)
{
    static const uint8_t FIRST[] = {
        GV_TAG_HTML, GV_TAG_HEAD,   GV_TAG_BODY,  GV_TAG_TITLE, GV_TAG_META,   GV_TAG_P,
        GV_TAG_DIV,  GV_TAG_TABLE,  GV_TAG_LINK,  GV_TAG_H1,    GV_TAG_H2,     GV_TAG_H3,
        GV_TAG_UL,   GV_TAG_OL,     GV_TAG_SCRIPT, GV_TAG_STYLE, GV_TAG_CENTER};
    return xml ? tag == GV_TAG_HTML || tag == GV_TAG_HEAD || tag == GV_TAG_BODY
               : memchr(FIRST, (int)tag, sizeof FIRST) != NULL;
}

/* 1 if "<!doctype html" stands here. */
static int is_doctype(const char *bytes, size_t length)
{
    static const char WORDS[] = "<!doctype html";
    if (length < sizeof WORDS - 1) {
        return 0;
    }
    for (size_t i = 0; i < sizeof WORDS - 1; i++) {
        const char c = bytes[i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != WORDS[i]) {
            return 0;
        }
    }
    return 1;
}

int gv_html_sniff(const char *bytes, size_t length)
{
    gv_html_reader r = {.bytes = bytes, .length = length < LOOK ? length : LOOK};
    gv_html_token t;
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        r.at = 3;
    }
    while (r.at < r.length && is_blank(bytes[r.at])) {
        r.at++;
    }
    if (r.at >= r.length || bytes[r.at] != '<') {
        return 0;
    }
    const int xml = r.at + 1 < r.length && bytes[r.at + 1] == '?';
    /* A document type stands before all else that the reader tells of. */
    for (size_t at = r.at; at < r.length; at++) {
        if (bytes[at] == '<' && is_doctype(bytes + at, r.length - at)) {
            return 1;
        }
        if (bytes[at] == '<' && at + 1 < r.length && bytes[at + 1] != '!' && bytes[at + 1] != '?') {
            break;
        }
    }
    while (gv_html_next(&r, &t)) {
        if (t.kind != GV_HTML_TEXT) {
            return t.kind == GV_HTML_OPEN && t.end - t.start > 2 && t.end <= r.length &&
                   bytes[t.end - 1] == '>' && is_first_tag(t.tag, xml);
        }
        for (size_t i = t.start; i < t.end; i++) {
            if (!is_blank(bytes[i])) {
                return 0;
            }
        }
    }
    return 0;
}

int gv_html_has_tag(const char *bytes, size_t length)
{
    gv_html_reader r = {.bytes = bytes, .length = length < LOOK_FOR_TAG ? length : LOOK_FOR_TAG};
    gv_html_token t;
    while (gv_html_next(&r, &t)) {
        if (t.kind != GV_HTML_TEXT && t.tag != GV_TAG_OTHER && t.end > t.start) {
            return 1;
        }
    }
    return 0;
}
