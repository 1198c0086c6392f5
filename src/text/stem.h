/*
 * stem.h - libstemmer. The only room that includes libstemmer.
 *
 * A stemmer belongs to one thread.
 */
#ifndef GV_TEXT_STEM_H
#define GV_TEXT_STEM_H

#include "base/status.h"
#include "text/language.h"

typedef struct gv_stemmer gv_stemmer;

/* code: "en", "fr", "es", "ar", "ru" ... as ISO 639-1. GV_ERROR_LANGUAGE if libstemmer knows none.
 * Owned by the caller. */
gv_status gv_stemmer_new(const char *code, gv_stemmer **stemmer);
/* The stem of a folded word: libstemmer's answer, whatever was asked before. Words of no byte, of
 * more than 64 bytes, that are not UTF-8, numerals of ASCII, or words of which libstemmer would leave nothing ("leri" in
 * Turkish) are their own stem. *stem is borrowed, from the stemmer or from `folded`, until the next
 * call on this stemmer. */
gv_status gv_stemmer_stem(gv_stemmer *stemmer, const char *folded, size_t length, gv_slice *stem);
void gv_stemmer_free(gv_stemmer *stemmer);
/* How many bytes of a stem every word of small ASCII letters begins with that has this stem, but
 * for the exceptions: stemmers for these languages take off and change endings only ("cries" has
 * "cri", "hoping" has "hope", "possibility" has "possibl"). 0 if it is not known of the language.
 * Tested on every word of the stemmers' published vocabularies. */
size_t gv_stem_kept(const char *code, const char *stem, size_t length);
/* Words of which gv_stem_kept and gv_stem_set (stem_set.h) say too much: "dying" has "die", "skies"
 * has "sky". Borrowed for ever; NULL ends. */
const char *const *gv_stem_exceptions(const char *code);

/* A hash of what this language's stemmer makes of a built-in list of probe words (one list of many
 * languages, raw and folded), of utf8proc's version and Unicode version, and of GV_TEXT_VERSION:
 * two builds with the same fingerprint cut, fold and stem alike. GV_TEXT_VERSION goes up with every
 * change to the cutting, folding, numbers or hashing in text/ and gv_hash_bytes. GV_ERROR_LANGUAGE
 * as gv_stemmer_new. In fingerprint.c. */
#define GV_TEXT_VERSION 1u
gv_status gv_text_fingerprint(const char *code, uint64_t *fingerprint);

/* For gv_features: utf8proc's version, borrowed for ever. */
const char *gv_text_utf8proc_version(void);

#endif
