/*
 * hits.c - which masks and cues stand where, in the sentences that matter to the mentions.
 *
 * They are found as rules are, by the rows of their words. Then the spans of `skip` tests strike the
 * tests they name from the words they cover: in "not only killed", the cue G3 "not only" strikes G1
 * from "not" and "only", so that the cue G1 "not" does not stand there. What is left is sorted by
 * frame and place, with a table of where each frame's spans begin.
 */
#include "scan/state.h"

#include <stdlib.h>

static gv_status try_frame(gv_scanner *scanner, uint32_t frame_index, uint32_t token)
{
    const gv_image_frame *frame = &scanner->language->frames[frame_index];
    const uint32_t end = gv_match_end(scanner, frame_index, token);
    gv_filler hull;
    uint64_t quantity;
    if (end == 0) {
        return GV_OK;
    }
    gv_trace_rule(scanner, frame, token, end, -1);
    const int stands = gv_slots_pass(scanner, frame, token, end, &hull, &quantity);
    gv_trace_rule(scanner, frame, token, end, stands);
    if (!stands) {
        return GV_OK;
    }
    GV_TRY(gv_array_reserve((void **)&scanner->hits, scanner->n_hits + 1, sizeof *scanner->hits,
                            &scanner->hits_capacity));
    gv_frame_hit *hit = &scanner->hits[scanner->n_hits++];
    hit->frame = frame_index;
    hit->first = token;
    hit->end = end;
    return GV_OK;
}

static gv_status try_row(gv_scanner *scanner, uint32_t key, uint32_t token)
{
    const gv_image_key *row = &scanner->language->keys[key];
    const gv_image_entry *entries = scanner->language->entries + row->first_entry;
    if (key == GV_KEY_NUMBER && !gv_number_can_begin(scanner, token)) {
        return GV_OK;
    }
    for (uint32_t i = row->n_rule_entries;
         i < row->n_entries && entries[i].list < scanner->language->n_frames; i++) {
        const uint32_t frame = entries[i].list;
        if (gv_frame_is_new(scanner, frame, token)) {
            GV_TRY(try_frame(scanner, frame, token));
        }
    }
    return GV_OK;
}

/* Strikes tests from words, test by test: an exception may itself have been struck. */
static void strike(gv_scanner *scanner, size_t from)
{
    const gv_model *model = scanner->model;
    for (uint32_t test = 0; test < model->n_tests; test++) {
        const uint64_t skips = model->tests[test].skips;
        if (skips == 0) {
            continue;
        }
        for (size_t i = from; i < scanner->n_hits; i++) {
            const gv_frame_hit *hit = &scanner->hits[i];
            const gv_image_frame *frame = &scanner->language->frames[hit->frame];
            uint64_t struck = 0;
            if (frame->kind != GV_FRAME_CUE || frame->of != test) {
                continue;
            }
            for (uint32_t token = hit->first; token < hit->end; token++) {
                struck |= scanner->struck[token];
            }
            for (uint32_t token = hit->first; !(struck >> test & 1) && token < hit->end; token++) {
                scanner->struck[token] |= skips;
            }
        }
    }
}

static void drop_struck(gv_scanner *scanner, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < scanner->n_hits; i++) {
        const gv_frame_hit hit = scanner->hits[i];
        const gv_image_frame *frame = &scanner->language->frames[hit.frame];
        uint64_t struck = 0;
        for (uint32_t token = hit.first; token < hit.end; token++) {
            struck |= scanner->struck[token];
        }
        if (frame->kind != GV_FRAME_CUE || !(struck >> frame->of & 1)) {
            scanner->hits[kept++] = hit;
        }
    }
    scanner->n_hits = kept;
}

static gv_status find_in_sentence(gv_scanner *scanner, uint32_t sentence_index)
{
    const gv_sentence *sentence = &scanner->words.sentences[sentence_index];
    const size_t from = scanner->n_hits;
    if (scanner->sentences[sentence_index].frames_done) {
        return GV_OK;
    }
    scanner->sentences[sentence_index].frames_done = 1;
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_token_keys *entry = &scanner->token_keys[token];
        scanner->struck[token] = 0;
        GV_TRY(try_row(scanner, GV_KEY_ANY, token));
        if (scanner->words.tokens[token].flags & GV_TOKEN_CAPITAL) {
            GV_TRY(try_row(scanner, GV_KEY_NAME, token));
        }
        for (uint32_t i = 0; i < entry->n; i++) {
            GV_TRY(try_row(scanner, scanner->keys[entry->first + i], token));
        }
    }
    strike(scanner, from);
    drop_struck(scanner, from);
    return GV_OK;
}

static int compare_hits(const void *left, const void *right)
{
    const gv_frame_hit *a = left;
    const gv_frame_hit *b = right;
    if (a->frame != b->frame) {
        return a->frame < b->frame ? -1 : 1;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

static gv_status find_all(gv_scanner *scanner)
{
    const uint32_t n_sentences = (uint32_t)scanner->words.n_sentences;
    scanner->n_hits = 0;
    if (scanner->has_passage) {
        for (uint32_t i = 0; i < n_sentences; i++) {
            GV_TRY(find_in_sentence(scanner, i));
        }
    }
    for (uint32_t i = 0; i < scanner->result.n_mentions; i++) {
        const gv_mention *mention = &scanner->result.mentions[i];
        const uint32_t sentence = scanner->words.tokens[mention->trigger].sentence;
        GV_TRY(find_in_sentence(scanner, sentence));
        if (scanner->has_previous && sentence + 1 < n_sentences) {
            GV_TRY(find_in_sentence(scanner, sentence + 1));
        }
    }
    if (scanner->n_hits > 1) {
        qsort(scanner->hits, scanner->n_hits, sizeof *scanner->hits, compare_hits);
    }
    return GV_OK;
}

/* Notes where each frame's hits begin. */
static gv_status find_groups(gv_scanner *scanner)
{
    scanner->n_groups = 0;
    GV_TRY(gv_array_reserve((void **)&scanner->groups, scanner->n_hits + 1,
                            sizeof *scanner->groups, &scanner->groups_capacity));
    for (size_t i = 0; i < scanner->n_hits; i++) {
        if (i == 0 || scanner->hits[i].frame != scanner->hits[i - 1].frame) {
            scanner->groups[scanner->n_groups++] = (uint32_t)i;
        }
    }
    scanner->groups[scanner->n_groups] = (uint32_t)scanner->n_hits;
    return GV_OK;
}

gv_status gv_hits_find(gv_scanner *scanner)
{
    GV_TRY(find_all(scanner));
    return find_groups(scanner);
}
