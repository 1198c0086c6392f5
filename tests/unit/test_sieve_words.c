/*
 * test_sieve_words.c - the words that the sieve's loop finds, beside those that are found byte by
 * byte.
 *
 * sieve_words.c is a part of this test, so that each way of going through letters can be asked for,
 * and each note and each end of a sentence be written down. The plain twin reads one word after the
 * other, as the loop itself does where a word is odd.
 */
#include "rules_fixture.h"
#include "scan/scanner.h"
#include "scan/state.h"
#include "text/sentence.h"

#include <stdlib.h>

typedef struct noted {
    uint32_t classes[8192];
    size_t ends[8192];
    size_t n_classes, n_ends, n_tokens;
    int unsure;
} noted;

static noted *notes;

static void write_note(gv_sieve_state *sieve, uint32_t class, uint32_t n_tokens)
{
    (void)sieve;
    assert_true(notes->n_classes < 8192);
    notes->classes[notes->n_classes++] = class;
    notes->n_tokens += n_tokens;
}

static gv_status write_end(gv_scanner *scanner, size_t end)
{
    (void)scanner;
    notes->ends[notes->n_ends++] = end;
    return GV_OK;
}

#define gv_sieve_note write_note
#define gv_sieve_end write_end
#define gv_sieve_words find_words_here
#include "../../src/scan/sieve_words.c"

static const char RULES[] =
    "contraction n't = not\ncontraction 's =\n"
    "abbreviations: Gen, Dr, al\n"
    "rejoin: massacre, killed\n"
    "rule harm/killed\n    on: kill, massacre, *cide, not flee, internationalisation, shoot dead\n"
    "    need who near 6: (#number|villag*|farmer|2000|caf\xC3\xA9)\n";

/* Long enough to fill every place in and between 64 bytes. */
static const char *const PIECES[] = {
    "kill", "killed", "Killing", "massacre", "mas", "sacre", "kil", "led", "Genocide", "flee",
    "didn't", "Oru's", "'quoted'", "villagers", "Farmers", "a", "I", "of", "the", "The", "They",
    "Gen", "al", "Dr", "J", "U.N.", "e.g.", "40", "7777777", "12345678901", "2000", "1,200", "3.5", "B2B", "caf\xC3\xA9",
    "\xD0\x9E\xD1\x80\xD1\x83", "mas\xC2\xADsacre", "shootings", "internationalisation",
    "disenfranchised", "extraordinarily", "counterrevolutionaries",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    " ", " ", " ", " ", " ", " ", " ", " ", "  ", "\n", "\t", ". ", ". ", ". ", ".", "..", ", ",
    ",", "-", "'", "\xE2\x80\x99", "\xE2\x80\x94", "\xC2\xA0", "\xE2\x80\x9C", "\xFF", "\xC3", "@",
    "[", "`", "{", "_", "/", "0", "            ",
    "                                                               "};

