/*
 * lint_words.c - words that another word already catches.
 *
 * In: the lists of one language as written, and the keys of their words. Out: warnings for
 *
 *     set people = killer*, =killers       a form, or a stem, that a beginning in the list catches
 *     set deed = kill, killed, =kills      two words of one stem; a form of a stem in the list
 *     on: minority ... bar near 3: minor   the bar catches the trigger: same stem, other word
 *
 * Only patterns of one word that stand side by side in one statement are compared (sets that a list
 * names may well overlap); for what a bar, stop or guard writes out, all words that the frame looks
 * for, those of sets included. A longer pattern is compared with its equals only. Whether a stem
 * catches words that nobody wrote is for `gravamen check --words`.
 */
#include "compile/lint.h"

#include <string.h>

/* A pattern of one word, as written. */
typedef struct gv_lint_word {
    const gv_ast_node *node;
    const gv_plan_key *key;
    uint32_t number; /* of the key */
} gv_lint_word;

typedef gv_status (*gv_lint_word_fn)(gv_plan *plan, const gv_lint_word *word, void *user);

/* ------------------------------------------------------------------ walking words */

static gv_status visit_node(gv_plan *plan, const gv_ast_node *node, gv_lint_word_fn visit,
                            void *user)
{
    gv_plan_word word = {0};
    if (node->op != GV_AST_WORD || node->next != NULL || node->optional) {
        return GV_OK;
    }
    GV_TRY(gv_plan_word_keys(plan, node, &word));
    if (word.n_keys != 1) {
        return GV_OK;
    }
    const uint32_t number = plan->word_keys[word.first_key];
    const gv_lint_word found = {.node = node, .key = &plan->keys[number], .number = number};
    return visit(plan, &found, user);
}

/* Each word that is a whole pattern of the list, or a branch of a bracket that is one; with `deep`,
 * also in sets that are whole patterns. */
static gv_status visit_words(gv_plan *plan, const gv_ast_list *list, int deep,
                             gv_lint_word_fn visit, void *user)
{
    for (const gv_ast_pattern *pattern = list->first; pattern != NULL; pattern = pattern->next) {
        const gv_ast_node *const node = pattern->first;
        GV_TRY(visit_node(plan, node, visit, user));
        if (node->next != NULL || node->optional) {
            continue;
        }
        if (node->op == GV_AST_GROUP) {
            for (const gv_ast_pattern *branch = node->branches.first; branch != NULL;
                 branch = branch->next) {
                GV_TRY(visit_node(plan, branch->first, visit, user));
            }
        }
        if (node->op == GV_AST_SET && deep && node->set != NULL) { /* sets nest twelve deep */
            GV_TRY(visit_words(plan, &node->set->list, 1, visit, user));
        }
    }
    return GV_OK;
}

static const char *sign_before(const gv_ast_node *node)
{
    return node->exact ? "=" : node->affix == 's' ? "*" : "";
}

static const char *sign_after(const gv_ast_node *node)
{
    return node->affix == 'p' ? "*" : "";
}

/* ------------------------------------------------------------------ one list */

/* Words of the list by what they catch: kind group and text -> index into nodes. */
typedef struct gv_lint_list {
    gv_map map;
    const gv_ast_node **nodes;
    size_t n_nodes, capacity;
} gv_lint_list;

static int is_capital(uint8_t kind)
{
    return kind >= GV_KEY_EXACT && (kind - GV_KEY_EXACT) % 2 != 0;
}

/* Looks for a word of this kind, or of the kind that needs no capital. */
static const gv_ast_node *find_word(const gv_lint_list *list, uint8_t kind, const char *text,
                                    size_t length)
{
    char name[1 + UINT8_MAX];
    if (length >= UINT8_MAX) {
        return NULL;
    }
    memcpy(name + 1, text, length);
    for (int capital = 0; capital <= is_capital(kind); capital++) {
        name[0] = (char)(kind - (is_capital(kind) && !capital));
        const uint32_t found = gv_map_find(&list->map, name, length + 1);
        if (found != GV_MAP_NONE) {
            return list->nodes[found];
        }
    }
    return NULL;
}

static gv_status enter_word(gv_plan *plan, const gv_lint_word *word, void *user)
{
    gv_lint_list *const list = user;
    char name[1 + UINT8_MAX];
    (void)plan;
    if (word->key->length >= UINT8_MAX) {
        return GV_OK;
    }
    name[0] = (char)word->key->kind;
    memcpy(name + 1, word->key->text, word->key->length);
    GV_TRY(gv_array_reserve((void **)&list->nodes, list->n_nodes + 1, sizeof *list->nodes,
                            &list->capacity));
    list->nodes[list->n_nodes] = word->node;
    return gv_map_add(&list->map, name, (size_t)word->key->length + 1, (uint32_t)list->n_nodes++,
                      NULL);
}

/* The stem of an exact form's word. */
static gv_status stem_of(gv_plan *plan, const gv_plan_key *key, gv_slice *stem)
{
    gv_slice word = {key->text, key->length};
    const uint32_t form = gv_map_find(&plan->form_map, word.bytes, word.length);
    if (form != GV_MAP_NONE) {
        word = plan->forms[form].to;
    }
    return gv_stemmer_stem(plan->stemmer, word.bytes, word.length, stem);
}

