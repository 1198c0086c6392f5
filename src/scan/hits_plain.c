/*
 * hits_plain.c - which masks and cues stand where, found the plain way: every one at every word,
 * the mentions' own sentences first.
 *
 * hits.c finds those that matter, and must come to the same statuses; this is what it is tested
 * against (`--no-prefilter`), and what somebody who watches is shown.
 */
#include "scan/state.h"

gv_status gv_hits_add(gv_scanner *scanner, const gv_frame_hit *hit)
{
    gv_hits_state *cues = &scanner->cues;
    GV_TRY(gv_array_reserve((void **)&cues->found, cues->n_found + 1, sizeof *cues->found,
                            &cues->found_capacity));
    cues->found[cues->n_found++] = *hit;
    return GV_OK;
}

int gv_hits_slots_hold(gv_scanner *scanner, const gv_frame_hit *hit)
{
    const gv_image_frame *frame = &scanner->language->frames[hit->frame];
    gv_filler hull;
    gv_trace_rule(scanner, frame, hit->first, hit->end, -1);
    const int stands = gv_slots_pass(scanner, frame, hit->first, hit->end, &hull, NULL);
    gv_trace_rule(scanner, frame, hit->first, hit->end, stands);
    return stands;
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
        gv_frame_hit hit = {entries[i].list, token, 0};
        if (!gv_entry_is_worth_trying(scanner, &entries[i], token) ||
            !gv_frame_is_new(scanner, hit.frame, token)) {
            continue;
        }
        hit.end = gv_match_end(scanner, hit.frame, token);
        if (hit.end != 0 && gv_hits_slots_hold(scanner, &hit)) {
            GV_TRY(gv_hits_add(scanner, &hit));
        }
    }
    return GV_OK;
}

static gv_status try_sentence(gv_scanner *scanner, uint32_t index)
{
    const gv_sentence *sentence = &scanner->words.sentences[index];
    if (scanner->sentences[index].frames_done) {
        return GV_OK;
    }
    scanner->sentences[index].frames_done = 1;
    gv_keys_hold(scanner, index);
    for (uint32_t token = sentence->first; token < sentence->end; token++) {
        const gv_word_keys *entry = scanner->token_keys[token];
        GV_TRY(try_row(scanner, GV_KEY_ANY, token));
        if (scanner->words.tokens[token].flags & GV_TOKEN_CAPITAL) {
            GV_TRY(try_row(scanner, GV_KEY_NAME, token));
        }
        for (uint32_t i = 0; i < entry->n; i++) {
            GV_TRY(try_row(scanner, entry->keys[i], token));
        }
    }
    return GV_OK;
}

gv_status gv_hits_find_plainly(gv_scanner *scanner)
{
    const uint32_t n_sentences = (uint32_t)scanner->words.n_sentences;
    const struct gv_result *result = &scanner->result;
    for (uint32_t i = 0; i < result->n_mentions; i++) {
        GV_TRY(try_sentence(scanner, scanner->words.tokens[result->mentions[i].trigger].sentence));
    }
    for (uint32_t i = 0; i < result->n_mentions && scanner->has_previous; i++) {
        const uint32_t next = scanner->words.tokens[result->mentions[i].trigger].sentence + 1;
        if (next < n_sentences) {
            GV_TRY(try_sentence(scanner, next));
        }
    }
    for (uint32_t i = 0; i < n_sentences && scanner->has_passage; i++) {
        GV_TRY(try_sentence(scanner, i));
    }
    return GV_OK;
}
