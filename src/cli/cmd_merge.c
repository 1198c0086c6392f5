/*
 * cmd_merge.c - `gravamen merge`: the results of all shards of a run as one.
 *
 * In: results, each with its manifest beside it. Out: one result with one manifest.
 */
#include "cli/console.h"

#include <stddef.h>

typedef struct merge_values {
    const char *output, *manifest, *sign;
    int damage, quiet;
} merge_values;

#define AT(field) offsetof(merge_values, field)

static const gv_cli_option MERGE_OPTIONS[] = {
    {"output", 'o', GV_CLI_TEXT, AT(output), "FILE",
     "written aside, renamed when whole; with FILE.manifest.json", 0, 0},
    {"manifest", 0, GV_CLI_TEXT, AT(manifest), "FILE", "another place for the manifest", 0, 0},
    {"sign", 0, GV_CLI_TEXT, AT(sign), "KEY",
     "sign the manifest with an Ed25519 private key (PEM): MANIFEST.sig", 0, 0},
    {"damage", 0, GV_CLI_CHOICE, AT(damage), "fail|report",
     "report: damaged input does not change the exit status", 0, 0},
    {"quiet", 'q', GV_CLI_FLAG, AT(quiet), NULL, "no summary", 0, 0},
    {NULL, 0, GV_CLI_FLAG, 0, NULL, NULL, 0, 0}};

static int run_merge(int argc, char **argv)
{
    merge_values values = {0};
    gv_message message = {{0}};
    gv_run_stats stats = {.size = sizeof stats};
    int n = 0;
    const int parsed = gv_cli_parse(&gv_cli_merge, argc, argv, &values, &n);
    if (parsed != GV_CLI_GO_ON) {
        return parsed;
    }
    if (values.output == NULL || n == 0) {
        gv_cli_say("name the results of all shards, and with -o where to put the whole");
        return 2;
    }
    const gv_merge_options options = {.size = sizeof options,
                                      .output_path = values.output,
                                      .manifest_path = values.manifest,
                                      .sign_key = values.sign};
    const gv_status status =
        gv_merge(&options, (const char *const *)argv, (size_t)n, &message, &stats);
    if (status != GV_OK && status != GV_ERROR_DAMAGED) {
        return gv_cli_fail(status, &message);
    }
    if (!values.quiet) {
        gv_cli_say("%d shard%s, %llu input%s, %llu record%s", n, n == 1 ? "" : "s",
                   (unsigned long long)stats.inputs, stats.inputs == 1 ? "" : "s",
                   (unsigned long long)stats.records, stats.records == 1 ? "" : "s");
    }
    if (status == GV_ERROR_DAMAGED && !values.quiet) {
        gv_cli_say("%llu input%s damaged or skipped when read: the manifest names what",
                   (unsigned long long)stats.inputs_damaged,
                   stats.inputs_damaged == 1 ? "" : "s");
    }
    return status == GV_OK || values.damage ? 0 : 3;
}

const gv_cli_command gv_cli_merge = {
    .name = "merge",
    .operands = "-o FILE RESULT...",
    .summary = "the results of all shards of a run, put together as one",
    .text = "Takes what `gravamen tag --shard 1/N`, 2/N ... N/N wrote, in any order, each with\n"
            "its manifest beside it, and writes what the run without --shard would have written,\n"
            "byte for byte; of the manifest, the part \"result\". Shards may be read on several\n"
            "machines: the inputs must have the same paths there.\n"
            "\n"
            "Refuses, and says why: a shard that is missing or there twice; another version,\n"
            "model, options or list of inputs; a result that is not what its manifest says.\n",
    .options = MERGE_OPTIONS,
    .examples = "  gravamen tag --shard 1/2 -o one.jsonl archive/   # on one machine\n"
                "  gravamen tag --shard 2/2 -o two.jsonl archive/   # on another\n"
                "  gravamen merge -o tagged.jsonl one.jsonl two.jsonl\n",
    .run = run_merge};
