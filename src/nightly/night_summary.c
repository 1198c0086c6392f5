/*
 * night_summary.c - what a night came to, on one screen.
 *
 * In: the night's counts, and the state's sums. Out, in `gv_nightly_options.summary`:
 *     1204 inputs: 12 new, 3 changed, 1189 unchanged; 4.1 MB read in 3 s
 *     damaged 1: what could be read was; not read again until it changes
 *       reports/cut.txt.gz
 *     passages asserted        tonight      in all
 *       mass_killing                 7         412
 * Lines that would say nothing are left out. Paths are shown so that no name acts on a terminal.
 */
#include "nightly/nightly.h"

#include "output/escape.h"

#include <string.h>

static gv_status add_count(gv_buf *text, uint64_t n, const char *word, int *n_said)
{
    if (n == 0) {
        return GV_OK;
    }
    return gv_buf_add_format(text, "%s%llu %s", (*n_said)++ > 0 ? ", " : ": ",
                             (unsigned long long)n, word);
}

static gv_status add_inputs(const gv_night *night, int64_t seconds, gv_buf *text)
{
    const gv_nightly_stats *const s = &night->stats;
    int n = 0;
    GV_TRY(gv_buf_add_format(text, "%llu input%s", (unsigned long long)s->seen,
                             s->seen == 1 ? "" : "s"));
    GV_TRY(add_count(text, s->fresh, "new", &n));
    GV_TRY(add_count(text, s->changed, "changed", &n));
    GV_TRY(add_count(text, s->again, "once more", &n));
    GV_TRY(add_count(text, s->lost, "without their result", &n));
    GV_TRY(add_count(text, s->unchanged, "unchanged", &n));
    GV_TRY(add_count(text, s->older, "older than --since, left alone", &n));
    if (night->options->dry_run) {
        return gv_buf_add_text(text, "; nothing was touched\n");
    }
    return gv_buf_add_format(text, "; %llu read, %.1f MB, in %lld s\n",
                             (unsigned long long)s->done, (double)s->bytes_read / 1e6,
                             (long long)seconds);
}

static gv_status add_list(const gv_night_list *list, const char *word, const char *words,
                          gv_buf *text)
{
    if (list->n == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_format(text, "%s %llu: %s\n", word, (unsigned long long)list->n, words));
    for (uint64_t i = 0; i < list->n && i < GV_NIGHT_NAMED; i++) {
        GV_TRY(gv_buf_add_text(text, "  "));
        GV_TRY(gv_output_show(text, list->paths[i], strlen(list->paths[i]), 0));
        GV_TRY(gv_buf_add_byte(text, '\n'));
    }
    return list->n > GV_NIGHT_NAMED
               ? gv_buf_add_format(text, "  and %llu more\n",
                                   (unsigned long long)(list->n - GV_NIGHT_NAMED))
               : GV_OK;
}

static gv_status add_reasons(const gv_night *night, gv_buf *text)
{
    const gv_nightly_stats *const s = &night->stats;
    if (s->again > 0) {
        GV_TRY(gv_buf_add_format(text, "once more, since they were read with %s\n",
                                 night->other_model && night->other_options
                                     ? "another model, other options or another version"
                                 : night->other_model ? "another model"
                                                      : "other options or another version"));
    }
    if (s->unreadable > 0) {
        GV_TRY(gv_buf_add_format(text, "unreadable %llu: each was named; earlier results stay, and "
                                       "they are tried again\n",
                                 (unsigned long long)s->unreadable));
    }
    return s->skipped > 0 ? gv_buf_add_format(text, "skipped %llu: each was named\n",
                                              (unsigned long long)s->skipped)
                          : GV_OK;
}

static gv_status add_labels(gv_night *night, gv_buf *text)
{
    const gv_manifest_names *const names = &night->names;
    if (night->state == NULL || night->options->dry_run || names->n_statuses == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_format(text, "passages %-20s %10s %11s\n", names->statuses[0], "tonight",
                             "in all"));
    for (size_t l = 0; l < names->n_labels; l++) {
        uint64_t tonight = 0;
        uint64_t all = 0;
        GV_TRY(gv_night_sum(night->state, night->number, names->labels[l], names->statuses[0],
                            &tonight, &all));
        GV_TRY(gv_buf_add_format(text, "  %-27s %10llu %11llu\n", names->labels[l],
                                 (unsigned long long)tonight, (unsigned long long)all));
    }
    return GV_OK;
}

gv_status gv_night_summary(gv_night *night, int64_t seconds)
{
    const gv_nightly_options *const options = night->options;
    gv_buf text = {0};
    gv_status status = GV_OK;
    if (options->summary == NULL) {
        return GV_OK;
    }
    GV_TRY_DONE(add_inputs(night, seconds, &text));
    GV_TRY_DONE(add_reasons(night, &text));
    GV_TRY_DONE(add_list(&night->damaged, "damaged",
                         "what could be read was; not read again until they change", &text));
    const int pruned = night->stats.pruned == night->stats.vanished;
    GV_TRY_DONE(add_list(&night->vanished, "vanished",
                         !pruned            ? "their results stay (--prune takes them away)"
                         : options->dry_run ? "their results would go"
                                            : "their results are gone",
                         &text));
    GV_TRY_DONE(add_labels(night, &text));
    status = options->summary(options->summary_user, text.bytes, text.length);
done:
    gv_buf_free(&text);
    return status;
}
