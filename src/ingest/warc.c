/*
 * warc.c - a WARC or ARC file as a container: record after record, those with text as members.
 *
 * In: the bytes of all records. Out: members, damage, counts, a ledger row:
 *
 *     warcinfo    request     response 200, text/html     response 404
 *     structure   structure   member: the page's bytes    structure
 *     counted     counted                                 counted as "HTTP 404"
 *
 * warc_search.c finds where records begin, warc_block.c where they end, http_body.c what a body is.
 * A member's bytes are given as they come, so that what turns out wrong at a record's end was given
 * before it was known; the row then says so.
 */
#include "ingest/warc.h"

#include "base/arena.h"
#include "ingest/archive_name.h"
#include "ingest/http.h"
#include "ingest/media.h"
#include "ingest/warc_search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_KEEP = 1 << 16, SNIFF = 512 };

typedef struct gv_warc {
    gv_warc_block block;
    gv_damage_log *log;
    const gv_limits *limits;
    const char *kind;
    gv_arena arena; /* strings of the member at hand */
    gv_http_head http;
    gv_http_body body;
    int in_record, is_member;
    uint64_t start, body_start; /* of the record at hand; body_start: of a member's bytes */
    gv_warc_search search;
    gv_buf name;                /* of the member at hand, where it is too long */
    char left_out[64];          /* of the member at hand */
    uint64_t data, structure;
} gv_warc;

/* ------------------------------------------------------------------ records */

/* Behind the block of the record at hand. */
static gv_status end_record(gv_warc *warc)
{
    gv_warc_block *const block = &warc->block;
    GV_TRY(gv_warc_block_skip(block, UINT64_MAX));
    GV_TRY(gv_warc_block_end(block));
    const char *const trouble = block->trouble != NULL ? block->trouble : warc->body.trouble;
    const uint64_t end = gv_recent_offset(&block->input);
    warc->in_record = 0;
    if (trouble != NULL) {
        char cause[sizeof warc->search.cause];
        (void)snprintf(cause, sizeof cause, "a record %s", trouble);
        gv_warc_search_skip(&warc->search, warc->start, cause);
        warc->search.lost = block->ends_elsewhere;
        return GV_OK;
    }
    const uint64_t data = warc->is_member ? end - warc->body_start : 0;
    warc->data += data;
    warc->structure += end - warc->start - data;
    return GV_OK;
}

/* Begins the record at the input's position: keeps what its header says and passes over it. */
static gv_status begin_record(gv_warc *warc, const gv_warc_head *head, gv_member *member,
                              const char **content_type)
{
    const struct {
        const gv_warc_slice *slice;
        const char **copy;
    } kept[] = {{&head->url, &member->url},
                {&head->id, &member->id},
                {&head->date, &member->date},
                {&head->content_type, content_type}};
    const char *const trouble = head->flaw != NULL                ? head->flaw
                                : head->type == GV_WARC_NO_TYPE ? "is of no type that is known"
                                                                : NULL;
    gv_arena_reset(&warc->arena, ARENA_KEEP);
    *member = (gv_member){.offset = gv_recent_offset(&warc->block.input)};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (kept[i].slice->length > 0) {
            GV_TRY(gv_header_copy(&warc->arena, kept[i].slice->bytes, kept[i].slice->length,
                                  kept[i].copy));
        }
    }
    member->name = member->url != NULL ? member->url : member->id;
    gv_warc_block_begin(&warc->block, head->block_length, &head->digest, trouble);
    warc->block.input.position += head->length;
    warc->start = member->offset;
    warc->in_record = 1;
    warc->is_member = 0;
    warc->body.trouble = NULL;
    return GV_OK;
}

/* ------------------------------------------------------------------ members */

static void set_trouble(gv_warc *warc, const char *trouble)
{
    if (warc->block.trouble == NULL) {
        warc->block.trouble = trouble;
    }
}

/* Sees `length` bytes of the block, or all it has if they are fewer: *n, at *bytes. */
static gv_status see(gv_warc *warc, size_t length, const char **bytes, size_t *n)
{
    gv_recent *const input = &warc->block.input;
    const uint64_t left = warc->block.left;
    GV_TRY(gv_recent_see(input, left < length ? (size_t)left : length));
    *n = gv_recent_left(input) < left ? gv_recent_left(input) : (size_t)left;
    *n = *n < length ? *n : length;
    *bytes = (const char *)gv_recent_at(input);
    return GV_OK;
}

