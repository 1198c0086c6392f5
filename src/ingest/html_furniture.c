/*
 * html_furniture.c - what of a page is the article, and what only stands around it.
 *
 * In: the blocks of a page, with how much of each is links, and the regions and lists in which they
 * lie. Out: the blocks to be read. Three signs, none of them believed against the text itself:
 *
 *     the element    <nav>, <footer> of the page, role="navigation"
 *     its names      class="cookie-banner", id="sidebarLeft"; "has-menu" says nothing
 *     its links      a list that is two thirds links; a short paragraph that is nothing but a link
 *
 * A region that holds the page's own heading or most of its prose is kept whatever it is called; so
 * is a sidebar with prose in it, and what is called a menu with much. Where less than a fifth of
 * the page's prose is left, or no prose and less than a fifth of all, the signs were wrong: all
 * that the page shows is read, and if that is less than a fifth of its prose as well, all of it but
 * scripts.
 */
#include "ingest/html_page.h"

#include <string.h>

enum {
    PROSE = 140,       /* bytes of a block without its links that make it prose */
    MUCH_PROSE = 420,  /* of a region that is called a menu, to be none */
    ID_WORDS = 3,      /* an id of more is a heading's */
    SHORT = 160,       /* bytes of a block of links that is no more than a link */
    SHARE = 5          /* one part in so many of the prose must be left */
};

/* ------------------------------------------------------------------ names */

static const char *const CERTAIN_WORDS[] = {"comments", "consent", "cookie", "cookies", "disqus",
                                            "gdpr",     "outbrain", "taboola"};
static const char *const LIKELY_WORDS[] = {
    "ad", "addthis", "ads", "adsense", "advert", "advertisement", "adverts", "breadcrumb",
    "breadcrumbs", "dropdown", "lightbox", "menu", "modal", "nav", "navbar", "navbox",
    "navigation", "offcanvas", "pager", "pagination", "popup", "share", "sharebar", "sharethis",
    "sharing", "sidenav", "skiplink", "social", "sponsor", "sponsored", "submenu", "toolbar",
    "topbar"};
static const char *const MAYBE_WORDS[] = {
    "banner", "colophon", "comment", "copyright", "foot", "footer", "links", "login", "masthead",
    "mostread", "newsletter", "paywall", "popular", "promo", "promos", "promoted", "promotion",
    "recommended", "recommendations", "related", "rightbar", "search", "sidebar", "signup",
    "subscribe", "subscription", "tags", "trending", "widget", "widgets"};
/* A name with one of these before it says what a page has or where something stands. */
static const char *const BEFORE_WORDS[] = {"above", "after",  "before", "below", "has",  "hide",
                                           "is",    "no",     "non",    "not",   "show", "under",
                                           "with",  "without"};
/* A name with one of these in it is rather that of the text. */
static const char *const TEXT_WORDS[] = {"article", "body",  "content", "entry",  "layout",
                                         "main",    "story", "text",    "wrap",   "wrapper"};

static int is_among(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++) {
        if (words[i][0] == word[0] && strcmp(words[i], word) == 0) {
            return 1;
        }
    }
    return 0;
}
#define IS_AMONG(words, word) is_among(words, sizeof(words) / sizeof *(words), word)

static int is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static int is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* The next word of names ("siteNav_left" has three) in lower case, cut off at 15 letters; 0 after
 * the last. *begins: it is the first word of a name. */
static int next_word(const char *bytes, size_t end, size_t *at, char word[16], int *begins)
{
    size_t length = 0;
    while (*at < end && !is_upper(bytes[*at]) && !is_lower(bytes[*at])) {
        *begins |= bytes[*at] <= ' ';
        ++*at;
    }
    for (; *at < end; ++*at) {
        const char c = bytes[*at];
        if ((!is_upper(c) && !is_lower(c)) ||
            (is_upper(c) && length > 0 && is_lower(bytes[*at - 1]))) {
            break;
        }
        if (length < 15) {
            word[length++] = (char)(is_upper(c) ? c + ('a' - 'A') : c);
        }
    }
    word[length] = '\0';
    return length > 0;
}

static gv_html_strength tell_word(const char *word)
{
    return IS_AMONG(CERTAIN_WORDS, word)  ? GV_HTML_CERTAIN
           : IS_AMONG(LIKELY_WORDS, word) ? GV_HTML_LIKELY
           : IS_AMONG(MAYBE_WORDS, word)  ? GV_HTML_MAYBE
                                          : GV_HTML_NO_FURNITURE;
}