static uint32_t next(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

/* One byte, one look: the loop's oracle. */
static void read_plainly(gv_scanner *scanner, const char *text, size_t length)
{
    passage of;
    of.bytes = (const unsigned char *)text;
    of.length = length;
    of.done = 0;
    of.before = 0;
    for (size_t at = 0; at < length;) {
        assert_int_equal(read_any(scanner, &of, &at), GV_OK);
    }
}

static void begin(gv_scanner *scanner, noted *of)
{
    notes = of;
    of->n_classes = of->n_ends = of->n_tokens = 0;
    scanner->sieve.unsure = 0;
}

/* The ends that were noted are among those of sentence.c. */
static void check_ends(const noted *of, const gv_words *words, const char *text, size_t length)
{
    uint32_t sentence = 0;
    for (size_t i = 0; i < of->n_ends; i++) {
        while (sentence < words->n_sentences && words->sentences[sentence].end_byte < of->ends[i]) {
            sentence++;
        }
        if (sentence == words->n_sentences ||
            words->tokens[words->sentences[sentence].end - 1].end != of->ends[i]) {
            fail_msg("no sentence ends at %zu: %.*s", of->ends[i], (int)length, text);
        }
    }
}

static void compare(gv_scanner *scanner, const char *text, size_t length)
{
    static noted plain, fast;
    gv_words words = {0};
    begin(scanner, &plain);
    read_plainly(scanner, text, length);
    plain.unsure = scanner->sieve.unsure;
    const gv_bytes_way best = gv_bytes_choose();
    for (int path = GV_BYTES_PORTABLE; path <= (int)best; path++) {
        begin(scanner, &fast);
        scanner->sieve.path = (gv_bytes_way)path;
        assert_int_equal(find_words_here(scanner, text, length), GV_OK);
        if (fast.n_classes != plain.n_classes || fast.n_ends != plain.n_ends ||
            memcmp(fast.classes, plain.classes, plain.n_classes * sizeof *plain.classes) != 0 ||
            memcmp(fast.ends, plain.ends, plain.n_ends * sizeof *plain.ends) != 0 ||
            fast.n_tokens != plain.n_tokens || scanner->sieve.unsure != plain.unsure) {
            fail_msg("%s finds other words: %.*s",
                     gv_bytes_name((gv_bytes_way)path), (int)length, text);
        }
    }
    const gv_text_language *language = &scanner->language->text;
    assert_int_equal(gv_token_cut(language, text, length, &words), GV_OK);
    assert_int_equal(words.n_tokens, plain.n_tokens);
    assert_int_equal(gv_sentence_cut(language, text, length, &words), GV_OK);
    check_ends(&plain, &words, text, length);
    gv_words_free(&words);
}

/* The text ends where memory does, and begins at any distance from a multiple of 64. */
static void compare_exactly(gv_scanner *scanner, const char *text, size_t length)
{
    char *const exact = malloc(length + 1);
    assert_non_null(exact);
    memcpy(exact, text, length);
    compare(scanner, exact, length);
    free(exact);
}

static gv_scanner *open_scanner(gv_model **model, const char *rules)
{
    const gv_scanner_options options = {.size = sizeof options, .language = "en"};
    gv_scanner *scanner = NULL;
    *model = fixture_english(rules);
    assert_int_equal(gv_scanner_new(*model, &options, &scanner), GV_OK);
    return scanner;
}

static void try_random_text(const char *rules, int rounds)
{
    gv_model *model = NULL;
    gv_scanner *scanner = open_scanner(&model, rules);
    uint64_t random = 3;
    size_t n_unsure = 0;
    for (int round = 0; round < rounds; round++) {
        static char text[3 * COPIED];
        size_t length = 0;
        const uint32_t most = 1 + next(&random) % (round % 64 == 0 ? 2 * COPIED : 1000);
        const uint32_t n_pieces = sizeof PIECES / sizeof *PIECES;
        while (length < most) {
            const char *piece = PIECES[next(&random) % n_pieces];
            const size_t n = strlen(piece);
            memcpy(text + length, piece, n);
            length += n;
            if (next(&random) % 4 != 0) {
                text[length++] = ' ';
            }
        }
        compare_exactly(scanner, text, length);
        n_unsure += scanner->sieve.unsure;
    }
    assert_true(n_unsure > 0);
    gv_scanner_free(scanner);
    gv_model_free(model);
}

static void test_random_text(void **state)
{
    (void)state;
    try_random_text(RULES, 20000);
}

/* Contractions without an apostrophe: every word is odd. */
static void test_bare_endings(void **state)
{
    (void)state;
    char rules[sizeof RULES + 40];
    snprintf(rules, sizeof rules, "contraction dnt = not\n%s", RULES);
    try_random_text(rules, 2000);
}

static void test_random_bytes(void **state)
{
    (void)state;
    gv_model *model = NULL;
    gv_scanner *scanner = open_scanner(&model, RULES);
    uint64_t random = 11;
    for (int round = 0; round < 20000; round++) {
        char text[300];
        const size_t length = next(&random) % sizeof text;
        const uint32_t wild = 1 + next(&random) % 30;
        for (size_t i = 0; i < length; i++) {
            const uint32_t roll = next(&random) >> 3;
            const char some = "killed mas sacre. The 4'"[(roll >> 8) % 24];
            text[i] = roll % wild == 0 ? (char)(roll >> 8) : some;
        }
        compare_exactly(scanner, text, length);
    }
    gv_scanner_free(scanner);
    gv_model_free(model);
}

/* Each piece at each place of 200 bytes. */
static void test_every_place(void **state)
{
    (void)state;
    gv_model *model = NULL;
    gv_scanner *scanner = open_scanner(&model, RULES);
    char text[400];
    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        const size_t n = strlen(PIECES[i]);
        for (size_t place = 0; place < 150; place++) {
            for (size_t behind = 0; behind < 4; behind++) {
                memset(text, ' ', sizeof text);
                memcpy(text + place, PIECES[i], n);
                memcpy(text + place + n, ". They fled", behind);
                compare_exactly(scanner, text, place + n + behind);
            }
        }
    }
    gv_scanner_free(scanner);
    gv_model_free(model);
}

