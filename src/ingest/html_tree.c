/*
 * html_tree.c - which elements are open, as tags come.
 *
 * In: tags. Out: the stack of the elements that say something of the text in them, with what they
 * say, and the ends of blocks:
 *
 *     <ul><li>Oru<li>Dassi</ul>       "Oru" ends where the second <li> ends the first
 *     <p>A <b>b<p>c</b> d</p>         "A b", then "c d": an inline element ends no block
 *     <td><div>x</td>                 the cell ends the division; </div> outside ends nothing in it
 *
 * These are the standard's rules as far as they change what text stands together, what is hidden
 * and what is a link. Inline elements that change none of this are not kept at all, so that
 * thousands of unclosed <font>s cost nothing; nor are elements moved as browsers move them out of
 * broken tables: text stays where it stands. Depth is bounded; nothing recurses.
 */
#include "ingest/html_page.h"

#include <string.h>

enum { NOWHERE = 0 }; /* the page itself is at 0, and is never ended */

static int is_heading(unsigned tag)
{
    return tag >= GV_TAG_H1 && tag <= GV_TAG_H6;
}

/* Names that are not listed, apart by hash: a wrong match would end a hidden element early. */
static uint32_t hash_name(const gv_html_page *page, const gv_html_token *token)
{
    const size_t name = token->start + (token->kind == GV_HTML_OPEN ? 1 : 2);
    uint32_t hash = 2166136261u;
    for (size_t i = name; token->tag == GV_TAG_OTHER && i < token->name_end; i++) {
        const unsigned char c = (unsigned char)page->bytes[i];
        hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
    }
    return hash;
}

/* ------------------------------------------------------------------ the stack */

static void pop_to(gv_html_page *page, size_t depth)
{
    if (depth < 1 || depth >= page->depth) {
        return;
    }
    while (page->depth > depth) {
        page->depth--;
        page->n_open[page->open[page->depth].tag]--;
    }
    page->beyond = 0;
}

/* How far an end tag, or the start tag that implies it, sees. */
typedef enum reach {
    IN_SCOPE,   /* up to a cell, a table, an object */
    IN_BUTTON,  /* so, and up to a button */
    IN_LIST,    /* so, and up to a list */
    IN_TABLE,   /* up to the table */
    IN_BLOCK    /* up to the block */
} reach;

static int is_bound(unsigned tag, reach within)
{
    const unsigned flags = gv_html_tag_flags((gv_html_tag)tag);
    switch (within) {
    case IN_TABLE:
        return tag == GV_TAG_TABLE || tag == GV_TAG_TEMPLATE;
    case IN_BLOCK:
        return (flags & (GV_TAG_BLOCK | GV_TAG_SCOPE)) != 0;
    case IN_LIST:
        return (flags & GV_TAG_SCOPE) != 0 || tag == GV_TAG_OL || tag == GV_TAG_UL;
    case IN_BUTTON:
        return (flags & GV_TAG_SCOPE) != 0 || tag == GV_TAG_BUTTON;
    default:
        return (flags & GV_TAG_SCOPE) != 0;
    }
}

/* Where the innermost open element of that tag stands; NOWHERE: none is open within reach. */
static size_t find(const gv_html_page *page, gv_html_tag tag, uint32_t name, reach within)
{
    for (size_t i = page->depth - 1; i > NOWHERE && page->n_open[tag] > 0; i--) {
        if (page->open[i].tag == tag && (tag != GV_TAG_OTHER || page->open[i].name == name)) {
            return i;
        }
        if (is_bound(page->open[i].tag, within)) {
            break;
        }
    }
    return NOWHERE;
}

static void end_element(gv_html_page *page, gv_html_tag tag, reach within)
{
    const size_t at = find(page, tag, 0, within);
    if (at != NOWHERE) {
        pop_to(page, at);
    }
}

