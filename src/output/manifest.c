/*
 * manifest.c - the manifest's JSON.
 *
 * In: options and models, then each input's report, then the totals. Out: one JSON object, an input
 * a line:
 *     {"v":1,
 *     "result":{"gravamen":"0.1.0","text":{...},"models":[...],"options":{...},
 *     "inputs":[
 *     {"n":1,"path":"a.txt.gz","size":1234,"sha256":"...","format":"text",...,"chain":"..."}
 *     ],
 *     "output":{"bytes":567,"sha256":"..."},
 *     "totals":{...}},
 *     "run":{"threads":2,"started":"2026-11-22T10:00:00Z",...}}
 * What is not known, and a count of nothing that could go wrong, is left out. A path whose bytes
 * are not UTF-8 is given in hexadecimal beside its readable form. It opens no file.
 */
#if !defined(_POSIX_C_SOURCE)
#define _POSIX_C_SOURCE 200809L /* gmtime_r */
#endif
#include "output/manifest.h"

#include "base/sha256.h"
#include "ingest/archive.h"
#include "ingest/pdf.h"
#include "ingest/xml.h"
#include "output/escape.h"
#include "output/manifest_options.h"
#include "text/stem.h"
#include "text/utf8.h"

#include <string.h>
#include <time.h>

void gv_manifest_chain_start(char chain[65])
{
    memset(chain, '0', 64);
    chain[64] = '\0';
}

void gv_manifest_chain_add(char chain[65], const char hash[65])
{
    gv_sha256 sha;
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, chain, 64);
    gv_sha256_add(&sha, hash, 64);
    gv_sha256_finish(&sha, chain);
}

/* ------------------------------------------------------------------ pieces */

/*  ,"name":7  */
static gv_status add_number(gv_buf *buf, const char *name, uint64_t number)
{
    GV_TRY(gv_buf_add_format(buf, ",\"%s\":", name));
    return gv_buf_add_number(buf, number);
}

static gv_status add_number_unless_zero(gv_buf *buf, const char *name, uint64_t number)
{
    return number > 0 ? add_number(buf, name, number) : GV_OK;
}

static gv_status add_hex(gv_buf *buf, const char *name, const char *bytes, size_t length)
{
    static const char DIGITS[] = "0123456789abcdef";
    GV_TRY(gv_buf_add_format(buf, ",\"%s\":\"", name));
    for (size_t i = 0; i < length; i++) {
        GV_TRY(gv_buf_add_byte(buf, DIGITS[(unsigned char)bytes[i] >> 4]));
        GV_TRY(gv_buf_add_byte(buf, DIGITS[(unsigned char)bytes[i] & 15]));
    }
    return gv_buf_add_byte(buf, '"');
}

/* ------------------------------------------------------------------ the head */

/* Libraries that take text out of files: another version may give another text (those that only
 * unpack, zlib and its kin, give back what was packed, or say so). */
static gv_status add_libraries(gv_buf *buf)
{
    const struct {
        const char *name, *version;
    } libraries[] = {{"expat", gv_xml_version()}, {"libarchive", gv_archive_version()}};
    int n = 0;
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        const char *version = libraries[i].version;
        if (version != NULL) {
            const char *const blank = strrchr(version, ' '); /* "libarchive 3.6.2" */
            version = blank != NULL ? blank + 1 : version;
            GV_TRY(gv_buf_add_format(buf, "%s\"%s\":", n++ == 0 ? ",\"libraries\":{" : ",",
                                     libraries[i].name));
            GV_TRY(gv_output_json_string(buf, version, strlen(version)));
        }
    }
    return gv_buf_add_text(buf, n > 0 ? "}" : "");
}