static void test_letters_are_read_alike(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < 100000; round++) {
        unsigned char bytes[GV_LETTERS_AT_ONCE];
        gv_letters plain;
        for (size_t i = 0; i < sizeof bytes; i++) {
            const uint32_t roll = next(&random);
            bytes[i] = roll % 4 == 0 ? (unsigned char)(roll >> 8)
                                     : (unsigned char)"aZzA@[`{mM09/:.' -"[(roll >> 8) % 18];
        }
        gv_letters_read(GV_BYTES_PORTABLE, bytes, &plain);
        for (int path = GV_BYTES_PORTABLE; path <= (int)gv_bytes_choose(); path++) {
            gv_letters other;
            gv_letters_read((gv_bytes_way)path, bytes, &other);
            assert_memory_equal(&other, &plain, sizeof plain);
        }
        for (unsigned i = 0; i < GV_LETTERS_AT_ONCE; i++) {
            const unsigned class = gv_word_class[bytes[i]];
            assert_int_equal(plain.letters >> i & 1,
                             class == GV_BYTE_LOWER || class == GV_BYTE_UPPER);
            assert_int_equal(plain.small >> i & 1, class == GV_BYTE_LOWER);
            assert_int_equal(plain.odd >> i & 1, class == GV_BYTE_DIGIT || class == GV_BYTE_WIDE ||
                                                     bytes[i] == '\'');
            assert_int_equal(plain.stops >> i & 1, bytes[i] == '.');
            assert_int_equal(plain.blanks >> i & 1, bytes[i] == ' ');
        }
    }
}

static void test_ways_can_be_chosen(void **state)
{
    (void)state;
    const gv_bytes_way best = gv_bytes_choose();
    const char *const names[] = {"portable", "sse2", "avx2"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(setenv("GRAVAMEN_CPU", names[i], 1), 0);
        assert_int_equal(gv_bytes_choose(), i < (int)best ? i : (int)best);
    }
    assert_int_equal(unsetenv("GRAVAMEN_CPU"), 0);
}

/* Five bits a letter, whatever its case, and nothing of what stands behind; by each way. */
static void test_codes(void **state)
{
    (void)state;
    uint64_t random = 9;
    for (int round = 0; round < 100000; round++) {
        unsigned char bytes[16];
        const unsigned n = 1 + next(&random) % GV_KNOWN_LETTERS;
        uint64_t code = 0;
        for (unsigned i = 0; i < sizeof bytes; i++) {
            const uint32_t roll = next(&random);
            bytes[i] = i < n ? (unsigned char)((roll & 1 ? 'a' : 'A') + (roll >> 8) % 26)
                             : (unsigned char)(roll >> 8);
            code |= i < n ? (uint64_t)(bytes[i] & 31) << 5 * i : 0;
        }
        assert_true(gv_known_code(bytes, n) == code);
#if GV_BYTES_X86
        if (gv_bytes_choose() == GV_BYTES_AVX512) {
            assert_true(gv_known_code_by(GV_BYTES_AVX512, bytes, n) == code);
        }
#endif
    }
}

static int has(const uint64_t *row, uint32_t bit)
{
    return (int)(row[bit / 64] >> bit % 64 & 1);
}

/* 1 if the words hold the clue: pair by pair. */
static int holds(const gv_sieve_clues *clues, const uint16_t *order, size_t n, uint32_t clue)
{
    enum { HALF = GV_SIEVE_CLUES / 2 };
    const int close = clue >= HALF;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = close ? i + 1 : 0; k < n && (!close || k <= i + GV_SIEVE_CLOSE); k++) {
            if (has(clues[order[i]].rows[close * 2], clue % HALF) &&
                has(clues[order[k]].rows[close * 2 + 1], clue % HALF)) {
                return 1;
            }
        }
    }
    return 0;
}

/* Which clues words hold: bit by bit, and by each way. */
static void test_clues(void **state)
{
    (void)state;
    enum { CLASSES = 40 };
    uint64_t random = 29;
    void *memory = NULL;
    gv_sieve_clues *clues = NULL;
    assert_int_equal(gv_memory_get_lines(CLASSES, sizeof *clues, &memory, (void **)&clues), GV_OK);
    for (int round = 0; round < 2000; round++) {
        uint16_t order[64 + GV_SIEVE_FOUR] = {0};
        const size_t n = next(&random) % 64;
        memset(clues, 0, CLASSES * sizeof *clues);
        for (int i = 0; i < 200; i++) {
            const uint32_t place = next(&random) % (GV_SIEVE_CLUES / 2);
            clues[1 + next(&random) % (CLASSES - 1)]
                .rows[next(&random) % 4][place / 64] |= UINT64_C(1) << place % 64;
        }
        for (size_t i = 0; i < n; i++) {
            order[i] = (uint16_t)(next(&random) % CLASSES);
        }
        for (int path = GV_BYTES_PORTABLE; path <= (int)gv_bytes_choose(); path++) {
            gv_sieve_clue_bits met;
            const int any =
                gv_sieve_find_clues((gv_bytes_way)path, clues, order, n, &met);
            int expected = 0;
            for (uint32_t clue = 0; clue < GV_SIEVE_CLUES; clue++) {
                const int held = holds(clues, order, n, clue);
                assert_int_equal(has(met.bits, clue), held);
                expected |= held;
            }
            assert_int_equal(any, expected);
        }
    }
    gv_memory_free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters_are_read_alike), cmocka_unit_test(test_ways_can_be_chosen),
        cmocka_unit_test(test_codes),                  cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_bare_endings),           cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_clues),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
