/*
 * archive.c - tar, zip and cpio: member after member, through damage.
 *
 * In: an archive's bytes. Out: its members' names and bytes. Each member is read by a reader of
 * libarchive of its own, that begins at a header which archive_walk.c found, and is asked how far
 * it came:
 *
 *     header of a.txt at 0        libarchive from 0: "a.txt", 700 bytes; 1536 used
 *     header of b.txt at 1536     libarchive from 1536: ...
 *
 * So damage in one member costs that member, and where libarchive's own reading on would take over
 * unsaid (it skips what is between zip members, and believes sizes) the walk decides. Folders,
 * links and devices give no member; all but folders are counted as left out. A zip member whose
 * bytes fail is unpacked a second time, byte by byte from near the damage, so that no text before
 * it is lost. It does not read a zip's directory: members are taken as they come, those that a
 * later one replaced too.
 */
#include "ingest/archive.h"

#include "base/arena.h"
#include "ingest/archive_7z.h"
#include "ingest/archive_name.h"
#include "ingest/archive_walk.h"
#include "ingest/libarchive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    BLOCK_BYTES = 1 << 14, /* fed at a time */
    MEMORY_MOST = 1 << 30, /* for unpacking one member */
    DESCRIPTOR = 12        /* behind a zip member, with a mark 16 or 24 */
};

typedef struct gv_archive {
    gv_archive_walk walk;
    gv_opening opening;
    gv_libarchive *reader;    /* of the member at hand; NULL: none */
    gv_libarchive_end end;    /* how its bytes came out so far */
    gv_buf name;
    uint64_t n_members;
    uint64_t start;           /* of the member: its header */
    uint64_t data_start;
    uint64_t size;            /* stated; UINT64_MAX: not */
    uint64_t given;           /* bytes of the member */
    int is_file, has_descriptor, wants_memory;
    uint64_t fed;             /* bytes before it went to the reader */
    uint64_t last_block;      /* where the last of them begins */
    uint64_t careful_from;    /* from here on byte by byte; UINT64_MAX: nowhere */
    uint64_t stated_end;      /* zip: where the member ends, as its header says; 0: it does not */
    int n_feeds;              /* in one call of the reader */
    int is_starved;           /* it asked for more than there is */
    uint64_t stop_at;         /* and where indeed something follows */
} gv_archive;

/* ------------------------------------------------------------------ feeding the reader */

/* A zip member must not run over what stands behind it: where it should end by its header, and a
 * part of a zip stands there, it does. Wrong sizes are so found out. */
static gv_status look_at_stated_end(gv_archive *archive)
{
    gv_recent *const input = &archive->walk.input;
    if (archive->stop_at != UINT64_MAX || archive->stated_end <= archive->fed ||
        archive->stated_end - archive->fed > BLOCK_BYTES) {
        return GV_OK;
    }
    const size_t before = (size_t)(archive->stated_end - archive->fed);
    GV_TRY(gv_recent_see(input, before + GV_ARCHIVE_HEAD_MAX));
    const size_t left = gv_recent_left(input);
    if (left > before && gv_archive_look(archive->walk.format, gv_recent_at(input) + before,
                                         left - before, 1).kind != GV_ARCHIVE_NONE) {
        archive->stop_at = archive->stated_end;
    }
    return GV_OK;
}

static const unsigned char NOTHING[24];

static gv_status feed(void *owner, const void **bytes, size_t *length)
{
    gv_archive *const archive = owner;
    gv_recent *const input = &archive->walk.input;
    gv_archive_walk_seek(&archive->walk, archive->fed);
    GV_TRY(gv_recent_see(input, BLOCK_BYTES)); /* so that nothing depends on how they come */
    GV_TRY(look_at_stated_end(archive));
    const int is_careful = archive->fed >= archive->careful_from;
    const uint64_t most = is_careful ? 1 : BLOCK_BYTES;
    const uint64_t until_stop = archive->stop_at - archive->fed;
    const uint64_t until_care =
        archive->fed < archive->careful_from ? archive->careful_from - archive->fed : most;
    uint64_t n = gv_recent_left(input);
    n = n < most ? n : most;
    n = n < until_stop ? n : until_stop;
    n = n < until_care ? n : until_care;
    *bytes = gv_recent_at(input);
    *length = (size_t)n;
    archive->last_block = n > 0 ? archive->fed : archive->last_block;
    archive->fed += n;
    input->position += (size_t)n;
    /* In the same call that unpacked the last byte it wants to see what stands behind the member:
     * an archive that is cut off there must not cost that byte's text. */
    if (n == 0 && is_careful && archive->n_feeds > 0 && archive->has_descriptor) {
        *bytes = NOTHING;
        *length = sizeof NOTHING;
    }
    archive->n_feeds++;
    archive->is_starved = n == 0 && archive->stop_at > archive->fed;
    return GV_OK;
}

