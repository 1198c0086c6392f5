/*
 * scanner.c - one passage, from text to decision. Reads as a table of contents of scan/.
 */
#include "scan/scanner.h"

#include "scan/rules.h"
#include "scan/state.h"
#include "text/sentence.h"

#include <string.h>

#define KEPT_BYTES 65536 /* of the arena, from passage to passage */
#define HEADING_WORDS 12 /* a longer single sentence without a stop is no heading */

/* ------------------------------------------------------------------ new, free */

static void note_reaches(gv_scanner *scanner)
{
    const gv_model_language *language = scanner->language;
    for (uint32_t i = 0; i < language->n_reaches; i++) {
        if (language->reaches[i].place == GV_PLACE_IN) {
            scanner->has_previous |= language->reaches[i].scope == GV_SCOPE_PREVIOUS;
            scanner->has_passage |= language->reaches[i].scope == GV_SCOPE_PASSAGE;
        }
    }
}

gv_status gv_scanner_new(const gv_model *model, const gv_scanner_options *options,
                         gv_scanner **scanner)
{
    if (model == NULL || scanner == NULL) {
        return GV_ERROR_ARGUMENT;
    }
    const gv_model_language *language =
        gv_model_find_language(model, options == NULL ? NULL : options->language);
    if (language == NULL) {
        return GV_ERROR_LANGUAGE;
    }
    gv_status status = GV_OK;
    gv_scanner *fresh = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *fresh, (void **)&fresh));
    fresh->model = model;
    fresh->language = language;
    fresh->result.model = model;
    fresh->result.language = language;
    fresh->filter = options == NULL || !options->no_prefilter;
    note_reaches(fresh);
    GV_TRY_DONE(gv_stemmer_new(language->code, &fresh->stemmer));
    GV_TRY_DONE(gv_sieve_new(fresh));
    GV_TRY_DONE(gv_fits_new(fresh));
    GV_TRY_DONE(gv_anchored_new(fresh));
    GV_TRY_DONE(gv_pages_get(&fresh->pages, (size_t)1 << GV_STEMS_BITS, sizeof *fresh->stems,
                             (void **)&fresh->stems));
    GV_TRY_DONE(gv_pages_get(&fresh->pages, (size_t)language->n_frames + 1,
                              sizeof *fresh->frame_seen, (void **)&fresh->frame_seen));
    GV_TRY_DONE(gv_pages_get(&fresh->pages, (size_t)language->n_weighs + 1,
                              sizeof *fresh->weigh_seen, (void **)&fresh->weigh_seen));
    GV_TRY_DONE(gv_pages_get(&fresh->pages, (size_t)language->n_slots * 2 + 1,
                              sizeof *fresh->slot_memory, (void **)&fresh->slot_memory));
    GV_TRY_DONE(gv_pages_get(&fresh->pages, (size_t)language->n_keys + 1,
                              sizeof *fresh->signatures, (void **)&fresh->signatures));
    GV_TRY_DONE(gv_forms_new(&fresh->pages, &fresh->forms));
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)model->n_facet_values + 1,
                                     sizeof *fresh->facet_sums, (void **)&fresh->facet_sums));
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)model->n_labels + 1, sizeof *fresh->result.labels,
                                     (void **)&fresh->result.labels));
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)model->n_facets + 1, sizeof *fresh->result.facets,
                                     (void **)&fresh->result.facets));
    *scanner = fresh;
    fresh = NULL;
done:
    gv_scanner_free(fresh);
    return status;
}

void gv_scanner_free(gv_scanner *scanner)
{
    if (scanner == NULL) {
        return;
    }
    gv_stemmer_free(scanner->stemmer);
    gv_words_free(&scanner->words);
    gv_sieve_drop(&scanner->sieve);
    gv_anchored_drop(&scanner->anchored);
    gv_hits_drop(&scanner->cues);
    gv_arena_free(&scanner->words_arena);
    gv_pages_free(&scanner->pages);
    void *const owned[] = {scanner->token_keys,
                           scanner->numbers,
                           scanner->atoms,        scanner->quantities,
                           scanner->clause_first, scanner->clause_end,
                           scanner->struck,       scanner->held,
                           scanner->sentences,
                           scanner->memo,         scanner->touched,
                           scanner->facet_sums,   scanner->result.mentions,
                           scanner->result.labels, scanner->result.evidence,
                           scanner->result.facets, scanner->result.facet_spans};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        gv_memory_free(owned[i]);
    }
    gv_memory_free(scanner);
}

void gv_scanner_watch(gv_scanner *scanner, int on)
{
    if (!on) {
        gv_memory_free(scanner->touched);
        scanner->touched = NULL;
    } else if (scanner->touched == NULL) {
        void *touched = NULL;
        if (gv_memory_get_zeroed((size_t)scanner->language->n_frames + 1, 1, &touched) == GV_OK) {
            scanner->touched = touched;
        }
    }
}

void gv_scanner_want_labels(gv_scanner *scanner)
{
    scanner->labels_only = 1;
}

int gv_scanner_touched(const gv_scanner *scanner, uint32_t frame)
{
    return scanner->touched != NULL && frame < scanner->language->n_frames &&
           scanner->touched[frame];
}

/* ------------------------------------------------------------------ one passage */

