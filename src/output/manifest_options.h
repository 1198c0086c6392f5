/*
 * manifest_options.h - the options that shape output, in the manifest and out of it again.
 */
#ifndef GV_OUTPUT_MANIFEST_OPTIONS_H
#define GV_OUTPUT_MANIFEST_OPTIONS_H

#include "base/arena.h"
#include "base/buf.h"
#include "ingest/jsonl.h"

/* Adds  "options":{"format":"jsonl",...}  ; every default must be filled in. */
gv_status gv_manifest_add_options(const gv_run_options *options, gv_buf *buf);
/* Sets those fields of *options that a checked JSON object names; texts are copied into the arena.
 * GV_ERROR_FORMAT with a message where a value is none that gv_manifest_add_options writes.
 * An option that this version does not know is no failure: *unknown gets its name (copied; the
 * first such), else NULL. */
gv_status gv_manifest_read_options(const gv_json_value *object, gv_arena *arena,
                                   gv_message *message, gv_run_options *options,
                                   const char **unknown);

#endif
