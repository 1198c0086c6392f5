/*
 * parse_pattern.c - lists of patterns: words, sets, classes, marks, gaps and brackets.
 *
 * In: the rest of a statement. Out: a gv_ast_list. For "drove ..5!@stop out, (the|a)? march*" two
 * patterns: [WORD drove, GAP 5 avoiding (SET stop), WORD out] and [GROUP (the)(a) optional, WORD
 * march with a star]. A wrong pattern is one finding and is left out; reading goes on behind the
 * next comma (no comma can stand in a bracket). Words are not cut here: that needs the language's
 * contractions, which may stand in a file not yet read.
 */
#include "compile/near.h"
#include "compile/parse.h"
#include "text/token.h"

#include <string.h>

enum { LONGEST_WORD = 255, WIDEST_GAP = GV_LIMIT_SPAN - 2 };

typedef struct gv_named_value {
    const char *name;
    uint32_t value;
} gv_named_value;

static const gv_named_value CLASSES[] = {
    {"#count", GV_ELEMENT_COUNT}, {"#number", GV_ELEMENT_NUMBER},   {"#year", GV_ELEMENT_YEAR},
    {"#name", GV_ELEMENT_NAME},   {"#any", GV_ELEMENT_ANY},         {"#start", GV_ELEMENT_START},
    {"#end", GV_ELEMENT_END},     {"#list", GV_ELEMENT_LIST_ITEM},  {"#quote", GV_ELEMENT_QUOTE},
    {"#caps", GV_ELEMENT_CAPS},   {"#question", GV_ELEMENT_QUESTION},
    {"#heading", GV_ELEMENT_HEADING},
};

static const gv_named_value MARKS[] = {
    {"%comma", GV_MARK_COMMA},         {"%dash", GV_MARK_DASH},   {"%colon", GV_MARK_COLON},
    {"%semicolon", GV_MARK_SEMICOLON}, {"%quote", GV_MARK_QUOTE}, {"%open", GV_MARK_OPEN},
    {"%any", GV_MARKS_PART},           {"%none", 0},
};

static gv_status parse_sequence(gv_cursor *cursor, int depth, gv_ast_pattern **pattern);

/* ------------------------------------------------------------------ single nodes */

static gv_status new_node(const gv_cursor *cursor, uint8_t op, gv_ast_node **node)
{
    GV_TRY(gv_job_get(cursor->job, sizeof **node, (void **)node));
    (*node)->op = op;
    (*node)->at = gv_cursor_at(cursor);
    return GV_OK;
}

/* Finds the sign and name at the cursor in a table and moves behind it. */
static gv_status parse_named(gv_cursor *cursor, const char *kind, const gv_named_value *table,
                             size_t n, uint32_t *value)
{
    const char *hint = "";
    const gv_at at = gv_cursor_at(cursor);
    const char *const name = cursor->text + cursor->at++;
    const uint32_t length = gv_cursor_name_length(cursor) + 1;
    cursor->at += length - 1;
    for (size_t i = 0; i < n; i++) {
        if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0) {
            *value = table[i].value;
            return GV_OK;
        }
    }
    gv_near near = gv_near_begin(cursor->job, name, length);
    for (size_t i = 0; i < n; i++) {
        gv_near_offer(&near, table[i].name, strlen(table[i].name));
    }
    GV_TRY(gv_near_hint(cursor->job, &near, &hint));
    return gv_job_error(cursor->job, at, "there is no %s \"%.*s\"%s", kind, (int)length, name,
                        hint);
}

static gv_status parse_class(gv_cursor *cursor, gv_ast_node *node)
{
    uint32_t element = 0;
    uint64_t least = 0;
    GV_TRY(parse_named(cursor, "class", CLASSES, sizeof CLASSES / sizeof CLASSES[0], &element));
    node->element = (uint8_t)element;
    if (cursor->end - cursor->at >= 2 && memcmp(cursor->text + cursor->at, ">=", 2) == 0) {
        if (element != GV_ELEMENT_COUNT) {
            return gv_job_error(cursor->job, gv_cursor_at(cursor), "only #count takes \">=\"");
        }
        cursor->at += 2;
        GV_TRY(gv_cursor_number(cursor, "a number", 0, UINT32_MAX - 1, &least));
        node->value = (uint32_t)least;
    }
    return GV_OK;
}

