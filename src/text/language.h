/*
 * language.h - what the text layer must know of a language. Data comes from rule files through the
 * model; this struct only borrows it. Immutable once filled, so shared by threads.
 */
#ifndef GV_TEXT_LANGUAGE_H
#define GV_TEXT_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

/* A borrowed string. */
typedef struct gv_slice {
    const char *bytes;
    uint32_t length;
} gv_slice;

/* "n't" -> "not", or "'s" -> "" (dropped). A word that ends so, and is longer, is cut in two. */
typedef struct gv_contraction {
    gv_slice ending; /* folded */
    gv_slice word;   /* folded; length 0: dropped */
} gv_contraction;

typedef struct gv_text_language {
    const char *code;                   /* "en" */
    const gv_slice *abbreviations;      /* folded, without the final stop; sorted by bytes */
    uint32_t n_abbreviations;
    const gv_slice *not_heading;        /* folded words that a heading never holds; sorted */
    uint32_t n_not_heading;
    const gv_contraction *contractions; /* tried in order; longest endings first */
    uint32_t n_contractions;
} gv_text_language;

/* 1 if `folded` is one of n sorted slices (bytewise order, shorter first on a common prefix). */
int gv_language_has(const gv_slice *sorted, uint32_t n, const char *folded, size_t length);

#endif
