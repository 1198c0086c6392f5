/*
 * archive_head.h - what stands at a place of a tar, zip or cpio archive. Stateless, thread-safe.
 */
#ifndef GV_INGEST_ARCHIVE_HEAD_H
#define GV_INGEST_ARCHIVE_HEAD_H

#include <stddef.h>
#include <stdint.h>

enum {
    GV_ARCHIVE_HEAD_MAX = 4224,    /* bytes that it takes to know, at most: a cpio header, a name */
    GV_ARCHIVE_DESCRIPTOR_MAX = 24 /* of zip structure that belongs to a member */
};

typedef enum gv_archive_format {
    GV_ARCHIVE_TAR = 0,
    GV_ARCHIVE_ZIP,
    GV_ARCHIVE_CPIO
} gv_archive_format;

typedef enum gv_archive_head_kind {
    GV_ARCHIVE_NONE = 0,  /* nothing that belongs here */
    GV_ARCHIVE_MEMBER,    /* a member's header */
    GV_ARCHIVE_STRUCTURE, /* `length` bytes of directory or padding */
    GV_ARCHIVE_END        /* `length` bytes, behind which the archive may end */
} gv_archive_head_kind;

typedef struct gv_archive_head {
    gv_archive_head_kind kind;
    uint64_t length;
} gv_archive_head;

/* What bytes begin. strict: in a search, where a header must prove itself. Fewer than
 * GV_ARCHIVE_HEAD_MAX bytes: the archive ends behind them; more are not looked at, so that the
 * answer does not depend on how many happen to be at hand. */
gv_archive_head gv_archive_look(gv_archive_format format, const unsigned char *bytes,
                                size_t length, int strict);
/* The first place in bytes where a header may stand that gv_archive_look should be asked about, or
 * `length`. For tar, `phase` is how far bytes[0] is from a place where blocks of 512 begin. */
size_t gv_archive_find(gv_archive_format format, const unsigned char *bytes, size_t length,
                       size_t phase);
/* Where a zip member whose local header begins bytes should end, counted from there, if the header
 * says so; else 0. */
uint64_t gv_archive_zip_length(const unsigned char *bytes, size_t length);
/* Bytes that it takes to know how much memory unpacking that member wants; 0: no more than usual.
 * */
size_t gv_archive_zip_look(const unsigned char *bytes, size_t length);
/* How much that is, from so many bytes. */
uint64_t gv_archive_zip_memory(const unsigned char *bytes, size_t length);

#endif
