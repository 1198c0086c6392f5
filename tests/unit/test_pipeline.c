/*
 * test_pipeline.c - gv_run: order, numbers, damage, languages, statuses, cancelling, failing.
 *
 * With a model of a few rules, compiled here, over files in a folder of their own.
 */
#include "gravamen.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char CODEBOOK[] = "language any\n"
                               "statuses: asserted > negated\n"
                               "test G1 = negated\n"
                               "label mass_killing\n";
static const char RULES[] = "language en\n"
                            "rule mass_killing/term as act\n"
                            "  why the word itself\n"
                            "  on: massacre\n"
                            "  yes: A massacre took place.\n"
                            "  no: It rained.\n"
                            "cue G1/no\n"
                            "  why denied\n"
                            "  on: =no\n"
                            "  reach after 5\n"
                            "  for act\n"
                            "  yes: There was no massacre.\n"
                            "  no: A massacre took place.\n";

static gv_model *model;
static char folder[64];
static char path[4][128];
static gv_buf out;
static gv_buf messages;
static gv_run_stats stats;
static gv_message failure;

static int compile_model(void **state)
{
    (void)state;
    gv_compiler *compiler = NULL;
    assert_int_equal(gv_compiler_new(NULL, NULL, &compiler), GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "any.gvr", CODEBOOK, sizeof CODEBOOK - 1),
                     GV_OK);
    assert_int_equal(gv_compiler_add_text(compiler, "en.gvr", RULES, sizeof RULES - 1), GV_OK);
    assert_int_equal(gv_compiler_finish(compiler, &model), GV_OK);
    gv_compiler_free(compiler);
    return 0;
}

static int free_model(void **state)
{
    (void)state;
    gv_model_free(model);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/gravamen-run.XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    for (int i = 0; i < 4; i++) {
        snprintf(path[i], sizeof path[i], "%s/in/%d.txt", folder, i);
    }
    char name[128];
    snprintf(name, sizeof name, "%s/in", folder);
    gv_buf_clear(&out);
    gv_buf_clear(&messages);
    stats = (gv_run_stats){.size = sizeof stats};
    return mkdir(name, 0777);
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    gv_buf_free(&out);
    gv_buf_free(&messages);
    return system(command);
}