static void close_reader(gv_archive *archive)
{
    gv_libarchive_free(archive->reader);
    archive->reader = NULL;
}

/* Opens a reader at the member's header and reads that. */
static gv_status open_reader(gv_archive *archive, uint64_t careful_from,
                             gv_libarchive_entry *entry, gv_libarchive_end *end)
{
    const gv_feed source = {.more = feed, .owner = archive};
    close_reader(archive);
    archive->fed = archive->start;
    archive->last_block = archive->start;
    archive->careful_from = careful_from;
    archive->stop_at = UINT64_MAX;
    archive->is_starved = 0;
    GV_TRY(gv_libarchive_new(archive->walk.kind, source, &archive->reader));
    return gv_libarchive_next(archive->reader, entry, end);
}

/* ------------------------------------------------------------------ the member's bytes */

/* The reader failed, and what it had unpacked of the last block is lost with it: unpacks that
 * again, byte by byte. */
static gv_status read_carefully(gv_archive *archive, char *out, size_t capacity, size_t *length)
{
    gv_libarchive_entry entry;
    gv_archive_walk *const walk = &archive->walk;
    uint64_t left = archive->given;
    if (walk->format != GV_ARCHIVE_ZIP || archive->careful_from != UINT64_MAX ||
        archive->start < gv_archive_walk_oldest(walk, archive->fed)) {
        return GV_OK;
    }
    walk->replayed += archive->fed - archive->start;
    GV_TRY(open_reader(archive, archive->last_block, &entry, &archive->end));
    while (left > 0 && archive->end == GV_LIBARCHIVE_MORE) {
        size_t n = 0;
        GV_TRY(gv_libarchive_read(archive->reader, out, left < capacity ? (size_t)left : capacity,
                                  &n, &archive->end));
        left -= n;
    }
    if (archive->end == GV_LIBARCHIVE_MORE) {
        archive->n_feeds = 0;
        GV_TRY(gv_libarchive_read(archive->reader, out, capacity, length, &archive->end));
    }
    return GV_OK;
}

static gv_status archive_fill(void *self, int wait, char *out, size_t capacity, gv_fill *fill)
{
    gv_archive *const archive = self;
    gv_fill result = {0};
    (void)wait; /* members of an archive that comes through a pipe are waited for */
    if (archive->reader != NULL && archive->end == GV_LIBARCHIVE_MORE) {
        archive->n_feeds = 0;
        GV_TRY(gv_libarchive_read(archive->reader, out, capacity, &result.length, &archive->end));
        if (archive->end == GV_LIBARCHIVE_DAMAGED) {
            GV_TRY(read_carefully(archive, out, capacity, &result.length));
        }
        archive->given += result.length;
    }
    result.end = archive->reader == NULL || archive->end != GV_LIBARCHIVE_MORE;
    *fill = result;
    return GV_OK;
}

/* ------------------------------------------------------------------ the member's end */

/* The member cannot be read to its end. cause: why; NULL: it is damaged or cut off. */
static void give_up_member(gv_archive *archive, const char *cause)
{
    gv_archive_walk *const walk = &archive->walk;
    char name[GV_ARCHIVE_NAME_SHOWN];
    char reason[GV_ARCHIVE_NAME_SHOWN + 200];
    gv_archive_walk_seek(walk, archive->fed);
    const int at_gap = archive->is_starved && walk->input.gap_ahead;
    const int at_end = archive->is_starved && !at_gap;
    uint64_t from = archive->start + 4;
    /* Where a size can be relied on, what was read of the member holds no other. */
    if (archive->is_starved &&
        (walk->format == GV_ARCHIVE_TAR || archive->stated_end > archive->fed)) {
        from = archive->fed;
    }
    gv_archive_show_name(&archive->name, name);
    const char *const what = cause != NULL ? cause
                             : at_gap      ? "interrupted: bytes of the archive are missing"
                             : at_end      ? "cut off"
                                           : "damaged";
    (void)snprintf(reason, sizeof reason, "%s is %s; %" PRIu64 " bytes of it were read", name, what,
                   archive->given);
    gv_archive_walk_search(walk, from, reason);
}