static gv_status add_text_stack(gv_buf *buf, const gv_model *const *models, size_t n_models)
{
    gv_map seen = {0};
    gv_status status = GV_OK;
    GV_TRY_DONE(gv_buf_add_format(buf, "\"text\":{\"utf8proc\":\"%s\",\"version\":%u",
                                  gv_text_utf8proc_version(), GV_TEXT_VERSION));
    GV_TRY_DONE(gv_buf_add_text(buf, ",\"fingerprints\":{"));
    for (size_t m = 0; m < n_models; m++) {
        for (uint32_t l = 0; l < models[m]->n_languages; l++) {
            const gv_model_language *const language = &models[m]->languages[l];
            const size_t length = strlen(language->code);
            if (gv_map_find(&seen, language->code, length) != GV_MAP_NONE) {
                continue;
            }
            GV_TRY_DONE(gv_buf_add_text(buf, seen.n_entries > 0 ? "," : ""));
            GV_TRY_DONE(gv_map_add(&seen, language->code, length, 0, NULL));
            GV_TRY_DONE(gv_output_json_string(buf, language->code, length));
            GV_TRY_DONE(gv_buf_add_format(buf, ":\"%016llx\"",
                                          (unsigned long long)language->head->fingerprint));
        }
    }
    GV_TRY_DONE(gv_buf_add_byte(buf, '}'));
    GV_TRY_DONE(add_libraries(buf));
    GV_TRY_DONE(gv_buf_add_text(buf, "},\n"));
done:
    gv_map_free(&seen);
    return status;
}

static gv_status add_models(gv_buf *buf, const gv_model *const *models, size_t n_models)
{
    GV_TRY(gv_buf_add_text(buf, "\"models\":["));
    for (size_t m = 0; m < n_models; m++) {
        GV_TRY(gv_buf_add_text(buf, m > 0 ? ",{\"identity\":" : "{\"identity\":"));
        GV_TRY(gv_output_json_string(buf, models[m]->identity, strlen(models[m]->identity)));
        GV_TRY(gv_buf_add_text(buf, ",\"languages\":["));
        for (uint32_t l = 0; l < models[m]->n_languages; l++) {
            const char *const code = models[m]->languages[l].code;
            GV_TRY(gv_buf_add_text(buf, l > 0 ? "," : ""));
            GV_TRY(gv_output_json_string(buf, code, strlen(code)));
        }
        GV_TRY(gv_buf_add_text(buf, "]}"));
    }
    return gv_buf_add_text(buf, "],\n");
}

/* "labels":["mass_killing", ...] */
static gv_status add_names(gv_buf *buf, const char *name, const char *const *items, size_t n)
{
    GV_TRY(gv_buf_add_format(buf, ",\"%s\":[", name));
    for (size_t i = 0; i < n; i++) {
        GV_TRY(gv_buf_add_text(buf, i > 0 ? "," : ""));
        GV_TRY(gv_output_json_string(buf, items[i], strlen(items[i])));
    }
    return gv_buf_add_byte(buf, ']');
}

static gv_status add_shard(gv_buf *buf, const gv_manifest_shard *shard)
{
    const gv_manifest_names *const names = shard->names;
    GV_TRY(gv_buf_add_format(buf, ",\n\"shard\":{\"number\":%u,\"of\":%u", shard->number,
                             shard->of));
    GV_TRY(add_number(buf, "inputs", shard->inputs));
    GV_TRY(gv_output_json_member(buf, "list", shard->list));
    GV_TRY(add_names(buf, "labels", names->labels, names->n_labels));
    GV_TRY(add_names(buf, "statuses", names->statuses, names->n_statuses));
    return gv_buf_add_byte(buf, '}');
}

gv_status gv_manifest_start(const gv_run_options *options, const gv_model *const *models,
                            size_t n_models, const gv_manifest_shard *shard, gv_buf *buf)
{
    GV_TRY(gv_buf_add_text(buf, "{\"v\":1,\n\"result\":{\"gravamen\":\"" GV_VERSION "\",\n"));
    GV_TRY(add_text_stack(buf, models, n_models));
    GV_TRY(add_models(buf, models, n_models));
    GV_TRY(gv_manifest_add_options(options, buf));
    if (shard != NULL) {
        GV_TRY(add_shard(buf, shard));
    }
    return gv_buf_add_text(buf, ",\n\"inputs\":[");
}

/* ------------------------------------------------------------------ one input */

static gv_status add_damage_row(gv_buf *buf, const gv_damage *damage, int first)
{
    GV_TRY(gv_buf_add_text(buf, first ? "{\"layer\":" : ",{\"layer\":"));
    GV_TRY(gv_output_json_string(buf, damage->layer, strlen(damage->layer)));
    GV_TRY(gv_output_json_member(buf, "within", damage->within));
    GV_TRY(add_number(buf, "offset", damage->offset));
    GV_TRY(add_number_unless_zero(buf, "length", damage->length));
    GV_TRY(gv_output_json_member(buf, "reason", damage->reason));
    return gv_buf_add_byte(buf, '}');
}

