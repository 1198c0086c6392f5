/*
 * test_nightly.c - what results are called, what the state keeps, what nightly runs refuse.
 */
#include "nightly/nightly.h"

#include "nightly/night_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ------------------------------------------------------------------ names */

static const char *name_of(const char *path, gv_buf *name)
{
    gv_buf_clear(name);
    assert_int_equal(gv_night_name(path, ".jsonl", name), GV_OK);
    return name->bytes;
}

static void test_names(void **state)
{
    (void)state;
    gv_buf name = {0};
    assert_string_equal(name_of("reports/2021/a.txt", &name), "reports/2021/a.txt.jsonl");
    assert_string_equal(name_of("/srv/a.txt", &name), "absolute/srv/a.txt.jsonl");
    assert_string_equal(name_of("absolute/srv/a.txt", &name), "%61bsolute/srv/a.txt.jsonl");
    assert_string_equal(name_of("absolutely/a", &name), "absolutely/a.jsonl");
    assert_string_equal(name_of("a/absolute/b", &name), "a/absolute/b.jsonl");
    assert_string_equal(name_of("../a", &name), "%2E%2E/a.jsonl");
    assert_string_equal(name_of("a/../b", &name), "a/%2E%2E/b.jsonl");
    assert_string_equal(name_of("a//b/./c", &name), "a/%2F/b/%2E/c.jsonl");
    assert_string_equal(name_of("//a", &name), "absolute/%2F/a.jsonl");
    assert_string_equal(name_of("..", &name), "%2E%2E.jsonl");
    assert_string_equal(name_of("...", &name), "....jsonl");
    assert_string_equal(name_of("a%2Eb", &name), "a%252Eb.jsonl");
    assert_string_equal(name_of("a\nb\x7f", &name), "a%0Ab%7F.jsonl");
    assert_string_equal(name_of("a.jsonl", &name), "a.jsonl.jsonl");
    assert_string_equal(name_of("a.jsonl/b", &name), "a%2Ejsonl/b.jsonl");
    assert_string_equal(name_of("a.jsonl.manifest.json/b.csv/c", &name),
                        "a%2Ejsonl.manifest.json/b%2Ecsv/c.jsonl");
    gv_buf_free(&name);
}

static void test_long_names(void **state)
{
    (void)state;
    char path[5000];
    gv_buf one = {0};
    gv_buf other = {0};
    memset(path, 'x', 251);
    strcpy(path + 251, "/b");
    assert_int_equal(strlen(name_of(path, &one)), 120 + 2 + 32 + strlen("/b.jsonl"));
    path[250] = 'y';
    assert_string_not_equal(one.bytes, name_of(path, &other));
    /* a character is not cut apart: each of these has two bytes, behind one of one byte */
    path[0] = 'a';
    for (int i = 1; i < 251; i += 2) {
        memcpy(path + i, "\xc3\xa9", 2);
    }
    path[251] = '\0';
    name_of(path, &one);
    assert_int_equal(strcspn(one.bytes, "%"), 119);
    /* nor is an escape: "a", then controls that take three bytes each */
    memset(path + 1, 1, 250);
    name_of(path, &one);
    assert_memory_equal(one.bytes + 118, "%~", 2);
    /* a whole path that is too long is a hash alone */
    memset(path, 'x', sizeof path);
    for (size_t i = 100; i < sizeof path; i += 100) {
        path[i] = '/';
    }
    path[sizeof path - 1] = '\0';
    assert_int_equal(strlen(name_of(path, &one)), 2 + 64 + strlen(".jsonl"));
    assert_null(strchr(one.bytes, '/'));
    gv_buf_free(&one);
    gv_buf_free(&other);
}

/* Of all short paths over an alphabet made for trouble, no two have one name, none is absolute or
 * has a part that leads out, and no result or manifest is another's folder. */