static void put(const char *name, const char *text)
{
    FILE *const file = fopen(name, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

/* A file's bytes in a static buffer, NUL-terminated; NULL if there is none. */
static const char *get(const char *name)
{
    static char text[1 << 16];
    FILE *const file = fopen(name, "r");
    if (file == NULL) {
        return NULL;
    }
    const size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

static gv_status gather(void *user, const char *bytes, size_t length)
{
    return gv_buf_add(user, bytes, length);
}

static void note(void *user, const char *where, const char *words)
{
    (void)user;
    assert_int_equal(gv_buf_add_format(&messages, "%s: %s\n",
                                       where != NULL ? strrchr(where, '/') + 1 : "", words),
                     GV_OK);
}

/* Runs n inputs of `path` into `out`. */
static gv_status run(gv_run_options options, size_t n)
{
    const char *inputs[] = {path[0], path[1], path[2], path[3]};
    const gv_model *const models[] = {model};
    options.size = sizeof options;
    options.models = models;
    options.n_models = 1;
    options.message = note;
    if (options.output_path == NULL && options.sink == NULL) {
        options.sink = gather;
        options.sink_user = &out;
    }
    gv_buf_clear(&out);
    gv_buf_clear(&messages);
    assert_int_equal(gv_buf_add(&out, "", 0), GV_OK);
    assert_int_equal(gv_buf_add(&messages, "", 0), GV_OK);
    return gv_run(&options, inputs, n, &failure, &stats);
}

#define RUN(n, ...) run((gv_run_options){__VA_ARGS__}, n)

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (; (text = strstr(text, what)) != NULL; text++) {
        n++;
    }
    return n;
}

/* ------------------------------------------------------------------ order and numbers */

/* 4000 paragraphs of 60 bytes: several sections. Every tenth has the word. */
static void put_long_text(void)
{
    FILE *const file = fopen(path[0], "w");
    assert_non_null(file);
    for (int i = 1; i <= 4000; i++) {
        fprintf(file, "%s in Oru on that day, said witness number %05d.\n\n",
                i % 10 == 0 ? "A massacre" : "It was warm", i);
    }
    fclose(file);
}

static void test_passages_are_numbered_through_sections(void **state)
{
    (void)state;
    put_long_text();
    assert_int_equal(RUN(1, .threads = 1), GV_OK);
    assert_int_equal(stats.documents, 1);
    assert_int_equal(stats.passages, 4000);
    assert_int_equal(stats.records, 400);
    const char *line = out.bytes;
    for (int i = 10; i <= 4000; i += 10) {
        char number[64];
        char witness[64];
        const char *const end = strchr(line, '\n');
        assert_non_null(end);
        snprintf(number, sizeof number, "\"passage\":%d,", i);
        snprintf(witness, sizeof witness, "number %05d", i);
        assert_non_null(strstr(line, number));
        assert_true(strstr(line, number) < end);
        assert_true(strstr(line, witness) != NULL && strstr(line, witness) < end);
        line = end + 1;
    }
    assert_int_equal(*line, '\0');
}

static void test_same_bytes_for_any_threads_and_batches(void **state)
{
    (void)state;
    put_long_text();
    FILE *const file = fopen(path[1], "w");
    for (int i = 0; i < 500; i++) {
        fprintf(file, "{\"id\":\"d%d\",\"text\":\"A massacre.\\n\\nNo massacre.\"}\n", i);
    }
    fclose(file);
    put(path[2], "A massacre took place.\n");
    assert_int_equal(RUN(3, .threads = 1, .status = "all"), GV_OK);
    assert_int_equal(stats.records, 400 + 1000 + 1);
    gv_buf first = {0};
    assert_int_equal(gv_buf_add(&first, out.bytes, out.length), GV_OK);
    static const int threads[] = {1, 2, 3, 16};
    static const size_t batches[] = {1, 100, 0};
    for (size_t t = 0; t < 4; t++) {
        for (size_t b = 0; b < 3; b++) {
            assert_int_equal(RUN(3, .threads = threads[t], .status = "all",
                                 .batch_bytes = batches[b]),
                             GV_OK);
            assert_int_equal(out.length, first.length);
            assert_memory_equal(out.bytes, first.bytes, first.length);
        }
    }
    gv_buf_free(&first);
}

/* ------------------------------------------------------------------ statuses and languages */

static const char LINES[] = "{\"id\":\"a\",\"text\":\"A massacre took place.\"}\n"
                            "{\"id\":\"b\",\"text\":\"There was no massacre.\"}\n"
                            "{\"id\":\"c\",\"text\":\"It rained.\"}\n"
                            "{\"id\":\"d\",\"lang\":\"xx\",\"text\":\"A massacre.\"}\n"
                            "{\"id\":\"e\",\"lang\":\"EN-gb\",\"text\":\"A massacre.\"}\n";

static void test_status_chooses_passages(void **state)
{
    (void)state;
    put(path[0], LINES);
    static const struct {
        const char *status;
        size_t records;
    } rows[] = {{NULL, 2}, {"", 2}, {"asserted", 2}, {"negated", 1}, {"asserted,negated", 3},
                {" negated , asserted", 3}, {"all", 3}, {"any", 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(RUN(1, .status = rows[i].status), GV_OK);
        assert_int_equal(stats.records, rows[i].records);
        assert_int_equal(count(out.bytes, "\n"), rows[i].records);
        assert_int_equal(stats.documents, 5);
        assert_int_equal(stats.documents_other_language, 1);
    }
    assert_non_null(strstr(out.bytes, "\"id\":\"d\""));
    assert_null(strstr(strstr(out.bytes, "\"id\":\"d\""), "massacre.\",\"labels\":[]"));
    assert_int_equal(RUN(1, .status = "asserted,denied"), GV_ERROR_ARGUMENT);
    assert_non_null(strstr(failure.text, "\"denied\""));
    assert_non_null(strstr(failure.text, "asserted, negated, all, any"));
}

static void test_language_of_documents_that_state_none(void **state)
{
    (void)state;
    put(path[0], LINES);
    assert_int_equal(RUN(1, .language = "en"), GV_OK);
    assert_int_equal(RUN(1, .language = "fr"), GV_ERROR_LANGUAGE);
    assert_non_null(strstr(failure.text, "\"fr\""));
}

/* ------------------------------------------------------------------ damage */

static void test_a_missing_input_does_not_stop_the_others(void **state)
{
    (void)state;
    put(path[0], "A massacre took place.\n");
    put(path[2], "A massacre took place.\n");
    assert_int_equal(RUN(3, .threads = 2), GV_ERROR_DAMAGED);
    assert_int_equal(stats.records, 2);
    assert_int_equal(stats.inputs, 3);
    assert_int_equal(stats.inputs_damaged, 1);
    assert_string_equal(messages.bytes, "1.txt: No such file or directory\n");
    assert_int_equal(RUN(3, .damage_is_reported = 1), GV_OK);
    assert_int_equal(stats.inputs_damaged, 1);
}

static void test_a_bad_line_is_told_or_written(void **state)
{
    (void)state;
    put(path[0], "{\"id\":\"a\",\"text\":\"A massacre took place.\"}\n{\"id\":\n"
                 "{\"id\":\"c\",\"text\":\"A massacre took place.\"}\n");
    assert_int_equal(RUN(1, .threads = 1), GV_ERROR_DAMAGED);
    assert_int_equal(stats.records, 2);
    assert_int_equal(stats.documents, 2);
    assert_memory_equal(messages.bytes, "0.txt: line 2: ", 15);
    assert_int_equal(count(messages.bytes, "\n"), 1);
    assert_int_equal(RUN(1, .status = "any"), GV_ERROR_DAMAGED);
    assert_int_equal(stats.records, 3);
    assert_int_equal(count(out.bytes, "\"error\":\"line 2: "), 1);
    assert_string_equal(messages.bytes, "");
}

/* ------------------------------------------------------------------ outputs */

static int exists(const char *name)
{
    return access(name, F_OK) == 0;
}

static void test_output_and_manifest(void **state)
{
    (void)state;
    char name[128];
    char manifest[160];
    char folder_in[128];
    char hash[65];
    char chain[65];
    char sum[65];
    gv_sha256 sha;
    snprintf(name, sizeof name, "%s/in/out.jsonl", folder);
    snprintf(manifest, sizeof manifest, "%s.manifest.json", name);
    snprintf(folder_in, sizeof folder_in, "%s/in", folder);
    put(path[0], "A massacre took place.\n");
    const char *const inputs[] = {folder_in};
    const gv_model *const models[] = {model};
    gv_run_options options = {.size = sizeof options, .models = models, .n_models = 1,
                              .output_path = name, .message = note};
    assert_int_equal(gv_run(&options, inputs, 1, &failure, &stats), GV_OK);
    assert_int_equal(stats.inputs, 1);
    const char *const record = get(name);
    assert_int_equal(count(record, "\n"), 1);
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, record, strlen(record));
    gv_sha256_finish(&sha, hash);
    gv_sha256_start(&sha);
    for (int i = 0; i < 64; i++) {
        gv_sha256_add(&sha, "0", 1);
    }
    gv_sha256_add(&sha, hash, 64);
    gv_sha256_finish(&sha, sum);
    snprintf(chain, sizeof chain, "%s", sum);
    const char *const text = get(manifest);
    assert_non_null(text);
    assert_non_null(strstr(text, chain));
    assert_non_null(strstr(text, gv_model_identity(model)));
    assert_non_null(strstr(text, "\"labels\":{\"mass_killing\":{\"asserted\":1}}"));
    /* Again: what the first run wrote into the folder is not read. */
    gv_buf_clear(&messages);
    assert_int_equal(gv_run(&options, inputs, 1, &failure, &stats), GV_OK);
    assert_int_equal(stats.inputs, 1);
    assert_int_equal(count(messages.bytes, "own output"), 2);
    assert_int_equal(count(get(name), "\n"), 1);
}

static int stop_at_once(void *user, const gv_run_stats *so_far)
{
    (void)user;
    (void)so_far;
    return 1;
}

static void test_a_stopped_run_leaves_nothing(void **state)
{
    (void)state;
    char name[128];
    char command[256];
    snprintf(name, sizeof name, "%s/out.jsonl", folder);
    put_long_text();
    assert_int_equal(RUN(1, .output_path = name, .progress = stop_at_once), GV_ERROR_CANCELLED);
    snprintf(command, sizeof command, "ls %s | grep -qx in && [ $(ls %s | wc -l) = 1 ]", folder,
             folder);
    assert_int_equal(system(command), 0);
    put(name, "before");
    assert_int_equal(RUN(1, .output_path = name, .progress = stop_at_once), GV_ERROR_CANCELLED);
    assert_string_equal(get(name), "before");
    assert_false(exists(strcat(name, ".manifest.json")));
}

static gv_status refuse(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    ++*(size_t *)user;
    return length > 0 ? GV_ERROR_WRITE : GV_OK;
}

static void test_a_failing_sink_stops_the_run(void **state)
{
    (void)state;
    size_t n_calls = 0;
    put_long_text();
    assert_int_equal(RUN(1, .threads = 4, .sink = refuse, .sink_user = &n_calls), GV_ERROR_WRITE);
    assert_int_equal(n_calls, 1);
    assert_int_not_equal(strlen(failure.text), 0);
    assert_int_equal(RUN(1, .output_path = "/nowhere/at/all"), GV_ERROR_OPEN);
    assert_int_equal(RUN(1, .output_path = "/dev/full"), GV_ERROR_WRITE);
    assert_non_null(strstr(failure.text, "/dev/full"));
    assert_false(exists("/dev/full.manifest.json"));
}

static void test_options_are_checked(void **state)
{
    (void)state;
    put(path[0], "A massacre took place.\n");
    const char *const inputs[] = {path[0]};
    assert_int_equal(gv_run(NULL, inputs, 1, &failure, NULL), GV_ERROR_ARGUMENT);
    assert_int_equal(RUN(1, .passage_limit = 3), GV_ERROR_ARGUMENT);
    assert_int_equal(RUN(1, .threads = 100000), GV_ERROR_ARGUMENT);
    assert_int_equal(RUN(1, .format = (gv_format)9), GV_ERROR_ARGUMENT);
    assert_int_equal(RUN(0, .format = GV_FORMAT_CSV), GV_OK);
    assert_memory_equal(out.bytes, "path,", 5);
    assert_int_equal(RUN(1, .threads = 0), GV_OK);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest all[] = {
        TEST(test_passages_are_numbered_through_sections),
        TEST(test_same_bytes_for_any_threads_and_batches),
        TEST(test_status_chooses_passages),
        TEST(test_language_of_documents_that_state_none),
        TEST(test_a_missing_input_does_not_stop_the_others),
        TEST(test_a_bad_line_is_told_or_written),
        TEST(test_output_and_manifest),
        TEST(test_a_stopped_run_leaves_nothing),
        TEST(test_a_failing_sink_stops_the_run),
        TEST(test_options_are_checked),
    };
    return cmocka_run_group_tests(all, compile_model, free_model);
}
