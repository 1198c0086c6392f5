/*
 * damage.h - the list of what was wrong with one input, the ledger of its layers, and counts of
 * what was left out for other reasons.
 *
 * Kept in order, at most 1000 rows; the callback hears of each row that is kept and once that more
 * are left out. Belongs to one thread at a time.
 *
 * The ledger accounts for every byte of every layer: bytes = data + structure + skipped. Layers of
 * one kind at one depth share a row, so that an archive of a million members costs one row more.
 */
#ifndef GV_INGEST_DAMAGE_H
#define GV_INGEST_DAMAGE_H

#include "ingest/reader.h"

enum { GV_DAMAGE_MAX = 1000 };

/* How the reason begins where bytes lie between or behind the members of a stream: none of its
 * members is damaged by them. */
#define GV_DAMAGE_BETWEEN "bytes between or after "

/* Zeroed, with path and callback set, is a valid empty log. */
typedef struct gv_damage_log {
    const char *path;
    const char *within;  /* names of the members that are open, from the outside in
                            ("x/a.zip:b.txt"), or NULL; set by whoever opens members, for the rows
                            added meanwhile */
    uint32_t depth;      /* of the layer that is being read; set likewise; for the ledger */
    gv_ledger_row *ledger;
    size_t n_ledger, ledger_capacity;
    gv_message_fn message; /* may be NULL */
    void *message_user;
    gv_damage *rows;
    size_t n_rows, capacity;
    uint64_t n_more;
    gv_kind_count *left_out; /* what holds no text, by kind; no damage */
    size_t n_left_out, left_out_capacity;
    gv_arena arena; /* owns the strings of rows */
} gv_damage_log;

/* Adds a layer that was read to its end (or given up there): its bytes, and what they were. Rows
 * come in order of depth, then of first use. layer is borrowed for ever. */
gv_status gv_ledger_add(gv_damage_log *log, const char *layer, uint32_t depth, uint64_t bytes,
                        uint64_t data, uint64_t structure, uint64_t skipped);
/* 1 if a row's layer is a record ("line", "row", "element"), which then gave no text. */
int gv_damage_is_record(const char *layer);
/* 1 if it is a whole document ("pdf", "office", "html"), some of whose text may have been read. */
int gv_damage_is_document(const char *layer);
/* Adds a row; layer and the formatted reason are copied. The callback gets "WITHIN: LAYER, byte
 * OFFSET: REASON", without LAYER and OFFSET for a record or a whole document: its reason names it.
 * */
gv_status gv_damage_add(gv_damage_log *log, const char *layer, uint64_t offset, uint64_t length,
                        const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 6)))
#endif
    ;
/* Counts what holds no text for no fault of its own: a picture, an HTTP response of another status.
 * kind is copied; beyond 100 kinds all are "other". */
gv_status gv_left_out_add(gv_damage_log *log, const char *kind);
void gv_damage_free(gv_damage_log *log);

#endif
