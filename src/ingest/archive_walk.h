/*
 * archive_walk.h - a place in a tar, zip or cpio archive that moves over headers, structure and
 * damage, and accounts for every byte it has passed.
 */
#ifndef GV_INGEST_ARCHIVE_WALK_H
#define GV_INGEST_ARCHIVE_WALK_H

#include "ingest/archive_head.h"
#include "ingest/container.h"
#include "ingest/recent.h"

/* Belongs to one thread at a time. Zeroed, with kind, format and log set, is valid for
 * gv_archive_walk_init. Offsets are of the layer below. */
typedef struct gv_archive_walk {
    gv_recent input;
    gv_damage_log *log;
    const char *kind;
    gv_archive_format format;
    uint64_t settled;              /* everything before it is accounted for: */
    uint64_t data, structure, skipped;
    int bad;                       /* bytes from bad_since on gave no sound member, for this: */
    uint64_t bad_since;
    char cause[700];
    uint64_t last_in_use;          /* bad, tar: behind the last byte seen that is not zero */
    uint64_t replayed;             /* bytes that were gone back over */
    uint64_t block_start;          /* tar: where a block begins; others are 512 apart */
    uint64_t gap_end;              /* behind the last place where bytes below are missing */
    uint32_t n_zero_blocks;        /* tar: right before */
    int in_directory;              /* zip: the last thing that came was of its directory */
    int ended;                     /* what an archive ends with was the last thing that came */
    int cut_noted;                 /* why it does not end as it should is said */
} gv_archive_walk;

gv_status gv_archive_walk_init(gv_stream below, gv_archive_walk *walk);
void gv_archive_walk_free(gv_archive_walk *walk);
/* Goes on to the next member's header; *found 0: the end, and the ledger has its row. */
gv_status gv_archive_walk_next(gv_archive_walk *walk, int *found);
uint64_t gv_archive_walk_offset(const gv_archive_walk *walk);
/* Moves to an offset, as near as is kept. */
void gv_archive_walk_seek(gv_archive_walk *walk, uint64_t offset);
/* The first offset that a search may go back to from `offset`, however the bytes came. */
uint64_t gv_archive_walk_oldest(const gv_archive_walk *walk, uint64_t offset);
/* 1 in *orderly if at the place stands a header, structure, or the end. */
gv_status gv_archive_walk_look(gv_archive_walk *walk, int *orderly);
/* The header at the place proved real. */
gv_status gv_archive_walk_confirm(gv_archive_walk *walk);
/* Bytes up to `end` are sound: `data` of them a member's, the others structure. */
void gv_archive_walk_settle(gv_archive_walk *walk, uint64_t end, uint64_t data);
/* Bytes up to `end` are not to be relied on: notes them, with this reason. */
gv_status gv_archive_walk_skip(gv_archive_walk *walk, uint64_t end, const char *reason);
/* What stands at `settled` cannot be read: it is skipped, for this reason, up to where the next
 * header is found at or behind `from`. While bad, the first reason stands. */
void gv_archive_walk_search(gv_archive_walk *walk, uint64_t from, const char *reason);
/* Reads everything that is left, and skips it for this reason. */
gv_status gv_archive_walk_leave(gv_archive_walk *walk, const char *reason);

#endif
