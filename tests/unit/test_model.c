/*
 * test_model.c - images: what is in them, that the same rules give the same bytes, and that bytes
 * which are no sound image are refused, or do no harm.
 */
#include "rules_fixture.h"

#include "base/map.h"
#include "model/made.h"
#include "model/model.h"

#include <stdlib.h>
#include <unistd.h>

/* A model that has one of everything, so that damage can hit everything. */
static const char RULES[] =
    "set group = Masri, Lendari\n"
    "set killing = kill, shot dead, massacre*, *ocide\n"
    "set people = villager, @group, (young|old) man?, #name\n"
    "form slew = kill\n"
    "contraction n't = not\n"
    "contraction 's =\n"
    "abbreviations: Gen., No\n"
    "not a heading: is, are\n"
    "hyphen keep: self-*, *-based\n"
    "breaks: but, %comma while\n"
    "numbers ten=10, forty=40\n"
    "multiply hundred=100\n"
    "joint and\n"
    "range to\n"
    "number 10 = all the @group\n"
    "years 1500 to 2049 unless: people\n"
    "not a count before: percent, #number year\n"
    "not a count after: article\n"
    "weigh place inside 1: army, camp ..3!@group guard\n"
    "weigh place outside 2: market\n"
    "rule harm/killed as act weight 60\n"
    "  why the act\n"
    "  cite a law\n"
    "  on: @killing, put ..3!(not|never) to death\n"
    "  need count after 8: #count>=5\n"
    "    stop: and ..1 wounded\n"
    "    not after 4: guard\n"
    "    not before 2: =about\n"
    "  or before 14 in sentence: #count>=5\n"
    "  bar in passage: earthquake\n"
    "  unless near 9: @people\n"
    "  yes: Gunmen killed 40 villagers in Oru.\n"
    "  no: Gunmen killed a guard.\n"
    "rule harm/fled\n"
    "  on: #start ..2 @people fled, (#question|#heading|#end) x?\n"
    "  need 2 of over: fled\n"
    "  or in previous: #year\n"
    "mask seed\n"
    "  on: kill seed\n"
    "  for harm/killed\n"
    "cue N/denied\n"
    "  on: deny, =no\n"
    "  reach after 9 and in sentence\n"
    "  stop: but\n"
    "  for act, harm\n"
    "cue S/only\n"
    "  on: not only\n"
    "  reach over\n";

static const char BOOK[] = CODEBOOK "grade harm scale = 5+ from 5, 25+ from 25 else unstated\n";

static gv_model *full_model(void)
{
    gv_buf text = {0};
    assert_int_equal(gv_buf_add_format(&text, "language en\n%s", RULES), GV_OK);
    const fixture_file files[] = {{"book.gvr", BOOK}, {"en.gvr", text.bytes}};
    gv_model *const model = fixture_model(files, 2);
    gv_buf_free(&text);
    return model;
}

/* ------------------------------------------------------------------ what is in an image */

/* 1 if the row of the key has the list with this pattern (or any pattern but WORD). */
static int has_entry(const gv_model_language *en, uint32_t key, uint32_t list, int word)
{
    for (uint32_t i = 0; key != GV_IMAGE_NONE && i < en->keys[key].n_entries; i++) {
        const gv_image_entry *const entry = &en->entries[en->keys[key].first_entry + i];
        if (entry->list == list && (entry->pattern == GV_IMAGE_WORD) == word) {
            return 1;
        }
    }
    return 0;
}

static uint32_t key_of(const gv_model *model, char group, const char *text)
{
    uint32_t plain = 0;
    uint32_t capital = 0;
    gv_model_find_keys(model, &model->languages[0], group, text, strlen(text), &plain, &capital);
    return plain;
}

