/*
 * pdf_lines.c - words with their places on pages, to lines of text.
 *
 * In: what pdftotext -bbox-layout gives: pages, in them flows (columns of text that belong
 * together), in them blocks, lines and words, in reading order, each with its box:
 *
 *     <line xMin="72.000000" yMin="100.250000" xMax="111.500000" yMax="110.250000">
 *       <word xMin=... >Villages</word>
 *     </line>
 *
 * Out: lines, of which pdf_page.c makes text. pdftotext's own plain text is not used: it takes away
 * hyphens at line ends ("gender-" + "based"), and shows neither indents nor most empty lines. No
 * parser of XML: what is odd is passed over, what is cut off ends there.
 */
#include "ingest/pdf_lines.h"

#include "ingest/pdf_page.h"

#include <string.h>

enum { NUMBER_MOST = 10000000 /* of units; what is larger is a joke */ };

static int begins(const char *p, const char *end, const char *word)
{
    const size_t length = strlen(word);
    return (size_t)(end - p) >= length && memcmp(p, word, length) == 0;
}

/* A number like -72.500000, in units. */
static int32_t read_number(const char *p, const char *end)
{
    const int negative = p < end && *p == '-';
    int64_t value = 0;
    int digits = 0; /* behind the point; -1: none yet */
    for (p += negative, digits = -1; p < end && digits < 2 && value < NUMBER_MOST; p++) {
        if (*p == '.' && digits < 0) {
            digits = 0;
        } else if (*p >= '0' && *p <= '9') {
            value = value * 10 + (*p - '0');
            digits += digits >= 0;
        } else {
            break;
        }
    }
    for (digits = digits < 0 ? 0 : digits; digits < 2 && value < NUMBER_MOST; digits++) {
        value *= 10;
    }
    value = value < NUMBER_MOST ? value : NUMBER_MOST;
    return (int32_t)(negative ? -value : value);
}

/* The box that a tag's attributes give. */
static gv_pdf_place read_box(const char *p, const char *end)
{
    static const char *const NAMES[] = {"xMin=\"", "yMin=\"", "xMax=\"", "yMax=\""};
    int32_t values[4] = {0};
    for (; p < end; p++) {
        for (int i = 0; i < 4 && (*p == 'x' || *p == 'y'); i++) {
            if (begins(p, end, NAMES[i])) {
                values[i] = read_number(p + 6, end);
            }
        }
    }
    return (gv_pdf_place){
        .left = values[0], .top = values[1], .right = values[2], .bottom = values[3]};
}

/* Adds a word, its entities decoded. */
static gv_status add_word(gv_pdf_page *p, const char *from, const char *to, gv_pdf_tally *tally)
{
    static const struct {
        const char *name;
        char byte;
    } ENTITIES[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'},
                    {"&apos;", '\''}, {"&#39;", '\''}};
    gv_pdf_line *const l = &p->lines[p->n_lines - 1];
    int leftward = 0;
    if (p->words.length > l->text) {
        GV_TRY(gv_buf_add_byte(&p->words, ' '));
        l->box.characters++;
    }
    while (from < to) {
        char byte = *from;
        size_t size = 1;
        for (size_t i = 0; i < sizeof ENTITIES / sizeof *ENTITIES; i++) {
            if (size == 1 && begins(from, to, ENTITIES[i].name)) {
                byte = ENTITIES[i].byte;
                size = strlen(ENTITIES[i].name);
            }
        }
        from += size;
        const unsigned char c = (unsigned char)byte;
        leftward |= c >= 0xD6 && c <= 0xDD; /* U+0580 to U+077F */
        l->box.characters += (c & 0xC0) != 0x80;
        GV_TRY(gv_buf_add_byte(&p->words, c < ' ' ? ' ' : byte));
    }
    l->length = p->words.length - l->text;
    tally->words++;
    tally->leftward += (uint64_t)leftward;
    return GV_OK;
}

static gv_status begin_line(gv_pdf_page *p, gv_pdf_place place)
{
    if (p->n_lines > 0 && p->lines[p->n_lines - 1].length == 0) {
        p->n_lines--;
    }
    GV_TRY(gv_array_reserve((void **)&p->lines, p->n_lines + 1, sizeof *p->lines, &p->capacity));
    p->lines[p->n_lines++] = (gv_pdf_line){.box = place, .text = p->words.length, .flow = p->flow};
    return GV_OK;
}

static gv_status read_tag(gv_pdf_page *p, const char *tag, const char *end, const char **next,
                          gv_buf *text, gv_pdf_tally *tally)
{
    const char *const close = memchr(tag, '>', (size_t)(end - tag));
    if (close == NULL) {
        *next = end;
        return GV_OK;
    }
    *next = close + 1;
    if (begins(tag, end, "<word ") && p->n_lines > 0) {
        const char *const behind = memchr(close, '<', (size_t)(end - close));
        *next = behind != NULL ? behind : end;
        return *next > close + 1 ? add_word(p, close + 1, *next, tally) : GV_OK;
    }
    if (begins(tag, end, "<line ")) {
        return begin_line(p, read_box(tag, close));
    }
    if (begins(tag, end, "<flow>")) {
        p->flow++;
    } else if (begins(tag, end, "</page>")) {
        return gv_pdf_page_write(p, text);
    }
    return GV_OK;
}

gv_status gv_pdf_lines_read(const char *markup, size_t length, gv_buf *text, gv_pdf_tally *tally)
{
    const char *const end = length > 0 ? markup + length : markup;
    const char *at = length > 0 ? memchr(markup, '<', length) : NULL;
    gv_pdf_page p = {0};
    gv_status status = GV_OK;
    while (at != NULL && at < end) {
        GV_TRY_DONE(read_tag(&p, at, end, &at, text, tally));
        at = at < end ? memchr(at, '<', (size_t)(end - at)) : NULL;
    }
    if (p.n_lines > 0) { /* a page that was cut off */
        status = gv_pdf_page_write(&p, text);
    }
done:
    gv_pdf_page_free(&p);
    return status;
}
