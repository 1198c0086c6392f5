/*
 * passage.c - the text of one document, or of one section of it, to passages.
 *
 * In: raw text. Out: passages in the order of their first bytes, each with pieces and spans. The
 * text is laid out (layout.c), blocks that go on in others are linked (join.c) and woven to clean
 * text (weave.c); here they become passages of the wanted unit:
 *
 *     passage    each block with those in which it goes on
 *     sentence   the sentences of each of these
 *     document   all of them, with a blank line between, so that sentences end there
 *
 * A block that says byte for byte what its passage says is not woven: where the text lasts, the
 * passage stands in it.
 *
 * What is longer than the limit is cut at a sentence end. Blank lines of a document passage stand
 * nowhere in the source: no piece covers them.
 */
#include "ingest/passage.h"

#include "ingest/boundary.h"
#include "ingest/extract.h"
#include "ingest/layout.h"
#include "ingest/weave.h"
#include "text/sentence.h"

#include <string.h>

enum { TOKENS_MAX = 16 << 20 }; /* bytes that gv_token_cut takes */

/* One passage as woven, before it is cut to size. */
typedef struct whole {
    const char *text;
    size_t length;
    size_t first_piece, first_span;
    gv_passage_kind kind;
} whole;

typedef struct cutter {
    const gv_ingest_options *options;
    gv_section *section;
    uint32_t document;
    uint32_t number;
    const gv_piece *pieces; /* of the whole that is sliced, out of the way */
    size_t n_pieces;
    const gv_span *spans;
    size_t n_spans;
    size_t piece, span;     /* where the next slice begins to look */
    int in_place;           /* passages may stand in the text */
} cutter;

static gv_status add_passage(cutter *c, gv_passage_kind kind, const char *text, size_t length,
                             size_t n_pieces, size_t n_spans)
{
    gv_section *const section = c->section;
    GV_TRY(gv_array_reserve((void **)&section->passages, section->n_passages + 1,
                            sizeof *section->passages, &section->store.passages_capacity));
    gv_passage *const passage = &section->passages[section->n_passages++];
    memset(passage, 0, sizeof *passage);
    passage->document = c->document;
    passage->number = c->number++;
    passage->kind = kind;
    passage->text = text;
    passage->length = (uint32_t)length;
    passage->n_pieces = (uint32_t)n_pieces;
    passage->n_spans = (uint32_t)n_spans;
    return GV_OK;
}

/* Moves the pieces and spans of a whole aside, so that slices can take their place. */
static gv_status begin_slices(cutter *c, const whole *w)
{
    gv_section_store *const store = &c->section->store;
    c->n_pieces = store->n_pieces - w->first_piece;
    c->n_spans = store->n_spans - w->first_span;
    c->piece = 0;
    c->span = 0;
    GV_TRY(gv_array_reserve((void **)&store->slice_pieces, c->n_pieces,
                            sizeof *store->slice_pieces, &store->slice_pieces_capacity));
    GV_TRY(gv_array_reserve((void **)&store->slice_spans, c->n_spans, sizeof *store->slice_spans,
                            &store->slice_spans_capacity));
    if (c->n_pieces > 0) {
        memcpy(store->slice_pieces, store->pieces + w->first_piece,
               c->n_pieces * sizeof *store->pieces);
    }
    memcpy(store->slice_spans, store->spans + w->first_span, c->n_spans * sizeof *store->spans);
    c->pieces = store->slice_pieces;
    c->spans = store->slice_spans;
    store->n_pieces = w->first_piece;
    store->n_spans = w->first_span;
    return GV_OK;
}

static gv_status add_span(gv_section_store *store, uint64_t start, uint64_t end)
{
    GV_TRY(gv_array_reserve((void **)&store->spans, store->n_spans + 1, sizeof *store->spans,
                            &store->spans_capacity));
    store->spans[store->n_spans++] = (gv_span){start, end};
    return GV_OK;
}

