/*
 * parse.c - statements to the tree: which keyword stands where, and who reads it.
 *
 * In: the job's sources. Out: job->model, in the order of paths and lines. Two tables say which
 * statements there are: those at the left margin, each marked as belonging to `language any` files,
 * to files of a language, or (language itself) to both; and those indented under a rule, cue or
 * mask. A statement that cannot be read is one finding; the next is read as if nothing had
 * happened. A statement in the wrong kind of file is a finding too, but is read, so that what
 * refers to it does not fail as well. It looks no name up: that is check.c.
 */
#include "compile/parse.h"

#include "compile/near.h"
#include "text/stem.h"

#include <stdlib.h>
#include <string.h>

enum { IN_BOTH = 0, IN_ANY, IN_LANGUAGE };

typedef struct gv_keyword {
    const char *word;
    gv_parse_fn parse;
    int where;
} gv_keyword;

static gv_status parse_language(gv_parser *parser, gv_cursor *cursor);

static const gv_keyword AT_MARGIN[] = {
    {"language", parse_language, IN_BOTH},
    {"statuses:", gv_parse_statuses, IN_ANY},
    {"test", gv_parse_test, IN_ANY},
    {"label", gv_parse_label, IN_ANY},
    {"facet", gv_parse_facet, IN_ANY},
    {"grade", gv_parse_grade, IN_ANY},
    {"set", gv_parse_set, IN_LANGUAGE},
    {"rule", gv_parse_rule, IN_LANGUAGE},
    {"cue", gv_parse_cue, IN_LANGUAGE},
    {"mask", gv_parse_mask, IN_LANGUAGE},
    {"form", gv_parse_form, IN_LANGUAGE},
    {"contraction", gv_parse_contraction, IN_LANGUAGE},
    {"abbreviations:", gv_parse_abbreviations, IN_LANGUAGE},
    {"breaks:", gv_parse_breaks, IN_LANGUAGE},
    {"not a heading:", gv_parse_not_heading, IN_LANGUAGE},
    {"rejoin:", gv_parse_rejoin, IN_LANGUAGE},
    {"not a piece:", gv_parse_not_pieces, IN_LANGUAGE},
    {"common", gv_parse_common, IN_LANGUAGE},
    {"not a count before:", gv_parse_not_count_before, IN_LANGUAGE},
    {"not a count after:", gv_parse_not_count_after, IN_LANGUAGE},
    {"hyphen keep:", gv_parse_hyphen, IN_LANGUAGE},
    {"weigh", gv_parse_weigh, IN_LANGUAGE},
    {"numbers", gv_parse_numbers, IN_LANGUAGE},
    {"multiply", gv_parse_multiply, IN_LANGUAGE},
    {"joint", gv_parse_joint, IN_LANGUAGE},
    {"range", gv_parse_range, IN_LANGUAGE},
    {"number", gv_parse_number, IN_LANGUAGE},
    {"years", gv_parse_years, IN_LANGUAGE},
};

static const gv_keyword INDENTED[] = {
    {"why", gv_parse_why, IN_LANGUAGE},       {"cite", gv_parse_cite, IN_LANGUAGE},
    {"on:", gv_parse_on, IN_LANGUAGE},        {"need", gv_parse_need, IN_LANGUAGE},
    {"or", gv_parse_or, IN_LANGUAGE},         {"bar", gv_parse_bar, IN_LANGUAGE},
    {"unless", gv_parse_unless, IN_LANGUAGE}, {"stop:", gv_parse_stop, IN_LANGUAGE},
    {"not", gv_parse_not, IN_LANGUAGE},       {"reach", gv_parse_reach, IN_LANGUAGE},
    {"for", gv_parse_for, IN_LANGUAGE},       {"yes:", gv_parse_yes, IN_LANGUAGE},
    {"no:", gv_parse_no, IN_LANGUAGE},
};

enum {
    N_AT_MARGIN = sizeof AT_MARGIN / sizeof AT_MARGIN[0],
    N_INDENTED = sizeof INDENTED / sizeof INDENTED[0]
};

/* ------------------------------------------------------------------ the language of a file */

static gv_status find_language(gv_job *job, const gv_ast_text *code, gv_ast_language **found)
{
    gv_ast_language *language = job->model.languages;
    while (language != NULL && strcmp(language->code, code->text) != 0) {
        language = language->next;
    }
    if (language == NULL) {
        GV_TRY(gv_job_get(job, sizeof *language, (void **)&language));
        language->code = code->text;
        language->at = code->at;
        GV_AST_APPEND(job->model.languages, job->model.last_language, language);
    }
    *found = language;
    return GV_OK;
}

static gv_status parse_language(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_text code = {0};
    gv_stemmer *stemmer = NULL;
    if (parser->source->any || parser->source->language != NULL) {
        return gv_job_error(parser->job, (gv_at){cursor->source, parser->statement->start},
                            "a file has one \"language\" statement, its first");
    }
    GV_TRY(gv_cursor_name(cursor, "a language's code, or \"any\"", &code));
    GV_TRY(gv_cursor_finish(cursor));
    if (strcmp(code.text, "any") == 0) {
        parser->source->any = 1;
        return GV_OK;
    }
    const gv_status status = gv_stemmer_new(code.text, &stemmer);
    gv_stemmer_free(stemmer);
    if (status == GV_ERROR_LANGUAGE) {
        GV_TRY(gv_job_go_on(gv_job_error(parser->job, code.at,
                                         "expected the code of a language that has a stemmer "
                                         "(\"en\", \"fr\", ...), not \"%s\"",
                                         code.text)));
    } else {
        GV_TRY(status);
    }
    GV_TRY(find_language(parser->job, &code, &parser->source->language));
    parser->language = parser->source->language;
    return GV_OK;
}

