/*
 * sentence.h - words to sentences.
 *
 * A sentence ends after "?", "!", ";" (with a blank, quote, bracket or dash after it, or a capital)
 * or a full stop that is not the dot of an abbreviation or an initial and is followed by a capital,
 * a digit (after a blank, quote or bracket), a letter of a script without capitals, an opening mark
 * or the end ("Gen. Oru", "No. 5", "the U.N. said" go on; "in the U.N. The army" ends). In an
 * upper-case passage every full stop that is not an abbreviation's, an initial's or a dotted word's
 * ends one.
 *
 * After a single letter ("J.", "Annex A.", "v."), a dotted word ("U.N.", "a.m.") or an abbreviation
 * in lower case ("etc.", "said no.") a full stop is ambiguous before a capital: it ends the
 * sentence only if the next word also stands in lower case somewhere in the passage, as "the" does
 * in nearly every one and "Oru" in none. After a capitalised abbreviation ("Gen.") it never does.
 *
 * An opening of at most nine words before a colon is a sentence of its own and a heading, unless it
 * holds a word of language->not_heading. A number or letter that labels a sentence ("1. The army",
 * "2) He", "IV. Law", "Q. Did") stays in it. Marks inside closing quotes or brackets count ("... he said." She
 * left).
 */
#ifndef GV_TEXT_SENTENCE_H
#define GV_TEXT_SENTENCE_H

#include "text/token.h"

/* Bytes: a sentence that would be longer is cut before the word that makes it so. Prose has none:
 * of 530,000 passages of reports and speeches no tag depends on the limit, which bounds what text
 * without full stops can cost, since a rule may look through a whole sentence. */
#define GV_SENTENCE_LIMIT 4096u

/* Fills words->sentences and each token's sentence and GV_TOKEN_SENTENCE; every token is in exactly
 * one sentence. text as given to gv_token_cut. Linear in length. language may be NULL (no
 * abbreviations). On failure words has no sentences. */
gv_status gv_sentence_cut(const gv_text_language *language, const char *text, size_t length,
                          gv_words *words);

#endif