/* Reads the head of HTTP and passes over it; *is_read 0: it has none, or not whole. */
static gv_status read_http(gv_warc *warc, int *is_read)
{
    size_t wanted = 1 << 10;
    size_t n = 0;
    const char *bytes = NULL;
    *is_read = 0;
    for (;;) {
        GV_TRY(see(warc, wanted, &bytes, &n));
        const gv_http_answer answer = gv_http_head_read(bytes, n, &warc->http);
        if (answer == GV_HTTP_READ) {
            GV_TRY(gv_warc_block_skip(&warc->block, warc->http.length));
            *is_read = warc->http.status / 100 != 1 || warc->block.left == 0;
            if (*is_read) {
                return GV_OK;
            } /* else "100 Continue": another head follows */
        } else if (answer == GV_HTTP_LONG) {
            set_trouble(warc, "has an HTTP header that is longer than 64 KiB, or a thousand lines");
            return GV_OK;
        } else if (n < wanted) {
            if (n == warc->block.left) {
                set_trouble(warc, "has an HTTP header without an end");
            }
            return GV_OK; /* else it is cut off, which shows at its end */
        } else {
            wanted *= 4;
        }
    }
}

/* Whether the block is an exchange of HTTP, and which half of it. */
static gv_status is_http(gv_warc *warc, const gv_warc_head *head, const char *content_type,
                         int *is, int *is_request)
{
    static const char http[] = "application/http";
    size_t n = 0;
    const char *bytes = NULL;
    const char *const type = content_type != NULL ? content_type : "";
    const gv_header_line line = {.name = type,
                                 .name_length = strlen(type) < sizeof http - 1 ? strlen(type)
                                                                               : sizeof http - 1};
    GV_TRY(see(warc, 5, &bytes, &n));
    const int begins = n == 5 && memcmp(bytes, "HTTP/", 5) == 0;
    *is_request = gv_header_is(&line, http) && strstr(type, "request") != NULL && !begins;
    *is = gv_header_is(&line, http) || (begins && head->type == GV_WARC_RESPONSE);
    return GV_OK;
}

/* Cuts a name that is longer than the limit, and says so. */
static gv_status limit_name(gv_warc *warc, gv_member *member)
{
    const uint32_t limit = warc->limits->name;
    int is_cut = 0;
    if (member->name == NULL || strlen(member->name) <= limit) {
        return GV_OK;
    }
    GV_TRY(gv_archive_name(member->name, strlen(member->name), 0, limit, &warc->name, &is_cut));
    member->name = warc->name.bytes;
    return gv_damage_add(warc->log, warc->kind, warc->start, 0,
                         "a name longer than %" PRIu32 " bytes is cut off: %.60s...", limit,
                         member->name);
}

/* A body in a coding that nobody here can read: a page is a member without bytes, so that it is
 * missed; a picture or a style sheet is none, as it would not be without the coding. */
static gv_status leave_coded(gv_warc *warc, gv_member *member, int *is_given)
{
    size_t length = 0;
    const char *const bytes = gv_peek_bytes(warc->body.top, &length);
    const char *const type = warc->http.media_type;
    if (type[0] != '\0' && gv_media_has_no_text(type, bytes, length)) {
        *is_given = 0;
        return gv_left_out_add(warc->log, type);
    }
    (void)snprintf(warc->left_out, sizeof warc->left_out, "encoded as %s, which is not read",
                   warc->body.unread);
    member->left_out = warc->left_out;
    return GV_OK;
}

/* Opens the body that begins at the block's position. *is_given 0: there is none. */
static gv_status open_body(gv_warc *warc, const gv_warc_head *head, gv_member *member,
                           int *is_given)
{
    static const char mark[] = "WARC/";
    gv_warc_block *const block = &warc->block;
    size_t n = 0;
    const char *bytes = NULL;
    GV_TRY(see(warc, sizeof mark - 1, &bytes, &n));
    if (n == 0) {
        return block->left == 0 && block->trouble == NULL
                   ? gv_left_out_add(warc->log, "record without a body")
                   : GV_OK;
    }
    block->is_nested = n == sizeof mark - 1 && memcmp(bytes, mark, n) == 0;
    warc->body_start = gv_recent_offset(&block->input);
    member->length = block->left;
    GV_TRY(gv_http_body_open(&warc->body, (gv_stream){gv_warc_block_fill, block}, &warc->http,
                             head->truncated));
    member->length = warc->body.framed ? 0 : member->length;
    member->media_type = warc->http.media_type[0] != '\0' ? warc->http.media_type : NULL;
    member->charset = warc->http.charset[0] != '\0' ? warc->http.charset : NULL;
    *is_given = 1;
    GV_TRY(warc->body.unread != NULL ? leave_coded(warc, member, is_given) : GV_OK);
    warc->is_member = *is_given;
    return *is_given ? limit_name(warc, member) : GV_OK;
}