static void rows(void **state)
{
    (void)state;
    gv_model *const model = fixture_english("set killing = kill, shot dead, @more\n"
                                            "set more = =slew, (hacked|beaten) to death\n"
                                            "rule harm/b\n  on: not ..2 @killing\n"
                                            "rule harm/a\n  on: @killing\n"
                                            "cue N/c\n  on: kill, (was|were)\n  reach over\n"
                                            "  stop: @more\n");
    const gv_model_language *const en = &model->languages[0];
    const uint32_t kill = key_of(model, 's', "kill");
    assert_int_equal(en->n_frames, 3);
    assert_string_equal(gv_model_rule(model, 0), "harm/a");
    assert_string_equal(gv_model_rule(model, 1), "harm/b");
    assert_null(gv_model_rule(model, 2));
    /* Flattened at any depth: list 0 has the words of @killing and of @more. */
    assert_true(has_entry(en, kill, 0, 1));
    assert_true(has_entry(en, key_of(model, 's', "shot"), 0, 0));
    assert_true(has_entry(en, key_of(model, 'e', "slew"), 0, 1));
    assert_true(has_entry(en, key_of(model, 's', "hack"), 0, 0));
    assert_true(has_entry(en, key_of(model, 's', "beaten"), 0, 0));
    assert_false(has_entry(en, key_of(model, 's', "dead"), 0, 0));
    /* A set used inside a pattern is a list of its own; the pattern begins with its first word. */
    assert_true(has_entry(en, key_of(model, 's', "not"), 1, 0));
    assert_false(has_entry(en, kill, 1, 0));
    /* A bracket of words alone is as many words. */
    assert_true(has_entry(en, key_of(model, 's', "was"), 2, 1));
    assert_true(has_entry(en, key_of(model, 's', "were"), 2, 1));
    /* The slot that is a set is the set's list, and its name is kept. */
    const uint32_t stop = en->frames[2].stop;
    assert_true(has_entry(en, key_of(model, 'e', "slew"), stop, 1));
    assert_string_equal(gv_model_string(model, en->lists[stop].name), "more");
    assert_string_equal(gv_model_string(model, en->lists[0].name), "killing");
    assert_int_equal(en->lists[0].depth, 1);
    assert_int_equal(en->lists[1].depth, 2);
    assert_int_equal(en->lists[0].longest, 3);
    assert_int_equal(en->lists[1].longest, 6);
    assert_int_equal(en->keys[kill].n_rule_entries, 1);
    gv_model_free(model);
}

static void words(void **state)
{
    (void)state;
    gv_model *const model = fixture_english("contraction n't = not\ncontraction 's =\n"
                                            "form drove = drive\n"
                                            "breaks: drove, =drove, don't, Masri, =Karen's, U.N.,\n"
                                            "  traffick*, *Ians, caf\xc3\xa9\n"
                                            "not a count after: #number #name, #any #year\n");
    const gv_model_language *const en = &model->languages[0];
    const uint32_t breaks = en->head->breaks;
    uint32_t plain = 0;
    uint32_t capital = 0;
    uint64_t value = 0;
    assert_true(has_entry(en, key_of(model, 's', "drive"), breaks, 1));
    assert_true(has_entry(en, key_of(model, 'e', "drove"), breaks, 1));
    assert_int_equal(key_of(model, 's', "drove"), GV_IMAGE_NONE);
    assert_true(has_entry(en, key_of(model, 's', "do"), breaks, 0));
    gv_model_find_keys(model, en, 's', "u.n", 3, &plain, &capital);
    assert_true(has_entry(en, capital, breaks, 1));
    gv_model_find_keys(model, en, 's', "masri", 5, &plain, &capital);
    assert_int_equal(plain, GV_IMAGE_NONE);
    assert_int_equal(en->keys[capital].kind, GV_KEY_STEM_CAPITAL);
    gv_model_find_keys(model, en, 'e', "karen", 5, &plain, &capital);
    assert_int_equal(en->keys[capital].kind, GV_KEY_EXACT_CAPITAL);
    gv_model_find_keys(model, en, 'x', "ians", 4, &plain, &capital);
    assert_int_equal(en->keys[capital].kind, GV_KEY_SUFFIX_CAPITAL);
    assert_true(has_entry(en, key_of(model, 'p', "traffick"), breaks, 1));
    assert_true(has_entry(en, key_of(model, 's', "cafe"), breaks, 1));
    assert_true(has_entry(en, GV_KEY_NUMBER, en->head->not_count_after, 0));
    assert_true(has_entry(en, GV_KEY_ANY, en->head->not_count_after, 0));
    assert_int_equal(en->head->prefix_lengths, UINT64_C(1) << 7);
    assert_int_equal(en->head->suffix_lengths, UINT64_C(1) << 3);
    assert_int_equal(gv_model_find_number(model, en, "ten", 3, &value), 0);
    const gv_slice form = gv_model_find_form(model, en, "drove", 5);
    assert_memory_equal(form.bytes, "drive", 5);
    assert_int_equal(gv_model_find_form(model, en, "ride", 4).length, 4);
    gv_model_free(model);
}

