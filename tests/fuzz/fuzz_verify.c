/*
 * fuzz_verify.c - any bytes as a manifest with its result, and as a signature.
 *
 * What stands before the first NUL byte is the manifest, what stands behind it the result; the
 * inputs are two small files in a folder of this process's own. Aborts if a finding lacks words or
 * a line beyond the result, if the counts do not add up, if a path leads out of the folder, or if
 * all is said to hold although the result's lines are not those that the inputs give. The model is
 * a small one of the test's own: a seed's manifest names its identity.
 */
#include "custody/custody.h"
#include "gravamen.h"
#include "output/signature.h"

#include "../unit/require.h"

#include <stdint.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char codebook[] = "language any\n"
                               "statuses: asserted > negated\n"
                               "test G1 = negated\n"
                               "label mass_killing\n";
static const char rules[] = "language en\n"
                            "rule mass_killing/killed\n"
                            "  why killed\n"
                            "  on: killed, massacre\n"
                            "  yes: They killed.\n"
                            "  no: It rained.\n";

static char folder[] = "/tmp/gravamen-fuzz-verify.XXXXXX";
static char manifest_path[100], result_path[100], signature_path[100];
static gv_model *model;

typedef struct seen {
    uint64_t n_failed, n_unchecked, n_records, n_lines;
} seen;

static void write_file(const char *path, const void *bytes, size_t length)
{
    FILE *const file = fopen(path, "wb");
    REQUIRE(file != NULL);
    REQUIRE(fwrite(bytes, 1, length, file) == length);
    REQUIRE(fclose(file) == 0);
}

static void remove_all(void)
{
    char path[100];
    static const char *const names[] = {"m", "r", "m.sig", "in/a.txt", "in/b.jsonl", "in", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    gv_model_free(model);
}

static void set_up(void)
{
    static const char text[] = "Gunmen killed 40 farmers in Oru.\n\nIt rained.\n\nA massacre.\n";
    static const char lines[] = "{\"id\":\"1\",\"text\":\"They killed all.\"}\n"
                                "{\"id\":\"2\",\"text\":\"A massacre in Velmora.\"}\n";
    char path[100];
    gv_compiler *compiler = NULL;
    REQUIRE(mkdtemp(folder) != NULL);
    snprintf(manifest_path, sizeof manifest_path, "%s/m", folder);
    snprintf(result_path, sizeof result_path, "%s/r", folder);
    snprintf(signature_path, sizeof signature_path, "%s/m.sig", folder);
    snprintf(path, sizeof path, "mkdir '%s/in'", folder);
    REQUIRE(system(path) == 0);
    snprintf(path, sizeof path, "%s/in/a.txt", folder);
    write_file(path, text, sizeof text - 1);
    snprintf(path, sizeof path, "%s/in/b.jsonl", folder);
    write_file(path, lines, sizeof lines - 1);
    REQUIRE(gv_compiler_new(NULL, NULL, &compiler) == GV_OK);
    REQUIRE(gv_compiler_add_text(compiler, "1.gvr", codebook, strlen(codebook)) == GV_OK);
    REQUIRE(gv_compiler_add_text(compiler, "2.gvr", rules, strlen(rules)) == GV_OK);
    REQUIRE(gv_compiler_finish(compiler, &model) == GV_OK);
    gv_compiler_free(compiler);
    atexit(remove_all);
}

static gv_status count_bytes(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)user += length;
    return GV_OK;
}

static void on_finding(void *user, const gv_verify_finding *finding)
{
    seen *const s = user;
    size_t length = 0;
    REQUIRE(finding->subject != NULL && finding->code != NULL && finding->words != NULL);
    REQUIRE(finding->words[0] != '\0' && finding->line <= s->n_lines);
    REQUIRE(strstr(finding->words, "/etc/") == NULL || strstr(finding->words, "found at") == NULL);
    s->n_failed += finding->verdict == GV_VERDICT_FAILS;
    s->n_unchecked += finding->verdict == GV_VERDICT_UNCHECKED;
    if (finding->line > 0) {
        REQUIRE(finding->line == ++s->n_records);
    }
    REQUIRE(gv_verify_finding_json(finding, count_bytes, &length) == GV_OK && length > 0);
}

static void check_signature(const uint8_t *data, size_t size)
{
    gv_message message;
    gv_signature signature = {.fits = 0};
    if (gv_signature_version() == NULL) {
        return;
    }
    if (gv_signature_check((const char *)data, size, "x", 1, NULL, &message, &signature) ==
        GV_OK) {
        REQUIRE(strlen(signature.fingerprint) == 64);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char inputs[100];
    gv_message message;
    seen s = {0};
    gv_verify_stats stats = {.size = sizeof stats};
    if (model == NULL) {
        set_up();
    }
    const uint8_t *const nul = size > 0 ? memchr(data, 0, size) : NULL;
    const size_t length = nul != NULL ? (size_t)(nul - data) : size;
    const uint8_t *const result = nul != NULL ? nul + 1 : data + size;
    const size_t result_length = nul != NULL ? size - length - 1 : 0;
    check_signature(data, length);
    write_file(manifest_path, data, length);
    write_file(result_path, result, result_length);
    for (size_t i = 0; i < result_length; i++) {
        s.n_lines += result[i] == '\n' || i + 1 == result_length;
    }
    snprintf(inputs, sizeof inputs, "%s/in", folder);
    const gv_verify_options options = {.size = sizeof options,
                                       .manifest_path = manifest_path,
                                       .inputs_path = inputs,
                                       .models = (const gv_model *const *)&model,
                                       .n_models = 1,
                                       .all = size % 2 == 0,
                                       .threads = 1,
                                       .finding = on_finding,
                                       .finding_user = &s};
    const gv_status status = gv_verify(&options, result_path, &message, &stats);
    REQUIRE(status == GV_OK || message.text[0] != '\0');
    if (status == GV_OK) {
        REQUIRE(stats.findings_failed == s.n_failed && stats.findings_unchecked == s.n_unchecked);
        REQUIRE(stats.held + stats.failed + stats.unchecked == stats.records);
        REQUIRE(stats.records == s.n_records);
        REQUIRE(stats.inputs_changed <= stats.inputs_read);
    }
    return 0;
}
