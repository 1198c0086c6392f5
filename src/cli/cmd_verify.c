/*
 * cmd_verify.c - `gravamen verify`: whether a result still follows from its inputs.
 *
 * In: a result with its manifest, and where inputs, model and public key are. Out: for people one
 * screen (what is not as it should be, then the sum), with --each every finding; for machines one
 * JSON object a finding and a last one with the sum. Exit status: 0 all holds, 1 something does
 * not, 2 trouble, 3 nothing fails, but not all could be checked.
 */
#include "cli/console.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ALL_HOLDS = 0, SOMETHING_FAILS = 1, TROUBLE = 2, NOT_ALL_CHECKED = 3 };
enum { SHOWN_MOST = 12, INDENT = 10, WIDTH_LEAST = 40 };

typedef struct verify_values {
    gv_cli_list models;
    const char *manifest, *inputs, *public_key;
    int threads, json, each, all, progress;
} verify_values;

typedef struct verify_state {
    const verify_values *values;
    gv_cli_progress progress;
    int width;
    gv_status told; /* what writing findings came to */
    uint64_t n_shown, n_hidden; /* records and inputs that are not as they should be */
} verify_state;

#define AT(field) offsetof(verify_values, field)

static const gv_cli_option VERIFY_OPTIONS[] = {
    {"inputs", 'i', GV_CLI_TEXT, AT(inputs), "DIR",
     "where the inputs lie now: found below it by name, or by size and\n"
     "SHA-256 under any name; else at the paths in the manifest", 0, 0},
    {"manifest", 0, GV_CLI_TEXT, AT(manifest), "FILE", "else RESULT.manifest.json", 0, 0},
    {"model", 'm', GV_CLI_LIST, AT(models), "FILE",
     "image (or rules) of a model that the manifest names, if it is not\n"
     "the built-in one; may be repeated", 0, 0},
    {"public-key", 0, GV_CLI_TEXT, AT(public_key), "FILE",
     "the manifest must be signed with this key (PEM, Ed25519)", 0, 0},
    {"all", 0, GV_CLI_FLAG, AT(all), NULL,
     "read every input again, also those that no record comes from: finds\n"
     "that all records of one were taken out of result and manifest; one\n"
     "of them that was damaged or skipped is not sure", 0, 0},
    {"each", 0, GV_CLI_FLAG, AT(each), NULL, "every finding, also what holds", 0, 0},
    {"json", 0, GV_CLI_FLAG, AT(json), NULL,
     "one JSON object a finding, and a last one with the sum", 0, 0},
    {"threads", 'j', GV_CLI_NUMBER, AT(threads), "N",
     "threads; else what affinity and the cgroup CPU limit allow", 1, 1024},
    {"no-progress", 0, GV_CLI_OFF, AT(progress), NULL, "no progress", 0, 0},
    {NULL, 0, GV_CLI_FLAG, 0, NULL, NULL, 0, 0}};

/* ------------------------------------------------------------------ findings */

/* Words in lines of the width, indented. */
static void print_wrapped(const char *words, int width)
{
    const size_t room = (size_t)(width > WIDTH_LEAST ? width : WIDTH_LEAST) - INDENT;
    char line[1100];
    while (*words != '\0') {
        size_t length = strlen(words);
        if (length > room) {
            size_t cut = room;
            while (cut > 0 && words[cut] != ' ') {
                cut--;
            }
            length = cut > 0 ? cut : strcspn(words, " ");
        }
        length = length < sizeof line ? length : sizeof line - 1;
        memcpy(line, words, length);
        line[length] = '\0';
        printf("%*s", INDENT, "");
        gv_cli_print_safe(line);
        printf("\n");
        words += length;
        words += strspn(words, " ");
    }
}

static void print_finding(const verify_state *state, const gv_verify_finding *finding)
{
    static const char *const VERDICTS[] = {"holds", "note", "FAILS", "unsure"};
    printf("%-*s%s", INDENT, VERDICTS[finding->verdict], finding->subject);
    if (finding->line > 0) {
        printf(" in line %" PRIu64, finding->line);
    }
    if (finding->place != NULL || finding->path != NULL) {
        printf(finding->line > 0 ? ": " : " ");
        gv_cli_print_safe(finding->place != NULL ? finding->place : finding->path);
    }
    printf("\n");
    print_wrapped(finding->words, state->width);
}

