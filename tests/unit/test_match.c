/*
 * test_match.c - what refuses a pattern before it is run: the tables of rows, and the words near by.
 *
 * Each row's table is asked for every list and must say what a search of the row says. And random
 * passages, made of the words of patterns that begin, go on and end in every way that the refusal looks
 * at, are read with it and without it: the same mentions must come out. Some have long sentences, which
 * are read by stretches. Where a span may begin (scan/anchored.c) is asked word by word, from the left and
 * from the right, also when the numbers of words run out: wherever one does it must be told.
 */
#include "model/model.h"
#include "rules_fixture.h"
#include "scan/state.h"

#include <stdlib.h>
#include <string.h>

static const char RULES[] =
    "numbers two=2, five=5, forty=40\n"
    "joint and\n"
    "number 10 = entire @body, whole village\n"
    "breaks: but, and the\n"
    "set body = family, group\n"
    "set people = people, villag*, farmer, (the|of) ..2 men, #name clan\n"
    "set killing = kill, shoot dead, put ..2 to death, burn ..3 alive\n"
    "rule harm/start\n    on: #start ..3 @killing, #start %none the\n"
    "rule harm/count\n    on: #count>=5 ..2 @people and ..1 #number, #number of ..1 men\n"
    "rule harm/name\n    on: #name ..1 clan, #name @killing, #name? of @people\n"
    "rule harm/any\n    on: #any ..1 kill, the #any #any men\n"
    "rule harm/maybe\n    on: the? of? @people were? put, (the|a) (big|old fat)? village\n"
    "rule harm/list\n    on: @people ..4 @killing ..2 dead, @people @people\n"
    "rule harm/mark\n    on: %comma and ..2 men, the %none of ..1 men, kill ..2!%comma men\n"
    "rule harm/gap\n    on: put ..12 death, shoot ..5!(but|and) dead, kill ..3!@body alive, put ..4!(%any|not) death\n"
    "rule harm/end\n    on: the ..2 #end, men #question, of ..1 dead #end\n"
    "rule harm/slots\n    on: death\n    need who in sentence: @people\n      not before 2: the\n"
    "    bar in sentence: of ..2 dead\n"
    "rule harm/before\n    on: shoot\n    need who before 30: (the|a) ..3 village, @body, #name clan\n"
    "      stop: put to\n"
    "rule harm/after\n    on: burn\n    need who after in sentence: of ..2 fat men, entire @body\n"
    "rule harm/passage\n    on: death\n    need in passage: (the|of) ..1 big group, a ..9 clan, it ..30 forty\n"
    "    or in previous: fat people\n    bar near 50: old ..2 village\n";

static const char *const WORDS[] = {
    "kill",  "killed", "shot",  "dead",   "put",   "to",    "death", "burned", "alive",
    "the",   "of",     "men",   "people", "villagers", "Oru", "clan", "farmers", "and",
    "a",     "big",    "old",   "fat",    "village", "were", "but",   "five",   "forty",
    "40",    "3",      "entire", "family", "whole", "group", "it",    "The",    "Of"};
static const char *const MARKS[] = {" ", " ", " ", " ", " ", " ", " ", " ", ", ", ". ", "? ", "; "};
static const char *const COMMON[] = {"the", "of", "a", "it", "went", "death"};
enum {
    N_WORDS = sizeof WORDS / sizeof *WORDS,
    N_MARKS = sizeof MARKS / sizeof *MARKS,
    N_COMMON = sizeof COMMON / sizeof *COMMON
};

static uint32_t next(uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*random >> 33);
}

static size_t compare(gv_scanner *with, gv_scanner *without, const char *text, size_t length)
{
    const gv_result *one = NULL;
    const gv_result *other = NULL;
    gv_evidence a = {.size = sizeof a};
    gv_evidence b = {.size = sizeof b};
    size_t n = 0;
    assert_int_equal(gv_scan(with, text, length, &one), GV_OK);
    assert_int_equal(gv_scan(without, text, length, &other), GV_OK);
    for (;; n++) {
        const int more = gv_result_mention(one, n, &a);
        if (more != gv_result_mention(other, n, &b)) {
            fail_msg("mention %zu only %s refusal: %.*s", n, more ? "with" : "without", (int)length,
                     text);
        }
        if (!more) {
            return n;
        }
        if (strcmp(a.rule, b.rule) != 0) {
            fail_msg("mention %zu: %s %zu, not %s %zu: %.*s", n, a.rule, (size_t)a.start, b.rule, (size_t)b.start,
                     (int)length, text);
        }
        assert_int_equal(a.start, b.start);
        assert_int_equal(a.end, b.end);
    }
}

