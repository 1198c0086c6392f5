/*
 * libarchive.h - one reader of libarchive, over bytes that its owner feeds it.
 *
 * Only the format asked for is enabled, so that libarchive never takes a text for an archive, and
 * never sees gzip. It is no place for judging damage: archive.c and archive_7z.c do.
 */
#ifndef GV_INGEST_LIBARCHIVE_H
#define GV_INGEST_LIBARCHIVE_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* Where a reader's bytes come from. more: the next bytes, borrowed until the next call; length 0:
 * nothing follows. seek (may be NULL: cannot): goes to an offset, or back from the end (from_end,
 * offset counted from there), and says where that is. */
typedef struct gv_feed {
    gv_status (*more)(void *owner, const void **bytes, size_t *length);
    uint64_t (*seek)(void *owner, int64_t offset, int from_end);
    void *owner;
} gv_feed;

typedef enum gv_libarchive_end {
    GV_LIBARCHIVE_MORE = 0, /* an entry, or bytes */
    GV_LIBARCHIVE_ENDED,    /* of the archive, or of the entry */
    GV_LIBARCHIVE_DAMAGED   /* cannot go on; gv_libarchive_error says why */
} gv_libarchive_end;

/* Of one entry. name: bytes as they stand there, UTF-8 where the format says what they are;
 * borrowed until the next entry; never NULL. */
typedef struct gv_libarchive_entry {
    const char *name;
    uint64_t size;  /* 0 if not stated before its bytes */
    int has_size;
    int is_file;    /* has bytes of its own: no folder, no link, no device */
    const char *kind; /* what it is if neither file nor folder ("symbolic link"); else NULL */
    int is_encrypted;
    int is_sparse;
    int is_unsure;  /* its header is in part damaged: gv_libarchive_error */
} gv_libarchive_entry;

/* Belongs to one thread at a time. */
typedef struct gv_libarchive gv_libarchive;

/* "libarchive 3.6.2", or NULL if it is not built in: then nothing below does anything. */
const char *gv_libarchive_version(void);
/* kind: "tar", "zip", "cpio", "7z" (needs seek). What feed.owner points to must outlive it. */
gv_status gv_libarchive_new(const char *kind, gv_feed feed, gv_libarchive **reader);
void gv_libarchive_free(gv_libarchive *reader);
gv_status gv_libarchive_next(gv_libarchive *reader, gv_libarchive_entry *entry,
                             gv_libarchive_end *end);
/* Puts up to capacity (> 0) bytes of the entry into out; holes of a sparse file are zeros. *length
 * is 0 unless *end is GV_LIBARCHIVE_MORE. */
gv_status gv_libarchive_read(gv_libarchive *reader, char *out, size_t capacity, size_t *length,
                             gv_libarchive_end *end);
/* Goes behind the entry and its padding. */
gv_status gv_libarchive_skip(gv_libarchive *reader, gv_libarchive_end *end);
/* 1 if the entry was read to its end and failed its checksum, or a size that it states. */
int gv_libarchive_is_unsure(const gv_libarchive *reader);
/* Bytes of the feed that are used. */
uint64_t gv_libarchive_used(gv_libarchive *reader);
/* libarchive's words for what was wrong last; "" if nothing; borrowed until the next call. */
const char *gv_libarchive_error(gv_libarchive *reader);

#endif
