/*
 * drive.c - the real matcher, made to answer a stream of cases for compare.py.
 *
 * Comes in, on standard input:   head BYTES\n<declarations>   starts a case
 *                                rules BYTES\n<rules>         compile these with the declarations
 *                                text BYTES\n<text>           scan a passage with them
 * Goes out, for each text: lines "mention RULE STATUS START END CUE CUE_START CUE_END",
 * "label NAME STATUS SCORE QUANTITY [NAME=VALUE ...]", "facet NAME VALUE", then "end".
 * The answer to rules is "end", after a line "refused MESSAGE" for each error.
 */
#include "gravamen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void on_diagnostic(void *user, const gv_diagnostic *diagnostic)
{
    (void)user;
    printf("refused %s:%u:%u: %s\n", diagnostic->path, diagnostic->line, diagnostic->column,
           diagnostic->message);
}

static char *read_bytes(size_t length)
{
    char *bytes = malloc(length + 1);
    if (bytes == NULL || fread(bytes, 1, length, stdin) != length) {
        fprintf(stderr, "drive: the input ends early\n");
        exit(1);
    }
    bytes[length] = '\0';
    return bytes;
}

static gv_scanner *compile_rules(const char *head, const char *rules, size_t length,
                                 gv_model **model)
{
    gv_compiler *compiler = NULL;
    gv_scanner *scanner = NULL;
    if (gv_compiler_new(on_diagnostic, NULL, &compiler) != GV_OK ||
        gv_compiler_add_text(compiler, "head.gvr", head, strlen(head)) != GV_OK ||
        gv_compiler_add_text(compiler, "case.gvr", rules, length) != GV_OK ||
        gv_compiler_finish(compiler, model) != GV_OK ||
        gv_scanner_new(*model, NULL, &scanner) != GV_OK) {
        printf("refused\n");
    }
    gv_compiler_free(compiler);
    return scanner;
}

static void answer(gv_scanner *scanner, const char *text, size_t length)
{
    const gv_result *result = NULL;
    if (gv_scan(scanner, text, length, &result) != GV_OK) {
        printf("failed\nend\n");
        return;
    }
    gv_evidence evidence = {0};
    evidence.size = sizeof evidence;
    for (size_t i = 0; gv_result_mention(result, i, &evidence); i++) {
        printf("mention %s %s %u %u %s %u %u\n", evidence.rule, evidence.status, evidence.start,
               evidence.end, evidence.cue == NULL ? "-" : evidence.cue, evidence.cue_start,
               evidence.cue_end);
    }
    const char *name = NULL;
    const char *value = NULL;
    for (size_t i = 0; i < gv_result_labels(result); i++) {
        printf("label %s %s %u %llu", gv_result_label_name(result, i),
               gv_result_label_status(result, i), gv_result_label_score(result, i),
               (unsigned long long)gv_result_label_quantity(result, i));
        for (size_t a = 0; gv_result_attribute(result, i, a, &name, &value); a++) {
            printf(" %s=%s", name, value);
        }
        printf("\n");
    }
    for (size_t i = 0; gv_result_facet(result, i, &name, &value); i++) {
        printf("facet %s %s\n", name, value);
    }
    printf("end\n");
}

int main(void)
{
    gv_model *model = NULL;
    gv_scanner *scanner = NULL;
    char *head = NULL;
    char kind[8];
    size_t length;
    while (scanf("%7s %zu", kind, &length) == 2) {
        getchar(); /* the newline */
        char *bytes = read_bytes(length);
        if (strcmp(kind, "head") == 0) {
            free(head);
            head = bytes;
            continue;
        }
        if (strcmp(kind, "rules") == 0) {
            gv_scanner_free(scanner);
            gv_model_free(model);
            model = NULL;
            scanner = compile_rules(head == NULL ? "" : head, bytes, length, &model);
            printf("end\n");
        } else if (scanner != NULL) {
            answer(scanner, bytes, length);
        } else {
            printf("end\n");
        }
        fflush(stdout);
        free(bytes);
    }
    free(head);
    gv_scanner_free(scanner);
    gv_model_free(model);
    return 0;
}