/* Number patterns can begin, and lengthen, whatever holds #count. */
static void counts(void **state)
{
    (void)state;
    gv_model *const model = fixture_english("number 10 = entire family\n"
                                            "number 10 = whole ..20 village\n"
                                            "rule harm/x\n  on: #count killed\n");
    const gv_model_language *const en = &model->languages[0];
    assert_int_equal(en->n_number_patterns, 1);
    assert_true(has_entry(en, key_of(model, 's', "entir"), 0, 0));
    assert_true(has_entry(en, key_of(model, 's', "whole"), 0, 0));
    assert_true(has_entry(en, GV_KEY_NUMBER, 0, 0));
    assert_int_equal(en->lists[0].longest, 23);
    gv_model_free(model);
}

static void names(void **state)
{
    (void)state;
    gv_model *const model = full_model();
    gv_example example = {.size = sizeof example};
    assert_string_equal(gv_model_label(model, 0), "harm");
    assert_null(gv_model_label(model, 1));
    assert_string_equal(gv_model_status(model, 1), "negated");
    assert_null(gv_model_status(model, 2));
    assert_string_equal(gv_model_language_code(model, 0), "en");
    assert_null(gv_model_language_code(model, 1));
    assert_int_equal(strlen(gv_model_identity(model)), 64);
    assert_int_equal(gv_model_example(model, 0, &example), 1);
    assert_string_equal(example.owner, "harm/killed");
    assert_string_equal(example.text, "Gunmen killed 40 villagers in Oru.");
    assert_string_equal(example.path, "en.gvr");
    assert_int_equal(example.line, 33);
    assert_int_equal(example.expected, 1);
    assert_int_equal(gv_model_example(model, 1, &example), 1);
    assert_int_equal(example.expected, 0);
    assert_int_equal(gv_model_example(model, 2, &example), 0);
    assert_ptr_equal(gv_model_find_language(model, "EN-gb"), &model->languages[0]);
    assert_ptr_equal(gv_model_find_language(model, NULL), &model->languages[0]);
    assert_null(gv_model_find_language(model, "e"));
    assert_null(gv_model_find_language(model, "eng"));
    gv_model_free(model);
    gv_model_free(NULL);
}

/* ------------------------------------------------------------------ the same bytes */

static void same_bytes(void **state)
{
    (void)state;
    static const char A[] = "language en\nbreaks: but, although\nnumber 10 = whole family\n"
                            "set x = kill, shot dead\nweigh place inside 1: army\n"
                            "rule harm/a as act\n  on: @x\n  need near 5: @y\n";
    static const char B[] = "language en\nbreaks: however, but\nnumber 10 = all the men\n"
                            "set y = villager, @x\nweigh place inside 1: camp\nform men = man\n"
                            "rule harm/b\n  on: @y burned\n  need near 5: villager, @x\n";
    static const char C[] = "language fr\nbreaks: mais\nrule harm/a\n  on: tuer\n";
    const fixture_file first[] = {
        {"book.gvr", CODEBOOK}, {"a.gvr", A}, {"b.gvr", B}, {"c.gvr", C}};
    const fixture_file second[] = {
        {"/x/9/c.gvr", C}, {"/z/b.gvr", B}, {"/zz/a.gvr", A}, {"/a/book.gvr", CODEBOOK}};
    gv_model *const one = fixture_model(first, 4);
    gv_model *const two = fixture_model(second, 4);
    assert_int_equal(one->image.length, two->image.length);
    assert_memory_equal(one->image.bytes, two->image.bytes, one->image.length);
    assert_string_equal(gv_model_identity(one), gv_model_identity(two));
    assert_string_equal(gv_model_language_code(one, 1), "fr");
    assert_string_equal(gv_model_rule(one, 2), "harm/a");
    gv_model_free(one);
    gv_model_free(two);
}

static void save_and_open(void **state)
{
    (void)state;
    char path[] = "/tmp/gravamen_test_model_XXXXXX";
    gv_message message = {{0}};
    gv_model *opened = NULL;
    gv_model *const model = full_model();
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    assert_int_equal(gv_model_save(model, path, &message), GV_OK);
    assert_int_equal(gv_model_open(path, &message, &opened), GV_OK);
    assert_string_equal(gv_model_identity(opened), gv_model_identity(model));
    gv_model_free(opened);
    opened = NULL;
    assert_int_equal(truncate(path, 100), 0);
    assert_int_equal(gv_model_open(path, &message, &opened), GV_ERROR_FORMAT);
    assert_non_null(strstr(message.text, path));
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(gv_model_open(path, &message, &opened), GV_ERROR_FORMAT);
    assert_non_null(strstr(message.text, "this is not a compiled model"));
    unlink(path);
    assert_int_equal(gv_model_open(path, &message, &opened), GV_ERROR_OPEN);
    assert_null(opened);
    gv_model_free(model);
}