/* Takes one element out from under those that were opened in it. */
static void take_out(gv_html_page *page, size_t at)
{
    page->n_open[page->open[at].tag]--;
    memmove(&page->open[at], &page->open[at + 1],
            (page->depth - at - 1) * sizeof page->open[0]);
    page->depth--;
    for (size_t i = at; i < page->depth; i++) {
        page->open[i].all = page->open[i - 1].all | page->open[i].own;
    }
}

/* A tag within an element that has none (a title whose end tag was lost) ends it. */
static void end_raw(gv_html_page *page, gv_html_tag tag)
{
    const gv_html_tag top = (gv_html_tag)gv_html_top(page)->tag;
    if (top != tag && (gv_html_tag_flags(top) & (GV_TAG_RAW | GV_TAG_ESCAPABLE)) != 0) {
        pop_to(page, page->depth - 1);
    }
}

/* ------------------------------------------------------------------ start tags */

/* Ends the rows and cells that a part of a table ends. */
static void end_table_parts(gv_html_page *page, gv_html_tag tag)
{
    const size_t table = find(page, GV_TAG_TABLE, 0, IN_TABLE);
    if (table == NOWHERE) {
        return;
    }
    size_t keep = table + 1;
    const int in_row = tag == GV_TAG_TD || tag == GV_TAG_TH;
    while (keep < page->depth) {
        const unsigned open = page->open[keep].tag;
        const int is_group =
            open == GV_TAG_TBODY || open == GV_TAG_THEAD || open == GV_TAG_TFOOT;
        if (!(is_group && (in_row || tag == GV_TAG_TR)) && !(open == GV_TAG_TR && in_row)) {
            break;
        }
        keep++;
    }
    pop_to(page, keep);
}

/* Ends the item before this one: <li>, <dt>, <dd>. */
static void end_item(gv_html_page *page, gv_html_tag tag)
{
    for (size_t i = page->depth - 1; i > NOWHERE; i--) {
        const unsigned open = page->open[i].tag;
        if (open == tag || (tag != GV_TAG_LI && (open == GV_TAG_DD || open == GV_TAG_DT))) {
            pop_to(page, i);
            return;
        }
        if (is_bound(open, IN_BLOCK) && open != GV_TAG_DIV && open != GV_TAG_P &&
            open != GV_TAG_ADDRESS) {
            return;
        }
    }
}

/* Ends what cannot stay open around the element. */
static void end_implied(gv_html_page *page, gv_html_tag tag)
{
    if ((gv_html_tag_flags(tag) & GV_TAG_CLOSES_P) != 0) {
        end_element(page, GV_TAG_P, IN_BUTTON);
    }
    if (is_heading(tag) && is_heading(gv_html_top(page)->tag)) {
        pop_to(page, page->depth - 1);
    }
    switch (tag) {
    case GV_TAG_LI:
    case GV_TAG_DT:
    case GV_TAG_DD:
        end_item(page, tag);
        break;
    case GV_TAG_A: {
        const size_t at = find(page, GV_TAG_A, 0, IN_SCOPE);
        if (at != NOWHERE) {
            take_out(page, at);
        }
        break;
    }
    case GV_TAG_BUTTON:
    case GV_TAG_SELECT:
        end_element(page, tag, IN_SCOPE);
        break;
    case GV_TAG_CAPTION:
    case GV_TAG_COLGROUP:
    case GV_TAG_TBODY:
    case GV_TAG_THEAD:
    case GV_TAG_TFOOT:
    case GV_TAG_TR:
    case GV_TAG_TD:
    case GV_TAG_TH:
        end_table_parts(page, tag);
        break;
    default:
        break;
    }
}

