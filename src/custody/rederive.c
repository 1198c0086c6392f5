/*
 * rederive.c - the inputs, read and tagged again.
 *
 * In: a manifest's options, the models, the inputs that were found. Out: each derived line beside
 * the result's (jsonl), or the first byte that differs (csv, pretty); of each input what its bytes
 * are now. gv_run does the work, exactly as it did the first time: the inputs bear their old names
 * wherever they lie now, records go into one sink and the new manifest into another, of which
 *     {"n":1,"path":"a.txt.gz","size":1234,"sha256":"9f..",...,"chain":"07.."},
 * is read line by line, so that nothing grows with the inputs. So size and SHA-256 are those of the
 * very bytes that were tagged again. It judges nothing.
 */
#include "custody/custody.h"

#include "base/arena.h"

#include <string.h>

/* Cuts a stream into lines. */
typedef struct line_cutter {
    gv_buf partial;
} line_cutter;

typedef gv_status (*line_fn)(void *user, const char *line, size_t length);

typedef struct rederiving {
    gv_custody_job *job;
    const char **paths, **names;
    uint32_t *inputs; /* of the run: which of the manifest's */
    size_t n_run, n_told;
    line_cutter records, entries;
    gv_buf head;       /* the new manifest without its inputs */
    uint64_t compared; /* csv, pretty: bytes */
} rederiving;

/* Gives each whole line, with its newline. */
static gv_status cut_lines(line_cutter *cutter, const char *bytes, size_t length, line_fn take,
                           void *user)
{
    while (length > 0) {
        const char *const newline = memchr(bytes, '\n', length);
        const size_t n = newline != NULL ? (size_t)(newline - bytes) + 1 : length;
        if (newline == NULL || cutter->partial.length > 0) {
            GV_TRY(gv_buf_add(&cutter->partial, bytes, n));
        }
        if (newline != NULL && cutter->partial.length > 0) {
            GV_TRY(take(user, cutter->partial.bytes, cutter->partial.length));
            gv_buf_clear(&cutter->partial);
        } else if (newline != NULL) {
            GV_TRY(take(user, bytes, n));
        }
        bytes += n;
        length -= n;
    }
    return GV_OK;
}

/* ------------------------------------------------------------------ sinks */

static gv_status take_record(void *user, const char *line, size_t length)
{
    rederiving *const r = user;
    return gv_custody_match_line(&r->job->match, line, length);
}

/* Looks for the first byte that differs. */
static void compare_bytes(rederiving *r, const char *bytes, size_t length)
{
    gv_custody_job *const job = r->job;
    const gv_mapping *const file = &job->result.file;
    if (job->differs_at == UINT64_MAX) {
        const uint64_t left = file->length > r->compared ? file->length - r->compared : 0;
        const size_t n = length < left ? length : (size_t)left;
        size_t same = 0;
        while (same < n && file->bytes[r->compared + same] == (unsigned char)bytes[same]) {
            same++;
        }
        if (same < length) {
            job->differs_at = r->compared + same;
        }
    }
    r->compared += length;
}

static gv_status take_records(void *user, const char *bytes, size_t length)
{
    rederiving *const r = user;
    if (r->job->run.format == GV_FORMAT_JSONL) {
        return cut_lines(&r->records, bytes, length, take_record, r);
    }
    compare_bytes(r, bytes, length);
    return GV_OK;
}

static const char *shown(const gv_json_value *value, int *length)
{
    enum { SHOWN_MOST = 80 };
    *length = (int)(value->length < SHOWN_MOST ? value->length : SHOWN_MOST);
    return value->kind == GV_JSON_STRING ? value->bytes : "";
}

static gv_status name_extractor(rederiving *r, const gv_manifest_row *now,
                                gv_custody_input *input)
{
    gv_message text;
    char *copy = NULL;
    int n_then = 0;
    int n_now = 0;
    const char *const then = shown(&input->then.pdftotext, &n_then);
    const char *const here = shown(&now->pdftotext, &n_now);
    gv_message_set(&text, GV_OK, "pdftotext %.*s then, %.*s now", n_then, then, n_now, here);
    GV_TRY(gv_arena_copy(&r->job->arena, text.text, strlen(text.text), &copy));
    input->extractor = copy;
    return GV_OK;
}