static gv_status parse_mark(gv_cursor *cursor, gv_ast_node *node)
{
    uint32_t marks = 0;
    GV_TRY(parse_named(cursor, "mark", MARKS, sizeof MARKS / sizeof MARKS[0], &marks));
    node->op = GV_AST_MARK;
    node->element = marks == 0 ? GV_ELEMENT_NO_MARK : GV_ELEMENT_MARK;
    node->marks = (uint16_t)(marks == 0 ? GV_MARKS_PART : marks);
    return GV_OK;
}

static gv_status parse_set_name(gv_cursor *cursor, gv_ast_node *node)
{
    gv_ast_text name = {0};
    cursor->at++;
    if (gv_cursor_name_length(cursor) == 0) {
        return gv_cursor_wrong(cursor, "a set's name after \"@\"");
    }
    GV_TRY(gv_cursor_name(cursor, "a set's name", &name));
    node->text = name.text;
    node->length = name.length;
    return GV_OK;
}

static int is_word_byte(char byte)
{
    return byte != '\0' && strchr(" \t\r\n,|()?@#%=!:;/\"[]{}<>+~^$&\\`", byte) == NULL;
}

static gv_status check_word(gv_cursor *cursor, gv_ast_node *node, uint32_t end, int stars)
{
    if (stars > 0 && node->length == 0) {
        return gv_job_error(cursor->job, node->at, "expected letters beside \"*\": for any word "
                                                   "write #any");
    }
    if (stars > 1) {
        return gv_job_error(cursor->job, node->at,
                            "\"*\" stands once, at the end or at the beginning of a word");
    }
    if (stars > 0 && node->exact) {
        return gv_job_error(cursor->job, node->at, "\"=\" and \"*\" do not go together");
    }
    if (node->length == 0) {
        return gv_cursor_wrong(cursor, node->exact ? "a word after \"=\"" : "a pattern");
    }
    if (node->length > LONGEST_WORD) {
        return gv_job_error(cursor->job, node->at, "a word has at most %d bytes", LONGEST_WORD);
    }
    cursor->at = end;
    return GV_OK;
}

static gv_status parse_word(gv_cursor *cursor, gv_ast_node *node)
{
    int stars = 0;
    if (gv_cursor_peek(cursor) == '=') {
        node->exact = 1;
        cursor->at++;
    }
    uint32_t end = cursor->at;
    while (end < cursor->end && is_word_byte(cursor->text[end]) &&
           !(end + 2 < cursor->end && memcmp(cursor->text + end, "..", 2) == 0 &&
             cursor->text[end + 2] >= '0' && cursor->text[end + 2] <= '9')) {
        stars += cursor->text[end] == '*';
        end++;
    }
    uint32_t first = cursor->at;
    uint32_t last = end;
    if (stars > 0 && cursor->text[first] == '*') {
        node->affix = 's';
        first++;
    } else if (stars > 0 && cursor->text[last - 1] == '*') {
        node->affix = 'p';
        last--;
    } else if (stars > 0) {
        stars = 2; /* in the middle */
    }
    node->length = last - first;
    char *copy = NULL;
    GV_TRY(gv_arena_copy(&cursor->job->arena, cursor->text + first, node->length, &copy));
    node->text = copy;
    return check_word(cursor, node, end, stars);
}

/* ------------------------------------------------------------------ gaps and brackets */

