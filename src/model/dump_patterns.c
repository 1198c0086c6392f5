/*
 * dump_patterns.c - lists and patterns as they might have been written.
 *
 * In: rows (key -> lists) and elements. Out: "kill, =shot dead, (burn|hack) to death". What a list
 * holds is found by turning the rows round: every entry is put where its list's members go, then
 * each pattern is kept once, since it has an entry for every word it can begin with.
 */
#include "model/dump.h"
#include "text/token.h"

#include <stdlib.h>

static gv_status dump_sequence(gv_dump *dump, const gv_model_language *language,
                               const gv_dump_lists *lists, const gv_image_element *elements,
                               uint32_t n);

enum { MOST_SHOWN = 200 }; /* patterns of a list without a name, which may be shown many times */

/* ------------------------------------------------------------------ members */

static int compare_members(const void *left, const void *right)
{
    const gv_dump_member *const a = left;
    const gv_dump_member *const b = right;
    const int a_word = a->pattern == GV_IMAGE_WORD;
    const int b_word = b->pattern == GV_IMAGE_WORD;
    if (a_word != b_word) {
        return a_word ? -1 : 1;
    }
    if (a_word) {
        return a->key < b->key ? -1 : a->key > b->key;
    }
    return a->pattern < b->pattern ? -1 : a->pattern > b->pattern;
}

gv_status gv_dump_find_members(const gv_model_language *language, gv_dump_lists *lists)
{
    uint32_t *next = NULL;
    gv_status status = GV_OK;
    const size_t n_lists = language->n_lists;
    GV_TRY_DONE(gv_memory_get_zeroed(n_lists + 1, sizeof *lists->first, (void **)&lists->first));
    GV_TRY_DONE(gv_memory_get_zeroed(n_lists + 1, sizeof *next, (void **)&next));
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)language->n_entries + 1, sizeof *lists->members,
                                     (void **)&lists->members));
    for (uint32_t i = 0; i < language->n_entries; i++) {
        lists->first[language->entries[i].list + 1]++;
    }
    for (size_t i = 0; i < n_lists; i++) {
        lists->first[i + 1] += lists->first[i];
        next[i] = lists->first[i];
    }
    for (uint32_t key = 0; key < language->n_keys; key++) {
        const gv_image_entry *const row = language->entries + language->keys[key].first_entry;
        for (uint32_t i = 0; i < language->keys[key].n_entries; i++) {
            lists->members[next[row[i].list]++] = (gv_dump_member){key, row[i].pattern};
        }
    }
    for (size_t i = 0; i < n_lists; i++) {
        qsort(lists->members + lists->first[i], lists->first[i + 1] - lists->first[i],
              sizeof *lists->members, compare_members);
    }
done:
    gv_memory_free(next);
    return status;
}

void gv_dump_lists_free(gv_dump_lists *lists)
{
    gv_memory_free(lists->first);
    gv_memory_free(lists->members);
}

/* ------------------------------------------------------------------ words and elements */

static gv_status dump_key(gv_dump *dump, const gv_model_language *language, uint32_t number)
{
    const gv_image_key *const key = &language->keys[number];
    static const char *const CLASSES[] = {"#any", "#name", "#number"};
    if (number < GV_KEY_EXACT) {
        return gv_buf_add_text(&dump->buf, CLASSES[number]);
    }
    const char *const text = gv_model_string(dump->model, key->text);
    const int capital = (key->kind - GV_KEY_EXACT) % 2 != 0;
    if (key->kind == GV_KEY_EXACT || key->kind == GV_KEY_EXACT_CAPITAL) {
        GV_TRY(gv_buf_add_byte(&dump->buf, '='));
    }
    if (key->kind >= GV_KEY_SUFFIX) {
        GV_TRY(gv_buf_add_byte(&dump->buf, '*'));
    }
    if (capital && text[0] >= 'a' && text[0] <= 'z') {
        GV_TRY(gv_buf_add_byte(&dump->buf, (char)(text[0] - 'a' + 'A')));
        GV_TRY(gv_buf_add(&dump->buf, text + 1, key->length - 1u));
    } else {
        GV_TRY(gv_buf_add_text(&dump->buf, capital ? "^" : ""));
        GV_TRY(gv_buf_add(&dump->buf, text, key->length));
    }
    return key->kind == GV_KEY_PREFIX || key->kind == GV_KEY_PREFIX_CAPITAL
               ? gv_buf_add_byte(&dump->buf, '*')
               : GV_OK;
}

