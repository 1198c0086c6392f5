/*
 * weave.c - blocks to clean text that remembers where each byte came from.
 *
 * In: blocks of raw text. Out: text in which lines are joined by one blank, runs of blanks are one
 * blank, line-end hyphens are mended and bad bytes are U+FFFD; and pieces, the stretches that were
 * copied as they stand. "driven  out of Oru by self-\nstyled patrols" becomes
 *
 *     driven out of Oru by self-styled patrols
 *     [0,7) from 0   [7,26) from 8   [26,40) from 28
 *
 * What is between pieces (here nothing: one of the two blanks was copied) was put there. Most lines
 * are plain (line_find.c) and copied whole; what of a line is not is copied word by word, as far as
 * can be told eight bytes at a time. It decides neither what belongs together nor where passages
 * end.
 */
#include "ingest/weave.h"

#include "text/utf8.h"

#include <string.h>

static const uint64_t ONES = UINT64_C(0x0101010101010101);
static const uint64_t HIGHS = UINT64_C(0x8080808080808080);

size_t gv_weave_capacity(const gv_layout *layout, int valid)
{
    return layout->length * (valid ? 1 : 3) + 3 * (size_t)layout->n_blocks + 8;
}

void gv_weave_begin(gv_weave *weave)
{
    weave->start = weave->used;
    weave->first_piece = weave->store->n_pieces;
    weave->first_span = weave->store->n_spans;
}

void gv_weave_add_gap(gv_weave *weave, const char *marks)
{
    while (*marks != '\0' && weave->used < weave->capacity) {
        weave->out[weave->used++] = *marks++;
    }
}

size_t gv_weave_end(gv_weave *weave)
{
    const size_t length = weave->used - weave->start;
    weave->out[weave->used++] = '\0';
    return length;
}

/* Notes that the last n bytes of out were copied from p. */
static gv_status note_piece(gv_weave *weave, const char *p, size_t n)
{
    gv_section_store *const store = weave->store;
    const uint64_t source = weave->offset + (uint64_t)(p - weave->layout->text);
    const size_t text = weave->used - n - weave->start;
    if (store->n_pieces > weave->first_piece) {
        gv_piece *const last = &store->pieces[store->n_pieces - 1];
        if (last->source + last->length == source && last->text + last->length == text) {
            last->length += (uint32_t)n;
            return GV_OK;
        }
    }
    GV_TRY(gv_array_reserve((void **)&store->pieces, store->n_pieces + 1, sizeof *store->pieces,
                            &store->pieces_capacity));
    store->pieces[store->n_pieces++] = (gv_piece){(uint32_t)text, (uint32_t)n, source};
    return GV_OK;
}

/* Copies [p, end) up to the first control byte or pair of blanks; returns how many bytes. Eight
 * bytes at a time: a blank and its right neighbour are both 0x20 where the two words, each
 * with 0x20 taken off by exclusive or, are both zero. */
static size_t copy_plain(char *out, const char *p, const char *end)
{
    const char *const start = p;
    while (end - p > 8) {
        uint64_t here;
        uint64_t right;
        memcpy(&here, p, 8);
        memcpy(&right, p + 1, 8);
        const uint64_t pair = (here ^ (ONES * ' ')) | (right ^ (ONES * ' '));
        const uint64_t suspect =
            ((pair - ONES) & ~pair & HIGHS) | ((here - ONES * ' ') & ~here & HIGHS);
        if (suspect != 0) {
            break;
        }
        memcpy(out, &here, 8);
        out += 8;
        p += 8;
    }
    while (p < end && (unsigned char)*p >= ' ' &&
           !(*p == ' ' && p + 1 < end && (unsigned char)p[1] <= ' ')) {
        *out++ = *p++;
    }
    return (size_t)(p - start);
}

/* Adds valid text of one line, blanks folded. */
static gv_status add_valid(gv_weave *weave, const char *p, const char *end)
{
    while (p < end) {
        const size_t n = copy_plain(weave->out + weave->used, p, end);
        weave->used += n;
        if (n > 0) {
            GV_TRY(note_piece(weave, p, n));
            p += n;
        }
        if (p < end) {
            /* A run of blanks: the first is copied if it is a real one, unless it was already. */
            if (n == 0 || p[-1] != ' ') {
                weave->out[weave->used++] = ' ';
                if (*p == ' ') {
                    GV_TRY(note_piece(weave, p, 1));
                }
            }
            while (p < end && (unsigned char)*p <= ' ') {
                weave->replaced += *p == '\0';
                p++;
            }
        }
    }
    return GV_OK;
}

