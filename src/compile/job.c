/*
 * job.c - findings: kept while the rules are read, told in order at the end.
 *
 * In: a place (source, byte) and what is wrong there. Out: to the callback, every finding of every
 * file by path, line and column, with the line it stands in. A place is turned into line and column
 * only here: byte 40 of a file whose lines begin at bytes 0, 17 and 36 is line 3, column 5. It does
 * not judge: which statement is wrong is decided in parse.c, check.c, lower.c and lint.c.
 */
#include "compile/job.h"


#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_SIZE = 1024 };

gv_status gv_job_get(gv_job *job, size_t size, void **memory)
{
    return gv_arena_get_array(&job->arena, 1, size, memory);
}

gv_status gv_job_text(gv_job *job, const char *text, size_t length, gv_at at, gv_ast_text *copy)
{
    char *bytes = NULL;
    GV_TRY(gv_arena_copy(&job->arena, text, length, &bytes));
    *copy = (gv_ast_text){.text = bytes, .length = (uint32_t)length, .at = at};
    return GV_OK;
}

static gv_status keep(gv_job *job, gv_finding finding, const char *format, va_list arguments)
{
    char text[MESSAGE_SIZE];
    char *copy = NULL;
    const int n = vsnprintf(text, sizeof text, format, arguments);
    if (n < 0) {
        text[0] = '\0';
    }
    GV_TRY(gv_arena_copy(&job->arena, text, strlen(text), &copy));
    finding.text = copy;
    GV_TRY(gv_array_reserve((void **)&job->findings, job->n_findings + 1, sizeof *job->findings,
                            &job->findings_capacity));
    job->findings[job->n_findings++] = finding;
    if (finding.severity == GV_SEVERITY_ERROR) {
        job->n_errors++;
    } else {
        job->n_warnings++;
    }
    return GV_OK;
}

gv_status gv_job_error(gv_job *job, gv_at at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const gv_finding finding = {.at = at, .severity = GV_SEVERITY_ERROR};
    const gv_status status = keep(job, finding, format, arguments);
    va_end(arguments);
    return status == GV_OK ? GV_ERROR_RULES : status;
}

gv_status gv_job_file_error(gv_job *job, uint32_t source, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const gv_finding finding = {
        .at = {source, 0}, .severity = GV_SEVERITY_ERROR, .whole_file = 1};
    const gv_status status = keep(job, finding, format, arguments);
    va_end(arguments);
    return status == GV_OK ? GV_ERROR_RULES : status;
}

gv_status gv_job_warn(gv_job *job, gv_at at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const gv_finding finding = {.at = at, .severity = GV_SEVERITY_WARNING};
    const gv_status status = keep(job, finding, format, arguments);
    va_end(arguments);
    return status;
}

gv_status gv_job_go_on(gv_status status)
{
    return status == GV_ERROR_RULES ? GV_OK : status;
}

uint32_t gv_job_line(const gv_job *job, gv_at at, uint32_t *column)
{
    const gv_source *const source = &job->sources[at.source];
    uint32_t low = 0;
    uint32_t high = source->n_lines;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= at.offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    if (column != NULL) {
        *column = at.offset - source->lines[low] + 1;
    }
    return low + 1;
}

gv_status gv_job_place(gv_job *job, gv_at at, const char **place)
{
    gv_buf buf = {0};
    char *copy = NULL;
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_buf_add_format(&buf, "%s:%lu", job->sources[at.source].name,
                                  (unsigned long)gv_job_line(job, at, NULL)));
    GV_TRY_DONE(gv_arena_copy(&job->arena, buf.bytes, buf.length, &copy));
    *place = copy;
done:
    gv_buf_free(&buf);
    return status;
}

static int compare_findings(const void *left, const void *right)
{
    const gv_finding *const a = left;
    const gv_finding *const b = right;
    if (a->at.source != b->at.source) {
        return a->at.source < b->at.source ? -1 : 1;
    }
    if (a->whole_file != b->whole_file) {
        return a->whole_file ? -1 : 1;
    }
    if (a->at.offset != b->at.offset) {
        return a->at.offset < b->at.offset ? -1 : 1;
    }
    return strcmp(a->text, b->text);
}

/* The line's text without its end, NUL-terminated in *buf. */
static gv_status copy_line(const gv_source *source, uint32_t line, gv_buf *buf)
{
    const uint32_t start = source->lines[line - 1];
    uint32_t end = line < source->n_lines ? source->lines[line] : source->length;
    while (end > start && (source->text[end - 1] == '\n' || source->text[end - 1] == '\r')) {
        end--;
    }
    gv_buf_clear(buf);
    GV_TRY(gv_buf_add(buf, source->text + start, end - start));
    return gv_buf_add_byte(buf, '\0');
}

gv_status gv_job_tell(gv_job *job, gv_diagnostic_fn callback, void *user)
{
    gv_buf line = {0};
    gv_status status = GV_OK;
    if (callback == NULL || job->n_findings == 0) {
        return GV_OK;
    }
    qsort(job->findings, job->n_findings, sizeof *job->findings, compare_findings);
    for (size_t i = 0; i < job->n_findings; i++) {
        const gv_finding *const finding = &job->findings[i];
        const gv_source *const source = &job->sources[finding->at.source];
        gv_diagnostic diagnostic = {.size = sizeof diagnostic,
                                    .severity = finding->severity,
                                    .path = source->path,
                                    .message = finding->text};
        if (!finding->whole_file) {
            diagnostic.line = gv_job_line(job, finding->at, &diagnostic.column);
            GV_TRY_DONE(copy_line(source, diagnostic.line, &line));
            diagnostic.source_line = line.bytes;
        }
        callback(user, &diagnostic);
    }
done:
    gv_buf_free(&line);
    return status;
}