static gv_html_strength end_name(gv_html_strength name, int is_text, gv_html_strength most)
{
    if (is_text && name != GV_HTML_NO_FURNITURE) {
        name = (gv_html_strength)(name - 1);
    }
    return name > most ? name : most;
}

/* What the names in a class or an id say at most. An id of many words is that of a heading
 * ("the-file-menu-of-the-editor") and says nothing. */
static gv_html_strength tell_names(const char *bytes, gv_html_slice value, int is_id)
{
    gv_html_strength most = GV_HTML_NO_FURNITURE;
    gv_html_strength name = GV_HTML_NO_FURNITURE;
    char word[16];
    size_t at = value.start;
    int begins = 1;
    int is_text = 0;
    int is_other = 0; /* behind "has" */
    unsigned n = 0;
    while (next_word(bytes, value.end, &at, word, &begins)) {
        if (is_id && ++n > ID_WORDS) {
            return GV_HTML_NO_FURNITURE;
        }
        if (begins) {
            most = end_name(name, is_text, most);
            name = GV_HTML_NO_FURNITURE;
            is_text = is_other = 0;
        }
        begins = 0;
        is_text |= IS_AMONG(TEXT_WORDS, word);
        is_other |= IS_AMONG(BEFORE_WORDS, word);
        const gv_html_strength one = is_other ? GV_HTML_NO_FURNITURE : tell_word(word);
        name = one > name ? one : name;
    }
    return end_name(name, is_text, most);
}

int gv_html_is_pull_quote(const gv_html_attributes *attributes)
{
    char word[16];
    char before[16] = "";
    int begins = 1;
    if (!gv_html_has(attributes, GV_HTML_CLASS)) {
        return 0;
    }
    size_t at = attributes->values[GV_HTML_CLASS].start;
    while (next_word(attributes->bytes, attributes->values[GV_HTML_CLASS].end, &at, word,
                     &begins)) {
        if (strcmp(word, "pullquote") == 0 || strcmp(word, "pullout") == 0 ||
            (strcmp(word, "quote") == 0 && strcmp(before, "pull") == 0)) {
            return 1;
        }
        memcpy(before, word, sizeof before);
    }
    return 0;
}

static int has_role(const gv_html_attributes *a, const char *const *roles, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (gv_html_is(a, GV_HTML_ROLE, roles[i])) {
            return 1;
        }
    }
    return 0;
}

/* 1 for what is named after its heading. */
static int is_section(gv_html_tag tag, const gv_html_attributes *a)
{
    return tag == GV_TAG_SECTION || (tag >= GV_TAG_H1 && tag <= GV_TAG_H6) ||
           gv_html_is(a, GV_HTML_CLASS, "section");
}

gv_html_strength gv_html_furniture_tell(gv_html_tag tag, const gv_html_attributes *attributes,
                                        int in_article)
{
    static const char *const CERTAIN[] = {"navigation", "menu",    "menubar", "search",
                                          "toolbar",    "tablist", "dialog",  "alertdialog"};
    static const char *const LIKELY[] = {"banner", "contentinfo"};
    const gv_html_attributes *const a = attributes;
    if (tag == GV_TAG_MAIN || tag == GV_TAG_ARTICLE || gv_html_is(a, GV_HTML_ROLE, "main") ||
        gv_html_is_pull_quote(a)) {
        return GV_HTML_NO_FURNITURE;
    }
    if (tag == GV_TAG_NAV || tag == GV_TAG_DIALOG || tag == GV_TAG_SEARCH ||
        has_role(a, CERTAIN, sizeof CERTAIN / sizeof *CERTAIN)) {
        return GV_HTML_CERTAIN;
    }
    gv_html_strength most = GV_HTML_NO_FURNITURE;
    for (int i = 0; i < 2; i++) {
        const gv_html_name name = i == 0 ? GV_HTML_CLASS : GV_HTML_ID;
        if (gv_html_has(a, name) && (i == 0 || !is_section(tag, a))) {
            const gv_html_strength one = tell_names(a->bytes, a->values[name], i == 1);
            most = one > most ? one : most;
        }
    }
    if (((tag == GV_TAG_HEADER || tag == GV_TAG_FOOTER) && !in_article) ||
        has_role(a, LIKELY, sizeof LIKELY / sizeof *LIKELY)) {
        return GV_HTML_LIKELY;
    }
    if (tag == GV_TAG_ASIDE || gv_html_is(a, GV_HTML_ROLE, "complementary")) {
        return most > GV_HTML_MAYBE ? most : GV_HTML_MAYBE;
    }
    return most;
}

/* ------------------------------------------------------------------ regions, lists, blocks */

static uint64_t length_of(const gv_html_page *page, size_t block)
{
    return page->extract->blocks[block].end - page->extract->blocks[block].start;
}

