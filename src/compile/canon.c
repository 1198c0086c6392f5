/*
 * canon.c - patterns as bytes, to give one order to what several files say.
 *
 * In: patterns as read. Out: bytes that are equal for equal patterns wherever they stand, and lists
 * in the order of these bytes. Two files that each say "breaks: ..." make one list, and which file
 * was read first must not show in the image: the patterns are sorted. "drove ..5!@stop (out|off)?"
 * becomes "w:drove g5!<s:stop> ?<w:out|w:off>". Nobody reads these bytes; they are compared only.
 */
#include "compile/plan.h"

#include <stdlib.h>
#include <string.h>

static gv_status canon_branches(gv_buf *buf, const gv_ast_list *branches)
{
    GV_TRY(gv_buf_add_byte(buf, '<'));
    for (const gv_ast_pattern *branch = branches->first; branch != NULL; branch = branch->next) {
        if (branch != branches->first) {
            GV_TRY(gv_buf_add_byte(buf, '|'));
        }
        GV_TRY(gv_canon_pattern(buf, branch));
    }
    return gv_buf_add_byte(buf, '>');
}

static gv_status canon_node(gv_buf *buf, const gv_ast_node *node)
{
    if (node->optional) {
        GV_TRY(gv_buf_add_byte(buf, '?'));
    }
    switch (node->op) {
    case GV_AST_WORD:
        GV_TRY(gv_buf_add_format(buf, "%s%s:", node->exact ? "=" : "w",
                                 node->affix == 'p'   ? "p"
                                 : node->affix == 's' ? "x"
                                                      : ""));
        return gv_buf_add(buf, node->text, node->length);
    case GV_AST_SET:
        return gv_buf_add_format(buf, "s:%s", node->text);
    case GV_AST_CLASS:
        return gv_buf_add_format(buf, "c%u:%lu", (unsigned)node->element,
                                 (unsigned long)node->value);
    case GV_AST_MARK:
        return gv_buf_add_format(buf, "m%u:%u", (unsigned)node->element,
                                 (unsigned)node->marks);
    case GV_AST_GAP:
        GV_TRY(gv_buf_add_format(buf, "g%lu:%u", (unsigned long)node->value,
                                 (unsigned)node->marks));
        if (node->branches.first == NULL) {
            return GV_OK;
        }
        GV_TRY(gv_buf_add_byte(buf, '!'));
        return canon_branches(buf, &node->branches);
    default:
        return canon_branches(buf, &node->branches);
    }
}

gv_status gv_canon_pattern(gv_buf *buf, const gv_ast_pattern *pattern)
{
    for (const gv_ast_node *node = pattern->first; node != NULL; node = node->next) {
        if (node != pattern->first) {
            GV_TRY(gv_buf_add_byte(buf, ' '));
        }
        GV_TRY(canon_node(buf, node));
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ sorting */

typedef struct gv_canon_item {
    const char *bytes;
    const gv_ast_pattern *pattern;
    gv_ast_entry *entry;
} gv_canon_item;

static int compare_items(const void *left, const void *right)
{
    const gv_canon_item *const a = left;
    const gv_canon_item *const b = right;
    if (a->entry != NULL) {
        if (a->entry->facet_index != b->entry->facet_index) {
            return a->entry->facet_index < b->entry->facet_index ? -1 : 1;
        }
        if (a->entry->value_index != b->entry->value_index) {
            return a->entry->value_index < b->entry->value_index ? -1 : 1;
        }
        if (a->entry->value != b->entry->value) {
            return a->entry->value < b->entry->value ? -1 : 1;
        }
    }
    return strcmp(a->bytes, b->bytes);
}

static gv_status keep_bytes(gv_job *job, const gv_buf *buf, const char **bytes)
{
    char *copy = NULL;
    GV_TRY(gv_arena_copy(&job->arena, buf->length > 0 ? buf->bytes : "", buf->length, &copy));
    *bytes = copy;
    return GV_OK;
}

gv_status gv_canon_merge(gv_job *job, const gv_ast_entry *const *entries, size_t n,
                         gv_ast_list *list)
{
    gv_canon_item *items = NULL;
    size_t n_items = 0;
    gv_buf buf = {0};
    gv_status status = GV_OK;
    gv_ast_pattern *last = NULL;
    for (size_t i = 0; i < n; i++) {
        for (const gv_ast_pattern *p = entries[i]->list.first; p != NULL; p = p->next) {
            n_items++;
        }
    }
    GV_TRY(gv_arena_get_array(&job->arena, n_items, sizeof *items, (void **)&items));
    n_items = 0;
    for (size_t i = 0; i < n; i++) {
        for (const gv_ast_pattern *p = entries[i]->list.first; p != NULL; p = p->next) {
            gv_buf_clear(&buf);
            GV_TRY_DONE(gv_canon_pattern(&buf, p));
            GV_TRY_DONE(keep_bytes(job, &buf, &items[n_items].bytes));
            items[n_items++].pattern = p;
        }
    }
    if (n_items > 0) {
        qsort(items, n_items, sizeof *items, compare_items);
    }
    *list = (gv_ast_list){0};
    for (size_t i = 0; i < n_items; i++) {
        gv_ast_pattern *copy = NULL;
        GV_TRY_DONE(gv_job_get(job, sizeof *copy, (void **)&copy));
        *copy = *items[i].pattern;
        copy->next = NULL;
        if (last == NULL) {
            list->first = copy;
            list->at = copy->at;
        } else {
            last->next = copy;
        }
        last = copy;
    }
done:
    gv_buf_free(&buf);
    return status;
}

gv_status gv_canon_sort(gv_job *job, gv_ast_entry **entries, size_t n)
{
    gv_canon_item *items = NULL;
    gv_buf buf = {0};
    gv_status status = GV_OK;
    GV_TRY(gv_arena_get_array(&job->arena, n, sizeof *items, (void **)&items));
    for (size_t i = 0; i < n; i++) {
        gv_buf_clear(&buf);
        for (const gv_ast_pattern *p = entries[i]->list.first; p != NULL; p = p->next) {
            GV_TRY_DONE(gv_canon_pattern(&buf, p));
            GV_TRY_DONE(gv_buf_add_byte(&buf, ','));
        }
        items[i].entry = entries[i];
        GV_TRY_DONE(keep_bytes(job, &buf, &items[i].bytes));
    }
    if (n > 0) {
        qsort(items, n, sizeof *items, compare_items);
    }
    for (size_t i = 0; i < n; i++) {
        entries[i] = items[i].entry;
    }
done:
    gv_buf_free(&buf);
    return status;
}