static void test_no_two_alike(void **state)
{
    (void)state;
    static const char *const PARTS[] = {"", ".", "..", "absolute", "a", "a.jsonl", "%", "%2E", "%2F",
                                        "%72oot", "a.jsonl.manifest.json", "a.csv"};
    enum { N = sizeof PARTS / sizeof *PARTS };
    gv_map names = {0};
    gv_map folders = {0};
    gv_buf path = {0};
    gv_buf name = {0};
    uint32_t n = 0;
    for (size_t i = 0; i < N * N * N * 3; i++) {
        const size_t parts[] = {i % N, i / N % N, i / N / N % N};
        gv_buf_clear(&path);
        for (size_t p = 0; p <= i / N / N / N; p++) {
            assert_int_equal(gv_buf_add_text(&path, p > 0 ? "/" : ""), GV_OK);
            assert_int_equal(gv_buf_add_text(&path, PARTS[parts[p]]), GV_OK);
        }
        if (path.length == 0) {
            continue;
        }
        uint32_t known = 0;
        name_of(path.bytes, &name);
        assert_true(name.bytes[0] != '/');
        gv_buf wrapped = {0};
        assert_int_equal(gv_buf_add_format(&wrapped, "/%s/", name.bytes), GV_OK);
        assert_null(strstr(wrapped.bytes, "/../"));
        assert_null(strstr(wrapped.bytes, "/./"));
        assert_null(strstr(wrapped.bytes, "//"));
        gv_buf_free(&wrapped);
        /* the same path comes up once for each choice of parts that are not used */
        const uint32_t hash = (uint32_t)(gv_hash_bytes(path.bytes, path.length) & 0x7fffffff);
        assert_int_equal(gv_map_add(&names, name.bytes, name.length, hash, &known), GV_OK);
        assert_int_equal(known, hash);
        for (char *slash = strchr(name.bytes, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
            assert_int_equal(gv_map_add(&folders, name.bytes, (size_t)(slash - name.bytes), 0,
                                        NULL), GV_OK);
        }
        n++;
    }
    assert_true(n > 1000);
    for (size_t i = 0; i < names.n_entries; i++) {
        const gv_map_entry *const entry = &names.entries[i];
        assert_int_equal(gv_map_find(&folders, entry->key, entry->length), GV_MAP_NONE);
        gv_buf_clear(&name);
        assert_int_equal(gv_buf_add_format(&name, "%s.manifest.json", entry->key), GV_OK);
        assert_int_equal(gv_map_find(&folders, name.bytes, name.length), GV_MAP_NONE);
        assert_int_equal(gv_map_find(&names, name.bytes, name.length), GV_MAP_NONE);
    }
    gv_map_free(&names);
    gv_map_free(&folders);
    gv_buf_free(&path);
    gv_buf_free(&name);
}

static void test_leftovers(void **state)
{
    (void)state;
    static const char *const YES[] = {"a.jsonl.1-0.part", "a.csv.4194304-999.part",
                                      "a.jsonl.manifest.json.12-3.part",
                                      "a.jsonl.jsonl.manifest.json.sig.1-1.part"};
    static const char *const NO[] = {"a.jsonl", "a.part", "a.jsonl.part", "a.jsonl.1-.part",
                                     "a.jsonl.-1.part", "a.jsonl.1-0.part.jsonl", "a.txt.1-0.part",
                                     "a.jsonl.x-0.part", "", ".part"};
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++) {
        assert_true(gv_night_is_leftover(YES[i]));
    }
    for (size_t i = 0; i < sizeof NO / sizeof *NO; i++) {
        assert_false(gv_night_is_leftover(NO[i]));
    }
}

/* ------------------------------------------------------------------ the state */

static char folder[] = "/tmp/gravamen-nightly-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static gv_night_row row_of(const char *path, const char *output)
{
    return (gv_night_row){.path = path, .size = 5, .mtime_ns = 7000000001, .sha256 = "abc",
                          .models = "m", .identity = "i", .output = output, .output_bytes = 11,
                          .documents = 1, .passages = 2, .records = 3, .damaged = 1};
}

