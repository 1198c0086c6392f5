/*
 * html_entity.c - what a character reference stands for.
 *
 * In: bytes that begin with "&". Out: the UTF-8 of what they stand for, and how many they are:
 *
 *     "&eacute;"  e with acute, 8 bytes      "&#8217;"  U+2019, 7 bytes     "&#146;"  U+2019, too
 *     "&ampx"     "&", 4 bytes               "&oru;"    nothing: an "&"
 *
 * As the HTML standard has it: the longest name wins; old names need no semicolon; numbers 128 to
 * 159 are Windows-1252; what no text can hold is U+FFFD.
 */
#include "ingest/html_entity.h"

#include "ingest/decode.h"
#include "text/utf8.h"

#include <string.h>

enum { LONGEST_NAME = 31, LONGEST_OLD_NAME = 6 };

static int is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t write_number(uint32_t number, char *out)
{
    if (number >= 0x80 && number < 0xA0) {
        return gv_decode_write_1252((unsigned char)number, out);
    }
    if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) {
        number = 0xFFFD;
    }
    return gv_utf8_write(number, out);
}

/* "&#233;" or "&#xE9;". */
static size_t read_number(const char *bytes, size_t n, char *out, size_t *length)
{
    const int hex = n > 2 && (bytes[2] | 0x20) == 'x';
    const size_t first = hex ? 3 : 2;
    size_t at = first;
    uint32_t number = 0;
    for (; at < n; at++) {
        const int value = hex_value(bytes[at]);
        if (value < 0 || (!hex && value > 9)) {
            break;
        }
        number = number * (hex ? 16 : 10) + (uint32_t)value;
        number = number > 0x110000 ? 0x110000 : number;
    }
    if (at == first) {
        return 0;
    }
    *length = write_number(number, out);
    return at < n && bytes[at] == ';' ? at + 1 : at;
}

/* The entry of a name, behind the name: "=C6 " or ":C6 "; NULL: there is none. */
static const char *find_name(const char *name, size_t length)
{
    const int letter = name[0] >= 'a' ? name[0] - 'a' + 26 : name[0] - 'A';
    const char *const text = gv_html_entities[letter];
    size_t low = 0;
    size_t high = strlen(text);
    while (low < high) {
        size_t at = low + (high - low) / 2;
        while (at > low && text[at - 1] != ' ') {
            at--;
        }
        const char *const entry = text + at;
        const size_t known = strcspn(entry, "=:");
        const size_t shorter = known < length ? known : length;
        int order = memcmp(name, entry, shorter);
        order = order != 0 ? order : length < known ? -1 : length > known;
        if (order == 0) {
            return entry + known;
        }
        if (order < 0) {
            high = at;
        } else {
            low = at + known + strcspn(entry + known, " ") + 1;
        }
    }
    return NULL;
}

/* Writes what an entry stands for. */
static size_t write_entry(const char *entry, char *out)
{
    size_t length = 0;
    while (*entry != ' ') {
        uint32_t number = 0;
        for (entry++; hex_value(*entry) >= 0; entry++) {
            number = number * 16 + (uint32_t)hex_value(*entry);
        }
        length += gv_utf8_write(number, out + length);
    }
    return length;
}

size_t gv_html_entity_read(const char *bytes, size_t n, int in_value,
                           char out[GV_HTML_ENTITY_MAX], size_t *length)
{
    size_t end = 1;
    if (n > 1 && bytes[1] == '#') {
        return read_number(bytes, n, out, length);
    }
    while (end < n && end <= LONGEST_NAME && is_alphanumeric(bytes[end])) {
        end++;
    }
    if (end == 1 || (bytes[1] >= '0' && bytes[1] <= '9')) {
        return 0;
    }
    if (end < n && bytes[end] == ';') {
        const char *const entry = find_name(bytes + 1, end - 1);
        if (entry != NULL) {
            *length = write_entry(entry, out);
            return end + 1;
        }
    }
    const size_t run = end;
    for (end = end > LONGEST_OLD_NAME + 1 ? LONGEST_OLD_NAME + 1 : end; end > 2; end--) {
        const char *const entry = find_name(bytes + 1, end - 1);
        if (entry != NULL && *entry == '=') {
            if (in_value && (end < run || (end < n && bytes[end] == '='))) {
                return 0;
            }
            *length = write_entry(entry, out);
            return end;
        }
    }
    return 0;
}