/* A random passage; every eighth has long sentences. Returns its length. */
static size_t write_passage(uint64_t *random, int round, char *text, size_t room)
{
    size_t length = 0;
    const int is_long = round % 8 == 0;
    const uint32_t n = 1 + next(random) % (is_long ? 300 : 40);
    for (uint32_t i = 0; i < n; i++) {
        const char *word = WORDS[next(random) % N_WORDS];
        const char *mark = MARKS[next(random) % (is_long ? 9 : N_MARKS)];
        if (is_long && next(random) % 16 != 0) {
            word = COMMON[next(random) % N_COMMON];
        }
        length += (size_t)snprintf(text + length, room - length, "%s%s", word, mark);
    }
    return length;
}

static void test_refusal(void **state)
{
    (void)state;
    const gv_scanner_options filtered = {.size = sizeof filtered, .language = "en"};
    const gv_scanner_options all = {.size = sizeof all, .language = "en", .no_prefilter = 1};
    gv_model *const model = fixture_english(RULES);
    gv_scanner *with = NULL;
    gv_scanner *without = NULL;
    uint64_t random = 3;
    size_t n_mentions = 0;
    assert_int_equal(gv_scanner_new(model, &filtered, &with), GV_OK);
    assert_int_equal(gv_scanner_new(model, &all, &without), GV_OK);
    for (int round = 0; round < 60000; round++) {
        char text[4096];
        const size_t length = write_passage(&random, round, text, sizeof text);
        with->forms.full |= round % 1000 == 999; /* all words are new ones again */
        n_mentions += compare(with, without, text, length);
    }
    assert_true(n_mentions > 60000);
    gv_scanner_free(with);
    gv_scanner_free(without);
    gv_model_free(model);
}

static int is_in_long_sentence(const gv_scanner *scanner, uint32_t token)
{
    const gv_sentence *const sentence =
        &scanner->words.sentences[scanner->words.tokens[token].sentence];
    return sentence->end - sentence->first > GV_STRETCH;
}

/* Words [low, high) at which a span of the list may begin: from the left, from the right, one by one.
 * Only in a long sentence may some be dropped, at which none does. Returns how many there are. */
static size_t check_candidates(gv_scanner *scanner, uint32_t list, uint32_t low, uint32_t high)
{
    gv_candidates left = gv_candidates_of(low, high);
    gv_candidates right = gv_candidates_of(low, high);
    uint32_t token = high;
    uint32_t found[4096];
    size_t n = 0;
    while (gv_last_candidate(scanner, list, &right, &token)) {
        assert_true(token >= low && token < high && (n == 0 || token < found[n - 1]));
        found[n++] = token;
    }
    size_t rest = n;
    for (uint32_t at = low; at < high; at++) {
        const int is = gv_is_anchored(scanner, list, at);
        if (!is && gv_match_list(scanner, list, at).span != 0) {
            fail_msg("list %u begins at word %u of %.*s", list, at, (int)scanner->length,
                     scanner->text);
        }
        if (rest > 0 && found[rest - 1] == at) {
            assert_true(is);
            assert_true(gv_next_candidate(scanner, list, &left, &token) && token == at);
            rest--;
        } else if (is) {
            assert_true(is_in_long_sentence(scanner, at));
            assert_int_equal(gv_match_list(scanner, list, at).span, 0);
        }
    }
    assert_true(rest == 0 && !gv_next_candidate(scanner, list, &left, &token));
    return n;
}

/* Drops the candidates at which nothing begins: in a long sentence they are none any more, and of
 * others all stay. Returns how many were dropped. */
