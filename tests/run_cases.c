/*
 * run_cases.c - runs the .case files of tests/cases: rules, passages, and what must come out.
 *
 * In: files of plain text such as
 *
 *     # A gap holds 0 to 2 words, all in one sentence.
 *     rules:
 *         rule harm/x
 *           on: burned ..2 down
 *     passage: They burned the village down.
 *     expect: harm/x asserted "burned the village down"
 *     passage: They burned it. Down it came.
 *     expect: nothing
 *
 * `codebook:` and `rules:` hold indented rule text; a codebook stands for the rest of the file, the
 * rules until the next `rules:`. Rules that name no language get "language en", and a file without
 * a codebook gets the small one below. A file without either is about the built-in model. `passage
 * heading:`, `passage list_item:` and `passage quote:` say what kind of passage it is. An `expect:`
 * line names a mention (RULE/NAME STATUS "evidence" by TEST/NAME "cue words"), a label (LABEL
 * STATUS score=N quantity=N NAME=VALUE), a facet (NAME=VALUE), or says `nothing`. Pieces may be
 * left out, but if mentions are named, all must be, and so with labels. After rules that are wrong,
 * each finding needs a line `error: LINE:COLUMN: part of the message`; lines count within the
 * block, where a "language en" that had to be supplied is line 1.
 *
 * Out: "ok FILE:LINE" or "not ok FILE:LINE: why" for each passage and each set of wrong rules. Each
 * passage is scanned with and without the prefilter, and both must say the same.
 */
#include "gravamen.h"
#include "scan/scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_EXPECTED = 64, MOST_FOUND = 256, LINE_SIZE = 2048 };

static const char small_codebook[] = "language any\n"
                                     "statuses: asserted > negated > hypothetical\n"
                                     "test S1 = skip N1\n"
                                     "test N1 = negated\n"
                                     "test H1 = hypothetical\n"
                                     "label harm\n"
                                     "label loss\n";

/* A piece of rule text that grows line by line. */
typedef struct text {
    char *bytes;
    size_t length, capacity;
} text;

typedef struct lines {
    char line[MOST_FOUND][LINE_SIZE];
    size_t n;
} lines;

typedef struct cases {
    const char *path;
    text codebook, rules;
    int has_rules;       /* rules or codebook were given: not the built-in model */
    int compiled;        /* model, or diagnostics, belong to the rules above */
    size_t rules_line;
    gv_model *model;     /* NULL: the rules are wrong */
    lines diagnostics;
    char passage[LINE_SIZE];
    size_t passage_line; /* 0: none waits */
    unsigned kind;
    char expected[MOST_EXPECTED][LINE_SIZE];
    size_t n_expected, n_expected_errors;
    size_t n_bad;
} cases;

static void fail(cases *all, size_t line, const char *why, const char *what)
{
    printf("not ok %s:%zu: %s %s\n", all->path, line, why, what);
    all->n_bad++;
}

static void text_add(text *all, const char *line)
{
    const size_t length = strlen(line);
    if (all->length + length + 2 > all->capacity) {
        all->capacity = 2 * (all->length + length + 2);
        all->bytes = realloc(all->bytes, all->capacity);
        if (all->bytes == NULL) {
            exit(2);
        }
    }
    memcpy(all->bytes + all->length, line, length);
    all->length += length;
    all->bytes[all->length++] = '\n';
    all->bytes[all->length] = '\0';
}

static void lines_add(lines *all, const char *line)
{
    if (all->n < MOST_FOUND) {
        snprintf(all->line[all->n++], LINE_SIZE, "%s", line);
    }
}

/* ---- rules to model */

static void note_diagnostic(void *user, const gv_diagnostic *diagnostic)
{
    cases *const all = user;
    char line[LINE_SIZE];
    if (diagnostic->severity == GV_SEVERITY_ERROR) {
        snprintf(line, sizeof line, "%u:%u: %s", (unsigned)diagnostic->line,
                 (unsigned)diagnostic->column, diagnostic->message);
        lines_add(&all->diagnostics, line);
    }
}