static void test_state(void **unused)
{
    (void)unused;
    gv_night_state *state = NULL;
    gv_message message = {{0}};
    gv_night_row row = row_of("b", "b.jsonl");
    const gv_night_count counts[] = {{"mass_killing", "asserted", 4},
                                     {"mass_killing", "negated", 1}};
    int64_t night = 0;
    int more = 0, was_cut = 0;
    char sha256[65];
    uint64_t tonight = 0, all = 0;
    if (gv_night_sqlite_version() == NULL) {
        assert_int_equal(gv_night_open(in_folder("s.db"), 0, &message, &state), GV_ERROR_OPEN);
        skip();
    }
    assert_int_equal(gv_night_open(in_folder("s.db"), 0, &message, &state), GV_OK);
    assert_int_equal(gv_night_was_cut(state, &was_cut), GV_OK);
    assert_true(was_cut);
    assert_int_equal(gv_night_begin(state, "m", "i", &night), GV_OK);
    assert_int_equal(gv_night_put(state, night, &row, counts, 2), GV_OK);
    row.path = "a\xff";
    row.output = "a.jsonl";
    assert_int_equal(gv_night_put(state, night, &row, NULL, 0), GV_OK);
    assert_int_equal(gv_night_was_cut(state, &was_cut), GV_OK);
    assert_true(was_cut);
    assert_int_equal(gv_night_end(state, night, "done"), GV_OK);
    gv_night_close(state);

    assert_int_equal(gv_night_open(in_folder("s.db"), 0, &message, &state), GV_OK);
    assert_int_equal(gv_night_was_cut(state, &was_cut), GV_OK);
    assert_false(was_cut);
    assert_int_equal(gv_night_next(state, &row, &more), GV_OK);
    assert_true(more);
    assert_string_equal(row.path, "a\xff");
    assert_true(row.size == 5 && row.mtime_ns == 7000000001 && row.output_bytes == 11);
    assert_true(row.documents == 1 && row.passages == 2 && row.records == 3 && row.damaged);
    assert_int_equal(gv_night_next(state, &row, &more), GV_OK);
    assert_string_equal(row.path, "b");
    assert_int_equal(gv_night_next(state, &row, &more), GV_OK);
    assert_false(more);
    assert_int_equal(gv_night_sum(state, night, "mass_killing", "asserted", &tonight, &all), GV_OK);
    assert_true(tonight == 4 && all == 4);
    assert_int_equal(gv_night_begin(state, "m", "i", &night), GV_OK);
    assert_int_equal(gv_night_sum(state, night, "mass_killing", "asserted", &tonight, &all), GV_OK);
    assert_true(tonight == 0 && all == 4);
    assert_int_equal(gv_night_find_sha256(state, "b", sha256), GV_OK);
    assert_string_equal(sha256, "abc");
    assert_int_equal(gv_night_find_sha256(state, "c", sha256), GV_OK);
    assert_string_equal(sha256, "");
    gv_night_close(state);
}

/* Another name leaves the old one over, and takes its own back. */
static void test_results_left_over(void **unused)
{
    (void)unused;
    gv_night_state *state = NULL;
    gv_message message = {{0}};
    gv_night_row row = row_of("b", "b.jsonl");
    int64_t night = 0;
    gv_buf left = {0};
    if (gv_night_sqlite_version() == NULL) {
        skip();
    }
    assert_int_equal(gv_night_open(in_folder("s.db"), 0, &message, &state), GV_OK);
    assert_int_equal(gv_night_begin(state, "m", "i", &night), GV_OK);
    assert_int_equal(gv_night_put(state, night, &row, NULL, 0), GV_OK);
    row = row_of("b", "b.csv");
    assert_int_equal(gv_night_put(state, night, &row, NULL, 0), GV_OK);
    assert_int_equal(gv_night_leftover(state, &left), GV_OK);
    assert_string_equal(left.bytes, "b.jsonl");
    row = row_of("b", "b.jsonl");
    assert_int_equal(gv_night_put(state, night, &row, NULL, 0), GV_OK);
    gv_buf_clear(&left);
    assert_int_equal(gv_night_leftover(state, &left), GV_OK);
    assert_string_equal(left.bytes, "b.csv");
    assert_int_equal(gv_night_drop_leftover(state, "b.csv"), GV_OK);
    assert_int_equal(gv_night_forget(state, "b"), GV_OK);
    gv_buf_clear(&left);
    assert_int_equal(gv_night_leftover(state, &left), GV_OK);
    assert_string_equal(left.bytes, "b.jsonl");
    gv_night_close(state);
    gv_buf_free(&left);
}

/* ------------------------------------------------------------------ nights */

static int stop_at_once(void *user, const gv_run_stats *so_far)
{
    (void)so_far;
    return ++*(int *)user > 0;
}

static gv_status count_bytes(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)user += length;
    return GV_OK;
}

