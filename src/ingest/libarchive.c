/*
 * libarchive.c - one reader of libarchive, over bytes that its owner feeds it.
 *
 * In: bytes, in blocks of any size. Out: entries and their bytes. libarchive writes names in the
 * character set of the process; each call that makes names therefore stands in a UTF-8 locale of
 * this thread alone, so that no name depends on the environment:
 *
 *     pax "path=Oru/größe.txt"   LANG=C: "Oru/größe.txt"    LANG=de_DE.ISO-8859-1: the same
 *
 * This is the only file that includes libarchive. It does not look for damage that libarchive does
 * not see, and it writes nothing to disk: names are data.
 */
#include "ingest/libarchive.h"

#include "base/arena.h"

#include <string.h>

#if defined(GV_HAVE_ARCHIVE)

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>

struct gv_libarchive {
    struct archive *archive;
    struct archive_entry *entry; /* ours: libarchive does not look whether it got its own */
    int opened;
    gv_feed feed;
    gv_status failed;    /* what the feed came to */
    locale_t locale;     /* UTF-8; (locale_t)0: the system has none */
    const char *bytes;   /* of the entry, not yet given */
    size_t left;
    uint64_t hole;       /* zeros before them */
    uint64_t position;   /* in the entry */
    int ended, unsure;
};

const char *gv_libarchive_version(void)
{
    return archive_version_string();
}

static la_ssize_t feed_more(struct archive *archive, void *client, const void **bytes)
{
    gv_libarchive *const reader = client;
    size_t length = 0;
    reader->failed = reader->feed.more(reader->feed.owner, bytes, &length);
    if (reader->failed != GV_OK) {
        archive_set_error(archive, ENOMEM, "out of memory");
        return -1;
    }
    return (la_ssize_t)length;
}

static la_int64_t feed_seek(struct archive *archive, void *client, la_int64_t offset, int whence)
{
    const gv_libarchive *const reader = client;
    (void)archive;
    if (whence == SEEK_CUR) {
        return ARCHIVE_FATAL; /* libarchive's formats do not ask for it */
    }
    return (la_int64_t)reader->feed.seek(reader->feed.owner, offset, whence == SEEK_END);
}

static int enable_format(struct archive *archive, const char *kind)
{
    if (strcmp(kind, "tar") == 0) {
        return archive_read_support_format_tar(archive);
    }
    if (strcmp(kind, "zip") == 0) {
        return archive_read_support_format_zip_streamable(archive);
    }
    if (strcmp(kind, "cpio") == 0) {
        return archive_read_support_format_cpio(archive);
    }
    return archive_read_support_format_7zip(archive);
}

static gv_status prepare(gv_libarchive *reader, const char *kind)
{
    struct archive *const archive = reader->archive;
    if (archive == NULL || enable_format(archive, kind) != ARCHIVE_OK ||
        archive_read_set_read_callback(archive, feed_more) != ARCHIVE_OK ||
        (reader->feed.seek != NULL &&
         archive_read_set_seek_callback(archive, feed_seek) != ARCHIVE_OK) ||
        archive_read_set_callback_data(archive, reader) != ARCHIVE_OK) {
        return GV_ERROR_MEMORY;
    }
    return GV_OK;
}

gv_status gv_libarchive_new(const char *kind, gv_feed feed, gv_libarchive **reader)
{
    gv_libarchive *made = NULL;
    GV_TRY(gv_memory_get_zeroed(1, sizeof *made, (void **)&made));
    made->feed = feed;
    made->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    made->archive = archive_read_new();
    made->entry = archive_entry_new();
    if (made->entry == NULL || prepare(made, kind) != GV_OK) {
        gv_libarchive_free(made);
        return GV_ERROR_MEMORY;
    }
    *reader = made;
    return GV_OK;
}

void gv_libarchive_free(gv_libarchive *reader)
{
    if (reader == NULL) {
        return;
    }
    (void)archive_read_free(reader->archive);
    archive_entry_free(reader->entry);
    if (reader->locale != (locale_t)0) {
        freelocale(reader->locale);
    }
    gv_memory_free(reader);
}