/* ------------------------------------------------------------------ statements */

static const gv_keyword *take_keyword(gv_cursor *cursor, const gv_keyword *keywords, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (gv_cursor_take(cursor, keywords[i].word)) {
            return &keywords[i];
        }
    }
    return NULL;
}

/* The finding for a first word that begins no statement here. */
static gv_status unknown_statement(gv_parser *parser, const gv_cursor *cursor, int indented)
{
    const gv_keyword *const keywords = indented ? INDENTED : AT_MARGIN;
    const size_t n = indented ? N_INDENTED : N_AT_MARGIN;
    const char *hint = "";
    uint32_t length = gv_cursor_name_length(cursor);
    if (cursor->at + length < cursor->end && cursor->text[cursor->at + length] == ':') {
        length++;
    }
    gv_near near = gv_near_begin(parser->job, cursor->text + cursor->at, length);
    for (size_t i = 0; length > 0 && i < n; i++) {
        gv_near_offer(&near, keywords[i].word, strlen(keywords[i].word));
    }
    GV_TRY(gv_near_hint(parser->job, &near, &hint));
    gv_cursor other = *cursor;
    if (indented ? take_keyword(&other, AT_MARGIN, N_AT_MARGIN) != NULL
                 : take_keyword(&other, INDENTED, N_INDENTED) != NULL) {
        hint = indented ? "; this one stands at the left margin"
                        : "; this one is indented, under a rule, cue or mask";
    }
    return gv_job_error(parser->job, gv_cursor_at(cursor), "expected a statement (%s)%s",
                        indented ? "why, cite, on:, need, or, bar, unless, stop:, not, reach, for, "
                                   "yes:, no:"
                                 : "language, set, rule, cue, mask, label, ...",
                        hint);
}

/* Says once a file that its language is missing, or that the statement belongs elsewhere. */
static gv_status check_file_kind(gv_parser *parser, const gv_keyword *keyword, int first)
{
    const gv_at at = {parser->statement->source, parser->statement->start};
    const int stated = parser->source->any || parser->source->language != NULL;
    if (keyword->where == IN_BOTH) {
        return GV_OK;
    }
    if (!stated) {
        return !first ? GV_OK
                      : gv_job_go_on(gv_job_error(parser->job, at,
                                                  "expected \"language CODE\" or \"language any\" "
                                                  "as the first statement of a file"));
    }
    if (keyword->where == IN_ANY && !parser->source->any) {
        return gv_job_go_on(gv_job_error(
            parser->job, at, "\"%s\" belongs in a file that begins with \"language any\"",
            keyword->word));
    }
    if (keyword->where == IN_LANGUAGE && parser->source->any) {
        return gv_job_go_on(gv_job_error(
            parser->job, at, "\"%s\" belongs in a file of one language: \"language en\"",
            keyword->word));
    }
    return GV_OK;
}

static gv_status parse_statement(gv_parser *parser, int first)
{
    const gv_statement *const statement = parser->statement;
    gv_cursor cursor = gv_cursor_begin(parser->job, statement);
    if (statement->indent > 0) {
        const gv_keyword *const keyword = take_keyword(&cursor, INDENTED, N_INDENTED);
        if (keyword == NULL) {
            return unknown_statement(parser, &cursor, 1);
        }
        if (parser->frame == NULL) {
            return gv_job_error(parser->job, (gv_at){statement->source, statement->start},
                                "\"%s\" is indented but stands under no rule, cue or mask",
                                keyword->word);
        }
        return keyword->parse(parser, &cursor);
    }
    parser->frame = NULL;
    parser->slot = NULL;
    parser->main_slot = NULL;
    const gv_keyword *const keyword = take_keyword(&cursor, AT_MARGIN, N_AT_MARGIN);
    if (keyword == NULL) {
        return unknown_statement(parser, &cursor, 0);
    }
    GV_TRY(check_file_kind(parser, keyword, first));
    return keyword->parse(parser, &cursor);
}

/* ------------------------------------------------------------------ sources */

static gv_status parse_source(gv_job *job, uint32_t number, gv_statements *statements)
{
    gv_parser parser = {.job = job, .source = &job->sources[number]};
    statements->n = 0;
    GV_TRY(gv_lex_source(job, number, statements));
    /* Items of a file that states no language go here, and nowhere from here. */
    GV_TRY(gv_job_get(job, sizeof *parser.language, (void **)&parser.language));
    for (size_t i = 0; i < statements->n; i++) {
        parser.statement = &statements->items[i];
        GV_TRY(gv_job_go_on(parse_statement(&parser, i == 0)));
    }
    if (statements->n == 0 && parser.source->readable) {
        return gv_job_go_on(
            gv_job_file_error(job, number, "expected \"language CODE\" or \"language any\""));
    }
    return GV_OK;
}

static int compare_sources(const void *left, const void *right)
{
    return strcmp(((const gv_source *)left)->path, ((const gv_source *)right)->path);
}

gv_status gv_parse_sources(gv_job *job)
{
    gv_statements statements = {0};
    gv_status status = GV_OK;
    if (job->n_sources > 0) {
        qsort(job->sources, job->n_sources, sizeof *job->sources, compare_sources);
    }
    for (size_t i = 0; i < job->n_sources; i++) {
        GV_TRY_DONE(parse_source(job, (uint32_t)i, &statements));
    }
done:
    gv_memory_free(statements.items);
    return status;
}