/* Adds a piece of a slice, and widens its last span or begins another. */
static gv_status add_slice_piece(cutter *c, gv_piece piece, size_t first_span)
{
    gv_section_store *const store = &c->section->store;
    const uint64_t end = piece.source + piece.length;
    GV_TRY(gv_array_reserve((void **)&store->pieces, store->n_pieces + 1, sizeof *store->pieces,
                            &store->pieces_capacity));
    store->pieces[store->n_pieces++] = piece;
    const size_t before = c->span;
    while (c->span + 1 < c->n_spans && (piece.source < c->spans[c->span].start ||
                                        piece.source >= c->spans[c->span].end)) {
        c->span++;
    }
    if (c->span == before && store->n_spans > first_span) {
        store->spans[store->n_spans - 1].end = end;
        return GV_OK;
    }
    return add_span(store, piece.source, end);
}

static int is_before(const gv_piece *piece, size_t text)
{
    return (size_t)piece->text + piece->length <= text;
}

/* Makes [from, to) of a whole a passage of its own. Slices come in order. */
static gv_status add_slice(cutter *c, const whole *w, size_t from, size_t to,
                           gv_passage_kind kind)
{
    gv_section_store *const store = &c->section->store;
    const size_t first_piece = store->n_pieces;
    const size_t first_span = store->n_spans;
    char *text = NULL;
    GV_TRY(gv_arena_copy(&c->section->arena, w->text + from, to - from, &text));
    while (c->piece < c->n_pieces && is_before(&c->pieces[c->piece], from)) {
        c->piece++;
    }
    const int has_piece = c->piece < c->n_pieces && c->pieces[c->piece].text < to;
    if (!has_piece || (from == 0 && c->pieces[c->piece].source >= c->spans[0].end)) {
        /* Bad bytes only: they still stand somewhere. */
        GV_TRY(add_span(store, c->spans[c->span].start, c->spans[c->span].start));
    }
    for (size_t i = c->piece; i < c->n_pieces && c->pieces[i].text < to; i++) {
        gv_piece piece = c->pieces[i];
        const size_t start = piece.text > from ? piece.text : from;
        const size_t end = piece.text + piece.length < to ? piece.text + piece.length : to;
        piece.source += start - piece.text;
        piece.text = (uint32_t)(start - from);
        piece.length = (uint32_t)(end - start);
        GV_TRY(add_slice_piece(c, piece, first_span));
    }
    return add_passage(c, kind, text, to - from, store->n_pieces - first_piece,
                       store->n_spans - first_span);
}

/* Adds [from, to) of a whole, cut at sentence ends to passages of at most the limit. */
static gv_status add_limited(cutter *c, const whole *w, size_t from, size_t to, size_t limit,
                             gv_passage_kind kind)
{
    for (;;) {
        while (from < to && w->text[from] == ' ') {
            from++;
        }
        size_t size = to - from;
        if (size > limit) {
            GV_TRY(gv_boundary_cut(c->options->language, w->text + from, size, limit,
                                   &c->section->store.words, &size));
        }
        const size_t next = from + size;
        while (size > 1 && w->text[from + size - 1] == ' ') {
            size--;
        }
        if (size > 0) {
            GV_TRY(add_slice(c, w, from, from + size, kind));
        }
        if (next >= to) {
            return GV_OK;
        }
        c->section->passages[c->section->n_passages - 1].cut = 1;
        from = next;
    }
}

/* Adds the sentences of [from, to). */
static gv_status add_sentences(cutter *c, const whole *w, size_t from, size_t to, size_t limit)
{
    gv_words *const words = &c->section->store.words;
    const gv_text_language *const language = c->options->language;
    GV_TRY(gv_token_cut(language, w->text + from, to - from, words));
    GV_TRY(gv_sentence_cut(language, w->text + from, to - from, words));
    const size_t n = words->n_sentences;
    void *memory = NULL;
    GV_TRY(gv_arena_get_array(&c->section->arena, n + 1, sizeof(gv_sentence), &memory));
    gv_sentence *const sentences = memory;
    if (n > 0) {
        /* Cutting a sentence that is too long uses words once more. */
        memcpy(sentences, words->sentences, n * sizeof *sentences);
    } else {
        sentences[0].end_byte = (uint32_t)(to - from);
    }
    for (size_t i = 0; i < n || i < 1; i++) {
        const size_t start = from + sentences[i].start_byte;
        while (i + 1 < n && sentences[i].cut) {
            i++; /* one sentence: our own limit decides where it is cut, and says so */
        }
        GV_TRY(add_limited(c, w, start, from + sentences[i].end_byte, limit,
                           GV_PASSAGE_SENTENCE));
    }
    return GV_OK;
}

