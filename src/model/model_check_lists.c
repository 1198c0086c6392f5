/*
 * model_check_lists.c - lists, rows, patterns and their elements.
 *
 * In: a language's sections, in bounds, its keys checked. Out: GV_OK, or which one is damaged.
 * What scan/ relies on is worked out anew from the elements and compared: how many words a pattern
 * can span, that it needs one, that no gap is first, that brackets nest as deep as allowed, and
 * that a pattern names only lists of less depth than its own list, so that matching ends. Lists
 * that decide what a number counts hold no #count at any depth: which lists do is found depth by
 * depth, since a row's pattern names only lists that are less deep.
 */
#include "model/model_check.h"

/* What a sequence comes to. */
typedef struct gv_extent {
    uint32_t longest;
    int empty; /* needs no word */
} gv_extent;

/* ------------------------------------------------------------------ rows */

static gv_status check_row(const gv_model_check *check, const gv_model_language *language,
                           const gv_image_key *key)
{
    const gv_image_entry *const row = language->entries + key->first_entry;
    uint32_t n_rules = 0;
    for (uint32_t i = 0; i < key->n_entries; i++) {
        const gv_image_entry *const entry = &row[i];
        if (entry->list >= language->n_lists ||
            (i > 0 && (row[i - 1].list > entry->list ||
                       (row[i - 1].list == entry->list && row[i - 1].pattern >= entry->pattern)))) {
            return gv_model_check_damaged(check, "entries");
        }
        const gv_image_list *const list = &language->lists[entry->list];
        if (entry->pattern == GV_IMAGE_WORD) {
            if (key->kind == GV_KEY_NUMBER) {
                return gv_model_check_damaged(check, "entries");
            }
        } else if (entry->pattern >= language->n_patterns ||
                   language->patterns[entry->pattern].longest > list->longest ||
                   language->lists[language->patterns[entry->pattern].list].depth > list->depth) {
            return gv_model_check_damaged(check, "entries");
        }
        n_rules += entry->list < language->head->n_rules;
    }
    return n_rules == key->n_rule_entries ? GV_OK : gv_model_check_damaged(check, "entries");
}

static gv_status check_rows(const gv_model_check *check, const gv_model_language *language)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < language->n_keys; i++) {
        const gv_image_key *const key = &language->keys[i];
        if (key->first_entry != next || key->n_entries > language->n_entries - next) {
            return gv_model_check_damaged(check, "rows");
        }
        GV_TRY(check_row(check, language, key));
        next += key->n_entries;
    }
    return next == language->n_entries ? GV_OK : gv_model_check_damaged(check, "rows");
}

