/*
 * archive_7z.c - a 7z archive as a container.
 *
 * In: its bytes, which must be read in any order: the list of members stands at the end, behind all
 * that is packed,
 *
 *     [32 bytes: where the list is][packed, often many members in one][list]
 *      structure                    data                               structure
 *
 * so the layer below is first copied to a spool. Out: members with their index in the list. One
 * reader of libarchive does it all; where it fails, reading ends, and all that is packed from where
 * the member begins is noted as skipped. A list that is damaged or encrypted gives no member.
 */
#include "ingest/archive_7z.h"

#include "base/arena.h"
#include "ingest/archive_name.h"
#include "ingest/libarchive.h"
#include "ingest/spool.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 32, BLOCK = 1 << 16 };
#define SPOOL_MOST (1ULL << 36)
#define PASSED_MOST (1ULL << 30) /* bytes of a member that are unpacked for what lies behind it */

typedef struct gv_archive_7z {
    gv_opening opening;
    gv_spool spool;
    gv_libarchive *reader;   /* NULL: not open yet, or nothing more to read */
    int begun, finished;
    uint64_t position;       /* of the reader's next block */
    uint64_t data_end;       /* of what is packed */
    uint64_t list_end;
    uint64_t skipped;        /* of what is packed */
    uint64_t member_start;   /* where the reader stood when the member at hand was opened */
    gv_libarchive_end end;   /* how the member at hand came out so far */
    uint64_t given, size, n;
    int is_open;             /* a member is at hand */
    int is_encrypted;
    gv_buf name;
    unsigned char block[BLOCK];
} gv_archive_7z;

static gv_status feed(void *owner, const void **bytes, size_t *length)
{
    gv_archive_7z *const archive = owner;
    *bytes = archive->block;
    *length = gv_spool_read(&archive->spool, archive->position, archive->block, BLOCK);
    archive->position += *length;
    return GV_OK;
}

static uint64_t feed_seek(void *owner, int64_t offset, int from_end)
{
    gv_archive_7z *const archive = owner;
    const int64_t length = (int64_t)archive->spool.length;
    int64_t at = from_end ? length + offset : offset;
    at = at < 0 ? 0 : at;
    archive->position = (uint64_t)at;
    return archive->position;
}

static void close_reader(gv_archive_7z *archive)
{
    gv_libarchive_free(archive->reader);
    archive->reader = NULL;
}

static uint64_t get64(const unsigned char *b)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) {
        value = value << 8 | b[i];
    }
    return value;
}

/* Nothing of it can be read. */
static gv_status leave_all(gv_archive_7z *archive, const char *reason)
{
    gv_damage_log *const log = archive->opening.log;
    const uint64_t length = archive->spool.length;
    close_reader(archive);
    archive->finished = 1;
    GV_TRY(gv_damage_add(log, "7z", 0, length, "%s", reason));
    return gv_ledger_add(log, "7z", log->depth, length, 0, 0, length);
}

/* All members were read, or all that can be. */
static gv_status finish(gv_archive_7z *archive)
{
    gv_damage_log *const log = archive->opening.log;
    const uint64_t length = archive->spool.length;
    uint64_t behind = 0; /* bytes behind the list, without zeros at their end */
    size_t n = 0;
    close_reader(archive);
    archive->finished = 1;
    for (uint64_t at = archive->list_end; at < length; at += n) {
        n = gv_spool_read(&archive->spool, at, archive->block, BLOCK);
        for (size_t i = 0; i < n; i++) {
            behind = archive->block[i] != 0 ? at + i + 1 - archive->list_end : behind;
        }
        n = n > 0 ? n : (size_t)(length - at);
    }
    if (behind > 0) {
        GV_TRY(gv_damage_add(log, "7z", archive->list_end, behind,
                             "bytes behind the end of the archive that belong to no member"));
    }
    const uint64_t data = archive->data_end - HEAD - archive->skipped;
    const uint64_t skipped = archive->skipped + behind;
    return gv_ledger_add(log, "7z", log->depth, length, data, length - data - skipped, skipped);
}

/* Opens the reader, if the archive is whole. */
static gv_status begin(gv_archive_7z *archive)
{
    unsigned char head[HEAD];
    const gv_feed source = {.more = feed, .seek = feed_seek, .owner = archive};
    archive->begun = 1;
    GV_TRY(gv_spool_fill(archive->opening.below, SPOOL_MOST, &archive->spool));
    const uint64_t length = archive->spool.length;
    if (archive->spool.problem != NULL) {
        return leave_all(archive, archive->spool.problem);
    }
    if (archive->spool.gap) {
        return leave_all(archive, "bytes of the archive are missing; no member can be found");
    }
    if (gv_spool_read(&archive->spool, 0, head, HEAD) < HEAD) {
        return leave_all(archive, "the archive is cut off in its head");
    }
    const uint64_t packed = get64(head + 12);
    const uint64_t list = get64(head + 20);
    if (packed > length - HEAD || list > length - HEAD - packed) {
        return leave_all(archive, "the archive is cut off before its end, where the list of its "
                                  "members stands; none can be found");
    }
    archive->data_end = HEAD + packed;
    archive->list_end = HEAD + packed + list;
    return gv_libarchive_new("7z", source, &archive->reader);
}

