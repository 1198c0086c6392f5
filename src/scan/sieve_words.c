/*
 * sieve_words.c - the words of a passage, as fast as they can be found, and what each is to the
 * sieve.
 *
 * In: text. Out: a note of each word's class, in order, and of where a sentence surely ends. Two
 * steps take turns: some hundred words are found, sixty-four bytes at a time (places.h); then each
 * is looked up (known.h). Since no word waits for the one before it, the processor is at work on
 * several.
 *
 * A plain word's letters are looked up as they are. Where letters are followed by an odd byte, the
 * token cutter's own code says what the word is, so that no word can be one here and another there;
 * but a number that is all digits is looked up as a plain word is. What the cutter read on over, "40"
 * of "1,400", was found as a word too, and is passed over.
 *
 * Two words that keys.c would join ("mas sacre") make the passage unsure.
 */
#include "scan/sieve.h"

#include "scan/known_ways.h"
#include "scan/places.h"
#include "scan/state.h"
#include "text/word.h"

#include <string.h>

#define LOADED 16 /* bytes, at the first byte of a word */
#define AHEAD (2 * GV_LETTERS_AT_ONCE) /* bytes that are read from a place on */
#define COPIED 4096 /* bytes; shorter passages are copied whole */

/* The passage, and how far it is read. */
typedef struct passage {
    const unsigned char *bytes;
    size_t length;
    size_t done;     /* words that begin before this have been read */
    uint32_t before; /* the last word, as known.h has it */
    gv_places places;
    unsigned char copy[COPIED + AHEAD]; /* of its last bytes: blanks stand behind them */
} passage;

/* Some bytes of it that are followed by AHEAD more, which can be read. */
typedef struct window {
    const unsigned char *bytes;
    size_t at, length; /* within the passage */
} window;

/* ------------------------------------------------------------------ words torn in two */

static int is_letter(unsigned char byte)
{
    return (gv_word_class[byte] & (GV_BYTE_LOWER | GV_BYTE_UPPER)) != 0;
}

/* 1 if the plain word bytes[start..end) and the plain one before it may be one. */
static int is_split(const gv_scanner *scanner, const unsigned char *bytes, size_t start, size_t end)
{
    char pieces[2][GV_KNOWN_BYTES];
    size_t first = start;
    while (first > 0 && !is_letter(bytes[first - 1])) {
        first--;
    }
    const size_t first_end = first;
    while (first > 0 && is_letter(bytes[first - 1])) {
        first--;
    }
    if (first_end - first > GV_KNOWN_BYTES || end - start > GV_KNOWN_BYTES) {
        return 1;
    }
    for (size_t i = first; i < first_end; i++) {
        pieces[0][i - first] = (char)(bytes[i] | 0x20);
    }
    for (size_t i = start; i < end; i++) {
        pieces[1][i - start] = (char)(bytes[i] | 0x20);
    }
    return gv_model_has_split(scanner->model, scanner->language,
                              (gv_slice){pieces[0], (uint32_t)(first_end - first)},
                              (gv_slice){pieces[1], (uint32_t)(end - start)});
}

/* Two words that by themselves may be the pieces of one: told exactly of plain ones only. */
static void join(gv_scanner *scanner, const passage *of, uint32_t entry, size_t start, size_t end)
{
    scanner->sieve.unsure |= ((entry | of->before) & GV_KNOWN_ODD) != 0 ||
                             is_split(scanner, of->bytes, start, end);
}

static inline int may_join(uint32_t before, uint32_t entry)
{
    return (entry & before << 1 & GV_KNOWN_SECOND) != 0;
}

/* ------------------------------------------------------------------ byte by byte */

/* 1 for a byte that words are made of, as the masks have it. */
static int is_of_word(unsigned char byte)
{
    return (gv_word_class[byte] & (GV_BYTE_WORD | GV_BYTE_WIDE)) != 0 || byte == '\'';
}