/* One line of the new manifest: an input, or a part of the head. */
static gv_status take_entry(void *user, const char *line, size_t length)
{
    rederiving *const r = user;
    gv_manifest_row row;
    size_t end = length - 1;
    end -= end > 0 && line[end - 1] == ',';
    if (strncmp(line, "{\"n\":", length < 5 ? length : 5) != 0 || r->n_told == r->n_run ||
        gv_manifest_read_row(line, end, &row) != GV_OK) {
        return gv_buf_add(&r->head, line, length);
    }
    gv_custody_input *const input = &r->job->manifest.inputs[r->inputs[r->n_told++]];
    input->was_read = gv_json_number(&row.size, &input->size_now) == GV_OK;
    input->n_damage_now = row.damage.kind == GV_JSON_ARRAY;
    (void)gv_manifest_hex(&row.sha256, input->sha256_now);
    (void)gv_manifest_hex(&row.chain, input->chain_now);
    if (input->was_read && !gv_custody_is_same(&input->then.pdftotext, &row.pdftotext)) {
        GV_TRY(name_extractor(r, &row, input));
    }
    if (!input->was_read) {
        input->why_not = "it could not be opened";
    }
    return GV_OK;
}

static gv_status take_manifest(void *user, const char *bytes, size_t length)
{
    rederiving *const r = user;
    return cut_lines(&r->entries, bytes, length, take_entry, r);
}

/* ------------------------------------------------------------------ the run */

static gv_status list_run(rederiving *r)
{
    gv_custody_job *const job = r->job;
    const gv_custody_manifest *const manifest = &job->manifest;
    const size_t n = manifest->n_inputs + 1;
    GV_TRY(gv_arena_get_array(&job->arena, n, sizeof *r->paths, (void **)&r->paths));
    GV_TRY(gv_arena_get_array(&job->arena, n, sizeof *r->names, (void **)&r->names));
    GV_TRY(gv_arena_get_array(&job->arena, n, sizeof *r->inputs, (void **)&r->inputs));
    job->compared_whole = 1;
    for (size_t i = 0; i < manifest->n_inputs; i++) {
        const gv_custody_input *const input = &manifest->inputs[i];
        if (input->found == NULL) {
            job->compared_whole &= input->records == 0;
            continue;
        }
        r->paths[r->n_run] = input->found;
        r->names[r->n_run] = input->path;
        r->inputs[r->n_run++] = (uint32_t)i;
    }
    return GV_OK;
}

static gv_status run_again(rederiving *r, gv_message *message)
{
    gv_custody_job *const job = r->job;
    gv_run_options options = job->run;
    options.size = sizeof options;
    options.models = job->models;
    options.n_models = job->n_models;
    options.threads = job->options->threads;
    options.sink = take_records;
    options.manifest_sink = take_manifest;
    options.sink_user = options.manifest_user = r;
    options.input_names = r->names;
    options.damage_is_reported = 1;
    options.progress = job->options->progress;
    options.progress_user = job->options->progress_user;
    return gv_run(&options, r->paths, r->n_run, message, NULL);
}

/* What the new manifest says of model, libraries and options. */
static gv_status read_head(rederiving *r)
{
    gv_custody_job *const job = r->job;
    if (r->entries.partial.length > 0) {
        GV_TRY(gv_buf_add(&r->head, r->entries.partial.bytes, r->entries.partial.length));
    }
    job->again.mapping = (gv_mapping){(unsigned char *)r->head.bytes, r->head.length, 0};
    r->head = (gv_buf){0};
    return gv_manifest_read(&job->again);
}

gv_status gv_custody_rederive(gv_custody_job *job, gv_message *message)
{
    rederiving r = {.job = job};
    gv_status status = GV_OK;
    job->match.manifest = &job->manifest;
    job->match.result = &job->result;
    job->differs_at = UINT64_MAX;
    GV_TRY_DONE(gv_memory_get_zeroed(job->manifest.n_inputs + 1, sizeof *job->match.tally,
                                     (void **)&job->match.tally));
    GV_TRY_DONE(list_run(&r));
    GV_TRY_DONE(run_again(&r, message));
    if (job->differs_at == UINT64_MAX && r.compared < job->result.file.length) {
        job->differs_at = r.compared;
    }
    GV_TRY_DONE(read_head(&r));
    if (job->run.format == GV_FORMAT_JSONL) {
        GV_TRY_DONE(gv_custody_match_end(&job->match));
    }
done:
    gv_buf_free(&r.records.partial);
    gv_buf_free(&r.entries.partial);
    gv_buf_free(&r.head);
    return status;
}