static gv_status add_damage(gv_buf *buf, const gv_manifest_input *input)
{
    const gv_reader_report *const report = input->report;
    const size_t n_read = report != NULL ? report->n_damage : 0;
    const uint64_t more = input->n_damage_more + (report != NULL ? report->n_damage_more : 0);
    if (n_read + input->n_damage == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, ",\"damage\":["));
    for (size_t i = 0; i < n_read; i++) {
        GV_TRY(add_damage_row(buf, &report->damage[i], i == 0));
    }
    for (size_t i = 0; i < input->n_damage; i++) {
        GV_TRY(add_damage_row(buf, &input->damage[i], n_read + i == 0));
    }
    GV_TRY(gv_buf_add_byte(buf, ']'));
    return add_number_unless_zero(buf, "damage_not_listed", more);
}

/* ,"formats":{"html":12,"text":3}  */
static gv_status add_kinds(gv_buf *buf, const char *name, const gv_kind_count *kinds, size_t n)
{
    if (n == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_format(buf, ",\"%s\":{", name));
    for (size_t i = 0; i < n; i++) {
        GV_TRY(gv_buf_add_text(buf, i > 0 ? "," : ""));
        GV_TRY(gv_output_json_string(buf, kinds[i].kind, strlen(kinds[i].kind)));
        GV_TRY(gv_buf_add_byte(buf, ':'));
        GV_TRY(gv_buf_add_number(buf, kinds[i].n));
    }
    return gv_buf_add_byte(buf, '}');
}

/* ,"ledger":[{"layer":"tar","depth":1,"n":1,"bytes":10240,"data":5000,"structure":5240}] */
static gv_status add_ledger(gv_buf *buf, const gv_reader_report *report)
{
    if (report->n_ledger == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, ",\"ledger\":["));
    for (size_t i = 0; i < report->n_ledger; i++) {
        const gv_ledger_row *const row = &report->ledger[i];
        GV_TRY(gv_buf_add_text(buf, i > 0 ? ",{\"layer\":" : "{\"layer\":"));
        GV_TRY(gv_output_json_string(buf, row->layer, strlen(row->layer)));
        GV_TRY(add_number(buf, "depth", row->depth));
        GV_TRY(add_number(buf, "n", row->n));
        GV_TRY(add_number(buf, "bytes", row->bytes));
        GV_TRY(add_number(buf, "data", row->data));
        GV_TRY(add_number(buf, "structure", row->structure));
        GV_TRY(add_number_unless_zero(buf, "skipped", row->skipped));
        GV_TRY(gv_buf_add_byte(buf, '}'));
    }
    return gv_buf_add_byte(buf, ']');
}

/* ,"pdftotext":"22.12.0"  where there was a PDF: it is a program, and asked only when it was
 * needed. */
static gv_status add_pdf_reader(gv_buf *buf, const gv_reader_report *report)
{
    int has_pdf = report->format != NULL && strcmp(report->format, "pdf") == 0;
    for (size_t i = 0; i < report->n_formats; i++) {
        has_pdf |= strcmp(report->formats[i].kind, "pdf") == 0;
    }
    return has_pdf ? gv_output_json_member(buf, "pdftotext", gv_pdf_version()) : GV_OK;
}

static gv_status add_other_languages(gv_buf *buf, const gv_map *languages)
{
    if (languages->n_entries == 0) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_text(buf, ",\"other_languages\":{"));
    for (size_t i = 0; i < languages->n_entries; i++) {
        const gv_map_entry *const entry = &languages->entries[i];
        GV_TRY(gv_buf_add_text(buf, i > 0 ? "," : ""));
        GV_TRY(gv_output_json_string(buf, entry->key, entry->length));
        GV_TRY(gv_buf_add_byte(buf, ':'));
        GV_TRY(gv_buf_add_number(buf, entry->value));
    }
    return gv_buf_add_byte(buf, '}');
}