/* Adds one line. */
static gv_status add_line(gv_weave *weave, const gv_line *line)
{
    const char *const text = weave->layout->text;
    const char *const end = text + line->end;
    const char *p = text + line->start;
    if (weave->valid) {
        const char *const plain = text + line->plain_from;
        if (plain > p) {
            GV_TRY(add_valid(weave, p, plain < end ? plain : end));
            p = plain;
        }
        if (p < end) {
            memcpy(weave->out + weave->used, p, (size_t)(end - p));
            weave->used += (size_t)(end - p);
            return note_piece(weave, p, (size_t)(end - p));
        }
        return GV_OK;
    }
    while (p < end) {
        const size_t valid = gv_utf8_valid_length(p, (size_t)(end - p));
        GV_TRY(add_valid(weave, p, p + valid));
        p += valid;
        if (p < end) {
            memcpy(weave->out + weave->used, "\xef\xbf\xbd", 3);
            weave->used += 3;
            weave->replaced++;
            p++;
        }
    }
    return GV_OK;
}

/* Takes the last n bytes, a hyphen that was copied, away again. */
static void drop_last(gv_weave *weave, size_t n)
{
    gv_piece *const last = &weave->store->pieces[weave->store->n_pieces - 1];
    weave->used -= n;
    last->length -= (uint32_t)n;
    if (last->length == 0) {
        weave->store->n_pieces--;
    }
}

/* Makes the joint between the text so far and a line. */
static gv_status add_joint(gv_weave *weave, const gv_line *line)
{
    size_t size = 0;
    gv_hyphen decision = GV_HYPHEN_NONE;
    const unsigned char last = (unsigned char)weave->out[weave->used - 1];
    if (last == '-' || last >= 0x80) {
        GV_TRY(gv_hyphen_decide(&weave->hyphens, weave->out + weave->start,
                                weave->used - weave->start, weave->layout->text + line->start,
                                line->end - line->start, &size, &decision));
    }
    if (decision == GV_HYPHEN_DROP) {
        drop_last(weave, size);
    } else if (decision != GV_HYPHEN_KEEP) {
        weave->out[weave->used++] = ' ';
    }
    return GV_OK;
}

static gv_status add_span(gv_weave *weave, const gv_block *block)
{
    gv_section_store *const store = weave->store;
    GV_TRY(gv_array_reserve((void **)&store->spans, store->n_spans + 1, sizeof *store->spans,
                            &store->spans_capacity));
    store->spans[store->n_spans++] =
        (gv_span){weave->offset + block->start, weave->offset + block->end};
    return GV_OK;
}

/* Lines that stand as they are, one blank between: most of them. A line end lies between two, so
 * that each is a piece of its own. */
static gv_status add_one(gv_weave *weave, const gv_block *block, int joined)
{
    gv_section_store *const store = weave->store;
    const gv_line *const lines = weave->layout->lines + block->first_line;
    for (uint32_t i = 0; i < block->n_lines; i++) {
        const gv_line *const line = &lines[i];
        if (joined) {
            GV_TRY(add_joint(weave, line));
        }
        joined = 1;
        if (!weave->valid || line->plain_from > line->start) {
            GV_TRY(add_line(weave, line));
            continue;
        }
        const uint32_t n = line->end - line->start;
        GV_TRY(gv_array_reserve((void **)&store->pieces, store->n_pieces + 1,
                                sizeof *store->pieces, &store->pieces_capacity));
        store->pieces[store->n_pieces++] =
            (gv_piece){(uint32_t)(weave->used - weave->start), n, weave->offset + line->start};
        memcpy(weave->out + weave->used, weave->layout->text + line->start, n);
        weave->used += n;
    }
    return add_span(weave, block);
}

int gv_weave_is_plain(const gv_weave *weave, const gv_block *block)
{
    const gv_line *const line = &weave->layout->lines[block->first_line];
    return block->n_lines == 1 && block->next == GV_BLOCK_NONE && weave->valid &&
           line->plain_from <= line->start;
}

gv_status gv_weave_add_places(gv_weave *weave, const gv_block *block)
{
    gv_section_store *const store = weave->store;
    GV_TRY(gv_array_reserve((void **)&store->pieces, store->n_pieces + 1, sizeof *store->pieces,
                            &store->pieces_capacity));
    store->pieces[store->n_pieces++] =
        (gv_piece){0, block->end - block->start, weave->offset + block->start};
    return add_span(weave, block);
}

gv_status gv_weave_add(gv_weave *weave, const gv_block *block)
{
    const gv_block *const blocks = weave->layout->blocks;
    int joined = 0;
    for (;;) {
        GV_TRY(add_one(weave, block, joined));
        if (block->next == GV_BLOCK_NONE) {
            return GV_OK;
        }
        block = &blocks[block->next];
        joined = 1;
    }
}
