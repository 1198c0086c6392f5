/*
 * extract.c - builds the blocks of a text that is taken out of markup.
 *
 * In: bits of text in reading order, each with its place in the member. Out: blocks of clean text
 * that remember where each byte stood:
 *
 *     "<p>The  <b>camp</b> at Oru&amp;Dassi"     add("The  ", 3) add("camp", 11) add(" at Oru", 19)
 *                                               add("&", 26, 5 bytes) add("Dassi", 31)
 *     text "The camp at Oru&Dassi"               pieces [0,3) 3, [3,4) 6, [4,8) 11, [8,15) 19 ...
 *
 * It knows no markup.
 */
#include "ingest/extract.h"

#include "base/arena.h"

#include <string.h>

void gv_extract_clear(gv_extract *extract)
{
    gv_buf_clear(&extract->text);
    extract->n_pieces = 0;
    extract->n_loose = 0;
    extract->source_end = 0;
    extract->n_blocks = 0;
    extract->title = extract->date = extract->language = NULL;
}

void gv_extract_free(gv_extract *extract)
{
    gv_buf_free(&extract->text);
    gv_memory_free(extract->pieces);
    gv_memory_free(extract->blocks);
    *extract = (gv_extract){0};
}

/* Where the block at hand begins in the text. */
static size_t block_start(const gv_extract *extract)
{
    return extract->n_blocks > 0 ? extract->blocks[extract->n_blocks - 1].end : 0;
}

/* Adds clean bytes. maps: they stand at `source` byte for byte, so they go on in the last piece
 * where they follow it in text and source. */
static gv_status add_clean(gv_extract *extract, const char *text, size_t length, uint64_t source,
                           int maps)
{
    const size_t at = extract->text.length;
    GV_TRY(gv_buf_add(&extract->text, text, length));
    if (source == UINT64_MAX) {
        return GV_OK;
    }
    if (maps && extract->n_pieces > extract->n_loose && at > block_start(extract)) {
        gv_piece *const last = &extract->pieces[extract->n_pieces - 1];
        if ((size_t)last->text + last->length == at && last->source + last->length == source) {
            last->length += (uint32_t)length;
            return GV_OK;
        }
    }
    GV_TRY(gv_array_reserve((void **)&extract->pieces, extract->n_pieces + 1,
                            sizeof *extract->pieces, &extract->pieces_capacity));
    extract->pieces[extract->n_pieces++] =
        (gv_piece){.text = (uint32_t)at, .length = (uint32_t)length, .source = source};
    extract->n_loose = maps ? extract->n_loose : extract->n_pieces;
    return GV_OK;
}

/* Notes where the source of a piece ends that does not map byte for byte. */
static void end_loose(gv_extract *extract, uint64_t source, size_t source_length)
{
    gv_piece *const last = &extract->pieces[extract->n_pieces - 1];
    if (source_length > 0 && last->length > source_length) {
        last->length = (uint32_t)source_length; /* U+FFFD for one bad byte */
    }
    const uint64_t end = source + (source_length > 0 ? source_length : last->length);
    extract->source_end = end > extract->source_end ? end : extract->source_end;
}

/* The length of the blank at p, or 0: ASCII blanks and the no-break space. */
static size_t blank_length(const char *p, const char *end)
{
    if (*p == ' ' || (*p >= '\t' && *p <= '\r') || *p == '\0') {
        return 1;
    }
    return end - p >= 2 && (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] == 0xA0 ? 2 : 0;
}

gv_status gv_extract_add(gv_extract *extract, const char *text, size_t length, uint64_t source,
                         size_t source_length)
{
    const int maps = source != UINT64_MAX && length == source_length;
    const char *p = text;
    const char *const end = text + length;
    while (p < end) {
        const char *const start = p;
        size_t blank = blank_length(p, end);
        if (blank > 0) {
            const size_t n = extract->text.length;
            const int wanted = n > block_start(extract) && extract->text.bytes[n - 1] != ' ';
            if (wanted) {
                GV_TRY(add_clean(extract, " ", 1,
                                 maps ? source + (uint64_t)(p - text) : source, maps));
            }
            p += blank;
            continue;
        }
        while (p < end && blank_length(p, end) == 0) {
            p++;
        }
        GV_TRY(add_clean(extract, start, (size_t)(p - start),
                         maps ? source + (uint64_t)(start - text) : source, maps));
        if (!maps && source != UINT64_MAX) {
            end_loose(extract, source, source_length);
        }
    }
    return GV_OK;
}

gv_status gv_extract_end_block(gv_extract *extract, gv_passage_kind kind)
{
    const size_t start = block_start(extract);
    while (extract->text.length > start &&
           extract->text.bytes[extract->text.length - 1] == ' ') {
        extract->text.length--;
    }
    const size_t end = extract->text.length;
    const uint64_t source_end = extract->source_end;
    extract->source_end = 0;
    while (extract->n_pieces > 0) { /* of blanks taken away */
        gv_piece *const last = &extract->pieces[extract->n_pieces - 1];
        if (last->text >= end) {
            extract->n_pieces--;
            continue;
        }
        if ((size_t)last->text + last->length > end) {
            last->length = (uint32_t)(end - last->text);
        }
        break;
    }
    if (end == start) {
        return GV_OK;
    }
    GV_TRY(gv_array_reserve((void **)&extract->blocks, extract->n_blocks + 1,
                            sizeof *extract->blocks, &extract->blocks_capacity));
    extract->blocks[extract->n_blocks++] =
        (gv_extract_block){.start = start, .end = end, .source_end = source_end, .kind = kind};
    return GV_OK;
}