static size_t check_drop(gv_scanner *scanner, uint32_t list, uint32_t low, uint32_t high)
{
    gv_candidates before = gv_candidates_of(low, high);
    gv_candidates after = gv_candidates_of(low, high);
    uint32_t kept[4096];
    uint32_t token = 0;
    size_t n_kept = 0;
    size_t n_dropped = 0;
    while (gv_next_candidate(scanner, list, &before, &token)) {
        if (gv_match_list(scanner, list, token).span == 0) {
            gv_candidates_drop(scanner, list, token);
            n_dropped += (size_t)is_in_long_sentence(scanner, token);
        }
        if (gv_match_list(scanner, list, token).span != 0 || !is_in_long_sentence(scanner, token)) {
            kept[n_kept++] = token;
        }
    }
    for (size_t i = 0; i < n_kept; i++) {
        assert_true(gv_next_candidate(scanner, list, &after, &token));
        assert_int_equal(token, kept[i]);
    }
    assert_false(gv_next_candidate(scanner, list, &after, &token));
    return n_dropped;
}

static void test_candidates(void **state)
{
    (void)state;
    gv_model *const model = fixture_english(RULES);
    const gv_model_language *const language = &model->languages[0];
    gv_scanner *scanner = NULL;
    uint64_t random = 11;
    size_t n_candidates = 0;
    size_t n_dropped = 0;
    size_t n_words = 0;
    assert_int_equal(gv_scanner_new(model, NULL, &scanner), GV_OK);
    for (int round = 0; round < 4000; round++) {
        char text[4096];
        const gv_result *result = NULL;
        const size_t length = write_passage(&random, round, text, sizeof text);
        assert_int_equal(gv_scan(scanner, text, length, &result), GV_OK);
        if (result->n_mentions == 0) {
            continue; /* it may not have been cut into words */
        }
        const uint32_t n = (uint32_t)scanner->words.n_tokens;
        const uint32_t low = next(&random) % n;
        const uint32_t high = low + next(&random) % (n - low + 1);
        for (uint32_t i = 0; i < language->n_slots; i++) {
            n_candidates += check_candidates(scanner, language->slots[i].list, low, high);
            n_words += high - low;
            n_dropped += check_drop(scanner, language->slots[i].list, low, high);
        }
    }
    assert_true(n_dropped > 1000);
    assert_true(n_candidates > 10000 && n_candidates < n_words / 2);
    gv_scanner_free(scanner);
    gv_model_free(model);
}

/* 1 if what was found is the entry, of which `left` are left in its row, and what follows. */
static int is_found(const gv_model_language *language, uint32_t key, const gv_image_entry *entry,
                    uint32_t found, uint32_t left)
{
    const gv_row_place *const row = &language->rows.rows[key];
    const uint32_t at = gv_row_entry(row, found);
    const int is_alone = left == 1 || entry[1].list != entry->list;
    return (int)GV_ROW_IS_WORD(found) == (is_alone && entry->pattern == GV_IMAGE_WORD) &&
           row->first_entry + language->keys[key].n_entries - at == left &&
           memcmp(&language->entries[at], entry, left * sizeof *entry) == 0;
}

/* Every key and list of a language; the number of pairs that there are. */
static size_t check_rows(const gv_model_language *language)
{
    size_t n = 0;
    for (uint32_t key = 0; key < language->n_keys; key++) {
        const gv_image_entry *const row = language->entries + language->keys[key].first_entry;
        const uint32_t n_entries = language->keys[key].n_entries;
        uint32_t place = 0;
        for (uint32_t list = 0; list < language->n_lists; list++) {
            const uint32_t found = gv_row_find(language, key, list);
            while (place < n_entries && row[place].list < list) {
                place++;
            }
            const int stands = place < n_entries && row[place].list == list;
            if ((found != 0) != stands ||
                (stands && !is_found(language, key, &row[place], found, n_entries - place))) {
                fail_msg("key %u, list %u", key, list);
            }
            n += stands;
        }
    }
    return n;
}

static void test_rows(void **state)
{
    (void)state;
    gv_model *model = fixture_english(RULES);
    assert_true(check_rows(&model->languages[0]) > 50);
    gv_model_free(model);
    assert_int_equal(gv_model_builtin(&model), GV_OK);
    for (uint32_t i = 0; i < model->n_languages; i++) {
        assert_true(check_rows(&model->languages[i]) > 10000);
    }
    gv_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusal),
        cmocka_unit_test(test_candidates),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