/* Nothing more of what is packed is read, from the member at hand on. */
static gv_status end_at(gv_archive_7z *archive, const char *why)
{
    char name[GV_ARCHIVE_NAME_SHOWN];
    uint64_t start = archive->member_start > HEAD ? archive->member_start : HEAD;
    start = start < archive->data_end ? start : archive->data_end;
    archive->skipped = archive->data_end - start;
    gv_archive_show_name(&archive->name, name);
    GV_TRY(gv_damage_add(archive->opening.log, "7z", start, archive->skipped, "%s is %s", name,
                         why));
    return finish(archive);
}

/* The reader cannot go on. */
static gv_status end_at_damage(gv_archive_7z *archive)
{
    char why[100];
    (void)snprintf(why, sizeof why, "damaged, after %" PRIu64 " bytes of it; it and all behind it "
                   "is lost", archive->given);
    return end_at(archive, archive->is_encrypted
                               ? "encrypted, and all behind it cannot be reached; decrypt it first"
                               : why);
}

/* Goes behind the member at hand. */
static gv_status close_member(gv_archive_7z *archive)
{
    char name[GV_ARCHIVE_NAME_SHOWN];
    gv_libarchive_end end = archive->end;
    archive->is_open = 0;
    if (end == GV_LIBARCHIVE_MORE && archive->size > archive->given + PASSED_MOST) {
        return end_at(archive, "too large to be passed over, and all behind it is left out");
    }
    if (end == GV_LIBARCHIVE_MORE) {
        GV_TRY(gv_libarchive_skip(archive->reader, &end));
    }
    if (end == GV_LIBARCHIVE_DAMAGED) {
        return end_at_damage(archive);
    }
    if (gv_libarchive_is_unsure(archive->reader)) {
        gv_archive_show_name(&archive->name, name);
        return gv_damage_add(archive->opening.log, "7z", 0, 0, "%s (%" PRIu64 " of the list) does "
                             "not match its checksum", name, archive->n);
    }
    return GV_OK;
}

/* Goes on to the next entry of the list; *given 1: it is a member with bytes. */
static gv_status open_member(gv_archive_7z *archive, gv_member *member, int *given)
{
    gv_libarchive_entry entry;
    const uint64_t most = archive->opening.limits->members;
    GV_TRY(gv_libarchive_next(archive->reader, &entry, &archive->end));
    if (archive->end == GV_LIBARCHIVE_ENDED) {
        return finish(archive);
    }
    if (archive->end == GV_LIBARCHIVE_DAMAGED && archive->n == 0) {
        const int encrypted = strstr(gv_libarchive_error(archive->reader), "ncrypted") != NULL;
        return leave_all(archive,
                         encrypted ? "the list of its members is encrypted; decrypt it first"
                                   : "the list of its members is damaged, or packed in a way that "
                                     "is not read; no member can be found");
    }
    archive->n++;
    archive->given = 0;
    archive->size = 0;
    archive->member_start = archive->position > BLOCK ? archive->position - BLOCK : 0;
    if (archive->end == GV_LIBARCHIVE_DAMAGED) {
        return end_at_damage(archive);
    }
    archive->is_open = 1;
    if (entry.is_file && archive->n > most) {
        gv_buf_clear(&archive->name);
        archive->skipped = archive->data_end - HEAD;
        GV_TRY(gv_damage_add(archive->opening.log, "7z", HEAD, archive->skipped,
                             "more than %" PRIu64 " members; the rest is left out; to read it, "
                             "raise the member limit",
                             most));
        return finish(archive);
    }
    archive->size = entry.size;
    archive->is_encrypted = entry.is_encrypted;
    *given = entry.is_file;
    *member = (gv_member){.n = archive->n};
    return gv_archive_describe(&entry, &archive->opening, "7z", 0, &archive->name, member);
}

static gv_status seven_next(void *self, gv_member *member, int *more)
{
    gv_archive_7z *const archive = self;
    *more = 0;
    if (!archive->begun) {
        GV_TRY(begin(archive));
    }
    while (!*more && !archive->finished) {
        if (archive->is_open) {
            GV_TRY(close_member(archive));
        }
        if (!archive->finished) {
            GV_TRY(open_member(archive, member, more));
        }
    }
    return GV_OK;
}

static gv_status seven_fill(void *self, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_archive_7z *const archive = self;
    gv_fill result = {0};
    (void)wait;
    if (archive->is_open && archive->end == GV_LIBARCHIVE_MORE) {
        GV_TRY(gv_libarchive_read(archive->reader, out, capacity, &result.length, &archive->end));
        archive->given += result.length;
    }
    result.end = !archive->is_open || archive->end != GV_LIBARCHIVE_MORE;
    *fill = result;
    return GV_OK;
}

static void seven_close(void *self)
{
    gv_archive_7z *const archive = self;
    if (archive != NULL) {
        close_reader(archive);
        gv_spool_close(&archive->spool);
        gv_buf_free(&archive->name);
        gv_memory_free(archive);
    }
}

gv_status gv_archive_7z_open(const gv_opening *opening, gv_container *container)
{
    gv_archive_7z *made = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->opening = *opening;
    *container = (gv_container){.kind = "7z",
                                .self = made,
                                .next = seven_next,
                                .stream = {seven_fill, made},
                                .close = seven_close};
    return GV_OK;
}
