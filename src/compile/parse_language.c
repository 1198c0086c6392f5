/*
 * parse_language.c - sets, and a language's own data: forms, contractions, numbers, breaks ...
 *
 * In: statements of a language's files. Out: its gv_ast_language. "form drove, driven = drive"
 * gives two pairs, drove -> drive and driven -> drive. Words are kept as written; lower.c folds
 * them.
 */
#include "compile/parse.h"
#include "text/number.h"

#include <string.h>

static gv_at statement_at(const gv_parser *parser)
{
    return (gv_at){parser->statement->source, parser->statement->start};
}

gv_status gv_parse_set(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_set *set = NULL;
    GV_TRY(gv_job_get(parser->job, sizeof *set, (void **)&set));
    set->name.at = statement_at(parser);
    GV_AST_APPEND(parser->language->sets, parser->language->last_set, set);
    GV_TRY(gv_cursor_name(cursor, "a set's name", &set->name));
    GV_TRY(gv_cursor_expect(cursor, "="));
    return gv_parse_list(cursor, &set->list);
}

/* ------------------------------------------------------------------ words for words */

/* A word up to a blank or one of `until`; not empty. */
static gv_status parse_word(gv_cursor *cursor, const char *until, gv_ast_text *word)
{
    GV_TRY(gv_cursor_text(cursor, until, word));
    return word->length > 0 ? GV_OK : gv_cursor_wrong(cursor, "a word");
}

static gv_status add_pair(gv_job *job, gv_ast_pairs *pairs, gv_ast_text from, gv_ast_pair **added)
{
    gv_ast_pair *pair = NULL;
    GV_TRY(gv_job_get(job, sizeof *pair, (void **)&pair));
    pair->from = from;
    GV_AST_APPEND(pairs->first, pairs->last, pair);
    *added = pair;
    return GV_OK;
}

gv_status gv_parse_form(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_pairs words = {0};
    gv_ast_text to = {0};
    do {
        gv_ast_text from = {0};
        gv_ast_pair *pair = NULL;
        GV_TRY(parse_word(cursor, ",= \t\r\n", &from));
        GV_TRY(add_pair(parser->job, &words, from, &pair));
    } while (gv_cursor_take(cursor, ","));
    GV_TRY(gv_cursor_expect(cursor, "="));
    GV_TRY(parse_word(cursor, ",= \t\r\n", &to));
    GV_TRY(gv_cursor_finish(cursor));
    for (const gv_ast_pair *word = words.first; word != NULL; word = word->next) {
        gv_ast_pair *pair = NULL;
        GV_TRY(add_pair(parser->job, &parser->language->forms, word->from, &pair));
        pair->to = to;
    }
    return GV_OK;
}

gv_status gv_parse_contraction(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_pair *pair = NULL;
    gv_ast_text from = {0};
    gv_ast_text to = {0};
    GV_TRY(parse_word(cursor, ",= \t\r\n", &from));
    GV_TRY(gv_cursor_expect(cursor, "="));
    GV_TRY(gv_cursor_text(cursor, ",= \t\r\n", &to));
    GV_TRY(gv_cursor_finish(cursor));
    GV_TRY(add_pair(parser->job, &parser->language->contractions, from, &pair));
    pair->to = to;
    return GV_OK;
}

/* ------------------------------------------------------------------ lists of words */

static gv_status parse_items(gv_job *job, gv_cursor *cursor, gv_ast_items *items)
{
    do {
        gv_ast_item *item = NULL;
        GV_TRY(gv_job_get(job, sizeof *item, (void **)&item));
        GV_TRY(parse_word(cursor, ",", &item->text));
        GV_AST_APPEND(items->first, items->last, item);
    } while (gv_cursor_take(cursor, ","));
    return gv_cursor_finish(cursor);
}

gv_status gv_parse_abbreviations(gv_parser *parser, gv_cursor *cursor)
{
    return parse_items(parser->job, cursor, &parser->language->abbreviations);
}

gv_status gv_parse_not_heading(gv_parser *parser, gv_cursor *cursor)
{
    return parse_items(parser->job, cursor, &parser->language->not_heading);
}

gv_status gv_parse_rejoin(gv_parser *parser, gv_cursor *cursor)
{
    return parse_items(parser->job, cursor, &parser->language->rejoin);
}

gv_status gv_parse_not_pieces(gv_parser *parser, gv_cursor *cursor)
{
    return parse_items(parser->job, cursor, &parser->language->not_pieces);
}

/* common N: word, ... */
gv_status gv_parse_common(gv_parser *parser, gv_cursor *cursor)
{
    uint64_t value = 0;
    GV_TRY(gv_cursor_number(cursor, "how often the words stand in a million", 1, 1000000, &value));
    GV_TRY(gv_cursor_expect(cursor, ":"));
    do {
        gv_ast_pair *pair = NULL;
        gv_ast_text word = {0};
        GV_TRY(parse_word(cursor, ",= \t\r\n", &word));
        GV_TRY(add_pair(parser->job, &parser->language->common, word, &pair));
        pair->value = value;
    } while (gv_cursor_take(cursor, ","));
    return gv_cursor_finish(cursor);
}

gv_status gv_parse_hyphen(gv_parser *parser, gv_cursor *cursor)
{
    return parse_items(parser->job, cursor, &parser->language->hyphens);
}

/* ------------------------------------------------------------------ lists of patterns */