/* Bytes of what follows a zip member that has its sizes behind it; the place is at its end. */
static uint64_t descriptor_length(const gv_archive *archive)
{
    const gv_recent *const input = &archive->walk.input;
    if (gv_recent_left(input) >= 4 && memcmp(gv_recent_at(input), "PK\7\10", 4) == 0) {
        return 0; /* it comes yet */
    }
    for (uint64_t length = 16; length <= 24 && length <= input->position; length += 8) {
        if (memcmp(input->bytes + input->position - length, "PK\7\10", 4) == 0) {
            return length;
        }
    }
    return DESCRIPTOR;
}

/* The member was read to its end, at `end`. */
static gv_status settle_member(gv_archive *archive, uint64_t end, int is_unsure)
{
    gv_archive_walk *const walk = &archive->walk;
    char name[GV_ARCHIVE_NAME_SHOWN];
    char reason[GV_ARCHIVE_NAME_SHOWN + 200];
    int orderly = 1;
    gv_archive_walk_seek(walk, end);
    const uint64_t stored = end - archive->data_start;
    uint64_t data = !archive->is_file || walk->format == GV_ARCHIVE_ZIP || stored < archive->size
                        ? stored
                        : archive->size;
    if (archive->has_descriptor) {
        const uint64_t behind = descriptor_length(archive);
        data -= data > behind ? behind : data;
    }
    if (walk->format != GV_ARCHIVE_TAR) { /* whose headers have checksums: sizes are right */
        GV_TRY(gv_archive_walk_look(walk, &orderly));
    }
    gv_archive_show_name(&archive->name, name);
    (void)snprintf(reason, sizeof reason, "%s does not match its %s", name,
                   is_unsure ? "checksum" : "size");
    if (is_unsure && orderly) {
        return gv_archive_walk_skip(walk, end, reason);
    }
    /* Where no checksum speaks for the bytes, a size may be wrong. */
    if (!orderly && (is_unsure || stored == 0 || walk->format == GV_ARCHIVE_CPIO)) {
        gv_archive_walk_search(walk, archive->start + 4, reason);
        return GV_OK;
    }
    gv_archive_walk_settle(walk, end, archive->is_file ? data : 0);
    return GV_OK;
}

/* Goes behind the member at hand, whatever was read of it. */
static gv_status close_member(gv_archive *archive)
{
    gv_libarchive_end end = archive->end;
    if (end != GV_LIBARCHIVE_DAMAGED) {
        GV_TRY(gv_libarchive_skip(archive->reader, &end));
    }
    const uint64_t used_end = archive->start + gv_libarchive_used(archive->reader);
    const uint64_t member_end = used_end < archive->fed ? used_end : archive->fed;
    const int is_unsure = gv_libarchive_is_unsure(archive->reader);
    const char *const error = gv_libarchive_error(archive->reader);
    const char *const cause =
        strstr(error, "nsupported") != NULL
            ? "packed in a way that is not read; unpack it first"
        : strstr(error, "memory") != NULL || strstr(error, "allocate") != NULL
            ? "packed in a way that wants more memory than there is"
            : NULL;
    close_reader(archive);
    if (end == GV_LIBARCHIVE_DAMAGED) {
        give_up_member(archive, cause);
        return GV_OK;
    }
    return settle_member(archive, member_end, is_unsure);
}

/* ------------------------------------------------------------------ the next member */

