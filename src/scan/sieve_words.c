/*
 * sieve_words.c - the words of a passage, as fast as they can be found, and what each is to the
 * sieve.
 *
 * In: text. Out: a note of each word's class, in order, and of where a sentence surely ends.
 * Sixty-four bytes are looked at together: with one bit a byte (letters.h), the first letters of
 * all words fall out of one shift, and their ends of one addition, whose carries run through each
 * word to its end:
 *
 *     bytes             The 40 fled. Th
 *     words             111011011110011     letters and odd bytes
 *     first bytes       100010010000010
 *     letters           111000011110011
 *     letters + first   000110000001        the byte behind each word's letters: at "40" itself
 *
 * Since no word waits for the one before it, the processor is at work on several. A plain word's
 * letters are looked up in one table (known.h). Where letters are followed by an odd byte, the
 * token cutter's own code says what the word is, so that no word can be one here and another there;
 * so it is with words longer than a slot of the table has room for. A word that the 64 bytes do not
 * hold whole, with three bytes behind it, is left for the next 64, which begin with it.
 *
 * Two words that keys.c would join ("mas sacre") make the passage unsure.
 */
#include "scan/sieve.h"

#include "scan/letters_ways.h"
#include "scan/state.h"
#include "text/word.h"

#include <string.h>

#define BEHIND 2 /* bytes behind a word that must be seen: ". T" */
#define SEEN (GV_LETTERS_AT_ONCE - BEHIND) /* words that end before this are done */
#define LOADED 16                          /* bytes, at the first byte of a word */

/* The passage, and a copy of its last bytes with blanks behind them, for there what lies behind
 * must not be read. */
typedef struct passage {
    const unsigned char *bytes;
    size_t length;
    size_t first_end, first_start; /* the last word that may be the first piece of a torn one */
    uint8_t has_first, first_plain;
    unsigned char tail[GV_LETTERS_AT_ONCE + LOADED + GV_LETTERS_AT_ONCE + LOADED];
} passage;

/* ------------------------------------------------------------------ words torn in two */

/* 1 if no word stands between the two places. Bytes above 127 are taken for marks: a passage may
 * then be unsure that need not be. */
static int is_gap(const unsigned char *bytes, size_t from, size_t to)
{
    while (to > from && !(gv_word_class[bytes[to - 1]] & GV_BYTE_WORD)) {
        to--;
    }
    return to <= from;
}

/* 1 if the first piece and the word may be one: told exactly of short plain words only. */
static int is_split(const gv_scanner *scanner, const passage *of, size_t start, size_t end,
                    int plain)
{
    char pieces[2][GV_KNOWN_BYTES];
    const size_t first_length = of->first_end - of->first_start;
    if (!plain || !of->first_plain || first_length > GV_KNOWN_BYTES ||
        end - start > GV_KNOWN_BYTES) {
        return 1;
    }
    for (size_t i = 0; i < first_length; i++) {
        pieces[0][i] = (char)(of->bytes[of->first_start + i] | 0x20);
    }
    for (size_t i = 0; i < end - start; i++) {
        pieces[1][i] = (char)(of->bytes[start + i] | 0x20);
    }
    return gv_model_has_split(scanner->model, scanner->language,
                              (gv_slice){pieces[0], (uint32_t)first_length},
                              (gv_slice){pieces[1], (uint32_t)(end - start)});
}

/* A word whose class has marks. */
static void note_marks(gv_scanner *scanner, passage *of, uint32_t entry, size_t start, size_t end,
                       int plain)
{
    const uint8_t marks = scanner->sieve.known.marks[GV_KNOWN_CLASS(entry)];
    scanner->sieve.unsure |= (marks & GV_KNOWN_UNSURE) != 0;
    if ((marks & GV_KNOWN_SECOND) && of->has_first && is_gap(of->bytes, of->first_end, start)) {
        scanner->sieve.unsure |= (uint8_t)is_split(scanner, of, start, end, plain);
    }
    if (marks & GV_KNOWN_FIRST) {
        of->has_first = 1;
        of->first_start = start;
        of->first_end = end;
        of->first_plain = (uint8_t)plain;
    }
}

static int is_abbreviation(const gv_scanner *scanner, uint32_t entry)
{
    return (entry & GV_KNOWN_MARKED) &&
           (scanner->sieve.known.marks[GV_KNOWN_CLASS(entry)] & GV_KNOWN_ABBREVIATION);
}

/* ------------------------------------------------------------------ byte by byte */

