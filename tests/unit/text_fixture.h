/*
 * text_fixture.h - a small English for the tests of text/, and words shown as one string.
 */
#ifndef GV_TESTS_TEXT_FIXTURE_H
#define GV_TESTS_TEXT_FIXTURE_H

#include "text/sentence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLICE(text) {text, sizeof(text) - 1}

static const gv_slice fixture_abbreviations[] = {
    SLICE("al"), SLICE("approx"), SLICE("col"), SLICE("dr"),  SLICE("etc"), SLICE("gen"),
    SLICE("jan"), SLICE("lt"),    SLICE("mr"),  SLICE("no"),  SLICE("st")};
static const gv_slice fixture_not_heading[] = {SLICE("added"), SLICE("not"), SLICE("said"),
                                               SLICE("was")};
static const gv_contraction fixture_contractions[] = {{SLICE("n't"), SLICE("not")},
                                                      {SLICE("'re"), SLICE("are")},
                                                      {SLICE("'s"), {"", 0}}};
static const gv_text_language english = {
    .code = "en",
    .abbreviations = fixture_abbreviations,
    .n_abbreviations = sizeof fixture_abbreviations / sizeof fixture_abbreviations[0],
    .not_heading = fixture_not_heading,
    .n_not_heading = sizeof fixture_not_heading / sizeof fixture_not_heading[0],
    .contractions = fixture_contractions,
    .n_contractions = sizeof fixture_contractions / sizeof fixture_contractions[0]};

/* What must hold of any text: tokens in order, inside the text, not overlapping. */
static inline void expect_sound_tokens(const char *text, size_t length, const gv_words *words)
{
    (void)text;
    size_t end = 0;
    for (size_t i = 0; i < words->n_tokens; i++) {
        const gv_token *const token = &words->tokens[i];
        assert_true(token->start >= end);
        assert_true(token->end > token->start);
        assert_true(token->end <= length);
        end = token->end;
    }
}

/* And: sentences in order, never empty, and every token in exactly one. */
static inline void expect_sound_sentences(size_t length, const gv_words *words)
{
    uint32_t next = 0;
    size_t end_byte = 0;
    for (size_t i = 0; i < words->n_sentences; i++) {
        const gv_sentence *const sentence = &words->sentences[i];
        assert_int_equal(sentence->first, next);
        assert_true(sentence->end > sentence->first);
        assert_true(sentence->start_byte >= end_byte);
        assert_true(sentence->start_byte <= words->tokens[sentence->first].start);
        assert_true(sentence->end_byte >= words->tokens[sentence->end - 1].end);
        assert_true(sentence->end_byte <= length);
        for (uint32_t t = sentence->first; t < sentence->end; t++) {
            assert_int_equal(words->tokens[t].sentence, i);
        }
        assert_true((words->tokens[next].flags & GV_TOKEN_SENTENCE) != 0);
        next = sentence->end;
        end_byte = sentence->end_byte;
    }
    assert_int_equal(next, words->n_tokens);
}

#endif
