/*
 * html_facts.h - what a page says of itself: title, date, language.
 */
#ifndef GV_INGEST_HTML_FACTS_H
#define GV_INGEST_HTML_FACTS_H

#include "ingest/html_attribute.h"

/* Strings are in the arena; NULL: not stated. Zeroed, with arena set, is valid. */
typedef struct gv_html_facts {
    gv_arena *arena;
    const char *og_title, *title, *date;
    const char *language, *stated_language; /* of <html>; of a meta element */
    unsigned date_rank;                     /* 0: none yet; else the lower, the better */
} gv_html_facts;

/* To be called for every <html>, <meta> and <time>. */
gv_status gv_html_facts_see(gv_html_facts *facts, const gv_html_token *token,
                            const gv_html_attributes *attributes);
/* For the text of the first <title>. */
gv_status gv_html_facts_see_title(gv_html_facts *facts, const char *bytes,
                                  const gv_html_token *text);

#endif