static unsigned own_flags(gv_html_tag tag, const gv_html_attributes *a)
{
    const unsigned flags = gv_html_tag_flags(tag);
    unsigned own = (flags & GV_TAG_SKIP) != 0 ? GV_HTML_SKIPPED : 0;
    own |= (flags & GV_TAG_DROP) != 0 ? GV_HTML_DROPPED : 0;
    own |= gv_html_is_hidden(a) ? GV_HTML_CONCEALED : 0;
    own |= gv_html_is(a, GV_HTML_ROLE, "main") ? GV_HTML_IN_ARTICLE : 0;
    switch (tag) {
    case GV_TAG_A:
        return own | (gv_html_has(a, GV_HTML_HREF) ? GV_HTML_LINKED : 0);
    case GV_TAG_LABEL:
        return own | GV_HTML_LINKED; /* of a form: as little prose as a link */
    case GV_TAG_LISTING:
    case GV_TAG_PLAINTEXT:
    case GV_TAG_PRE:
    case GV_TAG_XMP:
        return own | GV_HTML_LINES;
    case GV_TAG_ARTICLE:
    case GV_TAG_MAIN:
        return own | GV_HTML_IN_ARTICLE;
    case GV_TAG_SVG:
        return own | GV_HTML_DRAWN;
    case GV_TAG_SUP:
        return own | GV_HTML_RAISED;
    default:
        return own;
    }
}

static gv_passage_kind kind_of(gv_html_tag tag, const gv_html_attributes *a, unsigned around)
{
    if (gv_html_is_pull_quote(a)) {
        return GV_PASSAGE_QUOTE;
    }
    if (is_heading(tag)) {
        return GV_PASSAGE_HEADING;
    }
    switch (tag) {
    case GV_TAG_LI:
        return GV_PASSAGE_LIST_ITEM;
    case GV_TAG_ARTICLE:
    case GV_TAG_MAIN:
    case GV_TAG_SECTION:
    case GV_TAG_BLOCKQUOTE:
    case GV_TAG_TABLE:
        return GV_PASSAGE_PARAGRAPH;
    default:
        return (gv_passage_kind)around;
    }
}

/* 1 if the element changes what holds for its text, or ends in a way of its own. */
static int matters(gv_html_page *page, const gv_html_token *token, unsigned own)
{
    const unsigned flags = gv_html_tag_flags(token->tag);
    if (token->tag == GV_TAG_HTML || token->tag == GV_TAG_HEAD || token->tag == GV_TAG_BODY) {
        return 0;
    }
    if ((flags & (GV_TAG_BLOCK | GV_TAG_SCOPE)) != 0 || own != 0) {
        return 1;
    }
    /* In a hidden <span>, one that is not must not end it. */
    return (gv_html_top(page)->all & (GV_HTML_CONCEALED | GV_HTML_DROPPED)) != 0 &&
           (flags & GV_TAG_FORMAT) == 0;
}

/* Begins a region where the element may be furniture, a group where it is a list; says to the
 * regions around it that it is the page's own text, if so. */
static gv_status begin_parts(gv_html_page *page, gv_html_tag tag, const gv_html_attributes *a,
                             gv_html_element *element)
{
    const int in_article = (element->all & GV_HTML_IN_ARTICLE) != 0;
    const gv_html_strength strength = gv_html_furniture_tell(tag, a, in_article);
    if (strength != GV_HTML_NO_FURNITURE) {
        GV_TRY(gv_array_reserve((void **)&page->regions, page->n_regions + 1,
                                sizeof *page->regions, &page->regions_capacity));
        page->regions[page->n_regions] =
            (gv_html_region){.parent = element->region, .strength = (uint8_t)strength};
        element->region = (uint32_t)page->n_regions++;
    }
    if (tag == GV_TAG_H1 || tag == GV_TAG_MAIN || gv_html_is(a, GV_HTML_ROLE, "main") ||
        gv_html_is(a, GV_HTML_ITEMPROP, "articlebody")) {
        for (uint32_t r = element->region; r != 0; r = page->regions[r].parent) {
            if (page->regions[r].is_main) {
                break;
            }
            page->regions[r].is_main = 1;
        }
    }
    if (tag == GV_TAG_UL || tag == GV_TAG_OL || tag == GV_TAG_DL || tag == GV_TAG_TABLE ||
        tag == GV_TAG_MENU || tag == GV_TAG_DIR) {
        GV_TRY(gv_array_reserve((void **)&page->groups, page->n_groups + 1, sizeof *page->groups,
                                &page->groups_capacity));
        page->groups[page->n_groups] = (gv_html_group){0};
        element->group = (uint32_t)page->n_groups++;
    }
    return GV_OK;
}

