/*
 * night_names.h - what a result is called below --out.
 */
#ifndef GV_NIGHTLY_NIGHT_NAMES_H
#define GV_NIGHTLY_NIGHT_NAMES_H

#include "base/buf.h"

/* Adds the name of an input's result, without a slash at its start. `suffix` is ".jsonl" or ".csv".
 * Another path has another name; no name leaves the folder. */
gv_status gv_night_name(const char *path, const char *suffix, gv_buf *name);
/* 1 if `name`, without folders, is that of something a killed run left half written. */
int gv_night_is_leftover(const char *name);

#endif
