/*
 * html_attribute.c - the attributes of a tag that say something of its text.
 *
 * In: a tag. Out: the values of those attributes that matter here, where they stand:
 *
 *     <div ID=menu onclick="go()" style="display: none">    id "menu", style ...: hidden
 */
#include "ingest/html_attribute.h"

#include "ingest/html_entity.h"
#include "text/utf8.h"

#include <string.h>

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

static int equals(const char *bytes, gv_html_slice slice, const char *text)
{
    const size_t length = strlen(text);
    if (slice.end - slice.start != length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (lower(bytes[slice.start + i]) != text[i]) {
            return 0;
        }
    }
    return 1;
}

void gv_html_attributes_read(const gv_html_reader *reader, const gv_html_token *token,
                             gv_html_attributes *attributes)
{
    static const char *const NAMES[GV_HTML_N_NAMES] = {
        "class",    "id",       "role",     "style",      "hidden",  "aria-hidden",
        "href",     "lang",     "xml:lang", "itemprop",   "datetime", "pubdate",
        "name",     "property", "content",  "http-equiv", "charset"};
    gv_html_slice name;
    gv_html_slice value;
    size_t at = token->name_end;
    attributes->bytes = reader->bytes;
    attributes->has = 0;
    while (gv_html_next_attribute(reader, token, &at, &name, &value)) {
        for (unsigned i = 0; i < GV_HTML_N_NAMES; i++) {
            if (lower(reader->bytes[name.start]) == NAMES[i][0] &&
                equals(reader->bytes, name, NAMES[i])) {
                if ((attributes->has >> i & 1) == 0) {
                    attributes->has |= 1u << i;
                    attributes->values[i] = value;
                }
                break;
            }
        }
    }
}

int gv_html_has(const gv_html_attributes *attributes, gv_html_name name)
{
    return (int)(attributes->has >> name & 1);
}

int gv_html_is(const gv_html_attributes *attributes, gv_html_name name, const char *text)
{
    return gv_html_has(attributes, name) &&
           equals(attributes->bytes, attributes->values[name], text);
}

/* 1 if the style has `text`, blanks and case aside. */
static int has_style(const char *bytes, gv_html_slice style, const char *text)
{
    for (size_t start = style.start; start < style.end; start++) {
        size_t matched = 0;
        for (size_t at = start; at < style.end && text[matched] != '\0'; at++) {
            if (lower(bytes[at]) == text[matched]) {
                matched++;
            } else if (matched == 0 || !is_blank(bytes[at])) {
                break;
            }
        }
        if (text[matched] == '\0') {
            return 1;
        }
    }
    return 0;
}

int gv_html_is_hidden(const gv_html_attributes *attributes)
{
    const gv_html_slice style = attributes->values[GV_HTML_STYLE];
    return gv_html_has(attributes, GV_HTML_HIDDEN) ||
           gv_html_is(attributes, GV_HTML_ARIA_HIDDEN, "true") ||
           (gv_html_has(attributes, GV_HTML_STYLE) &&
            (has_style(attributes->bytes, style, "display:none") ||
             has_style(attributes->bytes, style, "visibility:hidden")));
}

gv_status gv_html_copy_text(gv_arena *arena, const char *bytes, gv_html_slice slice, int in_value,
                            const char **text)
{
    void *memory = NULL;
    size_t length = 0;
    GV_TRY(gv_arena_get(arena, 3 * (slice.end - slice.start) + GV_HTML_ENTITY_MAX, &memory));
    char *const out = memory;
    for (size_t at = slice.start; at < slice.end;) {
        char decoded[GV_HTML_ENTITY_MAX];
        size_t size = 0;
        size_t used = 0;
        if (bytes[at] == '&') {
            used = gv_html_entity_read(bytes + at, slice.end - at, in_value, decoded, &size);
        }
        if (used == 0) {
            const uint32_t c = gv_utf8_read(bytes + at, slice.end - at, &used);
            size = gv_utf8_write(c == GV_UTF8_INVALID ? 0xFFFD : c, decoded);
        }
        at += used;
        if (is_blank(decoded[0]) || (size == 2 && memcmp(decoded, "\xc2\xa0", 2) == 0)) {
            decoded[0] = ' ';
            size = length > 0 && out[length - 1] != ' ';
        }
        memcpy(out + length, decoded, size);
        length += size;
    }
    length -= length > 0 && out[length - 1] == ' ';
    out[length] = '\0';
    *text = length > 0 ? out : *text;
    return GV_OK;
}
