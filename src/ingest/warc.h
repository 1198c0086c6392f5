/*
 * warc.h - a WARC file (1.0, 1.1, and 0.17, 0.18), or an ARC file, as a container.
 *
 * below gives plain bytes: of a .warc.gz the text of all its gzip members, one after the other. A
 * gap in below is where a gzip member was damaged; reading goes on at the next record.
 *
 * What is a member: the body of each response (HTTP: status 2xx, chunks put together, deflate and
 * brotli unpacked; gzip and zstd as they are stored, for the layers above to unwrap by content),
 * resource and conversion (the text of WET files), if it has a byte. What is none, for no fault of
 * its own, is counted by kind (gv_left_out_add): requests, metadata, revisits, "HTTP status 404".
 *
 * Ledger: data are the bodies of members as stored in their block (with the framing of chunks);
 * structure is all other sound bytes: headers of WARC and HTTP, blocks that are no member, line
 * ends between records. A record that is cut off, longer or shorter than stated, or does not match
 * its digest (WARC-Block-Digest, SHA-1 or SHA-256), is one damage row as a whole, up to where
 * reading goes on, even where its member gave text before.
 */
#ifndef GV_INGEST_WARC_H
#define GV_INGEST_WARC_H

#include "ingest/container.h"

/* "warc" or "arc" if bytes, the first of a layer, begin such a file (a damaged byte or two
 * forgiven), else NULL. Looks at 512 bytes at most. Stateless. */
const char *gv_warc_sniff(const char *bytes, size_t length);
/* Opens; kind is what gv_warc_sniff said. What opening refers to must outlive the container, which
 * the caller frees. */
gv_status gv_warc_open(const gv_opening *opening, const char *kind, gv_container *container);

#endif