/* 1 if n letters and this byte make the word no plain one (as cut_plain_word of token.c has it). */
static int is_odd(const gv_scanner *scanner, size_t n, unsigned char after)
{
    return n == 0 || scanner->sieve.bare_endings || after == '\'' || (after == '.' && n == 1) ||
           (gv_word_class[after] & ~GV_BYTE_BLANK) != 0;
}

/* 1 if a sentence surely ends after the plain word bytes[start..end): what sentence.c decides, for
 * the plainest of its cases: a word of two letters or more that ends in lower case and is no
 * abbreviation, a full stop, a blank, a capital. */
static int ends_sentence(const unsigned char *bytes, size_t length, size_t start, size_t end)
{
    return end + 2 < length && bytes[end] == '.' && bytes[end + 1] == ' ' &&
           gv_word_class[bytes[end + 2]] == GV_BYTE_UPPER && end - start > 1 &&
           gv_word_class[bytes[end - 1]] == GV_BYTE_LOWER;
}

/* Reads what is at *at, whatever it is; *at goes on behind it. */
static gv_status read_any(gv_scanner *scanner, passage *of, size_t *at)
{
    const unsigned char *const bytes = of->bytes;
    const size_t length = of->length;
    const size_t start = *at;
    size_t end = start;
    uint32_t entry;
    while (end < length && is_letter(bytes[end])) {
        end++;
    }
    const int odd = is_odd(scanner, end - start, end < length ? bytes[end] : ' ');
    if (odd) {
        const unsigned class = gv_word_class[bytes[start]];
        size_t size = 1;
        if (!(class & GV_BYTE_WORD) &&
            (class != GV_BYTE_WIDE ||
             !gv_word_is_kind(gv_word_kind_at(bytes, length, start, &size)))) {
            *at += size;
            return GV_OK;
        }
        gv_word other;
        gv_word_scan(bytes, length, start, &other);
        end = other.end;
    }
    *at = end;
    GV_TRY(gv_known_find(scanner, (const char *)bytes + start, end - start, length - start, !odd,
                         &entry));
    entry |= odd ? GV_KNOWN_ODD : 0;
    if (may_join(of->before, entry)) {
        join(scanner, of, entry, start, end);
    }
    of->before = entry;
    GV_TRY(gv_sieve_reserve(&scanner->sieve, GV_KNOWN_TOKENS(entry)));
    gv_sieve_note(&scanner->sieve, GV_KNOWN_CLASS(entry), GV_KNOWN_TOKENS(entry));
    if (!odd && ends_sentence(bytes, length, start, end) &&
        !scanner->sieve.known.is_abbreviation[GV_KNOWN_CLASS(entry)]) {
        return gv_sieve_end(scanner, end);
    }
    return GV_OK;
}

/* Reads from a word on to the next byte that no word is made of. */
static gv_status read_on(gv_scanner *scanner, passage *of, size_t at)
{
    do {
        GV_TRY(read_any(scanner, of, &at));
    } while (at < of->length && is_of_word(of->bytes[at]));
    of->done = at;
    return GV_OK;
}

/* ------------------------------------------------------------------ numbers */

/* How many digits the word begins with, of at most 11, if they are all there is of it: behind them
 * stands a blank or a mark that cannot join (word.c). 0: it must be read. 16 bytes are readable. */
static inline unsigned count_digits(const unsigned char *word)
{
    unsigned n = 0;
    while (n <= GV_KNOWN_DIGITS && gv_word_class[word[n]] == GV_BYTE_DIGIT) {
        n++;
    }
    const unsigned class = gv_word_class[word[n]];
    const int joins = word[n] == '.' || word[n] == ',';
    if (n > GV_KNOWN_DIGITS || (class != GV_BYTE_BLANK && (class != 0 || word[n] == '\'')) ||
        (joins && (gv_word_class[word[n + 1]] & (GV_BYTE_DIGIT | GV_BYTE_WIDE)) != 0)) {
        return 0;
    }
    return n;
}

/* Notes a number; *is_one 0 if it is none, or must be read byte by byte. The next 64 bytes may
 * begin within it: what is read says so. */
