/*
 * check.c - the order in which a model is judged.
 *
 * In: the tree as read. Out: the tree with every name resolved. The codebook comes first, since
 * frames refer to it; then the names of all languages' sets, so that a set of another language can
 * be told from an unknown one; then language by language the sets, the frames, and the lists of the
 * language's own data. It changes no word and counts none: that is lower.c.
 */
#include "compile/check.h"

#include <string.h>

static gv_status check_weigh(gv_job *job, gv_ast_entry *entry)
{
    const gv_ast_model *const model = &job->model;
    if (entry->facet_value.text == NULL) {
        return GV_OK;
    }
    const uint32_t number =
        gv_map_find(&model->facet_names, entry->facet.text, entry->facet.length);
    if (number == GV_MAP_NONE) {
        return gv_check_unknown(job, "facet", &entry->facet, &model->facet_names);
    }
    const gv_ast_facet *facet = model->facets;
    while (strcmp(facet->name.text, entry->facet.text) != 0) {
        facet = facet->next;
    }
    gv_near near = gv_near_begin(job, entry->facet_value.text, entry->facet_value.length);
    uint32_t index = 0;
    for (const gv_ast_item *value = facet->values.first; value != NULL; value = value->next) {
        if (strcmp(value->text.text, entry->facet_value.text) == 0) {
            entry->facet_index = number;
            entry->value_index = index;
            return GV_OK;
        }
        gv_near_offer(&near, value->text.text, value->text.length);
        index++;
    }
    const char *hint = "";
    GV_TRY(gv_near_hint(job, &near, &hint));
    return gv_job_error(job, entry->facet_value.at, "the facet \"%s\" has no value \"%s\"%s",
                        entry->facet.text, entry->facet_value.text, hint);
}

static gv_status check_entries(gv_list_check *check, gv_ast_entries *entries)
{
    for (gv_ast_entry *entry = entries->first; entry != NULL; entry = entry->next) {
        GV_TRY(gv_check_list(check, &entry->list));
    }
    return GV_OK;
}

static gv_status check_number_entries(gv_job *job, const gv_ast_entries *entries)
{
    for (const gv_ast_entry *entry = entries->first; entry != NULL; entry = entry->next) {
        GV_TRY(gv_check_number_list(job, &entry->list, 0));
    }
    return GV_OK;
}

/* The lists of the language's own data. */
static gv_status check_data(gv_list_check *check)
{
    gv_ast_language *const language = check->language;
    GV_TRY(check_entries(check, &language->breaks));
    GV_TRY(check_entries(check, &language->not_count_before));
    GV_TRY(check_entries(check, &language->not_count_after));
    GV_TRY(check_entries(check, &language->number_patterns));
    GV_TRY(check_entries(check, &language->weighs));
    GV_TRY(gv_check_list(check, &language->years_unless));
    GV_TRY(check_number_entries(check->job, &language->not_count_before));
    GV_TRY(check_number_entries(check->job, &language->not_count_after));
    GV_TRY(check_number_entries(check->job, &language->number_patterns));
    GV_TRY(gv_check_number_list(check->job, &language->years_unless, 1));
    for (gv_ast_entry *entry = language->weighs.first; entry != NULL; entry = entry->next) {
        GV_TRY(gv_job_go_on(check_weigh(check->job, entry)));
    }
    return GV_OK;
}

static gv_status check_language(gv_job *job, gv_ast_language *language)
{
    gv_list_check check = {.job = job, .language = language};
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_check_sets(&check));
    GV_TRY_DONE(gv_check_frames(&check));
    GV_TRY_DONE(check_data(&check));
    gv_check_used_sets(&check);
done:
    gv_memory_free(check.edges);
    return status;
}

gv_status gv_check_model(gv_job *job)
{
    gv_ast_language *language = NULL;
    GV_TRY(gv_check_codebook(job));
    for (language = job->model.languages; language != NULL; language = language->next) {
        GV_TRY(gv_check_set_names(job, language));
    }
    for (language = job->model.languages; language != NULL; language = language->next) {
        GV_TRY(check_language(job, language));
    }
    if (job->model.languages == NULL) {
        GV_TRY(gv_job_go_on(gv_job_file_error(
            job, 0, "the model has no language: no file says \"language CODE\"")));
    }
    return GV_OK;
}