/* What libarchive's answer means to us. */
static gv_status judge(gv_libarchive *reader, int answer, gv_libarchive_end *end)
{
    if (reader->failed != GV_OK) {
        return reader->failed;
    }
    /* Want of memory within libarchive (ENOMEM) is what a header may ask for that states absurd
     * sizes: damage, which ends this member and no more. */
    *end = answer == ARCHIVE_EOF                               ? GV_LIBARCHIVE_ENDED
           : answer == ARCHIVE_OK || answer == ARCHIVE_WARN ? GV_LIBARCHIVE_MORE
                                                            : GV_LIBARCHIVE_DAMAGED;
    return GV_OK;
}

static int next_header(gv_libarchive *reader, const char **name)
{
    const locale_t before =
        reader->locale != (locale_t)0 ? uselocale(reader->locale) : (locale_t)0;
    int answer = ARCHIVE_OK;
    if (!reader->opened) {
        reader->opened = 1;
        answer = archive_read_open1(reader->archive);
    }
    if (answer == ARCHIVE_OK) {
        answer = archive_read_next_header2(reader->archive, reader->entry);
    }
    if (answer == ARCHIVE_OK || answer == ARCHIVE_WARN) {
        *name = archive_entry_pathname(reader->entry);
    }
    if (before != (locale_t)0) {
        (void)uselocale(before);
    }
    return answer;
}

/* cpio names all links of a file alike, and puts the bytes to the last of them. */
static int is_hard_link(struct archive_entry *e)
{
    return archive_entry_hardlink(e) != NULL ||
           (archive_entry_filetype(e) == AE_IFREG && archive_entry_nlink(e) > 1 &&
            archive_entry_size_is_set(e) != 0 && archive_entry_size(e) == 0);
}

/* What holds no bytes of its own and is no folder, for people; NULL for the rest. */
static const char *name_kind(struct archive_entry *e, int is_file)
{
    if (is_file) {
        return NULL;
    }
    if (is_hard_link(e)) {
        return "hard link";
    }
    switch (archive_entry_filetype(e)) {
    case AE_IFDIR:
        return NULL;
    case AE_IFLNK:
        return "symbolic link";
    case AE_IFIFO:
        return "FIFO";
    case AE_IFCHR:
    case AE_IFBLK:
        return "device";
    case AE_IFSOCK:
        return "socket";
    default:
        return "member of a kind that is not known";
    }
}

gv_status gv_libarchive_next(gv_libarchive *reader, gv_libarchive_entry *entry,
                             gv_libarchive_end *end)
{
    const char *name = NULL;
    const int answer = next_header(reader, &name);
    GV_TRY(judge(reader, answer, end));
    reader->left = 0;
    reader->hole = 0;
    reader->position = 0;
    reader->ended = 0;
    reader->unsure = 0;
    if (*end != GV_LIBARCHIVE_MORE) {
        return GV_OK;
    }
    struct archive_entry *const e = reader->entry;
    const int64_t size = archive_entry_size(e);
    memset(entry, 0, sizeof *entry);
    entry->name = name != NULL ? name : "";
    entry->has_size = archive_entry_size_is_set(e) != 0 && size >= 0;
    entry->size = entry->has_size ? (uint64_t)size : 0;
    entry->is_file = archive_entry_filetype(e) == AE_IFREG &&
                     (!is_hard_link(e) || entry->size > 0);
    entry->kind = name_kind(e, entry->is_file);
    entry->is_encrypted = archive_entry_is_encrypted(e) != 0;
    entry->is_sparse = archive_entry_sparse_count(e) > 0;
    /* A name in another character set than it says is no damage: it is made valid later. */
    entry->is_unsure =
        answer == ARCHIVE_WARN && strstr(gv_libarchive_error(reader), "convert") == NULL;
    return GV_OK;
}

