/*
 * tell_records.c - a finding for each record, in the order of the result.
 *
 * In: rows that are matched with what was derived, and derived lines that the result lacks. Out:
 * one finding a row, and before the first row that should come behind it one for each missing line:
 *     line 7, id report-7: FAILS, labels_differ: the status of mass_killing is "negated" here,
 *     "asserted" in what was derived; the result was edited: ...
 * A record that holds, but whose member's own checksum does not, is told as "in_damaged": its bytes
 * are those that were read, and may not be those that were once stored.
 */
#include "custody/custody.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct telling {
    gv_custody_job *job;
    gv_arena scratch;    /* of one finding */
    size_t next_missing;
    const char **why;    /* of each input, when first needed */
} telling;

/* ------------------------------------------------------------------ words */

/* "2021.tar.gz, x/report-7.html, passage 12"; an id that was given stands in it too, and one that
 * begins with the path stands for it. */
static gv_status make_place(telling *t, const gv_custody_line *fields, const char **id,
                            const char **path, const char **place)
{
    gv_buf buf = {0};
    const char *member = NULL;
    char *copy = NULL;
    uint64_t passage = 0;
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_custody_decode(&fields->path, &t->scratch, path));
    GV_TRY_DONE(gv_custody_decode(&fields->id, &t->scratch, id));
    const int is_of_path = strncmp(*id, *path, strlen(*path)) == 0;
    GV_TRY_DONE(gv_buf_add_text(&buf, is_of_path && fields->member.kind == GV_JSON_NONE ? *id
                                                                                       : *path));
    if (fields->member.kind == GV_JSON_STRING) {
        GV_TRY_DONE(gv_custody_decode(&fields->member, &t->scratch, &member));
        GV_TRY_DONE(gv_buf_add_format(&buf, ", %s", member));
    }
    if (!is_of_path && (*id)[0] != '\0') {
        GV_TRY_DONE(gv_buf_add_format(&buf, ", %s", *id));
    }
    if (gv_json_number(&fields->passage, &passage) == GV_OK) {
        GV_TRY_DONE(gv_buf_add_format(&buf, ", passage %" PRIu64, passage));
    }
    GV_TRY_DONE(gv_arena_copy(&t->scratch, buf.bytes != NULL ? buf.bytes : "", buf.length, &copy));
    *place = copy;
done:
    gv_buf_free(&buf);
    return status;
}

/* "first; why" */
static gv_status join(telling *t, const char *first, uint32_t input, const char **words)
{
    gv_custody_job *const job = t->job;
    gv_buf buf = {0};
    char *copy = NULL;
    gv_status status = GV_OK;
    if (t->why[input] == NULL) {
        GV_TRY(gv_custody_why(job, &job->manifest.inputs[input], &t->why[input]));
    }
    GV_TRY_DONE(gv_buf_add_format(&buf, "%s; %s", first, t->why[input]));
    GV_TRY_DONE(gv_arena_copy(&t->scratch, buf.bytes, buf.length, &copy));
    *words = copy;
done:
    gv_buf_free(&buf);
    return status;
}

static gv_status tell_line(telling *t, const char *line, size_t length, gv_verify_finding *finding)
{
    gv_custody_line fields;
    finding->subject = "record";
    if (gv_custody_read_line(line, length, &fields)) {
        GV_TRY(make_place(t, &fields, &finding->id, &finding->path, &finding->place));
    }
    gv_custody_tell(t->job, finding);
    gv_arena_reset(&t->scratch, 1 << 16);
    return GV_OK;
}

/* ------------------------------------------------------------------ one row */

static gv_status tell_missing(telling *t, const gv_custody_missing *item)
{
    gv_verify_finding finding = {.verdict = GV_VERDICT_FAILS, .code = "missing"};
    t->job->stats.missing++;
    GV_TRY(join(t, "the inputs give this record, and the result lacks it", item->input,
                &finding.words));
    return tell_line(t, item->line, item->length, &finding);
}

static void judge_held(const gv_custody_row *row, gv_verify_finding *finding)
{
    if (row->moved) {
        finding->verdict = GV_VERDICT_FAILS;
        finding->code = "moved";
        finding->words = "it holds, but stands out of order: it was moved";
    } else if (row->in_damaged) {
        finding->verdict = GV_VERDICT_UNCHECKED;
        finding->code = "in_damaged";
        finding->words = "it holds, but what it comes from was damaged when it was read: the "
                         "manifest says where";
    } else {
        finding->code = "holds";
        finding->words = "it holds";
    }
}

