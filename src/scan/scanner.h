/*
 * scanner.h - passage in, decision out: the internal face of scan/.
 *
 * tokens -> keys -> rule spans -> slots -> masks -> cues -> labels -> facets
 */
#ifndef GV_SCAN_SCANNER_H
#define GV_SCAN_SCANNER_H

#include "scan/result.h"
#include "text/token.h"

/* What the passage is, for #heading, #list and #quote. */
enum {
    GV_SCAN_HEADING = 1 << 0,
    GV_SCAN_LIST_ITEM = 1 << 1,
    GV_SCAN_QUOTE = 1 << 2
};

/* As gv_scan, with the passage's kind; gv_scan gives 0. */
gv_status gv_scanner_scan(gv_scanner *scanner, const char *text, size_t length, unsigned kind,
                          const struct gv_result **result);

/* From now on only labels that stand are asked for, with their evidence: mentions of a label whose
 * threshold is not reached may be left out of results. */
void gv_scanner_want_labels(gv_scanner *scanner);

/* For gv_check: 1 if some cue span of frame `cue` reached a mention in the last scan, whether or not
 * it was the one that decided; 1 if mask `mask` dropped one. Collected only after
 * gv_scanner_watch(scanner, 1). */
void gv_scanner_watch(gv_scanner *scanner, int on);
int gv_scanner_touched(const gv_scanner *scanner, uint32_t frame);

#endif