static void write_file(const char *path, const char *text)
{
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_nights(void **state)
{
    (void)state;
    char db[256], out[256], input[256];
    size_t said = 0;
    int asked = 0;
    gv_message message;
    gv_run_options run = {.size = sizeof run, .threads = 2};
    gv_nightly_options options = {.size = sizeof options, .state_path = db, .output_folder = out,
                                  .run = &run, .summary = count_bytes, .summary_user = &said};
    gv_nightly_stats stats = {.size = sizeof stats};
    const char *inputs[] = {input};
    if (gv_nightly_version() == NULL) {
        skip();
    }
    snprintf(db, sizeof db, "%s/n.db", folder);
    snprintf(out, sizeof out, "%s/new/out", folder);
    snprintf(input, sizeof input, "%s/in.txt", folder);
    write_file(input, "Gunmen shot dead 17 villagers in Oru.\n");
    run.progress = stop_at_once;
    run.progress_user = &asked;
    assert_int_equal(gv_nightly(&options, inputs, 1, &message, &stats), GV_ERROR_CANCELLED);
    run.progress = NULL;
    assert_int_equal(gv_nightly(&options, inputs, 1, &message, &stats), GV_OK);
    assert_true(stats.seen == 1 && stats.fresh == 1 && stats.done == 1 && stats.records == 1);
    assert_true(said > 0);
    assert_int_equal(gv_nightly(&options, inputs, 1, &message, &stats), GV_OK);
    /* written less than two seconds ago: its bytes were looked at, and were the same */
    assert_true(stats.seen == 1 && stats.unchanged == 1 && stats.done == 0);
    options.since = 4000000000;
    write_file(input, "Gunmen shot dead 18 villagers in Oru, it was said.\n");
    assert_int_equal(gv_nightly(&options, inputs, 1, &message, &stats), GV_OK);
    assert_true(stats.older == 1 && stats.done == 0);
}

static void test_refused(void **state)
{
    (void)state;
    const char *inputs[] = {"absent"};
    const gv_run_options good = {.size = sizeof good};
    gv_run_options run = good;
    gv_message message;
    gv_nightly_options options = {.size = sizeof options, .state_path = "s", .output_folder = "o",
                                  .run = &run};
    assert_int_equal(gv_nightly(NULL, inputs, 1, &message, NULL), GV_ERROR_ARGUMENT);
    assert_int_equal(gv_nightly(&options, NULL, 0, &message, NULL), GV_ERROR_ARGUMENT);
    run.format = GV_FORMAT_PRETTY;
    assert_int_equal(gv_nightly(&options, inputs, 1, &message, NULL), GV_ERROR_ARGUMENT);
    run = good;
    run.shard = run.n_shards = 1;
    assert_int_equal(gv_nightly(&options, inputs, 1, &message, NULL), GV_ERROR_ARGUMENT);
    run = good;
    run.manifest_path = "m";
    assert_int_equal(gv_nightly(&options, inputs, 1, NULL, NULL), GV_ERROR_ARGUMENT);
    options.run = NULL;
    assert_int_equal(gv_nightly(&options, inputs, 1, &message, NULL), GV_ERROR_ARGUMENT);
    assert_true(strlen(message.text) > 0);
}

static void test_identity(void **state)
{
    (void)state;
    gv_run_options run = {.size = sizeof run};
    gv_message message;
    char one[65], other[65];
    assert_int_equal(gv_run_identity(&run, &message, one), GV_OK);
    assert_int_equal(strlen(one), 64);
    run.threads = 7;
    run.batch_bytes = 100;
    run.status = "asserted"; /* the default, said */
    assert_int_equal(gv_run_identity(&run, &message, other), GV_OK);
    assert_string_equal(one, other);
    run.status = "all";
    assert_int_equal(gv_run_identity(&run, &message, other), GV_OK);
    assert_string_not_equal(one, other);
    run.status = "nonsense";
    assert_int_equal(gv_run_identity(&run, &message, other), GV_ERROR_ARGUMENT);
    assert_int_equal(gv_run_identity(NULL, &message, other), GV_ERROR_ARGUMENT);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),          cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_no_two_alike),   cmocka_unit_test(test_leftovers),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_results_left_over),
        cmocka_unit_test(test_nights),
        cmocka_unit_test(test_refused),        cmocka_unit_test(test_identity)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