static int is_letter(unsigned char byte)
{
    return (gv_word_class[byte] & (GV_BYTE_LOWER | GV_BYTE_UPPER)) != 0;
}

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
    GV_TRY(gv_known_find(scanner, (const char *)bytes + start, end - start, !odd, &entry));
    if (entry & GV_KNOWN_MARKED) {
        note_marks(scanner, of, entry, start, end, !odd);
    }
    GV_TRY(gv_sieve_reserve(&scanner->sieve, GV_KNOWN_TOKENS(entry)));
    gv_sieve_note(&scanner->sieve, GV_KNOWN_CLASS(entry), GV_KNOWN_TOKENS(entry));
    if (!odd && ends_sentence(bytes, length, start, end) && !is_abbreviation(scanner, entry)) {
        return gv_sieve_end(scanner, end);
    }
    return GV_OK;
}

/* Reads on to the next byte that no word is made of. */
static gv_status read_on(gv_scanner *scanner, passage *of, size_t *at)
{
    do {
        GV_TRY(read_any(scanner, of, at));
    } while (*at < of->length && is_of_word(of->bytes[*at]));
    return GV_OK;
}

/* ------------------------------------------------------------------ sixty-four bytes together */

/* One bit for each word of 64 bytes: the i-th bit of each of the first two is of the same word. */
typedef struct word_marks {
    uint64_t first, behind; /* its first byte; the one behind its letters */
    uint64_t odd, ends;     /* of `behind`: it is no plain word; a sentence surely ends */
} word_marks;

static inline word_marks find_words(const gv_letters *of)
{
    const uint64_t words = of->letters | of->odd;
    word_marks marks;
    marks.first = words & ~(words << 1);
    marks.behind = (of->letters + marks.first) & ~of->letters;
    marks.odd = marks.behind & (of->odd | (of->stops & marks.first << 1));
    marks.ends = marks.behind & of->stops & of->blanks >> 1 &
                 (of->letters & ~of->small) >> 2 & of->small << 1 & ~(marks.first << 1);
    return marks;
}

/* Where the 64 bytes at `at` are, with 16 behind them that can be read. */
static inline const unsigned char *bytes_at(passage *of, size_t at, int *has_tail)
{
    const size_t most = GV_LETTERS_AT_ONCE + LOADED;
    const size_t in_tail = of->length < most ? of->length : most;
    if (of->length - at >= most) {
        return of->bytes + at;
    }
    if (!*has_tail) {
        *has_tail = 1;
        memset(of->tail, ' ', sizeof of->tail);
        if (in_tail == most) { /* a copy of known length */
            memcpy(of->tail, of->bytes + of->length - most, most);
        } else {
            memcpy(of->tail, of->bytes, of->length);
        }
    }
    return of->tail + (in_tail - (of->length - at));
}

#if GV_LETTERS_X86

/* As gv_known_code: PEXT takes out and joins the five bits of each byte. */
GV_LETTERS_WITH_AVX512 static inline uint64_t code_by_pext(const unsigned char *bytes, unsigned n)
{
    const uint64_t low = _pext_u64(gv_letters_load(bytes), UINT64_C(0x1F1F1F1F1F1F1F1F));
    const uint64_t high = _pext_u64(gv_letters_load(bytes + 8), UINT64_C(0x1F1F1F1F));
    return _bzhi_u64(low | high << 40, 5 * n);
}

/* As gv_known_find_slot, all slots at once; but those in the front half stay where they are. */
GV_LETTERS_WITH_AVX512 static inline uint32_t find_in_line(uint64_t *bucket, uint64_t rest)
{
    const __m512i slots = _mm512_load_si512(bucket);
    const __m512i entries = _mm512_xor_si512(slots, _mm512_set1_epi64((long long)rest));
    const unsigned found =
        _mm512_cmplt_epu64_mask(entries, _mm512_set1_epi64((long long)GV_KNOWN_BITS));
    if (found == 0 || found > 15) {
        return gv_known_find_slot(bucket, rest);
    }
    return (uint32_t)(bucket[__builtin_ctz(found)] ^ rest);
}

#endif

static inline __attribute__((always_inline)) uint64_t
code_of(const gv_letters_path path, const unsigned char *bytes, unsigned n)
{
#if GV_LETTERS_X86
    if (path == GV_LETTERS_AVX512) {
        return code_by_pext(bytes, n);
    }
#endif
    (void)path;
    return gv_known_code(bytes, n);
}