static void on_finding(void *user, const gv_verify_finding *finding)
{
    verify_state *const state = user;
    const int is_many =
        strcmp(finding->subject, "record") == 0 || strcmp(finding->subject, "input") == 0;
    gv_cli_progress_clear(&state->progress);
    if (state->values->json) {
        const gv_status status = gv_verify_finding_json(finding, gv_cli_write, NULL);
        (void)gv_cli_write(NULL, "\n", 1);
        state->told = state->told == GV_OK ? status : state->told;
        return;
    }
    if (is_many && !state->values->each) {
        /* A record that is not sure comes from an input of which that has been said. */
        if (finding->verdict == GV_VERDICT_HOLDS || finding->verdict == GV_VERDICT_NOTE ||
            (finding->verdict == GV_VERDICT_UNCHECKED && finding->line > 0)) {
            return;
        }
        if (state->n_shown == SHOWN_MOST) {
            state->n_hidden++;
            return;
        }
        state->n_shown++;
    }
    print_finding(state, finding);
}

static int on_progress(void *user, const gv_run_stats *stats)
{
    verify_state *const state = user;
    gv_cli_progress_show(&state->progress, stats);
    return gv_cli_signal() != 0;
}

/* ------------------------------------------------------------------ the sum */

static int outcome_of(const gv_verify_stats *stats)
{
    return stats->findings_failed > 0      ? SOMETHING_FAILS
           : stats->findings_unchecked > 0 ? NOT_ALL_CHECKED
                                           : ALL_HOLDS;
}

static void print_sum(const verify_state *state, const gv_verify_stats *stats, int outcome)
{
    static const char *const WORDS[] = {
        "HOLDS: every record follows from the inputs, byte for byte",
        "DOES NOT HOLD: see above", "", "HOLDS AS FAR AS IT COULD BE CHECKED: see above"};
    if (state->n_hidden > 0) {
        printf("%*s... and %" PRIu64 " more (--each lists all)\n", INDENT, "", state->n_hidden);
    }
    printf("\n%" PRIu64 " input%s: %" PRIu64 " read again", stats->inputs,
           stats->inputs == 1 ? "" : "s", stats->inputs_read);
    printf(", %" PRIu64 " changed, %" PRIu64 " could not be read\n", stats->inputs_changed,
           stats->inputs_not_read);
    if (stats->inputs_damaged > 0) {
        printf("%" PRIu64 " %s damaged or skipped when %s read: see the manifest\n",
               stats->inputs_damaged, stats->inputs_damaged == 1 ? "input was" : "inputs were",
               stats->inputs_damaged == 1 ? "it was" : "they were");
    }
    if (stats->records + stats->missing > 0) {
        printf("%" PRIu64 " records: %" PRIu64 " hold, %" PRIu64 " do not, %" PRIu64
               " not sure; %" PRIu64 " missing\n",
               stats->records, stats->held, stats->failed, stats->unchecked, stats->missing);
    }
    printf("%s\n", WORDS[outcome]);
}

static void print_sum_json(const gv_verify_stats *stats, int outcome)
{
    static const char *const WORDS[] = {"holds", "fails", "", "unchecked"};
    printf("{\"summary\":{\"outcome\":\"%s\",\"inputs\":%" PRIu64 ",\"inputs_read\":%" PRIu64
           ",\"inputs_changed\":%" PRIu64 ",\"inputs_not_read\":%" PRIu64,
           WORDS[outcome], stats->inputs, stats->inputs_read, stats->inputs_changed,
           stats->inputs_not_read);
    printf(",\"records\":%" PRIu64 ",\"held\":%" PRIu64 ",\"failed\":%" PRIu64
           ",\"unchecked\":%" PRIu64 ",\"missing\":%" PRIu64 ",\"findings_failed\":%" PRIu64
           ",\"findings_unchecked\":%" PRIu64 ",\"inputs_damaged\":%" PRIu64 "}}\n",
           stats->records, stats->held, stats->failed, stats->unchecked, stats->missing,
           stats->findings_failed, stats->findings_unchecked, stats->inputs_damaged);
}