static void compile(cases *all)
{
    gv_compiler *compiler = NULL;
    const char *const codebook = all->codebook.length > 0 ? all->codebook.bytes : small_codebook;
    all->compiled = 1;
    all->diagnostics.n = 0;
    gv_model_free(all->model);
    all->model = NULL;
    if (!all->has_rules) {
        if (gv_model_builtin(&all->model) != GV_OK) {
            lines_add(&all->diagnostics, "no built-in model");
        }
        return;
    }
    if (gv_compiler_new(note_diagnostic, all, &compiler) != GV_OK ||
        gv_compiler_add_text(compiler, "codebook", codebook, strlen(codebook)) != GV_OK ||
        gv_compiler_add_text(compiler, "rules", all->rules.bytes, all->rules.length) != GV_OK ||
        (gv_compiler_finish(compiler, &all->model) != GV_OK && all->diagnostics.n == 0)) {
        lines_add(&all->diagnostics, "the compiler failed without a finding");
    }
    gv_compiler_free(compiler);
}

/* ---- a scan to lines */

static void describe_mentions(const gv_result *result, const char *passage, lines *found)
{
    gv_evidence evidence = {.size = sizeof evidence};
    for (size_t i = 0; gv_result_mention(result, i, &evidence); i++) {
        char line[LINE_SIZE];
        int used = snprintf(line, sizeof line, "%s %s \"%.*s\"", evidence.rule, evidence.status,
                            (int)(evidence.end - evidence.start), passage + evidence.start);
        if (evidence.cue != NULL && used > 0 && (size_t)used < sizeof line) {
            snprintf(line + used, sizeof line - (size_t)used, " by %s \"%.*s\"", evidence.cue,
                     (int)(evidence.cue_end - evidence.cue_start), passage + evidence.cue_start);
        }
        lines_add(found, line);
    }
}

static void describe_labels(const gv_result *result, lines *found)
{
    for (size_t l = 0; l < gv_result_labels(result); l++) {
        char line[LINE_SIZE];
        const char *name, *value;
        int used = snprintf(line, sizeof line, "%s %s score=%u", gv_result_label_name(result, l),
                            gv_result_label_status(result, l),
                            (unsigned)gv_result_label_score(result, l));
        if (gv_result_label_quantity(result, l) > 0) {
            used += snprintf(line + used, sizeof line - (size_t)used, " quantity=%llu",
                             (unsigned long long)gv_result_label_quantity(result, l));
        }
        for (size_t i = 0; gv_result_attribute(result, l, i, &name, &value); i++) {
            used += snprintf(line + used, sizeof line - (size_t)used, " %s=%s", name, value);
        }
        lines_add(found, line);
    }
}

static void describe(const gv_result *result, const char *passage, lines *found)
{
    const char *name, *value;
    found->n = 0;
    describe_mentions(result, passage, found);
    describe_labels(result, found);
    for (size_t i = 0; gv_result_facet(result, i, &name, &value); i++) {
        char line[LINE_SIZE];
        snprintf(line, sizeof line, "%s=%s", name, value);
        lines_add(found, line);
    }
}

static int scan(const cases *all, int no_prefilter, lines *found)
{
    const gv_scanner_options options = {.size = sizeof options, .no_prefilter = no_prefilter};
    gv_scanner *scanner = NULL;
    const gv_result *result = NULL;
    int good = gv_scanner_new(all->model, &options, &scanner) == GV_OK &&
               gv_scanner_scan(scanner, all->passage, strlen(all->passage), all->kind, &result) ==
                   GV_OK;
    if (good) {
        describe(result, all->passage, found);
    }
    gv_scanner_free(scanner);
    return good;
}

/* ---- expected against found */

enum line_kind { NOTHING, MENTION, LABEL, FACET };

