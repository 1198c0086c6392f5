/*
 * html_page.h - the text of an HTML page, block by block, and which blocks are the article.
 *
 *     gv_html_page page = {.arena = arena, .extract = extract};
 *     gv_html_page_read(&page, bytes, length, offset);    every block with text, in reading order
 *     gv_html_page_choose(&page);                         menus, notices and the like taken out
 *     gv_html_page_free(&page);
 *
 * A page belongs to one thread at a time. Linear in time; memory is that of the blocks.
 */
#ifndef GV_INGEST_HTML_PAGE_H
#define GV_INGEST_HTML_PAGE_H

#include "ingest/extract.h"
#include "ingest/html_facts.h"

enum {
    GV_HTML_DEPTH = 256 /* elements within elements; what is deeper counts as lying in the last */
};

/* What holds for the text of an element. */
enum {
    GV_HTML_SKIPPED = 1,   /* never text: a script */
    GV_HTML_DROPPED = 2,   /* not shown to who reads the page: a form control, a fallback */
    GV_HTML_CONCEALED = 4, /* hidden */
    GV_HTML_LINKED = 8,
    GV_HTML_LINES = 16,    /* an empty line ends a block */
    GV_HTML_IN_ARTICLE = 32,
    GV_HTML_DRAWN = 64,    /* in an <svg> */
    GV_HTML_RAISED = 128   /* in a <sup> */
};

/* How sure it is that an element is furniture. */
typedef enum gv_html_strength {
    GV_HTML_NO_FURNITURE = 0,
    GV_HTML_MAYBE,   /* unless there is prose in it: a sidebar, an <aside> */
    GV_HTML_LIKELY,  /* unless it is much prose, or holds the page's heading: class="menu" */
    GV_HTML_CERTAIN  /* unless it holds most of the page's text: <nav>, class="cookies" */
} gv_html_strength;

/* An element that may be furniture, with what lies in it. */
typedef struct gv_html_region {
    uint32_t parent;   /* 0: none */
    uint8_t strength;
    uint8_t is_main;   /* the page's own heading or text lies in it */
    uint8_t dropped;
    uint64_t text, linked; /* bytes */
    uint64_t prose;    /* bytes of blocks that are prose, without their links */
} gv_html_region;

/* A list or table. */
typedef struct gv_html_group {
    uint64_t text, linked;
} gv_html_group;

/* Beside a block of the extract. */
typedef struct gv_html_block {
    uint8_t flags;     /* DROPPED, CONCEALED, of the whole block */
    uint8_t keep;
    uint32_t region, group; /* 0: none */
    uint64_t linked;   /* bytes of its text */
} gv_html_block;

typedef struct gv_html_element {
    uint8_t tag, kind;
    uint8_t own, all;  /* flags: its own; with those of the elements around it */
    uint32_t name;     /* hash of the name of one that is not listed */
    uint32_t region, group;
} gv_html_element;

/* Zeroed with arena and extract set is valid. */
typedef struct gv_html_page {
    gv_arena *arena;
    gv_extract *extract;
    const char *bytes;
    uint64_t offset;   /* of bytes[0] where pieces count */
    uint8_t xml;       /* "/>" ends an element */
    gv_html_facts facts;
    gv_html_block *blocks;
    size_t n_blocks, blocks_capacity;
    gv_html_region *regions;
    size_t n_regions, regions_capacity;
    gv_html_group *groups;
    size_t n_groups, groups_capacity;
    gv_html_element open[GV_HTML_DEPTH];
    size_t depth;      /* at least 1: the page itself */
    uint16_t n_open[GV_N_TAGS];
    uint64_t beyond;   /* elements open that had no room */
    uint64_t linked;   /* bytes of the block at hand */
    uint8_t flags;     /* of the block at hand, if it has text */
    uint8_t breaks;    /* line breaks since its last word */
    uint64_t replaced; /* bad bytes */
} gv_html_page;

/* bytes must hold as long as the page is read; offset: where bytes[0] stands in the member. */
gv_status gv_html_page_read(gv_html_page *page, const char *bytes, size_t length, uint64_t offset);
/* Takes out of the extract the blocks that are not to be read. */
void gv_html_page_choose(gv_html_page *page);
void gv_html_page_free(gv_html_page *page);

/* ---- between html_page.c, html_tree.c, html_text.c and html_furniture.c */

static inline gv_html_element *gv_html_top(gv_html_page *page)
{
    return &page->open[page->depth - 1];
}
/* Text of a token, decoded, to the block at hand. */
gv_status gv_html_text_add(gv_html_page *page, const gv_html_token *token);
/* A line break: the second in a row ends the block. */
gv_status gv_html_text_break(gv_html_page *page);
gv_status gv_html_text_end_block(gv_html_page *page);
gv_status gv_html_tree_open(gv_html_page *page, const gv_html_token *token,
                            const gv_html_attributes *attributes);
gv_status gv_html_tree_close(gv_html_page *page, const gv_html_token *token);
/* What the element is by its name and attributes. */
gv_html_strength gv_html_furniture_tell(gv_html_tag tag, const gv_html_attributes *attributes,
                                        int in_article);
/* 1 for class="pullquote". */
int gv_html_is_pull_quote(const gv_html_attributes *attributes);

#endif