/* ------------------------------------------------------------------ damage */

/* Opens bytes; refused or sound, and then all of it can be walked. */
static gv_status write_nowhere(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)user += length;
    return GV_OK;
}

static gv_status try_image(const unsigned char *bytes, size_t length, gv_message *message)
{
    gv_model *model = NULL;
    size_t written = 0;
    const gv_status status = gv_model_open_memory(bytes, length, message, &model);
    if (status == GV_OK) {
        assert_int_equal(gv_model_dump(model, write_nowhere, &written), GV_OK);
        assert_true(written > 0);
        gv_model_free(model);
    } else {
        assert_null(model);
        assert_true(status == GV_ERROR_FORMAT || status == GV_ERROR_VERSION);
    }
    return status;
}

static void repair(unsigned char *bytes, size_t length)
{
    gv_image_header header;
    memcpy(&header, bytes, sizeof header);
    header.checksum = gv_hash_bytes(bytes + sizeof header, length - sizeof header);
    memcpy(bytes, &header, sizeof header);
}

static void truncated(void **state)
{
    (void)state;
    gv_message message;
    gv_model *const model = full_model();
    for (size_t length = 0; length < model->image.length; length++) {
        assert_int_not_equal(try_image(model->image.bytes, length, &message), GV_OK);
    }
    gv_model_free(model);
}

static void flipped(void **state)
{
    (void)state;
    static const unsigned char MASKS[] = {0x01, 0x80, 0xff};
    gv_message message;
    gv_model *const model = full_model();
    const size_t length = model->image.length;
    unsigned char *const bytes = malloc(length);
    size_t n_opened = 0;
    assert_non_null(bytes);
    memcpy(bytes, model->image.bytes, length);
    for (size_t at = 0; at < length; at++) {
        for (size_t i = 0; i < sizeof MASKS; i++) {
            bytes[at] ^= MASKS[i];
            assert_int_not_equal(try_image(bytes, length, &message), GV_OK); /* the checksum */
            if (at >= sizeof(gv_image_header)) {
                repair(bytes, length);
                n_opened += try_image(bytes, length, &message) == GV_OK;
            }
            bytes[at] ^= MASKS[i];
            memcpy(bytes, model->image.bytes, sizeof(gv_image_header));
        }
    }
    assert_int_equal(try_image(bytes, length, &message), GV_OK);
    /* Letters of strings and numbers such as weights may change; most of an image may not. */
    assert_true(n_opened > 0 && n_opened < length);
    free(bytes);
    gv_model_free(model);
}

static void foreign(void **state)
{
    (void)state;
    gv_message message;
    gv_model *const model = full_model();
    const size_t length = model->image.length;
    unsigned char *const bytes = malloc(length);
    gv_image_header header;
    assert_non_null(bytes);
    memcpy(bytes, model->image.bytes, length);
    memcpy(&header, bytes, sizeof header);

    gv_image_header other = header;
    other.byte_order = 0x04030201u;
    memcpy(bytes, &other, sizeof other);
    assert_int_equal(try_image(bytes, length, &message), GV_ERROR_VERSION);
    assert_string_equal(message.text, "the model was compiled on a machine of another byte order: "
                                      "recompile the rules");
    other = header;
    other.version++;
    memcpy(bytes, &other, sizeof other);
    assert_int_equal(try_image(bytes, length, &message), GV_ERROR_VERSION);
    assert_string_equal(message.text, "the model has format version 5, this program reads 4: "
                                      "recompile the rules");
    other = header;
    other.text_version++;
    memcpy(bytes, &other, sizeof other);
    assert_int_equal(try_image(bytes, length, &message), GV_ERROR_VERSION);
    assert_string_equal(message.text, "the model was compiled with another text stack: recompile "
                                      "the rules");
    memcpy(bytes, &header, sizeof header);
    const size_t head = (size_t)((const unsigned char *)model->languages[0].head -
                                 model->image.bytes);
    bytes[head + offsetof(gv_image_language, fingerprint)] ^= 1;
    repair(bytes, length);
    assert_int_equal(try_image(bytes, length, &message), GV_ERROR_VERSION);
    assert_string_equal(message.text, "the model was compiled with another text stack (language "
                                      "\"en\"): recompile the rules");
    free(bytes);
    gv_model_free(model);
}