/* Reads the next block of the entry. */
static gv_status read_block(gv_libarchive *reader, gv_libarchive_end *end)
{
    const void *bytes = NULL;
    size_t length = 0;
    la_int64_t offset = 0;
    const int answer = archive_read_data_block(reader->archive, &bytes, &length, &offset);
    if (answer < ARCHIVE_WARN && reader->failed == GV_OK) {
        *end = GV_LIBARCHIVE_DAMAGED; /* for want of memory too: the entry says how much it wants */
        return GV_OK;
    }
    GV_TRY(judge(reader, answer, end));
    if (*end == GV_LIBARCHIVE_DAMAGED) {
        return GV_OK;
    }
    reader->unsure |= answer == ARCHIVE_WARN;
    reader->ended = *end == GV_LIBARCHIVE_ENDED;
    reader->bytes = bytes;
    reader->left = reader->ended ? 0 : length;
    reader->hole = offset > 0 && (uint64_t)offset > reader->position
                       ? (uint64_t)offset - reader->position
                       : 0;
    return GV_OK;
}

gv_status gv_libarchive_read(gv_libarchive *reader, char *out, size_t capacity, size_t *length,
                             gv_libarchive_end *end)
{
    *length = 0;
    *end = GV_LIBARCHIVE_MORE;
    while (reader->left == 0 && reader->hole == 0 && !reader->ended) {
        GV_TRY(read_block(reader, end));
        if (*end == GV_LIBARCHIVE_DAMAGED) {
            return GV_OK;
        }
    }
    if (reader->hole > 0) {
        *length = reader->hole < capacity ? (size_t)reader->hole : capacity;
        memset(out, 0, *length);
        reader->hole -= *length;
    } else {
        *length = reader->left < capacity ? reader->left : capacity;
        if (*length > 0) {
            memcpy(out, reader->bytes, *length);
            reader->bytes += *length;
            reader->left -= *length;
        }
    }
    reader->position += *length;
    *end = *length > 0 ? GV_LIBARCHIVE_MORE : GV_LIBARCHIVE_ENDED;
    return GV_OK;
}

gv_status gv_libarchive_skip(gv_libarchive *reader, gv_libarchive_end *end)
{
    return judge(reader, archive_read_data_skip(reader->archive), end);
}

int gv_libarchive_is_unsure(const gv_libarchive *reader)
{
    return reader->unsure;
}

uint64_t gv_libarchive_used(gv_libarchive *reader)
{
    const la_int64_t used = archive_filter_bytes(reader->archive, 0);
    return used > 0 ? (uint64_t)used : 0;
}

const char *gv_libarchive_error(gv_libarchive *reader)
{
    const char *const error = archive_error_string(reader->archive);
    return error != NULL ? error : "";
}

#else

const char *gv_libarchive_version(void)
{
    return NULL;
}

gv_status gv_libarchive_new(const char *kind, gv_feed feed, gv_libarchive **reader)
{
    (void)kind;
    (void)feed;
    (void)reader;
    return GV_ERROR_FORMAT;
}

void gv_libarchive_free(gv_libarchive *reader)
{
    (void)reader;
}

gv_status gv_libarchive_next(gv_libarchive *reader, gv_libarchive_entry *entry,
                             gv_libarchive_end *end)
{
    (void)reader;
    (void)entry;
    (void)end;
    return GV_ERROR_FORMAT;
}

gv_status gv_libarchive_read(gv_libarchive *reader, char *out, size_t capacity, size_t *length,
                             gv_libarchive_end *end)
{
    (void)reader;
    (void)out;
    (void)capacity;
    (void)length;
    (void)end;
    return GV_ERROR_FORMAT;
}

gv_status gv_libarchive_skip(gv_libarchive *reader, gv_libarchive_end *end)
{
    (void)reader;
    (void)end;
    return GV_ERROR_FORMAT;
}

int gv_libarchive_is_unsure(const gv_libarchive *reader)
{
    (void)reader;
    return 0;
}

uint64_t gv_libarchive_used(gv_libarchive *reader)
{
    (void)reader;
    return 0;
}

const char *gv_libarchive_error(gv_libarchive *reader)
{
    (void)reader;
    return "";
}

#endif