/* Fills verdict, code and words. */
static gv_status judge(telling *t, const gv_custody_row *row, gv_verify_finding *finding)
{
    const gv_custody_input *const input =
        row->input != GV_CUSTODY_NONE ? &t->job->manifest.inputs[row->input] : NULL;
    finding->verdict = GV_VERDICT_FAILS;
    if (row->verdict == GV_ROW_UNREADABLE) {
        finding->code = "unreadable";
        finding->words = "the line is no record: it was cut off or edited";
        return GV_OK;
    }
    if (input == NULL) {
        finding->code = "unknown_input";
        finding->words = "it names an input that the manifest does not have";
        return GV_OK;
    }
    if (row->verdict == GV_ROW_HOLDS) {
        finding->verdict = GV_VERDICT_HOLDS;
        judge_held(row, finding);
        return GV_OK;
    }
    if (row->verdict == GV_ROW_DIFFERS) {
        finding->code = (row->differs & GV_DIFFERS_TEXT) != 0     ? "text_differs"
                        : (row->differs & GV_DIFFERS_LABELS) != 0 ? "labels_differ"
                                                                  : "differs";
        return join(t, row->words, row->input, &finding->words);
    }
    if (row->twice) {
        finding->code = "twice";
        finding->words = "it stands already in another line, and is derived once";
        return GV_OK;
    }
    if (!input->was_read) {
        finding->verdict = GV_VERDICT_UNCHECKED;
        finding->code = "not_checked";
        finding->words = gv_custody_is(&input->then.chain, input->chain_here)
                             ? "its input was not read again; it stands as it was written (hash "
                               "chain)"
                             : "its input was not read again, and one of the input's records or "
                               "more are not as they were written (hash chain)";
        return GV_OK;
    }
    finding->code = "not_derived";
    return join(t, "the inputs do not give this record", row->input, &finding->words);
}

static gv_status tell_row(telling *t, size_t number)
{
    gv_custody_job *const job = t->job;
    const gv_custody_row *const row = &job->result.rows[number];
    const char *const line = (const char *)job->result.file.bytes + row->offset;
    gv_verify_finding finding = {.line = number + 1};
    GV_TRY(judge(t, row, &finding));
    job->stats.records++;
    job->stats.held += finding.verdict == GV_VERDICT_HOLDS;
    job->stats.failed += finding.verdict == GV_VERDICT_FAILS;
    job->stats.unchecked += finding.verdict == GV_VERDICT_UNCHECKED;
    return tell_line(t, line, row->length, &finding);
}

/* ------------------------------------------------------------------ all rows */

static gv_status tell_all(telling *t)
{
    gv_custody_job *const job = t->job;
    const gv_custody_match *const match = &job->match;
    for (size_t i = 0; i < job->result.n_rows; i++) {
        const uint32_t derived = job->result.rows[i].moved ? 0 : job->result.rows[i].derived;
        while (t->next_missing < match->n_missing &&
               match->missing[t->next_missing].derived < derived) {
            GV_TRY(tell_missing(t, &match->missing[t->next_missing++]));
        }
        GV_TRY(tell_row(t, i));
    }
    while (t->next_missing < match->n_missing) {
        GV_TRY(tell_missing(t, &match->missing[t->next_missing++]));
    }
    if (match->n_missing_more > 0) {
        gv_message text;
        gv_message_set(&text, GV_OK,
                       "%" PRIu64 " more records are given by the inputs and missing in the "
                       "result; they are not listed",
                       match->n_missing_more);
        const gv_verify_finding finding = {.verdict = GV_VERDICT_FAILS, .subject = "result",
                                    .code = "missing", .words = text.text};
        job->stats.missing += match->n_missing_more;
        gv_custody_tell(job, &finding);
    }
    return GV_OK;
}

gv_status gv_custody_tell_records(gv_custody_job *job)
{
    telling t = {.job = job};
    if (job->run.format != GV_FORMAT_JSONL) {
        return GV_OK;
    }
    gv_status status = gv_arena_get_array(&job->arena, job->manifest.n_inputs + 1, sizeof *t.why,
                                          (void **)&t.why);
    if (status == GV_OK) {
        status = tell_all(&t);
    }
    gv_arena_free(&t.scratch);
    return status;
}