gv_status gv_html_tree_open(gv_html_page *page, const gv_html_token *token,
                            const gv_html_attributes *attributes)
{
    const gv_html_tag tag = token->tag;
    const unsigned flags = gv_html_tag_flags(tag);
    end_raw(page, GV_TAG_OTHER);
    if ((gv_html_top(page)->all & GV_HTML_DRAWN) != 0) {
        if (token->empty) {
            return GV_OK;
        }
        if ((flags & GV_TAG_BLOCK) != 0) { /* no part of a drawing: its end tag was lost */
            end_element(page, GV_TAG_SVG, IN_SCOPE);
        }
    }
    if (tag == GV_TAG_BR) {
        return gv_html_text_break(page);
    }
    if ((flags & GV_TAG_BLOCK) != 0) {
        GV_TRY(gv_html_text_end_block(page));
    }
    end_implied(page, tag);
    const unsigned own = own_flags(tag, attributes);
    if ((flags & GV_TAG_VOID) != 0 || (page->xml && token->empty) ||
        !matters(page, token, own)) {
        return GV_OK;
    }
    if (page->depth == GV_HTML_DEPTH) {
        page->beyond++;
        return GV_OK;
    }
    const gv_html_element *const around = gv_html_top(page);
    gv_html_element element = {.tag = (uint8_t)tag,
                               .own = (uint8_t)own,
                               .all = (uint8_t)(own | around->all),
                               .kind = (uint8_t)kind_of(tag, attributes, around->kind),
                               .name = hash_name(page, token),
                               .region = around->region,
                               .group = around->group};
    if ((flags & GV_TAG_BLOCK) != 0) {
        GV_TRY(begin_parts(page, tag, attributes, &element));
    }
    page->open[page->depth++] = element;
    page->n_open[tag]++;
    return GV_OK;
}

/* ------------------------------------------------------------------ end tags */

gv_status gv_html_tree_close(gv_html_page *page, const gv_html_token *token)
{
    const gv_html_tag tag = token->tag;
    const unsigned flags = gv_html_tag_flags(tag);
    size_t at = NOWHERE;
    end_raw(page, tag);
    if (tag == GV_TAG_BR) {
        return gv_html_text_break(page);
    }
    if ((flags & GV_TAG_BLOCK) != 0) {
        GV_TRY(gv_html_text_end_block(page));
    }
    if (page->beyond > 0 && (flags & GV_TAG_BLOCK) != 0) {
        page->beyond--;
        return GV_OK;
    }
    if (is_heading(tag)) {
        for (unsigned i = GV_TAG_H1; i <= GV_TAG_H6; i++) {
            const size_t one = find(page, (gv_html_tag)i, 0, IN_SCOPE);
            at = one > at ? one : at;
        }
    } else if (tag == GV_TAG_A) {
        at = find(page, tag, 0, IN_SCOPE);
        if (at != NOWHERE) {
            take_out(page, at);
        }
        return GV_OK;
    } else if ((flags & (GV_TAG_DROP | GV_TAG_SKIP | GV_TAG_SCOPE)) != 0 ||
               (flags & GV_TAG_BLOCK) != 0) {
        const int in_table = tag == GV_TAG_TABLE || tag == GV_TAG_TD || tag == GV_TAG_TH ||
                             tag == GV_TAG_TR || tag == GV_TAG_TBODY || tag == GV_TAG_THEAD ||
                             tag == GV_TAG_TFOOT || tag == GV_TAG_CAPTION;
        at = find(page, tag, 0,
                  in_table             ? IN_TABLE
                  : tag == GV_TAG_LI   ? IN_LIST
                  : tag == GV_TAG_P    ? IN_BUTTON
                                       : IN_SCOPE);
    } else {
        at = find(page, tag, hash_name(page, token), IN_BLOCK);
    }
    if (at != NOWHERE) {
        pop_to(page, at);
    }
    return GV_OK;
}
