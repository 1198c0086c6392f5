/*
 * merge.h - what the two files of `gravamen merge` share: merge_check.c, whether results are the
 * shards of one run, and merge.c, the copying.
 */
#ifndef GV_OUTPUT_MERGE_H
#define GV_OUTPUT_MERGE_H

#include "base/arena.h"
#include "base/sha256.h"
#include "output/manifest.h"
#include "output/manifest_file.h"

/* One shard's result. */
typedef struct gv_share {
    const char *path;
    gv_manifest_file manifest;
    gv_mapping result;
    uint64_t number, of, inputs;
    gv_json_value list, labels, statuses;
    const char *place;   /* in the manifest's inputs; NULL before the first */
    size_t position;     /* in the result: behind what was copied */
    gv_manifest_row row; /* next in line, if `more` */
    int more;
    gv_sha256 sha;       /* of what was copied, and what stood before it */
} gv_share;

typedef struct gv_merging {
    gv_share *shares;
    size_t n_shares;
    gv_message *message;
    gv_manifest_names names;
    gv_arena arena; /* names */
    int is_jsonl;
    gv_manifest_counts totals;
    uint64_t inputs, inputs_damaged;
    gv_writer writer, manifest;
    gv_sha256 sha; /* of what was written, and how much that is */
    uint64_t output_bytes;
    gv_buf out, scratch; /* of the manifest; totals once more */
} gv_merging;

/* Opens a result and its manifest; `share` is closed by the caller in any case. */
gv_status gv_merge_open(const char *path, gv_message *message, gv_share *share);
/* GV_ERROR_FORMAT, with words, unless the shares are all those of one run, each once. */
gv_status gv_merge_check(const gv_merging *merging);
/* Makes merging->names and the totals of all shares. */
gv_status gv_merge_add_totals(gv_merging *merging);

#endif