gv_status gv_manifest_add_input(const gv_manifest_names *names, const gv_manifest_input *input,
                                gv_buf *buf)
{
    const gv_reader_report *const report = input->report;
    const size_t length = strlen(input->path);
    GV_TRY(gv_buf_add_text(buf, input->follows ? ",\n{\"n\":" : "\n{\"n\":"));
    GV_TRY(gv_buf_add_number(buf, input->ordinal));
    GV_TRY(gv_output_json_member(buf, "path", input->path));
    if (gv_utf8_valid_length(input->path, length) < length) {
        GV_TRY(add_hex(buf, "path_bytes", input->path, length));
    }
    if (report != NULL) {
        GV_TRY(add_number(buf, "size", report->bytes_read));
        GV_TRY(gv_output_json_member(buf, "sha256",
                                     report->sha256[0] != '\0' ? report->sha256 : NULL));
        GV_TRY(gv_output_json_member(buf, "format", report->format));
        GV_TRY(gv_output_json_member(buf, "compression", report->compression));
        GV_TRY(add_number_unless_zero(buf, "members",
                                      report->n_files > 0 ? report->n_files : report->n_members));
        GV_TRY(add_kinds(buf, "formats", report->formats, report->n_formats));
        GV_TRY(add_kinds(buf, "left_out", report->left_out, report->n_left_out));
        GV_TRY(add_ledger(buf, report));
        GV_TRY(add_number(buf, "text_bytes", report->bytes_text));
        GV_TRY(gv_output_json_member(buf, "encoding", report->encoding));
        GV_TRY(add_pdf_reader(buf, report));
    }
    GV_TRY(gv_manifest_add_counts(names, input->counts, buf));
    GV_TRY(add_other_languages(buf, input->other_languages));
    GV_TRY(add_damage(buf, input));
    GV_TRY(gv_output_json_member(buf, "chain", input->chain));
    return gv_buf_add_byte(buf, '}');
}

/* ------------------------------------------------------------------ the end */

/*  ,"name":"2026-11-22T10:00:00Z"  */
static gv_status add_time(gv_buf *buf, const char *name, int64_t seconds)
{
    char text[40] = "";
    struct tm parts;
    const time_t when = (time_t)seconds;
    if (gmtime_r(&when, &parts) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        return GV_OK;
    }
    return gv_output_json_member(buf, name, text);
}

gv_status gv_manifest_add_totals(const gv_manifest_names *names, const gv_manifest_end *end,
                                 gv_buf *buf)
{
    GV_TRY(gv_buf_add_text(buf, "{\"inputs\":"));
    GV_TRY(gv_buf_add_number(buf, end->inputs));
    GV_TRY(add_number_unless_zero(buf, "inputs_damaged", end->inputs_damaged));
    GV_TRY(gv_manifest_add_counts(names, end->totals, buf));
    return gv_buf_add_byte(buf, '}');
}

gv_status gv_manifest_add_end(const gv_manifest_names *names, const gv_manifest_end *end,
                              gv_buf *buf)
{
    GV_TRY(gv_buf_add_text(buf, "\"output\":{\"bytes\":"));
    GV_TRY(gv_buf_add_number(buf, end->output_bytes));
    GV_TRY(gv_output_json_member(buf, "sha256", end->output_sha256));
    GV_TRY(gv_buf_add_text(buf, "},\n\"totals\":"));
    GV_TRY(gv_manifest_add_totals(names, end, buf));
    GV_TRY(gv_buf_add_format(buf, "},\n\"run\":{\"threads\":%d", end->threads));
    GV_TRY(add_number_unless_zero(buf, "merged", end->merged));
    GV_TRY(add_time(buf, "started", end->started));
    GV_TRY(add_time(buf, "ended", end->ended));
    GV_TRY(gv_output_json_member(buf, "host", end->host));
    return gv_buf_add_text(buf, "}}\n");
}

gv_status gv_manifest_finish(const gv_manifest_names *names, const gv_manifest_end *end,
                             gv_buf *buf)
{
    GV_TRY(gv_buf_add_text(buf, "\n],\n"));
    if (end->n_skipped > 0) {
        GV_TRY(gv_buf_add_text(buf, "\"skipped\":["));
        for (size_t i = 0; i < end->n_skipped; i++) {
            GV_TRY(gv_buf_add_text(buf, i > 0 ? ",\n" : "\n"));
            GV_TRY(gv_output_json_string(buf, end->skipped[i], strlen(end->skipped[i])));
        }
        GV_TRY(gv_buf_add_text(buf, "\n],\n"));
    }
    return gv_manifest_add_end(names, end, buf);
}