/* The word of the list that catches all that this one does, if there is one. */
static gv_status find_cover(gv_plan *plan, const gv_lint_list *list, const gv_lint_word *word,
                            const gv_ast_node **cover)
{
    const gv_plan_key *const key = word->key;
    const int capital = is_capital(key->kind);
    gv_slice stem = {key->text, key->length};
    *cover = find_word(list, key->kind, key->text, key->length);
    if (*cover != NULL && *cover != word->node) {
        return GV_OK;
    }
    *cover = NULL;
    if (key->kind == GV_KEY_EXACT || key->kind == GV_KEY_EXACT_CAPITAL) {
        GV_TRY(stem_of(plan, key, &stem));
        *cover = find_word(list, (uint8_t)(GV_KEY_STEM + capital), stem.bytes, stem.length);
        for (uint32_t n = 1; *cover == NULL && n <= key->length; n++) {
            *cover = find_word(list, (uint8_t)(GV_KEY_SUFFIX + capital),
                               key->text + key->length - n, n);
        }
    }
    for (uint32_t n = 1; *cover == NULL && key->kind < GV_KEY_SUFFIX && n <= key->length; n++) {
        *cover = find_word(list, (uint8_t)(GV_KEY_PREFIX + capital), key->text, n);
    }
    if (*cover == word->node) {
        *cover = NULL;
    }
    return GV_OK;
}

static gv_status warn_if_covered(gv_plan *plan, const gv_lint_word *word, void *user)
{
    const gv_ast_node *cover = NULL;
    GV_TRY(find_cover(plan, user, word, &cover));
    if (cover == NULL) {
        return GV_OK;
    }
    if (cover->exact == word->node->exact && cover->affix == word->node->affix &&
        strcmp(cover->text, word->node->text) == 0) {
        return gv_job_warn(plan->job, word->node->at, "\"%s%s%s\" stands earlier in this list",
                           sign_before(cover), cover->text, sign_after(cover));
    }
    return gv_job_warn(plan->job, word->node->at, "\"%s%s%s\" is caught by \"%s%s%s\" in this list",
                       sign_before(word->node), word->node->text, sign_after(word->node),
                       sign_before(cover), cover->text, sign_after(cover));
}

/* Longer patterns that stand twice. */
static gv_status lint_equal_patterns(gv_plan *plan, const gv_ast_list *list)
{
    gv_map seen = {0};
    gv_buf bytes = {0};
    gv_status status = GV_OK;
    for (const gv_ast_pattern *pattern = list->first; pattern != NULL; pattern = pattern->next) {
        uint32_t found = 0;
        if (pattern->first->next == NULL && pattern->first->op == GV_AST_WORD) {
            continue;
        }
        gv_buf_clear(&bytes);
        GV_TRY_DONE(gv_canon_pattern(&bytes, pattern));
        const uint32_t n = (uint32_t)seen.n_entries;
        GV_TRY_DONE(gv_map_add(&seen, bytes.bytes, bytes.length, n, &found));
        if (found != n) {
            GV_TRY_DONE(gv_job_warn(plan->job, pattern->at,
                                    "this pattern stands earlier in this list"));
        }
    }
done:
    gv_buf_free(&bytes);
    gv_map_free(&seen);
    return status;
}

static gv_status lint_list(gv_plan *plan, const gv_ast_list *list)
{
    gv_lint_list words = {0};
    gv_status status = GV_OK;
    GV_TRY_DONE(visit_words(plan, list, 0, enter_word, &words));
    GV_TRY_DONE(visit_words(plan, list, 0, warn_if_covered, &words));
    GV_TRY_DONE(lint_equal_patterns(plan, list));
done:
    gv_map_free(&words.map);
    gv_memory_free(words.nodes);
    return status;
}

/* ------------------------------------------------------------------ bars that catch the trigger */

/* Stems that the frame looks for: key -> the node that wrote it, for this frame only. */
typedef struct gv_lint_stems {
    const gv_ast_node **nodes; /* by key */
    uint32_t *frames;          /* by key: frame + 1 for which nodes[key] holds */
    uint32_t frame;
    const char *frame_name;
} gv_lint_stems;

static gv_status enter_stem(gv_plan *plan, const gv_lint_word *word, void *user)
{
    gv_lint_stems *const stems = user;
    (void)plan;
    if (word->key->kind == GV_KEY_STEM && stems->frames[word->number] != stems->frame) {
        stems->frames[word->number] = stems->frame;
        stems->nodes[word->number] = word->node;
    }
    return GV_OK;
}

/* The word that is stemmed: folded, and with its form. */
static gv_status word_of(gv_plan *plan, const gv_ast_node *node, gv_slice *word)
{
    const gv_ast_text text = {node->text, node->length, node->at};
    GV_TRY(gv_plan_cut(plan, &text));
    const gv_plan_token *const token = &plan->tokens[0];
    const uint32_t form = gv_map_find(&plan->form_map, token->folded, token->length);
    *word = form != GV_MAP_NONE ? plan->forms[form].to : (gv_slice){token->folded, token->length};
    return GV_OK;
}