/* ------------------------------------------------------------------ the command */

static int verify(const verify_values *values, gv_model *const *models, size_t n_models,
                  const char *result)
{
    gv_message message = {{0}};
    gv_verify_stats stats = {.size = sizeof stats};
    verify_state state = {.values = values, .width = gv_cli_terminal_width()};
    const gv_verify_options options = {.size = sizeof options,
                                       .manifest_path = values->manifest,
                                       .inputs_path = values->inputs,
                                       .models = (const gv_model *const *)models,
                                       .n_models = n_models,
                                       .public_key = values->public_key,
                                       .all = values->all,
                                       .threads = values->threads,
                                       .finding = on_finding,
                                       .finding_user = &state,
                                       .progress = on_progress,
                                       .progress_user = &state};
    gv_cli_progress_start(&state.progress, values->progress >= 0 && isatty(STDERR_FILENO));
    gv_cli_catch_signals();
    const gv_status status = gv_verify(&options, result, &message, &stats);
    gv_cli_progress_clear(&state.progress);
    if (status == GV_ERROR_CANCELLED) {
        gv_cli_say("stopped");
        return TROUBLE;
    }
    if (status != GV_OK || state.told != GV_OK) {
        (void)gv_cli_fail(status != GV_OK ? status : state.told, &message);
        return TROUBLE;
    }
    const int outcome = outcome_of(&stats);
    if (values->json) {
        print_sum_json(&stats, outcome);
    } else {
        print_sum(&state, &stats, outcome);
    }
    return outcome;
}

static int run_verify(int argc, char **argv)
{
    verify_values values = {.threads = 0};
    gv_model *models[GV_CLI_LIST_MOST] = {NULL};
    int n = 0;
    int status = gv_cli_parse(&gv_cli_verify, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    if (n != 1) {
        gv_cli_say("name one result, such as tagged.jsonl");
        return TROUBLE;
    }
    status = 0;
    for (size_t i = 0; i < values.models.n_items && status == 0; i++) {
        status = gv_cli_open_model(&values.models.items[i], 1, &models[i]);
    }
    status = status == 0 ? verify(&values, models, values.models.n_items, argv[0]) : TROUBLE;
    for (size_t i = 0; i < GV_CLI_LIST_MOST; i++) {
        gv_model_free(models[i]);
    }
    return status;
}

const gv_cli_command gv_cli_verify = {
    .name = "verify",
    .operands = "RESULT",
    .summary = "whether a result still follows from its inputs, record by record",
    .text =
        "Reads the manifest beside RESULT, reads the inputs that records come from once more,\n"
        "tags them with the manifest's model and options, and says of each record whether it\n"
        "holds: that these bytes, read by this program with this model, give exactly it. What\n"
        "does not hold is named, with the reason: an edited, added, removed or moved line, a\n"
        "changed input, another model, another version of program or libraries. A signature\n"
        "beside the manifest (tag --sign) is checked too.\n"
        "\n"
        "jsonl is compared record by record, csv and pretty as a whole. A record whose archive\n"
        "member was damaged when it was read is \"unsure\": it holds, but the bytes may not be\n"
        "those that were once stored.\n"
        "\n"
        "Exit status: 0 all holds, 1 something does not, 2 trouble (no such file, no manifest),\n"
        "3 nothing fails, but not all could be checked. `gravamen help custody` tells what this\n"
        "shows and what it does not.\n",
    .options = VERIFY_OPTIONS,
    .examples = "  gravamen verify tagged.jsonl\n"
                "  gravamen verify --inputs /media/copy --public-key unit.pub.pem tagged.jsonl\n"
                "  gravamen verify -m en.gvm --json tagged.jsonl | grep '\"verdict\":\"fails\"'\n",
    .run = run_verify};