/* "%comma"; several: "%comma|%dash" */
static gv_status dump_marks(gv_dump *dump, uint32_t marks)
{
    static const struct {
        uint32_t mark;
        const char *name;
    } NAMES[] = {{GV_MARK_COMMA, "comma"},         {GV_MARK_DASH, "dash"},
                 {GV_MARK_COLON, "colon"},         {GV_MARK_QUOTE, "quote"},
                 {GV_MARK_SEMICOLON, "semicolon"}, {GV_MARK_OPEN, "open"}};
    const char *between = "";
    if (marks == GV_MARKS_PART) {
        return gv_buf_add_text(&dump->buf, "%any");
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if ((marks & NAMES[i].mark) != 0) {
            GV_TRY(gv_buf_add_format(&dump->buf, "%s%%%s", between, NAMES[i].name));
            between = "|";
        }
    }
    return GV_OK;
}

/* A list in a pattern. One without a name that names others is only numbered: written out, lists in
 * lists could grow without bound. */
static gv_status dump_inner_list(gv_dump *dump, const gv_model_language *language,
                                 const gv_dump_lists *lists, uint32_t list)
{
    const gv_image_list *const head = &language->lists[list];
    if (head->name != GV_IMAGE_NONE) {
        return gv_dump_list(dump, language, lists, list);
    }
    if (head->depth > 0) {
        return gv_buf_add_format(&dump->buf, "(list %lu)", (unsigned long)list);
    }
    GV_TRY(gv_buf_add_byte(&dump->buf, '('));
    GV_TRY(gv_dump_members(dump, language, lists, list, MOST_SHOWN, "|"));
    return gv_buf_add_byte(&dump->buf, ')');
}

/* "..5", "..5!@stop", "..5!(%comma)", "..5!(%comma|@stop)" */
static gv_status dump_gap(gv_dump *dump, const gv_model_language *language,
                          const gv_dump_lists *lists, const gv_image_element *gap, uint32_t marks)
{
    gv_buf *const buf = &dump->buf;
    GV_TRY(gv_buf_add_format(buf, "..%u", (unsigned)gap->n));
    if (gap->argument == GV_IMAGE_NONE && marks == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, marks != 0 ? "!(" : "!"));
    if (marks != 0) {
        GV_TRY(dump_marks(dump, marks));
        GV_TRY(gv_buf_add_text(buf, gap->argument != GV_IMAGE_NONE ? "|" : ""));
    }
    if (gap->argument != GV_IMAGE_NONE) {
        GV_TRY(dump_inner_list(dump, language, lists, gap->argument));
    }
    return gv_buf_add_text(buf, marks != 0 ? ")" : "");
}

