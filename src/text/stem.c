/*
 * stem.c - stems by libstemmer.
 *
 * In: folded words. Out: stems: "massacres" gives "massacr". It keeps nothing: who asks for the
 * same words again and again remembers what they are (scan/forms.c). It does not fold, and it does
 * not choose a language.
 */
#include "text/stem.h"

#include "base/arena.h"
#include "text/utf8.h"

#include <libstemmer.h>
#include <errno.h>
#include <string.h>

enum { WORD_MAX = 64 };

struct gv_stemmer {
    struct sb_stemmer *snowball;
};

gv_status gv_stemmer_new(const char *code, gv_stemmer **stemmer)
{
    /* libstemmer also knows long names and algorithms ("porter"); only ISO 639-1 is promised. */
    if (code == NULL || strlen(code) != 2) {
        return GV_ERROR_LANGUAGE;
    }
    errno = 0; /* libstemmer says NULL for either; malloc says which */
    struct sb_stemmer *const snowball = sb_stemmer_new(code, "UTF_8");
    if (snowball == NULL) {
        return errno == ENOMEM ? GV_ERROR_MEMORY : GV_ERROR_LANGUAGE;
    }
    gv_stemmer *fresh = NULL;
    const gv_status status = gv_memory_get_zeroed(1, sizeof *fresh, (void **)&fresh);
    if (status != GV_OK) {
        sb_stemmer_delete(snowball);
        return status;
    }
    fresh->snowball = snowball;
    *stemmer = fresh;
    return GV_OK;
}

/* 1 if the text begins with a digit and holds nothing but ASCII digits, points and commas: no stemmer
 * changes these. */
static int is_numeral(const char *text, size_t length)
{
    if (text[0] < '0' || text[0] > '9') {
        return 0;
    }
    size_t i = 1;
    while (i < length && ((text[i] >= '0' && text[i] <= '9') || text[i] == ',' || text[i] == '.')) {
        i++;
    }
    return i == length;
}

gv_status gv_stemmer_stem(gv_stemmer *stemmer, const char *folded, size_t length, gv_slice *stem)
{
    if (length == 0 || length > WORD_MAX) {
        if (length > UINT32_MAX) {
            return GV_ERROR_LIMIT;
        }
        *stem = (gv_slice){folded, (uint32_t)length};
        return GV_OK;
    }
    if (is_numeral(folded, length) || gv_utf8_valid_length(folded, length) != length) {
        *stem = (gv_slice){folded, (uint32_t)length};
        return GV_OK;
    }
    const sb_symbol *const found =
        sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)folded, (int)length);
    if (found == NULL) {
        return GV_ERROR_MEMORY;
    }
    const size_t found_length = (size_t)sb_stemmer_length(stemmer->snowball);
    *stem = found_length > 0 ? (gv_slice){(const char *)found, (uint32_t)found_length}
                             : (gv_slice){folded, (uint32_t)length}; /* else all such were one */
    return GV_OK;
}

void gv_stemmer_free(gv_stemmer *stemmer)
{
    if (stemmer != NULL) {
        sb_stemmer_delete(stemmer->snowball);
        gv_memory_free(stemmer);
    }
}

size_t gv_stem_kept(const char *code, const char *stem, size_t length)
{
    static const char *const KNOWN[] = {"en", "es", "fr", "ru"};
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (length > 0 && strcmp(code, KNOWN[i]) == 0) {
            const int changes = strchr("eiy", stem[length - 1]) != NULL;
            return length > 5 ? length - 2 : length == 5 || (changes && length > 1) ? length - 1
                                                                                     : length;
        }
    }
    return 0;
}

const char *const *gv_stem_exceptions(const char *code)
{
    static const char *const ENGLISH[] = {"dying", "lying", "tying", "skies", NULL};
    static const char *const OTHERS[] = {NULL};
    return strcmp(code, "en") == 0 ? ENGLISH : OTHERS;
}
