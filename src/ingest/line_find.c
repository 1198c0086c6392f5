/*
 * line_find.c - text to lines.
 *
 * In: text. Out: one line after the other that is not blank, without the blanks around it. Lines
 * end at \n, \r\n, \r and form feeds.
 *
 * Line ends are found sixty-four bytes at a time: control bytes are the blanks of ASCII but for the
 * blank itself, and each is looked at. From the same bits it is told how much of a line weave.c can
 * copy as it stands: all that is behind its last control byte, and behind its last blank that
 * follows a blank.
 *
 *     bytes        They  left.\nAt dawn
 *     blank or so  ....11.....1..1....
 *     pairs        .....1.....1.......   plain from "left." on; the second line all of it
 *
 * Only how the bits are made depends on the machine; plain C is the oracle.
 */
#include "ingest/layout.h"

#include "base/bytes.h"

#include <string.h>

#if GV_BYTES_X86
#include <immintrin.h>
#endif
#define PART_OF_CALLER static inline __attribute__((always_inline))

/* What stands at each of sixty-four bytes, the first the lowest bit. */
typedef struct bits {
    uint64_t low;        /* the blank, and control bytes */
    uint64_t blanks;     /* the blank itself */
    uint64_t continuing; /* what goes on a character of UTF-8 */
} bits;

typedef struct finder {
    const char *text;
    size_t length;
    size_t start;       /* of the line at hand */
    size_t plain_from;  /* behind its last control byte, or pair of blanks, that was seen */
    uint32_t continued; /* bytes of it that go on a character */
    uint32_t gap;       /* 1: it is the first, or behind a blank line or a form feed */
    gv_line *lines;
    size_t n_lines;
    size_t in_long;     /* bytes of long lines */
    int unusual;        /* 1: what layout->usual_ends says is not so */
} finder;

#if GV_BYTES_X86
GV_BYTES_WITH_AVX2 static inline bits look_avx2(const char *bytes)
{
    const __m256i blank = _mm256_set1_epi8(' ');
    const __m256i lead = _mm256_set1_epi8((char)0xC0);
    const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));
    const __m256i low_a = _mm256_cmpeq_epi8(_mm256_min_epu8(a, blank), a);
    const __m256i low_b = _mm256_cmpeq_epi8(_mm256_min_epu8(b, blank), b);
    return (bits){
        .low = (uint32_t)_mm256_movemask_epi8(low_a) |
               (uint64_t)(uint32_t)_mm256_movemask_epi8(low_b) << 32,
        .blanks = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, blank)) |
                  (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, blank)) << 32,
        .continuing = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(lead, a)) |
                      (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(lead, b)) << 32};
}

GV_BYTES_WITH_AVX512 static inline bits look_avx512(const char *bytes)
{
    const __m512i blank = _mm512_set1_epi8(' ');
    const __m512i all = _mm512_loadu_si512(bytes);
    return (bits){.low = _mm512_cmple_epu8_mask(all, blank),
                  .blanks = _mm512_cmpeq_epi8_mask(all, blank),
                  .continuing = _mm512_cmplt_epi8_mask(all, _mm512_set1_epi8((char)0xC0))};
}
#endif

PART_OF_CALLER bits look(const gv_bytes_way way, const char *bytes)
{
    bits of = {0};
#if GV_BYTES_X86
    if (way == GV_BYTES_AVX512) {
        return look_avx512(bytes);
    }
    if (way == GV_BYTES_AVX2) {
        return look_avx2(bytes);
    }
#endif
    of.low = gv_bytes_low(bytes, way == GV_BYTES_PORTABLE, &of.blanks, &of.continuing);
    return of;
}