/* What the bytes of a zip's local header say, that libarchive does not. */
static gv_status read_zip_header(gv_archive *archive)
{
    gv_recent *const input = &archive->walk.input;
    archive->stated_end = 0;
    archive->has_descriptor = 0;
    archive->wants_memory = 0;
    if (archive->walk.format == GV_ARCHIVE_ZIP) {
        GV_TRY(gv_recent_see(input, gv_archive_zip_look(gv_recent_at(input),
                                                        gv_recent_left(input))));
        const unsigned char *const bytes = gv_recent_at(input);
        const size_t left = gv_recent_left(input);
        const uint64_t length = gv_archive_zip_length(bytes, left);
        archive->stated_end = length > 0 ? archive->start + length : 0;
        archive->has_descriptor = left > 6 && (bytes[6] & 8) != 0;
        archive->wants_memory = gv_archive_zip_memory(bytes, left) > MEMORY_MOST;
    }
    return GV_OK;
}

/* The walk is at a header. *given 1: it is that of a member with bytes. */
static gv_status open_member(gv_archive *archive, gv_member *member, int *given)
{
    gv_archive_walk *const walk = &archive->walk;
    gv_libarchive_entry entry;
    archive->start = gv_archive_walk_offset(walk);
    archive->given = 0;
    GV_TRY(read_zip_header(archive));
    GV_TRY(open_reader(archive, UINT64_MAX, &entry, &archive->end));
    const uint64_t used = gv_libarchive_used(archive->reader);
    gv_archive_walk_seek(walk, archive->start);
    if (archive->end != GV_LIBARCHIVE_MORE) {
        close_reader(archive);
        gv_archive_walk_search(walk, archive->start + 1,
                               archive->is_starved ? "a header that is cut off; its member is lost"
                                                   : "a damaged header; its member is lost");
        return GV_OK;
    }
    GV_TRY(gv_archive_walk_confirm(walk));
    walk->ended = 0;
    archive->data_start = archive->start + used;
    archive->size = entry.has_size && !entry.is_sparse ? entry.size : UINT64_MAX;
    archive->is_file = entry.is_file;
    *given = entry.is_file;
    *member = (gv_member){.offset = archive->start};
    GV_TRY(gv_archive_describe(&entry, &archive->opening, walk->kind, archive->start,
                               &archive->name, member));
    if (archive->wants_memory && member->left_out == NULL) {
        member->left_out = "packed in a way that wants more than 1 GiB of memory; unpack it first";
    }
    return GV_OK;
}

static gv_status archive_next(void *self, gv_member *member, int *more)
{
    gv_archive *const archive = self;
    int found = 0;
    *more = 0;
    do {
        if (archive->reader != NULL) {
            GV_TRY(close_member(archive));
        }
        GV_TRY(gv_archive_walk_next(&archive->walk, &found));
        if (found && archive->n_members == archive->opening.limits->members) {
            char reason[200];
            (void)snprintf(reason, sizeof reason,
                           "more than %" PRIu64 " members; the rest is left out; to read it, raise "
                           "the member limit",
                           archive->n_members);
            GV_TRY(gv_archive_walk_leave(&archive->walk, reason));
        } else if (found) {
            GV_TRY(open_member(archive, member, more));
        }
    } while (found && !*more);
    archive->n_members += (uint64_t)*more;
    return GV_OK;
}

static void archive_close(void *self)
{
    gv_archive *const archive = self;
    if (archive != NULL) {
        close_reader(archive);
        gv_archive_walk_free(&archive->walk);
        gv_buf_free(&archive->name);
        gv_memory_free(archive);
    }
}

gv_status gv_archive_open(const gv_opening *opening, const char *kind, gv_container *container)
{
    gv_archive *made = NULL;
    if (strcmp(kind, "7z") == 0) {
        return gv_archive_7z_open(opening, container);
    }
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->opening = *opening;
    made->walk.kind = strcmp(kind, "tar") == 0 ? "tar" : strcmp(kind, "zip") == 0 ? "zip" : "cpio";
    made->walk.format = strcmp(kind, "tar") == 0   ? GV_ARCHIVE_TAR
                        : strcmp(kind, "zip") == 0 ? GV_ARCHIVE_ZIP
                                                   : GV_ARCHIVE_CPIO;
    made->walk.log = opening->log;
    if (gv_archive_walk_init(opening->below, &made->walk) != GV_OK) {
        archive_close(made);
        return GV_ERROR_MEMORY;
    }
    *container = (gv_container){.kind = made->walk.kind,
                                .self = made,
                                .next = archive_next,
                                .stream = {archive_fill, made},
                                .close = archive_close};
    return GV_OK;
}