/* "(" sequence { "|" sequence } ")", the cursor at "(". */
static gv_status parse_group(gv_cursor *cursor, int depth, gv_ast_list *branches)
{
    const gv_at open = gv_cursor_at(cursor);
    gv_ast_pattern *last = NULL;
    branches->at = open;
    if (depth > GV_LIMIT_NESTING) {
        return gv_job_error(cursor->job, open, "brackets nest at most %d deep", GV_LIMIT_NESTING);
    }
    do {
        gv_ast_pattern *branch = NULL;
        cursor->at++;
        GV_TRY(parse_sequence(cursor, depth, &branch));
        if (branch->first == NULL) {
            if (cursor->at == cursor->end || gv_cursor_peek(cursor) == ',') {
                break;
            }
            return gv_job_error(cursor->job, gv_cursor_at(cursor),
                                "expected a pattern in the bracket: what may be absent is followed "
                                "by \"?\"");
        }
        GV_AST_APPEND(branches->first, last, branch);
    } while (gv_cursor_peek(cursor) == '|');
    if (gv_cursor_peek(cursor) != ')') {
        return gv_job_error(cursor->job, open, "expected \")\" to close this \"(\"");
    }
    cursor->at++;
    return GV_OK;
}

/* What a gap avoids, from after "!": the marks go into node->marks, the rest into its branches. */
static gv_status parse_avoided(gv_cursor *cursor, int depth, gv_ast_node *node)
{
    const char first = gv_cursor_peek(cursor);
    gv_ast_list avoided = {.at = gv_cursor_at(cursor)};
    gv_ast_pattern *last = NULL;
    if (first == '(') {
        GV_TRY(parse_group(cursor, depth + 1, &avoided));
    } else if (first == '@' || first == '%') {
        gv_ast_node *only = NULL;
        GV_TRY(new_node(cursor, GV_AST_SET, &only));
        GV_TRY(first == '@' ? parse_set_name(cursor, only) : parse_mark(cursor, only));
        GV_TRY(gv_job_get(cursor->job, sizeof *avoided.first, (void **)&avoided.first));
        *avoided.first = (gv_ast_pattern){.first = only, .at = only->at};
    } else {
        return gv_cursor_wrong(cursor, "@set, %mark or (words|...) after \"!\"");
    }
    node->branches.at = avoided.at;
    for (gv_ast_pattern *branch = avoided.first, *next = NULL; branch != NULL; branch = next) {
        const gv_ast_node *const only = branch->first;
        next = branch->next;
        branch->next = NULL;
        if (only->op != GV_AST_MARK || only->next != NULL) {
            GV_AST_APPEND(node->branches.first, last, branch);
        } else if (only->element == GV_ELEMENT_NO_MARK) {
            return gv_job_error(cursor->job, only->at, "a gap avoids marks: %%none is no mark");
        } else {
            node->marks |= only->marks;
        }
    }
    return GV_OK;
}

static gv_status parse_gap(gv_cursor *cursor, int depth, gv_ast_node *node)
{
    uint64_t words = 0;
    cursor->at += 2;
    if (gv_cursor_peek(cursor) < '0' || gv_cursor_peek(cursor) > '9') {
        return gv_cursor_wrong(cursor, "a number of words after \"..\"");
    }
    GV_TRY(gv_cursor_number(cursor, "a gap", 1, WIDEST_GAP, &words));
    node->value = (uint32_t)words;
    if (gv_cursor_peek(cursor) != '!') {
        return GV_OK;
    }
    cursor->at++;
    return parse_avoided(cursor, depth, node);
}

/* ------------------------------------------------------------------ sequences and lists */

static gv_status parse_node(gv_cursor *cursor, int depth, gv_ast_node **node)
{
    const char byte = gv_cursor_peek(cursor);
    GV_TRY(new_node(cursor, GV_AST_WORD, node));
    switch (byte) {
    case '(':
        (*node)->op = GV_AST_GROUP;
        return parse_group(cursor, depth + 1, &(*node)->branches);
    case '@':
        (*node)->op = GV_AST_SET;
        return parse_set_name(cursor, *node);
    case '#':
        (*node)->op = GV_AST_CLASS;
        return parse_class(cursor, *node);
    case '%':
        return parse_mark(cursor, *node);
    default:
        break;
    }
    if (cursor->end - cursor->at >= 2 && memcmp(cursor->text + cursor->at, "..", 2) == 0) {
        (*node)->op = GV_AST_GAP;
        return parse_gap(cursor, depth, *node);
    }
    return parse_word(cursor, *node);
}

