/*
 * plugs.h - formats whose rooms are not there yet: weak stand-ins, so that the reader can be built.
 * Goes away with the last of them.
 */
#ifndef GV_INGEST_PLUGS_H
#define GV_INGEST_PLUGS_H
#include "ingest/archive.h"
#include "ingest/filter.h"
#include "ingest/container.h"
#include "ingest/cut.h"
#include "ingest/rows.h"
int gv_office_sniff(const char *bytes, size_t length);
#endif