static gv_status add_whole(cutter *c, const whole *w)
{
    const gv_unit unit = c->options->unit;
    const gv_section_store *const store = &c->section->store;
    const size_t limit = unit == GV_UNIT_DOCUMENT
                             ? c->options->document_limit
                             : c->options->passage_limit;
    if (unit != GV_UNIT_SENTENCE && w->length <= limit) {
        return add_passage(c, w->kind, w->text, w->length, store->n_pieces - w->first_piece,
                           store->n_spans - w->first_span);
    }
    GV_TRY(begin_slices(c, w));
    if (unit != GV_UNIT_SENTENCE) {
        return add_limited(c, w, 0, w->length, limit, w->kind);
    }
    for (size_t from = 0; from < w->length;) {
        size_t size = w->length - from;
        if (size > TOKENS_MAX) {
            GV_TRY(gv_boundary_cut(c->options->language, w->text + from, size, TOKENS_MAX,
                                   &c->section->store.words, &size));
        }
        GV_TRY(add_sentences(c, w, from, from + size, limit));
        from += size;
    }
    return GV_OK;
}

static gv_status end_whole(cutter *c, gv_weave *weave, gv_passage_kind kind)
{
    const size_t length = gv_weave_end(weave);
    const whole w = {weave->out + weave->start, length, weave->first_piece, weave->first_span,
                     kind};
    return add_whole(c, &w);
}

/* A block that is a passage as it stands. */
static gv_status add_in_place(cutter *c, gv_weave *weave, const gv_block *block)
{
    const whole w = {weave->layout->text + block->start, block->end - block->start,
                     weave->first_piece, weave->first_span, (gv_passage_kind)block->kind};
    GV_TRY(gv_weave_add_places(weave, block));
    return add_whole(c, &w);
}

static gv_status add_all(cutter *c, gv_weave *weave)
{
    const gv_layout *const layout = weave->layout;
    const int together = c->options->unit == GV_UNIT_DOCUMENT;
    gv_weave_begin(weave);
    for (uint32_t i = 0; i < layout->n_blocks; i++) {
        const gv_block *const block = &layout->blocks[i];
        if ((block->flags & GV_BLOCK_TAKEN) != 0) {
            continue;
        }
        if (!together) {
            gv_weave_begin(weave);
            if (c->in_place && gv_weave_is_plain(weave, block)) {
                GV_TRY(add_in_place(c, weave, block));
                continue;
            }
        } else if (weave->used > weave->start) {
            gv_weave_add_gap(weave, "\n\n");
        }
        GV_TRY(gv_weave_add(weave, block));
        if (!together) {
            GV_TRY(end_whole(c, weave, (gv_passage_kind)block->kind));
        }
    }
    return together && layout->n_blocks > 0 ? end_whole(c, weave, GV_PASSAGE_DOCUMENT) : GV_OK;
}

gv_status gv_passage_cut(const gv_ingest_options *options, const char *text, size_t length,
                         uint64_t offset, int valid, int lasts, uint32_t document,
                         gv_section *section)
{
    gv_layout layout;
    cutter c = {
        .options = options, .section = section, .document = document, .in_place = lasts};
    void *memory = NULL;
    GV_TRY(gv_layout_cut(text, length, options->way, &section->store, &layout));
    gv_layout_join(&layout);
    gv_weave weave = {.layout = &layout,
                      .store = &section->store,
                      .offset = offset,
                      .valid = valid,
                      .capacity = gv_weave_capacity(&layout, valid)};
    GV_TRY(gv_arena_get(&section->arena, weave.capacity, &memory));
    weave.out = memory;
    weave.hyphens = (gv_hyphens){.layout = &layout,
                                 .patterns = options->hyphens,
                                 .n_patterns = options->n_hyphens,
                                 .arena = &section->arena};
    GV_TRY(add_all(&c, &weave));
    section->replaced += weave.replaced;
    return GV_OK;
}