/* "?" right behind a node. */
static gv_status parse_optional(gv_cursor *cursor, gv_ast_node *node)
{
    if (gv_cursor_peek(cursor) != '?') {
        return GV_OK;
    }
    if (node->op == GV_AST_GAP || node->op == GV_AST_MARK ||
        (node->op == GV_AST_CLASS && node->element == GV_ELEMENT_START)) {
        return gv_job_error(cursor->job, gv_cursor_at(cursor),
                            "\"?\" says nothing after a gap, #start or a mark");
    }
    node->optional = 1;
    cursor->at++;
    return GV_OK;
}

/* Nodes up to ",", "|", ")" or the end; the pattern may come out empty. */
static gv_status parse_sequence(gv_cursor *cursor, int depth, gv_ast_pattern **pattern)
{
    gv_ast_node *last = NULL;
    gv_cursor_skip_blanks(cursor);
    GV_TRY(gv_job_get(cursor->job, sizeof **pattern, (void **)pattern));
    (*pattern)->at = gv_cursor_at(cursor);
    while (!gv_cursor_done(cursor) && strchr(",|)", gv_cursor_peek(cursor)) == NULL) {
        gv_ast_node *node = NULL;
        if (gv_cursor_peek(cursor) == '?') {
            return gv_job_error(cursor->job, gv_cursor_at(cursor),
                                "expected a word or bracket right before \"?\"");
        }
        GV_TRY(parse_node(cursor, depth, &node));
        GV_TRY(parse_optional(cursor, node));
        GV_AST_APPEND((*pattern)->first, last, node);
    }
    return GV_OK;
}

static gv_status parse_pattern(gv_cursor *cursor, gv_ast_pattern **pattern)
{
    GV_TRY(parse_sequence(cursor, 0, pattern));
    if (gv_cursor_peek(cursor) == ')') {
        return gv_job_error(cursor->job, gv_cursor_at(cursor), "this \")\" closes no bracket");
    }
    if (gv_cursor_peek(cursor) == '|') {
        return gv_job_error(cursor->job, gv_cursor_at(cursor),
                            "\"|\" stands in a bracket, as in (this|that)");
    }
    if ((*pattern)->first == NULL) {
        return gv_job_error(cursor->job, gv_cursor_at(cursor), "expected a pattern");
    }
    return GV_OK;
}

/* To the comma (or end) behind a wrong pattern that began at `start`: if its brackets close further
 * on, behind them, so that a comma in a bracket is one finding. */
static void skip_pattern(gv_cursor *cursor, uint32_t start)
{
    enum { FARTHEST = 1000 };
    const uint32_t limit = cursor->end - start > FARTHEST ? start + FARTHEST : cursor->end;
    int open = 0;
    uint32_t at = start;
    while (at < limit && !(at >= cursor->at && open <= 0 && cursor->text[at] == ',')) {
        open += (cursor->text[at] == '(') - (cursor->text[at] == ')');
        at++;
    }
    if (at < limit || (at == cursor->end && open <= 0)) {
        cursor->at = at;
        return;
    }
    while (cursor->at < cursor->end && cursor->text[cursor->at] != ',') {
        cursor->at++;
    }
}

gv_status gv_parse_list(gv_cursor *cursor, gv_ast_list *list)
{
    gv_ast_pattern *last = NULL;
    gv_cursor_skip_blanks(cursor);
    *list = (gv_ast_list){.at = gv_cursor_at(cursor)};
    for (;;) {
        const uint32_t start = cursor->at;
        gv_ast_pattern *pattern = NULL;
        const gv_status status = parse_pattern(cursor, &pattern);
        GV_TRY(gv_job_go_on(status));
        if (status == GV_OK) {
            GV_AST_APPEND(list->first, last, pattern);
        }
        if (status != GV_OK) {
            skip_pattern(cursor, start);
        }
        if (gv_cursor_done(cursor)) {
            return GV_OK;
        }
        cursor->at++;
    }
}

gv_status gv_parse_colon_list(gv_cursor *cursor, gv_ast_list *list)
{
    GV_TRY(gv_cursor_expect(cursor, ":"));
    return gv_parse_list(cursor, list);
}