static gv_status warn_if_same_stem(gv_plan *plan, const gv_lint_word *word, void *user)
{
    const gv_lint_stems *const stems = user;
    gv_slice mine = {0};
    gv_slice barred = {0};
    char copy[UINT8_MAX + 1];
    if (word->key->kind != GV_KEY_STEM || stems->frames[word->number] != stems->frame) {
        return GV_OK;
    }
    const gv_ast_node *const other = stems->nodes[word->number];
    GV_TRY(word_of(plan, other, &mine));
    if (mine.length >= sizeof copy) {
        return GV_OK;
    }
    memcpy(copy, mine.bytes, mine.length);
    const uint32_t length = mine.length;
    GV_TRY(word_of(plan, word->node, &barred));
    if (barred.length == length && memcmp(barred.bytes, copy, length) == 0) {
        return GV_OK;
    }
    return gv_job_warn(plan->job, word->node->at,
                       "\"%s\" has the stem of \"%s\", which \"%s\" looks for: write \"=%s\" if "
                       "only this form is meant",
                       word->node->text, other->text, stems->frame_name,
                       word->node->text);
}

static gv_status lint_bars(gv_plan *plan, const gv_ast_frame *frame, gv_lint_stems *stems)
{
    stems->frame = frame->index + 1;
    stems->frame_name = frame->name.text;
    GV_TRY(visit_words(plan, &frame->on, 1, enter_stem, stems));
    for (const gv_ast_slot *slot = frame->slots; slot != NULL; slot = slot->next) {
        if (slot->role == GV_SLOT_NEED || slot->role == GV_SLOT_OR) {
            GV_TRY(visit_words(plan, &slot->list, 1, enter_stem, stems));
        }
    }
    GV_TRY(visit_words(plan, &frame->stop, 0, warn_if_same_stem, stems));
    for (const gv_ast_slot *slot = frame->slots; slot != NULL; slot = slot->next) {
        if (slot->role == GV_SLOT_BAR) {
            GV_TRY(visit_words(plan, &slot->list, 0, warn_if_same_stem, stems));
        }
        GV_TRY(visit_words(plan, &slot->stop, 0, warn_if_same_stem, stems));
        for (const gv_ast_guard *guard = slot->guards; guard != NULL; guard = guard->next) {
            GV_TRY(visit_words(plan, &guard->list, 0, warn_if_same_stem, stems));
        }
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ the language */

static gv_status lint_frame_lists(gv_plan *plan, const gv_ast_frame *frame)
{
    GV_TRY(lint_list(plan, &frame->on));
    GV_TRY(lint_list(plan, &frame->stop));
    for (const gv_ast_slot *slot = frame->slots; slot != NULL; slot = slot->next) {
        GV_TRY(lint_list(plan, &slot->list));
        GV_TRY(lint_list(plan, &slot->stop));
        for (const gv_ast_guard *guard = slot->guards; guard != NULL; guard = guard->next) {
            GV_TRY(lint_list(plan, &guard->list));
        }
    }
    return GV_OK;
}

static gv_status lint_entries(gv_plan *plan, const gv_ast_entries *entries)
{
    for (const gv_ast_entry *entry = entries->first; entry != NULL; entry = entry->next) {
        GV_TRY(lint_list(plan, &entry->list));
    }
    return GV_OK;
}

static gv_status lint_data(gv_plan *plan)
{
    const gv_ast_language *const language = plan->language;
    GV_TRY(lint_entries(plan, &language->breaks));
    GV_TRY(lint_entries(plan, &language->not_count_before));
    GV_TRY(lint_entries(plan, &language->not_count_after));
    GV_TRY(lint_entries(plan, &language->number_patterns));
    GV_TRY(lint_entries(plan, &language->weighs));
    return lint_list(plan, &language->years_unless);
}

gv_status gv_lint_words(gv_plan *plan)
{
    const gv_ast_language *const language = plan->language;
    const uint32_t n_frames = language->n_rules + language->n_masks + language->n_cues;
    gv_lint_stems stems = {0};
    gv_arena *const arena = &plan->job->arena;
    GV_TRY(gv_arena_get_array(arena, plan->n_keys, sizeof *stems.nodes, (void **)&stems.nodes));
    GV_TRY(gv_arena_get_array(arena, plan->n_keys, sizeof *stems.frames, (void **)&stems.frames));
    for (uint32_t i = 0; i < language->n_sets; i++) {
        if (language->set_table[i]->used) {
            GV_TRY(lint_list(plan, &language->set_table[i]->list));
        }
    }
    GV_TRY(lint_data(plan));
    for (uint32_t i = 0; i < n_frames; i++) {
        GV_TRY(lint_frame_lists(plan, language->frame_table[i]));
        GV_TRY(lint_bars(plan, language->frame_table[i], &stems));
    }
    return GV_OK;
}