static inline __attribute__((always_inline)) gv_status
note_number(gv_scanner *scanner, passage *of, const unsigned char *word, size_t start,
            const gv_bytes_way path, int *is_one)
{
    gv_sieve_state *const sieve = &scanner->sieve;
    const unsigned n = sieve->bare_endings ? 0 : count_digits(word);
    *is_one = n > 0;
    if (n == 0) {
        return GV_OK;
    }
    const uint64_t code = gv_known_number(gv_known_code_by(path, word, n), n);
    const uint64_t product = gv_known_product(code);
    uint32_t entry =
        gv_known_slot_by(path, gv_known_bucket(&sieve->known, product), gv_known_rest(product));
    if (entry == GV_KNOWN_BITS) {
        GV_TRY(gv_known_learn(scanner, code, (const char *)word, n, 1, &entry));
    }
    entry |= GV_KNOWN_ODD;
    sieve->unsure |= (uint8_t)may_join(of->before, entry);
    of->before = entry;
    of->done = start + n;
    gv_sieve_note(sieve, GV_KNOWN_CLASS(entry), 1);
    return GV_OK;
}

/* ------------------------------------------------------------------ word by word */

/* The products of plain words, whose buckets are fetched before they are asked for. Of longer words they
 * mean nothing. */
static inline __attribute__((always_inline)) void
fetch_plain(const gv_known *known, const gv_places *places, const unsigned char *bytes,
            uint64_t *products, const gv_bytes_way path)
{
    for (uint32_t i = 0; i < places->n; i++) {
        const uint32_t n = places->ends[i] - places->starts[i];
        const uint64_t code = gv_known_code_by(path, bytes + places->starts[i],
                                               n < GV_KNOWN_LETTERS ? n : GV_KNOWN_LETTERS);
        products[i] = gv_known_product(code);
        __builtin_prefetch(gv_known_bucket(known, products[i]));
    }
}

/* What a plain word is; 16 bytes are readable. */
static inline __attribute__((always_inline)) gv_status
find_plain(gv_scanner *scanner, const unsigned char *word, uint32_t n, uint64_t product,
           const gv_bytes_way path, uint32_t *entry)
{
    if (n > GV_KNOWN_LETTERS) {
        return gv_known_find(scanner, (const char *)word, n, n > LOADED ? n : LOADED, 1, entry);
    }
    *entry = gv_known_slot_by(path, gv_known_bucket(&scanner->sieve.known, product),
                              gv_known_rest(product));
    return *entry != GV_KNOWN_BITS
               ? GV_OK
               : gv_known_learn(scanner, gv_known_code_by(path, word, n), (const char *)word, n, 0,
                                entry);
}

/* Notes the words that were found in a window. */
static inline __attribute__((always_inline)) gv_status
note_words(gv_scanner *scanner, passage *of, const window *in, const gv_bytes_way path)
{
    gv_sieve_state *const sieve = &scanner->sieve;
    const gv_places *const places = &of->places;
    uint64_t products[GV_PLACES_ROOM];
    GV_TRY(gv_sieve_reserve(sieve, places->n));
    fetch_plain(&sieve->known, places, in->bytes, products, path);
    for (uint32_t i = 0; i < places->n; i++) {
        const unsigned kind = places->kinds[i];
        const uint32_t n = places->ends[i] - places->starts[i];
        const unsigned char *const word = in->bytes + places->starts[i];
        const size_t start = in->at + places->starts[i];
        uint32_t entry;
        if (start < of->done) {
            continue;
        }
        if (kind & GV_PLACES_ODD) {
            int is_number = 0;
            if (n == 0) {
                GV_TRY(note_number(scanner, of, word, start, path, &is_number));
            }
            if (!is_number) {
                GV_TRY(read_on(scanner, of, start));
                GV_TRY(gv_sieve_reserve(sieve, places->n - i));
            }
            continue;
        }
        GV_TRY(find_plain(scanner, word, n, products[i], path, &entry));
        if (may_join(of->before, entry)) {
            join(scanner, of, entry, start, start + n);
        }
        of->before = entry;
        gv_sieve_note(sieve, GV_KNOWN_CLASS(entry), 1);
        if ((kind & GV_PLACES_ENDS) &&
            !sieve->known.is_abbreviation[GV_KNOWN_CLASS(entry)]) {
            GV_TRY(gv_sieve_end(scanner, start + n));
        }
    }
    return GV_OK;
}