static gv_status check_list_heads(const gv_model_check *check, const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_lists; i++) {
        const gv_image_list *const list = &language->lists[i];
        if (!gv_model_check_string_or_none(check, list->name) || list->longest == 0 ||
            list->longest > GV_LIMIT_SPAN || list->depth > GV_LIMIT_DEPTH || list->reserved != 0) {
            return gv_model_check_damaged(check, "lists");
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ elements */

typedef struct gv_element_check {
    const gv_model_check *check;
    const gv_model_language *language;
    uint32_t longest_number;
    uint32_t depth; /* of the pattern's own list */
} gv_element_check;

static gv_status check_sequence(const gv_element_check *check, const gv_image_element *elements,
                                uint32_t n, uint32_t nesting, int first, gv_extent *extent);

static gv_status damaged(const gv_element_check *check)
{
    return gv_model_check_damaged(check->check, "elements");
}

static int is_shallower(const gv_element_check *check, uint32_t list)
{
    return list < check->language->n_lists &&
           check->language->lists[list].depth < check->depth;
}

/* An element of one place: its words. */
static gv_status check_leaf(const gv_element_check *check, const gv_image_element *element,
                            gv_extent *extent)
{
    const gv_model_language *const language = check->language;
    int sound = element->n == 0;
    *extent = (gv_extent){.longest = 1, .empty = element->optional};
    switch (element->op) {
    case GV_ELEMENT_KEY:
        sound &= element->argument >= GV_KEY_EXACT && element->argument < language->n_keys;
        break;
    case GV_ELEMENT_LIST:
        sound &= is_shallower(check, element->argument);
        extent->longest = sound ? language->lists[element->argument].longest : 1;
        break;
    case GV_ELEMENT_COUNT:
        extent->longest = check->longest_number;
        break;
    case GV_ELEMENT_NUMBER:
        sound &= element->argument == 0;
        extent->longest = GV_LIMIT_QUANTITY;
        break;
    case GV_ELEMENT_START:
        sound &= element->argument == 0 && !element->optional;
        *extent = (gv_extent){.empty = 1};
        break;
    case GV_ELEMENT_MARK:
    case GV_ELEMENT_NO_MARK:
    case GV_ELEMENT_GAP_MARKS:
        sound &= element->argument != 0 && element->argument <= UINT16_MAX && !element->optional;
        *extent = (gv_extent){.empty = 1};
        break;
    case GV_ELEMENT_GAP:
        sound = element->n > 0 && element->n < GV_LIMIT_SPAN && !element->optional &&
                (element->argument == GV_IMAGE_NONE || is_shallower(check, element->argument));
        *extent = (gv_extent){.longest = element->n, .empty = 1};
        break;
    default:
        sound &= element->argument == 0 && element->op > GV_ELEMENT_COUNT &&
                 element->op < GV_ELEMENT_START;
        break;
    }
    return sound ? GV_OK : damaged(check);
}

/* ALTERNATIVES with its sequences; left: elements from here to the end of the sequence around. */
static gv_status check_alternatives(const gv_element_check *check,
                                    const gv_image_element *element, uint32_t left,
                                    uint32_t nesting, int first, gv_extent *extent)
{
    uint32_t at = 1;
    *extent = (gv_extent){.empty = element->optional};
    if (nesting > GV_LIMIT_NESTING || element->n > left || element->argument == 0 ||
        element->argument > element->n) {
        return damaged(check);
    }
    for (uint32_t i = 0; i < element->argument; i++) {
        const gv_image_element *const branch = element + at;
        gv_extent inner = {0};
        if (at >= element->n || branch->op != GV_ELEMENT_SEQUENCE || branch->optional != 0 ||
            branch->argument != 0 || branch->n < 2 || branch->n > element->n - at) {
            return damaged(check);
        }
        GV_TRY(check_sequence(check, branch + 1, branch->n - 1u, nesting, first, &inner));
        extent->empty |= inner.empty;
        extent->longest = inner.longest > extent->longest ? inner.longest : extent->longest;
        at += branch->n;
    }
    return at == element->n ? GV_OK : damaged(check);
}

/* first: nothing that needs a word, nor START, stands before it in the pattern. */
static gv_status check_sequence(const gv_element_check *check, const gv_image_element *elements,
                                uint32_t n, uint32_t nesting, int first, gv_extent *extent)
{
    uint32_t at = 0;
    int anchored = !first; /* a gap may stand here */
    *extent = (gv_extent){.empty = 1};
    while (at < n) {
        const gv_image_element *const element = &elements[at];
        gv_extent part = {0};
        if (element->optional > 1) {
            return damaged(check);
        }
        if (element->op == GV_ELEMENT_ALTERNATIVES) {
            GV_TRY(check_alternatives(check, element, n - at, nesting + 1,
                                      extent->empty && !anchored, &part));
            at += element->n;
        } else {
            GV_TRY(check_leaf(check, element, &part));
            anchored |= element->op == GV_ELEMENT_START;
            if ((element->op == GV_ELEMENT_GAP && extent->empty && !anchored) ||
                (element->op == GV_ELEMENT_GAP_MARKS &&
                 (at + 1 == n || element[1].op != GV_ELEMENT_GAP))) {
                return damaged(check);
            }
            at++;
        }
        extent->longest += part.longest;
        extent->empty &= part.empty;
    }
    return GV_OK;
}

static gv_status check_patterns(const gv_model_check *check, const gv_model_language *language)
{
    gv_element_check elements = {
        .check = check, .language = language, .longest_number = GV_LIMIT_QUANTITY};
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const uint32_t longest = language->lists[language->number_patterns[i].list].longest;
        elements.longest_number =
            longest > elements.longest_number ? longest : elements.longest_number;
    }
    for (uint32_t i = 0; i < language->n_patterns; i++) {
        const gv_image_pattern *const pattern = &language->patterns[i];
        gv_extent extent = {0};
        elements.depth = language->lists[pattern->list].depth;
        GV_TRY(check_sequence(&elements, language->elements + pattern->first_element,
                              pattern->n_elements, 0, 1, &extent));
        if (extent.empty || extent.longest != pattern->longest) {
            return gv_model_check_damaged(check, "patterns");
        }
    }
    return GV_OK;
}

static gv_status check_pattern_heads(const gv_model_check *check,
                                     const gv_model_language *language)
{
    for (uint32_t i = 0; i < language->n_patterns; i++) {
        const gv_image_pattern *const pattern = &language->patterns[i];
        if (pattern->list >= language->n_lists || pattern->n_elements == 0 ||
            pattern->n_elements > GV_LIMIT_ELEMENTS ||
            pattern->first_element > language->n_elements ||
            pattern->n_elements > language->n_elements - pattern->first_element ||
            pattern->longest == 0 || pattern->longest > GV_LIMIT_SPAN) {
            return gv_model_check_damaged(check, "patterns");
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ lists that decide on numbers
 * */

enum { HOLDS_COUNT = 1, HOLDS_YEAR = 2, KNOWN = 4 };

static uint8_t pattern_flags(const gv_model_language *language, uint32_t number,
                             const uint8_t *lists)
{
    const gv_image_pattern *const pattern = &language->patterns[number];
    uint8_t flags = 0;
    for (uint32_t i = 0; i < pattern->n_elements; i++) {
        const gv_image_element *const element = &language->elements[pattern->first_element + i];
        if (element->op == GV_ELEMENT_COUNT) {
            flags |= HOLDS_COUNT;
        } else if (element->op == GV_ELEMENT_YEAR) {
            flags |= HOLDS_YEAR;
        } else if (element->op == GV_ELEMENT_LIST ||
                   (element->op == GV_ELEMENT_GAP && element->argument != GV_IMAGE_NONE)) {
            flags |= lists[element->argument];
        }
    }
    return flags;
}

/* What each list holds, at any depth. A pattern names lists of less depth than those it stands in, so
 * that what it holds is known for good when it is first asked. */
static void find_flags(const gv_model_language *language, const uint32_t *entries, size_t n,
                       uint8_t *lists, uint8_t *patterns)
{
    uint32_t deepest = 0;
    for (uint32_t i = 0; i < language->n_lists; i++) {
        deepest = language->lists[i].depth > deepest ? language->lists[i].depth : deepest;
    }
    for (uint32_t depth = 0; depth <= deepest; depth++) {
        for (size_t i = 0; i < n; i++) {
            const gv_image_entry *const entry = &language->entries[entries[i]];
            if (language->lists[entry->list].depth == depth) {
                if (patterns[entry->pattern] == 0) {
                    patterns[entry->pattern] =
                        KNOWN | pattern_flags(language, entry->pattern, lists);
                }
                lists[entry->list] |= patterns[entry->pattern] & (HOLDS_COUNT | HOLDS_YEAR);
            }
        }
    }
}

/* The entries whose pattern is more than a word: few of all. */
static size_t find_pattern_entries(const gv_model_language *language, uint32_t *entries)
{
    size_t n = 0;
    for (uint32_t i = 0; i < language->n_entries; i++) {
        entries[n] = i;
        n += language->entries[i].pattern != GV_IMAGE_WORD;
    }
    return n;
}

static int holds(const uint8_t *lists, uint32_t list, uint8_t what)
{
    return list != GV_IMAGE_NONE && (lists[list] & what) != 0;
}

static gv_status check_number_lists(const gv_model_check *check, const gv_model_language *language)
{
    const gv_image_language *const head = language->head;
    uint8_t *lists = NULL;
    uint32_t *entries = NULL;
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_memory_get_zeroed((size_t)language->n_lists + language->n_patterns + 1, 1,
                                     (void **)&lists));
    GV_TRY_DONE(gv_memory_get(((size_t)language->n_entries + 1) * sizeof *entries,
                              (void **)&entries));
    find_flags(language, entries, find_pattern_entries(language, entries), lists,
               lists + language->n_lists);
    int wrong = holds(lists, head->years_unless, HOLDS_COUNT | HOLDS_YEAR) ||
                holds(lists, head->not_count_before, HOLDS_COUNT) ||
                holds(lists, head->not_count_after, HOLDS_COUNT);
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        wrong |= holds(lists, language->number_patterns[i].list, HOLDS_COUNT);
    }
    if (wrong) {
        status = gv_model_check_damaged(check, "a list that decides what counts holds a count");
    }
done:
    gv_memory_free(entries);
    gv_memory_free(lists);
    return status;
}

static int is_list_or_none(const gv_model_language *language, uint32_t list)
{
    return list == GV_IMAGE_NONE || list < language->n_lists;
}

static gv_status check_head(const gv_model_check *check, const gv_model_language *language)
{
    const gv_image_language *const head = language->head;
    if (!is_list_or_none(language, head->breaks) ||
        !is_list_or_none(language, head->years_unless) ||
        !is_list_or_none(language, head->not_count_before) ||
        !is_list_or_none(language, head->not_count_after) || head->year_from > head->year_to ||
        head->year_to > 9999) {
        return gv_model_check_damaged(check, "language");
    }
    for (uint32_t i = 0; i < language->n_number_patterns; i++) {
        const gv_image_number_pattern *const pattern = &language->number_patterns[i];
        if (pattern->list >= language->n_lists || pattern->reserved != 0 ||
            (i > 0 && pattern[-1].value >= pattern->value)) {
            return gv_model_check_damaged(check, "number patterns");
        }
    }
    return GV_OK;
}

gv_status gv_model_check_lists(const gv_model_check *check, const gv_model_language *language)
{
    GV_TRY(check_list_heads(check, language));
    GV_TRY(check_head(check, language));
    GV_TRY(check_pattern_heads(check, language));
    GV_TRY(check_patterns(check, language));
    GV_TRY(check_rows(check, language));
    return check_number_lists(check, language);
}