static gv_status make_token_room(gv_scanner *scanner)
{
    const size_t n_tokens = scanner->words.n_tokens + 1;
    if (n_tokens > scanner->tokens_capacity) {
        const size_t n = n_tokens * 2;
        GV_TRY(gv_memory_resize(n, sizeof *scanner->token_keys, (void **)&scanner->token_keys));
        GV_TRY(gv_memory_resize(n, sizeof *scanner->numbers, (void **)&scanner->numbers));
        GV_TRY(gv_memory_resize(n, sizeof *scanner->atoms, (void **)&scanner->atoms));
        GV_TRY(gv_memory_resize(n, sizeof *scanner->clause_first,
                                (void **)&scanner->clause_first));
        GV_TRY(gv_memory_resize(n, sizeof *scanner->clause_end, (void **)&scanner->clause_end));
        GV_TRY(gv_memory_resize(n, sizeof *scanner->struck, (void **)&scanner->struck));
        scanner->tokens_capacity = n;
    }
    return GV_OK;
}

static gv_status make_sentence_room(gv_scanner *scanner)
{
    const size_t n_sentences = scanner->words.n_sentences + 1;
    if (n_sentences > scanner->sentences_capacity) {
        const size_t n = n_sentences * 2;
        GV_TRY(gv_memory_resize(n, sizeof *scanner->sentences, (void **)&scanner->sentences));
        scanner->sentences_capacity = n;
    }
    const size_t n_held = n_sentences * scanner->language->needs.n_words;
    GV_TRY(gv_array_reserve((void **)&scanner->held, n_held, sizeof *scanner->held,
                            &scanner->held_capacity));
    GV_TRY(gv_anchored_next_passage(scanner));
    memset(scanner->sentences, 0, n_sentences * sizeof *scanner->sentences);
    return GV_OK;
}

/* A new serial number empties the memo and every "seen" table. */
static void start_serial(gv_scanner *scanner)
{
    scanner->n_memo = 0;
    if (++scanner->serial == 0) {
        if (scanner->n_memo_slots > 0) {
            memset(scanner->memo, 0, scanner->n_memo_slots * sizeof *scanner->memo);
        }
        memset(scanner->frame_seen, 0,
               scanner->language->n_frames * sizeof *scanner->frame_seen);
        memset(scanner->slot_memory, 0,
               (size_t)scanner->language->n_slots * 2 * sizeof *scanner->slot_memory);
        gv_anchored_forget(scanner);
        scanner->ready_serial = 0;
        memset(scanner->weigh_seen, 0,
               scanner->language->n_weighs * sizeof *scanner->weigh_seen);
        scanner->serial = 1;
    }
}

/* The token after a heading's last word, 0 if the passage is none: told so, or one short sentence
 * without a final mark. */
static uint32_t find_heading(const gv_scanner *scanner)
{
    const gv_words *words = &scanner->words;
    const int told = (scanner->kind & GV_SCAN_HEADING) != 0;
    const int looks = words->n_sentences == 1 && words->n_tokens <= HEADING_WORDS &&
                      !(words->tail_marks & (GV_MARK_STOP | GV_MARK_QUESTION | GV_MARK_EXCLAIM |
                                            GV_MARK_COMMA | GV_MARK_SEMICOLON | GV_MARK_COLON));
    return told || looks ? (uint32_t)words->n_tokens : 0;
}

/* 1 if the sieve is to be asked: not where somebody watches what is tried. */
static int is_sieving(const gv_scanner *scanner)
{
    return scanner->filter && scanner->trace == NULL && scanner->touched == NULL;
}

static gv_status read_closely(gv_scanner *scanner)
{
    const gv_text_language *language = &scanner->language->text;
    GV_TRY(gv_token_cut(language, scanner->text, scanner->length, &scanner->words));
    GV_TRY(make_token_room(scanner));
    if (!scanner->sieved) {
        GV_TRY(gv_keys_find(scanner));
    }
    GV_TRY(gv_sentence_cut(language, scanner->text, scanner->length, &scanner->words));
    GV_TRY(make_sentence_room(scanner));
    scanner->n_heading = find_heading(scanner);
    GV_TRY(gv_rules_run(scanner));
    if (scanner->result.n_mentions > 0) {
        gv_keys_ready_all(scanner);
        GV_TRY(scanner->failure);
        GV_TRY(gv_cues_decide(scanner));
        GV_TRY(gv_decide_labels(scanner));
        GV_TRY(gv_decide_facets(scanner));
    }
    return scanner->failure;
}

gv_status gv_scanner_scan(gv_scanner *scanner, const char *text, size_t length, unsigned kind,
                          const struct gv_result **result)
{
    int lets = 1;
    scanner->text = text;
    scanner->length = length;
    scanner->kind = kind;
    scanner->result.n_mentions = 0;
    scanner->result.n_labels = 0;
    scanner->result.n_facets = 0;
    if (scanner->words_apart) {
        gv_arena_reset(&scanner->words_arena, KEPT_BYTES);
        scanner->words_apart = 0;
    }
    gv_forms_next(&scanner->forms);
    scanner->failure = GV_OK;
    start_serial(scanner);
    if (scanner->touched != NULL) {
        memset(scanner->touched, 0, (size_t)scanner->language->n_frames + 1);
    }
    scanner->sieved = 0;
    if (is_sieving(scanner)) {
        GV_TRY(gv_sieve_read(scanner, text, length, &lets));
        scanner->sieved = !scanner->sieve.unsure;
    }
    if (lets) {
        GV_TRY(read_closely(scanner));
    }
    *result = &scanner->result;
    return GV_OK;
}

gv_status gv_scan(gv_scanner *scanner, const char *text, size_t length, const gv_result **result)
{
    if (scanner == NULL || result == NULL || (text == NULL && length > 0)) {
        return GV_ERROR_ARGUMENT;
    }
    return gv_scanner_scan(scanner, text, length, 0, result);
}