static enum line_kind kind_of(const char *line)
{
    const size_t first = strcspn(line, " ");
    if (strcmp(line, "nothing") == 0) {
        return NOTHING;
    }
    if (memchr(line, '=', first) != NULL) {
        return FACET;
    }
    return memchr(line, '/', first) != NULL ? MENTION : LABEL;
}

/* The next piece of a line: up to a blank, or a quoted string. */
static size_t piece_length(const char *piece)
{
    if (*piece == '"') {
        const char *const end = strchr(piece + 1, '"');
        return end != NULL ? (size_t)(end - piece) + 1 : strlen(piece);
    }
    return strcspn(piece, " ");
}

/* Every piece of `expected` stands in `found`, in order. */
static int line_matches(const char *expected, const char *found)
{
    while (*expected != '\0') {
        const size_t length = piece_length(expected);
        size_t other = piece_length(found);
        while (*found != '\0' &&
               (other != length || memcmp(expected, found, length) != 0)) {
            found += other;
            found += strspn(found, " ");
            other = piece_length(found);
        }
        if (*found == '\0') {
            return 0;
        }
        found += other;
        found += strspn(found, " ");
        expected += length;
        expected += strspn(expected, " ");
    }
    return 1;
}

static size_t count_kind(char (*line)[LINE_SIZE], size_t n, enum line_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += kind_of(line[i]) == kind;
    }
    return count;
}

static int same_count(cases *all, lines *found, enum line_kind kind)
{
    const size_t wanted = count_kind(all->expected, all->n_expected, kind);
    return wanted == 0 || wanted == count_kind(found->line, found->n, kind);
}

static int fits(cases *all, lines *found)
{
    for (size_t i = 0; i < all->n_expected; i++) {
        int matched = 0;
        if (kind_of(all->expected[i]) == NOTHING) {
            matched = count_kind(found->line, found->n, MENTION) == 0;
        }
        for (size_t j = 0; j < found->n && !matched; j++) {
            matched = kind_of(all->expected[i]) == kind_of(found->line[j]) &&
                      line_matches(all->expected[i], found->line[j]);
        }
        if (!matched) {
            return 0;
        }
    }
    return same_count(all, found, MENTION) && same_count(all, found, LABEL);
}

static int same_lines(const lines *one, const lines *other)
{
    int same = one->n == other->n;
    for (size_t i = 0; same && i < one->n; i++) {
        same = strcmp(one->line[i], other->line[i]) == 0;
    }
    return same;
}

static void finish_passage(cases *all)
{
    static lines found, unfiltered;
    const size_t line = all->passage_line;
    all->passage_line = 0;
    if (line == 0) {
        return;
    }
    if (!all->compiled) {
        compile(all);
    }
    if (all->model == NULL) {
        fail(all, line, "the rules are wrong:", all->diagnostics.line[0]);
    } else if (all->n_expected == 0) {
        fail(all, line, "no expect: line", "");
    } else if (!scan(all, 0, &found) || !scan(all, 1, &unfiltered)) {
        fail(all, line, "the scan failed", "");
    } else if (!same_lines(&found, &unfiltered)) {
        fail(all, line, "other result without the prefilter", "");
    } else if (!fits(all, &found)) {
        fail(all, line, all->passage, "");
        for (size_t i = 0; i < all->n_expected; i++) {
            printf("    expected %s\n", all->expected[i]);
        }
        for (size_t i = 0; i < found.n; i++) {
            printf("    came out %s\n", found.line[i]);
        }
    } else {
        printf("ok %s:%zu\n", all->path, line);
    }
    all->n_expected = 0;
}

/* At the end of a set of rules: wrong ones must have been expected, finding by finding. */
static void finish_rules(cases *all)
{
    finish_passage(all);
    if (all->n_expected_errors > 0) {
        if (all->diagnostics.n != all->n_expected_errors) {
            fail(all, all->rules_line, "other findings than expected:", "");
            for (size_t i = 0; i < all->diagnostics.n; i++) {
                printf("    came out %s\n", all->diagnostics.line[i]);
            }
        } else {
            printf("ok %s:%zu\n", all->path, all->rules_line);
        }
    }
    all->n_expected_errors = 0;
    all->compiled = 0;
}

