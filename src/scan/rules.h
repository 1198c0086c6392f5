/*
 * rules.h - the mentions of the passage in the scanner, in text order.
 */
#ifndef GV_SCAN_RULES_H
#define GV_SCAN_RULES_H

#include "scan/state.h"

/* Fills result.mentions (status 0, no cue yet). Needs tokens, sentences and keys. */
gv_status gv_rules_run(gv_scanner *scanner);

#endif