static gv_status dump_element(gv_dump *dump, const gv_model_language *language,
                              const gv_dump_lists *lists, const gv_image_element *element)
{
    static const char *const CLASSES[] = {
        [GV_ELEMENT_NUMBER] = "#number",     [GV_ELEMENT_YEAR] = "#year",
        [GV_ELEMENT_NAME] = "#name",         [GV_ELEMENT_ANY] = "#any",
        [GV_ELEMENT_END] = "#end",           [GV_ELEMENT_QUESTION] = "#question",
        [GV_ELEMENT_HEADING] = "#heading",   [GV_ELEMENT_LIST_ITEM] = "#list",
        [GV_ELEMENT_QUOTE] = "#quote",       [GV_ELEMENT_CAPS] = "#caps",
        [GV_ELEMENT_START] = "#start"};
    switch (element->op) {
    case GV_ELEMENT_KEY:
        return dump_key(dump, language, element->argument);
    case GV_ELEMENT_LIST:
        return dump_inner_list(dump, language, lists, element->argument);
    case GV_ELEMENT_COUNT:
        return element->argument > 0 ? gv_buf_add_format(&dump->buf, "#count>=%lu",
                                                         (unsigned long)element->argument)
                                     : gv_buf_add_text(&dump->buf, "#count");
    case GV_ELEMENT_MARK:
        return dump_marks(dump, element->argument);
    case GV_ELEMENT_NO_MARK:
        return gv_buf_add_text(&dump->buf, "%none");
    case GV_ELEMENT_GAP:
        return dump_gap(dump, language, lists, element, 0);
    default:
        return gv_buf_add_text(&dump->buf, CLASSES[element->op]);
    }
}

/* Brackets nest three deep: the model was checked. */
static gv_status dump_sequence(gv_dump *dump, const gv_model_language *language,
                               const gv_dump_lists *lists, const gv_image_element *elements,
                               uint32_t n)
{
    uint32_t at = 0;
    while (at < n) {
        const gv_image_element *const element = &elements[at];
        GV_TRY(gv_buf_add_text(&dump->buf, at > 0 ? " " : ""));
        if (element->op == GV_ELEMENT_ALTERNATIVES) {
            uint32_t branch = at + 1;
            for (uint32_t i = 0; i < element->argument; i++) {
                GV_TRY(gv_buf_add_byte(&dump->buf, i == 0 ? '(' : '|'));
                GV_TRY(dump_sequence(dump, language, lists, &elements[branch + 1],
                                     elements[branch].n - 1u));
                branch += elements[branch].n;
            }
            GV_TRY(gv_buf_add_byte(&dump->buf, ')'));
            at += element->n;
        } else if (element->op == GV_ELEMENT_GAP_MARKS) {
            GV_TRY(dump_gap(dump, language, lists, element + 1, element->argument));
            at += 2;
        } else {
            GV_TRY(dump_element(dump, language, lists, element));
            at++;
        }
        GV_TRY(gv_buf_add_text(&dump->buf, element->optional ? "?" : ""));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ lists */

gv_status gv_dump_members(gv_dump *dump, const gv_model_language *language,
                          const gv_dump_lists *lists, uint32_t list, uint32_t most,
                          const char *between)
{
    uint32_t last = GV_IMAGE_NONE;
    uint32_t n = 0;
    for (uint32_t i = lists->first[list]; i < lists->first[list + 1]; i++) {
        const gv_dump_member *const member = &lists->members[i];
        if (member->pattern != GV_IMAGE_WORD && member->pattern == last) {
            continue;
        }
        last = member->pattern;
        GV_TRY(gv_buf_add_text(&dump->buf, n > 0 ? between : ""));
        if (n++ == most) {
            return gv_buf_add_text(&dump->buf, "...");
        }
        if (member->pattern == GV_IMAGE_WORD) {
            GV_TRY(dump_key(dump, language, member->key));
        } else {
            const gv_image_pattern *const pattern = &language->patterns[member->pattern];
            GV_TRY(dump_sequence(dump, language, lists, language->elements + pattern->first_element,
                                 pattern->n_elements));
        }
    }
    return GV_OK;
}

gv_status gv_dump_list(gv_dump *dump, const gv_model_language *language,
                       const gv_dump_lists *lists, uint32_t list)
{
    const uint32_t name = language->lists[list].name;
    return name != GV_IMAGE_NONE
               ? gv_buf_add_format(&dump->buf, "@%s", gv_model_string(dump->model, name))
               : gv_dump_members(dump, language, lists, list, MOST_SHOWN, ", ");
}