static inline __attribute__((always_inline)) uint32_t
find_slot(const gv_letters_path path, uint64_t *bucket, uint64_t rest)
{
#if GV_LETTERS_X86
    if (path == GV_LETTERS_AVX512) {
        return find_in_line(bucket, rest);
    }
#endif
    (void)path;
    return gv_known_find_slot(bucket, rest);
}

static inline __attribute__((always_inline)) gv_status
read_words(gv_scanner *scanner, passage *of, const gv_letters_path path)
{
    gv_sieve_state *const sieve = &scanner->sieve;
    const uint64_t all_odd = sieve->bare_endings ? ~UINT64_C(0) : 0;
    int has_tail = 0;
    size_t at = 0;
    while (at < of->length) {
        const unsigned char *const bytes = bytes_at(of, at, &has_tail);
        gv_letters letters;
        gv_letters_in(path, bytes, &letters);
        word_marks marks = find_words(&letters);
        uint64_t behind = marks.behind & ((UINT64_C(1) << SEEN) - 1);
        uint64_t first = marks.first;
        size_t next = at + GV_LETTERS_AT_ONCE;
        marks.odd |= all_odd;
        GV_TRY(gv_sieve_reserve(sieve, GV_LETTERS_AT_ONCE));
        while (behind != 0) {
            const unsigned start = (unsigned)__builtin_ctzll(first);
            const unsigned end = (unsigned)__builtin_ctzll(behind);
            if (end - start > GV_KNOWN_LETTERS || (marks.odd >> end & 1)) {
                next = at + start;
                GV_TRY(read_on(scanner, of, &next));
                if (next - at >= SEEN) {
                    first = 0;
                    break;
                }
                first &= ~UINT64_C(0) << (next - at);
                behind &= ~UINT64_C(1) << (next - at);
                next = at + GV_LETTERS_AT_ONCE;
                GV_TRY(gv_sieve_reserve(sieve, GV_LETTERS_AT_ONCE));
                continue;
            }
            first &= first - 1;
            behind &= behind - 1;
            const uint64_t code = code_of(path, bytes + start, end - start);
            const uint64_t product = gv_known_product(code);
            uint32_t entry = find_slot(path, gv_known_bucket(&sieve->known, product),
                                       gv_known_rest(product));
            if (entry == GV_KNOWN_BITS) {
                GV_TRY(gv_known_learn(scanner, code, (const char *)of->bytes + at + start,
                                      end - start, &entry));
            }
            if (entry & GV_KNOWN_MARKED) {
                note_marks(scanner, of, entry, at + start, at + end, 1);
            }
            gv_sieve_note(sieve, GV_KNOWN_CLASS(entry), 1);
            if ((marks.ends >> end & 1) && !is_abbreviation(scanner, entry)) {
                GV_TRY(gv_sieve_end(scanner, at + end));
            }
        }
        if (first != 0) {
            next = at + (unsigned)__builtin_ctzll(first);
            if (next == at) {
                GV_TRY(read_on(scanner, of, &next));
            }
        }
        at = next;
    }
    return GV_OK;
}

#if GV_LETTERS_X86

GV_LETTERS_WITH_AVX2 static gv_status read_by_avx2(gv_scanner *scanner, passage *of)
{
    return read_words(scanner, of, GV_LETTERS_AVX2);
}

GV_LETTERS_WITH_AVX512 static gv_status read_by_avx512(gv_scanner *scanner, passage *of)
{
    return read_words(scanner, of, GV_LETTERS_AVX512);
}

static gv_status read_by_sse2(gv_scanner *scanner, passage *of)
{
    return read_words(scanner, of, GV_LETTERS_SSE2);
}

#endif

static gv_status read_by_portable(gv_scanner *scanner, passage *of)
{
    return read_words(scanner, of, GV_LETTERS_PORTABLE);
}

gv_status gv_sieve_words(gv_scanner *scanner, const char *text, size_t length)
{
    passage of;
    of.bytes = (const unsigned char *)text;
    of.length = length;
    of.has_first = 0;
    switch (scanner->sieve.path) {
#if GV_LETTERS_X86
    case GV_LETTERS_AVX512:
        return read_by_avx512(scanner, &of);
    case GV_LETTERS_AVX2:
        return read_by_avx2(scanner, &of);
    case GV_LETTERS_SSE2:
        return read_by_sse2(scanner, &of);
#endif
    default:
        return read_by_portable(scanner, &of);
    }
}