/* What of the record, if anything, is a member. */
static gv_status open_record(gv_warc *warc, const gv_warc_head *head, const char *content_type,
                             gv_member *member, int *is_given)
{
    static const char *const names[] = {[GV_WARC_REVISIT] = "revisit record",
                                        [GV_WARC_CONTINUATION] = "continuation record",
                                        [GV_WARC_INFO] = "warcinfo record",
                                        [GV_WARC_REQUEST] = "request record",
                                        [GV_WARC_METADATA] = "metadata record"};
    int http = 0;
    int is_request = 0;
    warc->http = (gv_http_head){0};
    if (head->type == GV_WARC_NO_TYPE) {
        return GV_OK;
    }
    if (head->type > GV_WARC_CONVERSION) {
        return gv_left_out_add(warc->log, names[head->type]);
    }
    GV_TRY(is_http(warc, head, content_type, &http, &is_request));
    if (is_request) {
        return gv_left_out_add(warc->log, names[GV_WARC_REQUEST]);
    }
    if (http) {
        int is_read = 0;
        GV_TRY(read_http(warc, &is_read));
        if (!is_read) {
            return GV_OK;
        }
        if (warc->http.status == 0) {
            set_trouble(warc, "has a damaged HTTP status line");
        } else if (warc->http.status / 100 != 2) {
            char kind[32];
            (void)snprintf(kind, sizeof kind, "HTTP status %u", warc->http.status);
            return gv_left_out_add(warc->log, kind);
        }
    } else if (content_type != NULL) {
        gv_header_media_type(content_type, strlen(content_type), warc->http.media_type,
                             sizeof warc->http.media_type, warc->http.charset,
                             sizeof warc->http.charset);
        if (strcmp(warc->http.media_type, "text/dns") == 0) {
            return gv_left_out_add(warc->log, "text/dns");
        }
    }
    return open_body(warc, head, member, is_given);
}

/* ------------------------------------------------------------------ the container */

static gv_status next_member(void *self, gv_member *member, int *more)
{
    gv_warc *const warc = self;
    gv_warc_head head = {0};
    int is_given = 0;
    while (!is_given) {
        const char *content_type = NULL;
        int found = 0;
        gv_http_body_close(&warc->body);
        GV_TRY(warc->in_record ? end_record(warc) : GV_OK);
        GV_TRY(gv_warc_search_next(&warc->search, &head, &found));
        if (!found) {
            *more = 0;
            return gv_ledger_add(warc->log, warc->kind, warc->log->depth,
                                 gv_recent_offset(&warc->block.input), warc->data,
                                 warc->structure + warc->search.structure,
                                 warc->search.skipped);
        }
        GV_TRY(begin_record(warc, &head, member, &content_type));
        GV_TRY(open_record(warc, &head, content_type, member, &is_given));
    }
    *more = 1;
    return GV_OK;
}

static gv_status fill_member(void *layer, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_warc *const warc = layer;
    return gv_http_body_fill(&warc->body, wait, out, capacity, fill);
}

static void close_warc(void *self)
{
    gv_warc *const warc = self;
    if (warc != NULL) {
        gv_http_body_free(&warc->body);
        gv_buf_free(&warc->name);
        gv_recent_free(&warc->block.input);
        gv_arena_free(&warc->arena);
        gv_memory_free(warc);
    }
}

gv_status gv_warc_open(const gv_opening *opening, const char *kind, gv_container *container)
{
    gv_warc *warc = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *warc, (void **)&warc));
    const gv_status status = gv_recent_init(opening->below, &warc->block.input);
    if (status != GV_OK) {
        close_warc(warc);
        return status;
    }
    warc->log = opening->log;
    warc->limits = opening->limits;
    warc->kind = kind;
    warc->search =
        (gv_warc_search){.block = &warc->block, .log = opening->log, .kind = kind};
    warc->block.is_arc = strcmp(kind, "arc") == 0;
    *container = (gv_container){.kind = kind,
                                .self = warc,
                                .next = next_member,
                                .stream = {fill_member, warc},
                                .close = close_warc};
    return GV_OK;
}

const char *gv_warc_sniff(const char *bytes, size_t length)
{
    static const char filedesc[] = "filedesc://";
    static const char field[] = "\nWARC-";
    const size_t limit = length < SNIFF ? length : SNIFF;
    gv_warc_head head = {0};
    size_t seen = 0;
    size_t at = 0;
    while (at < limit && (bytes[at] == '\r' || bytes[at] == '\n')) {
        at++;
    }
    const size_t left = limit - at;
    if (left > sizeof filedesc && memcmp(bytes + at, filedesc, sizeof filedesc - 1) == 0) {
        return "arc";
    }
    if (left < 8 || gv_warc_head_read(0, 0, bytes + at, left, &head, &seen) == GV_WARC_NONE) {
        return NULL;
    }
    /* "WARC/1.0", or with a byte or two damaged, but then with a name of WARC behind it. */
    size_t i = at;
    while (i + sizeof field - 1 < limit && memcmp(bytes + i, field, sizeof field - 1) != 0) {
        i++;
    }
    return i + sizeof field - 1 < limit || (left <= 16 && memcmp(bytes + at, "WARC/1", 6) == 0)
               ? "warc"
               : NULL;
}