/* Characters of text: what does not go on one. */
static uint32_t count_characters(const char *text, size_t start, size_t end)
{
    uint32_t n = 0;
    for (size_t i = start; i < end; i++) {
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return n;
}

/* 1 if what was taken off the end of the line in [start, end), or all of it, is not ASCII alone. */
static int has_wide_end(const char *text, size_t start, size_t end, const gv_line *line)
{
    while (end > start && (unsigned char)text[end - 1] <= ' ') {
        end--;
    }
    return end != (line->start < line->end ? line->end : start);
}

/* Takes the blanks off a line and says how wide it is; returns 1 if what was taken off its end is
 * not ASCII alone. */
static int trim(const char *text, size_t start, size_t end, uint32_t continued, gv_line *line)
{
    gv_layout_trim(text, text + start, text + end, line);
    line->width = line->end - line->start;
    if (continued > 0 && line->width <= 4 * GV_LONG_LINE) {
        line->width = count_characters(text, line->start, line->end);
    }
    return has_wide_end(text, start, end, line);
}

/* Ends the line at hand at `end`; the next one begins at `next`, and has a gap before it if `gap`
 * says so. There is room for one line more. */
PART_OF_CALLER void end_line(finder *f, size_t end, size_t next, uint32_t gap)
{
    gv_line *const line = &f->lines[f->n_lines];
    const char *const text = f->text;
    const size_t start = f->start;
    f->in_long += next - start > GV_LONG_LINE ? next - start : 0;
    f->start = next;
    if (end == start) {
        f->gap = 1;
        return;
    }
    const size_t last = end - (text[end - 1] == ' ' && end - start > 1);
    line->gap = f->gap;
    line->plain_from = (uint32_t)f->plain_from;
    if (gv_layout_is_mark(text[start]) && gv_layout_is_mark(text[last - 1])) {
        const uint32_t bytes = (uint32_t)(last - start);
        line->start = (uint32_t)start;
        line->end = (uint32_t)last;
        line->indent = 0;
        line->width = bytes <= 4 * GV_LONG_LINE ? bytes - f->continued : bytes;
        f->gap = gap;
        f->n_lines++;
        return;
    }
    f->unusual |= trim(text, start, end, f->continued, line);
    f->gap = gap | (line->start == line->end);
    f->n_lines += line->start < line->end;
}

/* Ends the lines that end in the sixty-four bytes from `at` on. There is room for so many. */
PART_OF_CALLER void take(finder *f, size_t at, const bits of, uint64_t controls, uint64_t pairs)
{
    const char *const text = f->text;
    uint64_t continuing = of.continuing;
    for (; controls != 0; controls &= controls - 1) {
        const uint64_t bit = controls & -controls;
        const size_t end = at + (size_t)__builtin_ctzll(controls);
        const char c = text[end];
        size_t next = end + 1;
        if (c != '\n' || end < f->start) {
            if ((c != '\r' && c != '\f') || end < f->start) {
                continue; /* a blank of the line, or the second half of \r\n */
            }
            const int half = c == '\r' && next < f->length && text[next] == '\n';
            f->unusual |= !half;
            next += (size_t)half;
        }
        const uint64_t before = bit - 1; /* what was not of a line before this one */
        if ((pairs & before) != 0) {
            f->plain_from = at + GV_BYTES_AT_ONCE - (size_t)__builtin_clzll(pairs & before);
        }
        if (continuing != 0) {
            f->continued += gv_bytes_population(continuing & before);
            continuing &= ~before;
        }
        end_line(f, end, next, c == '\f');
        f->continued = 0;
        pairs &= ~(before | bit);
    }
    if (pairs != 0) {
        f->plain_from = at + GV_BYTES_AT_ONCE - (size_t)__builtin_clzll(pairs);
    }
    if (continuing != 0) {
        f->continued += gv_bytes_population(continuing);
    }
}

PART_OF_CALLER gv_status find_lines(gv_section_store *store, gv_layout *layout,
                                    const gv_bytes_way way)
{
    const char *const text = layout->text;
    const size_t length = layout->length;
    finder f = {.text = text, .length = length, .gap = 1};
    uint64_t last_low = 0; /* 1: the byte before is a blank or a control byte */
    for (size_t at = 0; at < length; at += GV_BYTES_AT_ONCE) {
        char rest[GV_BYTES_AT_ONCE];
        const char *p = text + at;
        if (length - at < GV_BYTES_AT_ONCE) {
            memset(rest, 'x', sizeof rest);
            memcpy(rest, p, length - at);
            p = rest;
        }
        const bits of = look(way, p);
        const uint64_t controls = of.low & ~of.blanks;
        const uint64_t pairs = (of.low & (of.low << 1 | last_low)) | controls;
        last_low = of.low >> (GV_BYTES_AT_ONCE - 1);
        if ((pairs | of.continuing) != 0) {
            GV_TRY(gv_array_reserve((void **)&store->lines, f.n_lines + GV_BYTES_AT_ONCE + 1,
                                    sizeof *store->lines, &store->lines_capacity));
            f.lines = store->lines;
            take(&f, at, of, controls, pairs);
        }
    }
    if (f.start < length) {
        GV_TRY(gv_array_reserve((void **)&store->lines, f.n_lines + 1, sizeof *store->lines,
                                &store->lines_capacity));
        f.lines = store->lines;
        end_line(&f, length, length, 0);
    }
    layout->lines = store->lines;
    layout->n_lines = f.n_lines;
    layout->usual_ends = !f.unusual;
    layout->by_line = f.in_long > length / 2;
    return GV_OK;
}

#if GV_BYTES_X86
GV_BYTES_WITH_AVX512 static gv_status find_avx512(gv_section_store *store, gv_layout *layout)
{
    return find_lines(store, layout, GV_BYTES_AVX512);
}

GV_BYTES_WITH_AVX2 static gv_status find_avx2(gv_section_store *store, gv_layout *layout)
{
    return find_lines(store, layout, GV_BYTES_AVX2);
}
#endif

gv_status gv_layout_find_lines(gv_section_store *store, gv_layout *layout)
{
    switch (layout->way) {
#if GV_BYTES_X86
    case GV_BYTES_AVX512:
        return find_avx512(store, layout);
    case GV_BYTES_AVX2:
        return find_avx2(store, layout);
    case GV_BYTES_SSE2:
        return find_lines(store, layout, GV_BYTES_SSE2);
#endif
    default:
        return find_lines(store, layout, GV_BYTES_PORTABLE);
    }
}
