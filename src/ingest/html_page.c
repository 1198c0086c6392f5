/*
 * html_page.c - the text of an HTML page, block by block.
 *
 * In: a page in UTF-8. Out: its blocks in the order in which they stand, each with where it stood,
 * how much of it is links, and in which lists and regions it lies; title, date and language:
 *
 *     <nav><a href=/>Home</a></nav>      block 0 "Home", all of it linked, in a region <nav>
 *     <h1>Oru</h1>                       block 1 "Oru", a heading
 *     <p>They came at <b>dawn</b>.       block 2 "They came at dawn."
 *
 * Tags are read by html.c, elements kept by html_tree.c, text gathered by html_text.c; which blocks
 * are the article's is chosen at the end (html_furniture.c), when the whole page is known. Scripts
 * are not run: what a page only loads is not there.
 */
#include "ingest/html_page.h"

#include <string.h>

/* An XHTML page says so at its start. */
static int is_xml(const char *bytes, size_t length)
{
    return length >= 5 && memcmp(bytes, "<?xml", 5) == 0;
}

static gv_status see_tag(gv_html_page *page, gv_html_reader *reader, const gv_html_token *token)
{
    gv_html_attributes attributes;
    if (token->kind == GV_HTML_CLOSE) {
        return gv_html_tree_close(page, token);
    }
    gv_html_attributes_read(reader, token, &attributes);
    if (token->tag == GV_TAG_HTML || token->tag == GV_TAG_META || token->tag == GV_TAG_TIME) {
        GV_TRY(gv_html_facts_see(&page->facts, token, &attributes));
    }
    if (token->empty && (gv_html_top(page)->all & GV_HTML_DRAWN) != 0) {
        reader->raw = GV_TAG_OTHER; /* <title/> ends here in a drawing, and only there */
    }
    return gv_html_tree_open(page, token, &attributes);
}

/* Regions and groups are numbered from 1. */
static gv_status begin(gv_html_page *page)
{
    page->facts = (gv_html_facts){.arena = page->arena};
    page->open[0] = (gv_html_element){.kind = GV_PASSAGE_PARAGRAPH};
    page->depth = 1;
    page->beyond = 0;
    memset(page->n_open, 0, sizeof page->n_open);
    page->n_blocks = 0;
    GV_TRY(gv_array_reserve((void **)&page->regions, 1, sizeof *page->regions,
                            &page->regions_capacity));
    GV_TRY(gv_array_reserve((void **)&page->groups, 1, sizeof *page->groups,
                            &page->groups_capacity));
    page->regions[0] = (gv_html_region){0};
    page->groups[0] = (gv_html_group){0};
    page->n_regions = 1;
    page->n_groups = 1;
    return GV_OK;
}

gv_status gv_html_page_read(gv_html_page *page, const char *bytes, size_t length, uint64_t offset)
{
    page->xml = (uint8_t)is_xml(bytes, length);
    gv_html_reader reader = {.bytes = bytes, .length = length, .xml = page->xml};
    gv_html_token token;
    page->bytes = bytes;
    page->offset = offset;
    GV_TRY(begin(page));
    while (gv_html_next(&reader, &token)) {
        if (token.kind != GV_HTML_TEXT) {
            GV_TRY(see_tag(page, &reader, &token));
            continue;
        }
        const gv_html_element *const top = gv_html_top(page);
        if (top->tag == GV_TAG_TITLE && (top->all & GV_HTML_DRAWN) == 0 &&
            page->facts.title == NULL) {
            GV_TRY(gv_html_facts_see_title(&page->facts, bytes, &token));
        }
        GV_TRY(gv_html_text_add(page, &token));
    }
    GV_TRY(gv_html_text_end_block(page));
    const gv_html_facts *const facts = &page->facts;
    page->extract->title = facts->og_title != NULL ? facts->og_title : facts->title;
    page->extract->date = facts->date;
    page->extract->language =
        facts->language != NULL ? facts->language : facts->stated_language;
    return GV_OK;
}

void gv_html_page_free(gv_html_page *page)
{
    gv_memory_free(page->blocks);
    gv_memory_free(page->regions);
    gv_memory_free(page->groups);
    *page = (gv_html_page){0};
}