/* Bytes; prose: without those of links. */
typedef struct amounts {
    uint64_t text, prose;
} amounts;

/* Sums up regions and groups; returns what the page shows. */
static amounts sum_up(gv_html_page *page)
{
    amounts shown = {0};
    for (size_t i = 0; i < page->n_blocks; i++) {
        const gv_html_block *const block = &page->blocks[i];
        gv_html_region *const region = &page->regions[block->region];
        gv_html_group *const group = &page->groups[block->group];
        const uint64_t text = length_of(page, i);
        const uint64_t plain = text - block->linked;
        if (block->flags == 0) {
            shown.text += text;
            shown.prose += plain;
            region->text += text;
            region->linked += block->linked;
            region->prose += plain >= PROSE ? plain : 0;
            group->text += text;
            group->linked += block->linked;
        }
    }
    for (size_t i = page->n_regions - 1; i > 0; i--) {
        const gv_html_region *const region = &page->regions[i];
        gv_html_region *const parent = &page->regions[region->parent];
        if (region->parent != 0) {
            parent->text += region->text;
            parent->linked += region->linked;
            parent->prose += region->prose;
        }
    }
    return shown;
}

/* Says which regions are furniture; a region lies behind the one that it lies in. */
static void drop_regions(gv_html_page *page, uint64_t prose)
{
    for (size_t i = 1; i < page->n_regions; i++) {
        gv_html_region *const r = &page->regions[i];
        const uint64_t plain = r->text - r->linked;
        int dropped = plain * 2 <= prose;
        const uint64_t enough = r->strength == GV_HTML_MAYBE ? PROSE : MUCH_PROSE;
        if (r->strength != GV_HTML_CERTAIN &&
            (r->is_main || (r->prose >= enough && r->linked * 3 <= r->text))) {
            dropped = 0;
        }
        r->dropped = (uint8_t)(dropped || page->regions[r->parent].dropped);
    }
}

static int is_linked(const gv_html_page *page, size_t block)
{
    return block < page->n_blocks && page->blocks[block].linked * 3 >= 2 * length_of(page, block);
}

/* 1 if the block is no more than a link or a list of them. */
static int is_link_furniture(const gv_html_page *page, size_t i)
{
    const gv_html_block *const block = &page->blocks[i];
    const gv_html_group *const group = &page->groups[block->group];
    if (!is_linked(page, i) || length_of(page, i) > SHORT) {
        return 0;
    }
    if (block->group != 0) {
        return group->linked * 3 >= 2 * group->text;
    }
    const int after = is_linked(page, i + 1);
    if (page->extract->blocks[i].kind == GV_PASSAGE_HEADING) {
        return after || i + 1 == page->n_blocks; /* not that of a text that follows */
    }
    return after || (i > 0 && is_linked(page, i - 1)) || length_of(page, i) < SHORT / 4;
}

/* Keeps what lacks all of the flags; with `all`, links and regions as well. */
static amounts keep_blocks(gv_html_page *page, unsigned flags, int all)
{
    amounts kept = {0};
    for (size_t i = 0; i < page->n_blocks; i++) {
        gv_html_block *const block = &page->blocks[i];
        block->keep = (block->flags & flags) == 0 &&
                      (all || (!page->regions[block->region].dropped &&
                               !is_link_furniture(page, i)));
        kept.text += block->keep ? length_of(page, i) : 0;
        kept.prose += block->keep ? length_of(page, i) - block->linked : 0;
    }
    return kept;
}

static int is_too_little(amounts kept, uint64_t prose)
{
    return kept.text == 0 || kept.prose * SHARE < prose;
}

void gv_html_page_choose(gv_html_page *page)
{
    gv_extract *const extract = page->extract;
    const unsigned not_shown = GV_HTML_DROPPED | GV_HTML_CONCEALED;
    const amounts shown = sum_up(page);
    const amounts all = keep_blocks(page, 0, 1);
    size_t n = 0;
    drop_regions(page, shown.prose);
    amounts kept = keep_blocks(page, not_shown, 0);
    const int is_index = kept.prose < PROSE && kept.text * SHARE < shown.text;
    if (is_index || is_too_little(kept, shown.prose)) {
        kept = keep_blocks(page, not_shown, 1);
    }
    if (is_too_little(kept, all.prose)) {
        (void)keep_blocks(page, 0, 1);
    }
    for (size_t i = 0; i < page->n_blocks; i++) {
        if (page->blocks[i].keep) {
            extract->blocks[n++] = extract->blocks[i];
        }
    }
    extract->n_blocks = n;
}