/* ------------------------------------------------------------------ the dump */

static gv_status keep(void *user, const char *bytes, size_t length)
{
    return gv_buf_add(user, bytes, length);
}

static gv_status refuse(void *user, const char *bytes, size_t length)
{
    (void)user;
    (void)bytes;
    (void)length;
    return GV_ERROR_WRITE;
}

static void dump(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "statuses: asserted > negated\n",
        "test S = skip N\n",
        "facet place = inside, outside else unknown\n",
        "grade harm scale = 5+ from 5, 25+ from 25 else unstated\n",
        "numbers forty=40, ten=10\n",
        "years 1500 to 2049 unless: peopl\n",
        "not a count before: percent, #number year\n",
        "weigh place inside 1: armi, camp ..3!@group guard\n",
        "set group = Masri, Lendari\n",
        "rule harm/killed as act weight 60  // en.gvr:22\n",
        ("  need count after 8: #count>=5\n    stop: and ..1 wound\n    not after 4: guard\n"
         "    not before 2: =about\n  or before 14 in sentence: #count>=5\n"),
        "  unless near 9: @people\n",
        "  need 2 of over: fled\n  or in previous: #year\n",
        "  on: deni, =no\n  reach after 9 and in sentence\n  stop: but\n  for act, harm\n",
        "put ..3!(not|never) to death",
        "(young|old) man?",
    };
    gv_buf text = {0};
    gv_model *const model = full_model();
    assert_int_equal(gv_model_dump(model, keep, &text), GV_OK);
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
        if (strstr(text.bytes, LINES[i]) == NULL) {
            print_error("not in the dump: %s\n%s\n", LINES[i], text.bytes);
        }
        assert_non_null(strstr(text.bytes, LINES[i]));
    }
    assert_int_equal(gv_model_dump(model, refuse, NULL), GV_ERROR_WRITE);
    gv_buf_free(&text);
    gv_model_free(model);
}

/* The tables linked in with the model are those that opening its image makes; so are those of rules with
 * one of everything, once saved and lent. */
static void linked_tables(void **state)
{
    gv_model *linked = NULL;
    gv_model *opened = NULL;
    gv_buf one = {0};
    gv_buf other = {0};
    (void)state;
    assert_int_equal(gv_model_builtin(&linked), GV_OK);
    assert_true(linked->languages[0].is_lent);
    assert_int_equal(gv_model_open_memory(linked->image.bytes, linked->image.length, NULL, &opened),
                     GV_OK);
    assert_false(opened->languages[0].is_lent);
    assert_int_equal(gv_made_save(linked, &one), GV_OK);
    assert_int_equal(gv_made_save(opened, &other), GV_OK);
    assert_int_equal(one.length, other.length);
    assert_memory_equal(one.bytes, other.bytes, one.length);
    gv_buf_free(&one);
    gv_buf_free(&other);
    gv_model_free(linked);
    gv_model_free(opened);
}

static void lent_tables(void **state)
{
    gv_model *const model = full_model();
    gv_buf made = {0};
    gv_buf again = {0};
    (void)state;
    assert_int_equal(gv_made_save(model, &made), GV_OK);
    for (uint32_t i = 0; i < model->n_languages; i++) {
        gv_made_free(&model->languages[i]);
        gv_made_lend((const unsigned char *)made.bytes, i, &model->languages[i]);
    }
    assert_int_equal(gv_made_save(model, &again), GV_OK);
    assert_int_equal(made.length, again.length);
    assert_memory_equal(made.bytes, again.bytes, made.length);
    gv_model_free(model);
    gv_buf_free(&made);
    gv_buf_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linked_tables), cmocka_unit_test(lent_tables),
        cmocka_unit_test(rows),          cmocka_unit_test(words),     cmocka_unit_test(counts),
        cmocka_unit_test(names),         cmocka_unit_test(same_bytes),
        cmocka_unit_test(save_and_open), cmocka_unit_test(truncated), cmocka_unit_test(flipped),
        cmocka_unit_test(foreign),       cmocka_unit_test(dump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