/* ------------------------------------------------------------------ blocks of markup */

/* Adds the pieces and the span of a block, whose text begins at `at` of a whole's. An extract
 * without pieces is its own source. */
static gv_status add_block_places(const gv_extract *extract, const gv_extract_block *block,
                                  size_t at, size_t *piece, gv_section_store *store)
{
    gv_span hull = {UINT64_MAX, 0};
    if (extract->n_pieces == 0) {
        const gv_piece whole_block = {(uint32_t)at, (uint32_t)(block->end - block->start),
                                      block->start};
        GV_TRY(gv_array_reserve((void **)&store->pieces, store->n_pieces + 1,
                                sizeof *store->pieces, &store->pieces_capacity));
        store->pieces[store->n_pieces++] = whole_block;
        return add_span(store, block->start, block->end);
    }
    while (*piece < extract->n_pieces && extract->pieces[*piece].text < block->start) {
        ++*piece;
    }
    for (; *piece < extract->n_pieces && extract->pieces[*piece].text < block->end; ++*piece) {
        gv_piece one = extract->pieces[*piece];
        one.text = (uint32_t)(one.text - block->start + at);
        GV_TRY(gv_array_reserve((void **)&store->pieces, store->n_pieces + 1,
                                sizeof *store->pieces, &store->pieces_capacity));
        store->pieces[store->n_pieces++] = one;
        hull.start = one.source < hull.start ? one.source : hull.start;
        hull.end = one.source + one.length > hull.end ? one.source + one.length : hull.end;
    }
    if (hull.start > hull.end) {
        return add_span(store, 0, 0);
    }
    return add_span(store, hull.start,
                    block->source_end > hull.end ? block->source_end : hull.end);
}

/* Blocks [from, to) as one passage, an empty line between. */
static gv_status add_blocks(cutter *c, const gv_extract *extract, size_t from, size_t to,
                            size_t *piece, gv_passage_kind kind)
{
    gv_section_store *const store = &c->section->store;
    whole w = {.first_piece = store->n_pieces, .first_span = store->n_spans, .kind = kind};
    void *memory = NULL;
    size_t length = 2 * (to - from) + 1;
    for (size_t i = from; i < to; i++) {
        length += extract->blocks[i].end - extract->blocks[i].start;
    }
    GV_TRY(gv_arena_get(&c->section->arena, length, &memory));
    char *const text = memory;
    for (size_t i = from; i < to; i++) {
        const gv_extract_block *const block = &extract->blocks[i];
        if (i > from) {
            memcpy(text + w.length, "\n\n", 2);
            w.length += 2;
        }
        GV_TRY(add_block_places(extract, block, w.length, piece, store));
        memcpy(text + w.length, extract->text.bytes + block->start, block->end - block->start);
        w.length += block->end - block->start;
    }
    text[w.length] = '\0';
    w.text = text;
    return add_whole(c, &w);
}

gv_status gv_passage_cut_extract(const gv_ingest_options *options, const gv_extract *extract,
                                 uint32_t document, gv_section *section)
{
    cutter c = {.options = options, .section = section, .document = document};
    size_t piece = 0;
    if (options->unit == GV_UNIT_DOCUMENT) {
        return extract->n_blocks == 0 ? GV_OK
                                      : add_blocks(&c, extract, 0, extract->n_blocks, &piece,
                                                   GV_PASSAGE_DOCUMENT);
    }
    for (size_t i = 0; i < extract->n_blocks; i++) {
        GV_TRY(add_blocks(&c, extract, i, i + 1, &piece, extract->blocks[i].kind));
    }
    return GV_OK;
}

void gv_passage_finish(gv_section *section)
{
    const gv_section_store *const store = &section->store;
    size_t n_pieces = 0;
    size_t n_spans = 0;
    for (uint32_t i = 0; i < section->n_passages; i++) {
        gv_passage *const passage = &section->passages[i];
        passage->pieces = passage->n_pieces > 0 ? store->pieces + n_pieces : NULL;
        passage->spans = store->spans + n_spans;
        n_pieces += passage->n_pieces;
        n_spans += passage->n_spans;
    }
}