static void expect_error(cases *all, size_t number, const char *expected)
{
    const size_t place = strcspn(expected, " ");
    if (!all->compiled) {
        compile(all);
    }
    all->n_expected_errors++;
    for (size_t i = 0; i < all->diagnostics.n; i++) {
        const char *const line = all->diagnostics.line[i];
        if (strncmp(line, expected, place) == 0 && expected[place] == ' ' &&
            strstr(line, expected + place + 1) != NULL) {
            return;
        }
    }
    fail(all, number, "no such finding:", expected);
    for (size_t i = 0; i < all->diagnostics.n; i++) {
        printf("    came out %s\n", all->diagnostics.line[i]);
    }
}

/* ---- files */

static int begins(const char *line, const char *word, const char **rest)
{
    const size_t length = strlen(word);
    if (strncmp(line, word, length) != 0) {
        return 0;
    }
    *rest = line + length + strspn(line + length, " ");
    return 1;
}

static void start_rules(cases *all, text *block, size_t number)
{
    finish_rules(all);
    block->length = 0;
    all->has_rules = 1;
    all->rules_line = number;
}

static void start_passage(cases *all, size_t number, unsigned kind, const char *passage)
{
    finish_passage(all);
    snprintf(all->passage, sizeof all->passage, "%s", passage);
    all->passage_line = number;
    all->kind = kind;
}

static text *read_line(cases *all, size_t number, const char *line, text *block)
{
    const char *rest = NULL;
    if (block != NULL && (strncmp(line, "    ", 4) == 0 || *line == '\0')) {
        const char *const rule = *line == '\0' ? line : line + 4;
        if (block == &all->rules && block->length == 0 && strncmp(rule, "language ", 9) != 0) {
            text_add(block, "language en");
        }
        text_add(block, rule);
        return block;
    }
    if (begins(line, "codebook:", &rest)) {
        start_rules(all, &all->codebook, number);
        return &all->codebook;
    }
    if (begins(line, "rules:", &rest)) {
        start_rules(all, &all->rules, number);
        return &all->rules;
    }
    if (begins(line, "passage:", &rest)) {
        start_passage(all, number, 0, rest);
    } else if (begins(line, "passage heading:", &rest)) {
        start_passage(all, number, GV_SCAN_HEADING, rest);
    } else if (begins(line, "passage list_item:", &rest)) {
        start_passage(all, number, GV_SCAN_LIST_ITEM, rest);
    } else if (begins(line, "passage quote:", &rest)) {
        start_passage(all, number, GV_SCAN_QUOTE, rest);
    } else if (begins(line, "expect:", &rest) && all->passage_line > 0 &&
               all->n_expected < MOST_EXPECTED) {
        snprintf(all->expected[all->n_expected++], LINE_SIZE, "%s", rest);
    } else if (begins(line, "error:", &rest)) {
        expect_error(all, number, rest);
    } else if (*line != '#' && *line != '\0') {
        fail(all, number, "not understood:", line);
    }
    return NULL;
}

static size_t run_file(const char *path)
{
    static cases all;
    static char line[LINE_SIZE];
    text *block = NULL;
    size_t number = 0;
    FILE *const file = fopen(path, "r");
    memset(&all, 0, sizeof all);
    all.path = path;
    if (file == NULL) {
        fail(&all, 0, "cannot be opened", "");
        return 1;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        block = read_line(&all, ++number, line, block);
    }
    fclose(file);
    finish_rules(&all);
    gv_model_free(all.model);
    free(all.codebook.bytes);
    free(all.rules.bytes);
    return all.n_bad;
}

int main(int argc, char **argv)
{
    size_t n_bad = 0;
    for (int i = 1; i < argc; i++) {
        n_bad += run_file(argv[i]);
    }
    return n_bad > 0;
}
