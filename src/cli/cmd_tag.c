/*
 * cmd_tag.c - `gravamen tag`: the main job.
 *
 * In: files, folders or standard input. Out: records on standard output or in a file.
 */
#include "cli/reading.h"

#include <stdlib.h>

enum { SHARDS_MOST = 1000 };
enum format { FORMAT_PRETTY = 0, FORMAT_JSONL, FORMAT_CSV, FORMAT_UNSET };

typedef struct tag_values {
    gv_cli_reading reading;
    gv_cli_tagging tagging;
    const char *manifest, *shard;
    int format;
} tag_values;

#define AT(field) offsetof(tag_values, field)

static const gv_cli_option TAG_OPTIONS[] = {
    GV_CLI_MODEL_OPTION(tag_values),
    {"format", 'f', GV_CLI_CHOICE, AT(format), "pretty|jsonl|csv|!sqlite",
     "pretty when standard output is a terminal, else jsonl", 0, 0},
    GV_CLI_READING_OUTPUT(tag_values, "written aside, renamed when whole; with FILE.manifest.json"),
    {"manifest", 0, GV_CLI_TEXT, AT(manifest), "FILE",
     "what was read and written, also for standard output", 0, 0},
    GV_CLI_TAGGING_OPTIONS(tag_values),
    {"shard", 0, GV_CLI_TEXT, AT(shard), "I/N",
     "only share I of N of the inputs, told by their paths; merge puts\n"
     "the results of all shares together", 0, 0},
    GV_CLI_READING_OPTIONS(tag_values),
    {NULL, 0, GV_CLI_FLAG, 0, NULL, NULL, 0, 0}};

/* "2/3": share 2 of 3. */
static int set_shard(const char *words, gv_run_options *options)
{
    char *end = NULL;
    unsigned long number[2] = {0, 0};
    const char *at = words;
    for (int i = 0; i < 2; i++) {
        number[i] = *at >= '0' && *at <= '9' ? strtoul(at, &end, 10) : 0;
        if (number[i] == 0 || number[i] > SHARDS_MOST || *end != (i == 0 ? '/' : '\0')) {
            gv_cli_say("--shard is I/N, such as 1/4: share I of N, at most %d", SHARDS_MOST);
            return 2;
        }
        at = end + 1;
    }
    if (number[0] > number[1]) {
        gv_cli_say("--shard %s: there is no share %lu of %lu", words, number[0], number[1]);
        return 2;
    }
    options->shard = (unsigned)number[0];
    options->n_shards = (unsigned)number[1];
    return GV_CLI_GO_ON;
}

/* What the values come to, given what standard output is; an exit status or GV_CLI_GO_ON. */
static int set_options(const tag_values *values, gv_run_options *options)
{
    static const gv_format FORMATS[] = {GV_FORMAT_PRETTY, GV_FORMAT_JSONL, GV_FORMAT_CSV};
    int format = values->format;
    if (format == FORMAT_UNSET) {
        format = gv_cli_reading_to_terminal(&values->reading) ? FORMAT_PRETTY : FORMAT_JSONL;
    }
    gv_cli_reading_set(&values->reading, options);
    const int status = gv_cli_tagging_set(&values->tagging, FORMATS[format], options);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    options->manifest_path = values->manifest;
    return values->shard == NULL ? GV_CLI_GO_ON : set_shard(values->shard, options);
}

static int run_tag(int argc, char **argv)
{
    tag_values values = {.format = FORMAT_UNSET};
    gv_run_options options;
    gv_run_stats stats;
    gv_model *models[GV_CLI_LIST_MOST] = {NULL};
    int n = 0;
    int status = gv_cli_parse(&gv_cli_tag, argc, argv, &values, &n);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = set_options(&values, &options);
    if (status != GV_CLI_GO_ON) {
        return status;
    }
    status = gv_cli_models_open(&values.tagging, models, &options);
    if (status == 0) {
        status = gv_cli_reading_run(&values.reading, &options, (const char *const *)argv, n,
                                    "written", &stats);
    }
    gv_cli_models_free(models);
    return status;
}

const gv_cli_command gv_cli_tag = {
    .name = "tag",
    .operands = "[INPUT...]",
    .summary = "finds the passages, with label, status and evidence",
    .text =
        "Reads files, folders (all files below them, in order of their paths) or, for - or\n"
        "nothing, standard input, told by content: text, JSONL, JSON, CSV, TSV, XML, HTML, PDF,\n"
        "DOCX and ODT, alone or in gzip, xz, zstd, bzip2, lz4, tar, zip, 7z, cpio and WARC, one\n"
        "in the other (`gravamen --version` names what is built in). Writes the passages with a\n"
        "label of the wanted status, in the order of the inputs.\n"
        "\n"
        "pretty shows [evidence] and {cues} in brackets, or in colour: evidence red where it has\n"
        "the strongest status, yellow where it has another; cues underlined. jsonl is one record\n"
        "a line, csv one row a label. As a filter it answers line by line when no more input is\n"
        "waiting.\n",
    .options = TAG_OPTIONS,
    .examples = "  gravamen tag report.txt\n"
                "  gravamen tag -o tagged.jsonl archive/\n"
                "  gravamen tag --status all -f csv --excel news.jsonl.gz > news.csv\n"
                "  zcat dump.jsonl.gz | gravamen tag --text-field body --keep url -\n"
                "  gravamen tag --unit sentence --no-text archive/ | sort | uniq -c\n",
    .run = run_tag};
