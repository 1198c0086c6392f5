/*
 * plugs.h - formats whose rooms are not there yet: weak stand-ins, so that the reader can be built.
 * Goes away with the last of them.
 */
#ifndef GV_INGEST_PLUGS_H
#define GV_INGEST_PLUGS_H
#include "ingest/archive.h"
#include "ingest/container.h"
#include "ingest/cut.h"
#include "ingest/rows.h"
typedef struct gv_filter gv_filter;
gv_status gv_filter_open(const gv_opening *opening, const char *kind, gv_filter **filter);
gv_status gv_filter_fill(void *layer, int wait, char *out, size_t capacity, gv_fill *fill);
void gv_filter_free(gv_filter *filter);
int gv_office_sniff(const char *bytes, size_t length);
#endif