/* Notes what was found; a word without an end waits for it. */
static inline __attribute__((always_inline)) gv_status
note_found(gv_scanner *scanner, passage *of, const window *in, const gv_bytes_way path)
{
    gv_places *const places = &of->places;
    GV_TRY(note_words(scanner, of, in, path));
    if (places->n_starts > places->n) {
        places->starts[0] = places->starts[places->n];
    }
    places->n_starts -= places->n;
    places->n = 0;
    return GV_OK;
}

/* Finds words in a window and notes them, by turns. *end: what is read, perhaps some bytes more. A
 * word that does not end there is read on. */
static inline __attribute__((always_inline)) gv_status
read_window(gv_scanner *scanner, passage *of, const window *in, size_t *end,
            const gv_bytes_way path)
{
    const uint64_t all_odd = scanner->sieve.bare_endings ? ~UINT64_C(0) : 0;
    gv_places *const places = &of->places;
    gv_place_reading reading;
    size_t at = 0;
    places->n_starts = places->n = 0;
    gv_places_begin(path, in->bytes, &reading);
    while (at < in->length) {
        while (at < in->length && places->n < GV_PLACES_MOST) {
            gv_places_add(path, in->bytes + at, (uint32_t)at, all_odd, &reading, places);
            at += GV_LETTERS_AT_ONCE;
        }
        GV_TRY(note_found(scanner, of, in, path));
    }
    if (places->n_starts > 0) {
        places->ends[0] = places->starts[0];
        places->kinds[0] = GV_PLACES_ODD;
        places->n = 1;
        GV_TRY(note_found(scanner, of, in, path));
    }
    *end = in->at + at;
    return GV_OK;
}

static inline __attribute__((always_inline)) gv_status
read_passage(gv_scanner *scanner, passage *of, const gv_bytes_way path)
{
    size_t at = 0;
    if (of->length > COPIED) {
        const window whole = {.bytes = of->bytes, .length = of->length - AHEAD};
        GV_TRY(read_window(scanner, of, &whole, &at, path));
    }
    if (at >= of->length) {
        return GV_OK;
    }
    const window last = {.bytes = of->copy, .at = at, .length = of->length - at};
    memcpy(of->copy, of->bytes + at, last.length);
    memset(of->copy + last.length, ' ', AHEAD);
    return read_window(scanner, of, &last, &at, path);
}

#if GV_BYTES_X86

GV_BYTES_WITH_AVX2 static gv_status read_by_avx2(gv_scanner *scanner, passage *of)
{
    return read_passage(scanner, of, GV_BYTES_AVX2);
}

GV_BYTES_WITH_AVX512 static gv_status read_by_avx512(gv_scanner *scanner, passage *of)
{
    return read_passage(scanner, of, GV_BYTES_AVX512);
}

static gv_status read_by_sse2(gv_scanner *scanner, passage *of)
{
    return read_passage(scanner, of, GV_BYTES_SSE2);
}

#endif

static gv_status read_by_portable(gv_scanner *scanner, passage *of)
{
    return read_passage(scanner, of, GV_BYTES_PORTABLE);
}

gv_status gv_sieve_words(gv_scanner *scanner, const char *text, size_t length)
{
    passage of;
    of.bytes = (const unsigned char *)text;
    of.length = length;
    of.done = 0;
    of.before = 0;
    switch (scanner->sieve.path) {
#if GV_BYTES_X86
    case GV_BYTES_AVX512:
        return read_by_avx512(scanner, &of);
    case GV_BYTES_AVX2:
        return read_by_avx2(scanner, &of);
    case GV_BYTES_SSE2:
        return read_by_sse2(scanner, &of);
#endif
    default:
        return read_by_portable(scanner, &of);
    }
}
