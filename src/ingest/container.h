/*
 * container.h - what holds members: a tar or zip archive, a WARC file. Seen from the layer above.
 *
 * A container stands on one stream (`below`) and gives its members one after the other, each as a
 * stream of its own:
 *
 *     tar       next -> "x/report-7.html", 20480 bytes     stream -> <!DOCTYPE html> ...
 *               next -> "x/photo.jpg"                      (not asked for: skipped)
 *               next -> none: all of below was read
 *
 * Every byte of below is accounted for. When next() says that there are no more members it has read
 * below to its end and added one row to the log's ledger (gv_ledger_add) with
 *     bytes = data + structure + skipped
 * where skipped is the sum of the lengths of the damage rows it noted, each a range of below that
 * gave no sound member; data are the bytes of members as stored in below; structure is the rest:
 * headers, padding, directories. What is damaged is noted (gv_damage_add, offsets in below) and
 * never ends a container that can be read on behind it.
 */
#ifndef GV_INGEST_CONTAINER_H
#define GV_INGEST_CONTAINER_H

#include "ingest/damage.h"
#include "ingest/stream.h"

/* What a container says of a member before its bytes. Strings are valid UTF-8 and borrowed until
 * the next call of next(); NULL: not stated. Zeroed is valid. */
typedef struct gv_member {
    const char *name;
    uint64_t offset;         /* of its first byte, header included, in below */
    uint64_t length;         /* of what the stream will give, if that is known before it; else 0 */
    uint64_t n;              /* index, from 1, where offsets say nothing (7z); else 0 */
    const char *id;          /* WARC-Record-ID */
    const char *url;         /* WARC-Target-URI */
    const char *date;        /* WARC-Date, as it stands */
    const char *media_type;  /* "text/html": lower case, no parameters */
    const char *charset;     /* as the container states it, lower case: "windows-1252" */
    const char *left_out;    /* not NULL: it has no bytes to read, and why ("encrypted"): for
                                people; the caller notes it as damage */
} gv_member;

/* One open container. next: goes on to the next member, whatever was left of the one before; *more
 * is 0 after the last. stream: the bytes of the member at hand; ends with it. A failed checksum at
 * the end of a member is noted as damage by the container. close: frees it; may be called at any
 * time. All belong to one thread at a time; they fail only for want of memory. */
typedef struct gv_container {
    const char *kind; /* "tar", "zip", "warc": the layer's name in records */
    void *self;
    gv_status (*next)(void *self, gv_member *member, int *more);
    gv_stream stream;
    void (*close)(void *self);
} gv_container;

/* What a layer is opened with. below and log must outlive it. */
typedef struct gv_opening {
    gv_stream below;
    gv_damage_log *log;
    const gv_limits *limits;
} gv_opening;

#endif