static gv_status add_entry(gv_parser *parser, gv_ast_entries *entries, gv_ast_entry **added)
{
    gv_ast_entry *entry = NULL;
    GV_TRY(gv_job_get(parser->job, sizeof *entry, (void **)&entry));
    entry->at = statement_at(parser);
    entry->facet_index = GV_IMAGE_NONE;
    entry->value_index = GV_IMAGE_NONE;
    GV_AST_APPEND(entries->first, entries->last, entry);
    *added = entry;
    return GV_OK;
}

static gv_status parse_list_entry(gv_parser *parser, gv_cursor *cursor, gv_ast_entries *entries)
{
    gv_ast_entry *entry = NULL;
    GV_TRY(add_entry(parser, entries, &entry));
    return gv_parse_list(cursor, &entry->list);
}

gv_status gv_parse_breaks(gv_parser *parser, gv_cursor *cursor)
{
    return parse_list_entry(parser, cursor, &parser->language->breaks);
}

gv_status gv_parse_not_count_before(gv_parser *parser, gv_cursor *cursor)
{
    return parse_list_entry(parser, cursor, &parser->language->not_count_before);
}

gv_status gv_parse_not_count_after(gv_parser *parser, gv_cursor *cursor)
{
    return parse_list_entry(parser, cursor, &parser->language->not_count_after);
}

/* weigh FACET VALUE N: LIST */
gv_status gv_parse_weigh(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_entry *entry = NULL;
    GV_TRY(add_entry(parser, &parser->language->weighs, &entry));
    GV_TRY(gv_cursor_name(cursor, "a facet", &entry->facet));
    GV_TRY(gv_cursor_name(cursor, "one of the facet's values", &entry->facet_value));
    GV_TRY(gv_cursor_number(cursor, "a weight", 1, GV_LIMIT_WEIGHT, &entry->value));
    return gv_parse_colon_list(cursor, &entry->list);
}

/* ------------------------------------------------------------------ numbers */

static const uint64_t LARGEST_NUMBER = UINT64_C(1000000000000000); /* 10^15 */

/* word=NUMBER, ... */
static gv_status parse_number_words(gv_parser *parser, gv_cursor *cursor, uint64_t least,
                                    uint8_t kind)
{
    do {
        gv_ast_pair *pair = NULL;
        gv_ast_text word = {0};
        uint64_t value = 0;
        GV_TRY(parse_word(cursor, ",= \t\r\n", &word));
        GV_TRY(gv_cursor_expect(cursor, "="));
        GV_TRY(gv_cursor_number(cursor, "a number", least, LARGEST_NUMBER, &value));
        GV_TRY(add_pair(parser->job, &parser->language->numbers, word, &pair));
        pair->value = value;
        pair->kind = kind;
    } while (gv_cursor_take(cursor, ","));
    return gv_cursor_finish(cursor);
}

gv_status gv_parse_numbers(gv_parser *parser, gv_cursor *cursor)
{
    return parse_number_words(parser, cursor, 0, GV_NUMBER_WORD);
}

gv_status gv_parse_multiply(gv_parser *parser, gv_cursor *cursor)
{
    return parse_number_words(parser, cursor, 2, GV_NUMBER_MULTIPLY);
}

/* word, ... */
static gv_status parse_number_links(gv_parser *parser, gv_cursor *cursor, uint8_t kind)
{
    do {
        gv_ast_pair *pair = NULL;
        gv_ast_text word = {0};
        GV_TRY(parse_word(cursor, ",= \t\r\n", &word));
        GV_TRY(add_pair(parser->job, &parser->language->numbers, word, &pair));
        pair->kind = kind;
    } while (gv_cursor_take(cursor, ","));
    return gv_cursor_finish(cursor);
}

gv_status gv_parse_joint(gv_parser *parser, gv_cursor *cursor)
{
    return parse_number_links(parser, cursor, GV_NUMBER_JOINT);
}

gv_status gv_parse_range(gv_parser *parser, gv_cursor *cursor)
{
    return parse_number_links(parser, cursor, GV_NUMBER_RANGE);
}

/* number N = LIST */
gv_status gv_parse_number(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_entry *entry = NULL;
    GV_TRY(add_entry(parser, &parser->language->number_patterns, &entry));
    GV_TRY(gv_cursor_number(cursor, "a number", 0, LARGEST_NUMBER, &entry->value));
    GV_TRY(gv_cursor_expect(cursor, "="));
    return gv_parse_list(cursor, &entry->list);
}

/* years FROM to TO [unless: LIST] */
gv_status gv_parse_years(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_language *const language = parser->language;
    uint64_t from = 0;
    uint64_t to = 0;
    if (language->has_years) {
        const char *place = NULL;
        GV_TRY(gv_job_place(parser->job, language->years_at, &place));
        return gv_job_error(parser->job, statement_at(parser),
                            "\"years\" stands twice for this language; first at %s", place);
    }
    language->has_years = 1;
    language->years_at = statement_at(parser);
    GV_TRY(gv_cursor_number(cursor, "a year", 1, 9999, &from));
    GV_TRY(gv_cursor_expect(cursor, "to"));
    GV_TRY(gv_cursor_number(cursor, "the last year", from, 9999, &to));
    language->year_from = (uint32_t)from;
    language->year_to = (uint32_t)to;
    if (gv_cursor_take(cursor, "unless:")) {
        return gv_parse_list(cursor, &language->years_unless);
    }
    return gv_cursor_done(cursor) ? GV_OK : gv_cursor_wrong(cursor, "\"unless: LIST\", or the end");
}
