/*
 * html_tag.c - the elements of HTML by name, and what each is to a text.
 *
 * In: a name as it stands in a tag. Out: which element it is, and its flags: "DIV" is GV_TAG_DIV, a
 * block that ends an open paragraph. What is not listed (span, cite, mark, a page's own elements)
 * is an inline element that does nothing to the text.
 */
#include "ingest/html_tag.h"

typedef struct row {
    const char *name;
    uint16_t flags;
} row;

enum {
    B = GV_TAG_BLOCK, V = GV_TAG_VOID, P = GV_TAG_CLOSES_P, F = GV_TAG_FORMAT, S = GV_TAG_SCOPE,
    R = GV_TAG_RAW, E = GV_TAG_ESCAPABLE, K = GV_TAG_SKIP, D = GV_TAG_DROP, LONGEST = 10
};

/* Sorted by name. */
static const row ROWS[GV_N_TAGS] = {
    {"", 0}, {"a", F}, {"address", B | P}, {"applet", S | D}, {"area", V}, {"article", B | P},
    {"aside", B | P}, {"audio", D}, {"b", F}, {"base", V}, {"big", F}, {"blockquote", B | P},
    {"body", B}, {"br", V}, {"button", D}, {"canvas", D}, {"caption", B | S}, {"center", B | P},
    {"code", F}, {"col", V}, {"colgroup", B}, {"datalist", D}, {"dd", B | P}, {"details", B | P},
    {"dialog", B | P}, {"dir", B | P}, {"div", B | P}, {"dl", B | P}, {"dt", B | P}, {"em", F},
    {"embed", V}, {"fieldset", B | P}, {"figcaption", B | P}, {"figure", B | P}, {"font", F},
    {"footer", B | P}, {"form", B | P}, {"frame", V}, {"frameset", B}, {"h1", B | P},
    {"h2", B | P}, {"h3", B | P}, {"h4", B | P}, {"h5", B | P}, {"h6", B | P}, {"head", B},
    {"header", B | P}, {"hgroup", B | P}, {"hr", B | V | P}, {"html", B | S}, {"i", F},
    {"iframe", R | K}, {"image", V}, {"img", V}, {"input", V}, {"label", 0}, {"legend", B},
    {"li", B | P}, {"link", V}, {"listing", B | P}, {"main", B | P}, {"marquee", S},
    {"menu", B | P}, {"meta", V}, {"nav", B | P}, {"nobr", F}, {"noembed", R | K},
    {"noframes", D}, {"noscript", D}, {"object", S}, {"ol", B | P}, {"optgroup", 0},
    {"option", 0}, {"p", B | P}, {"param", V}, {"plaintext", B | P}, {"pre", B | P}, {"rp", D},
    {"s", F}, {"script", R | K}, {"search", B | P}, {"section", B | P}, {"select", D},
    {"small", F}, {"source", V}, {"strike", F}, {"strong", F}, {"style", R | K},
    {"summary", B | P}, {"sup", 0}, {"svg", D}, {"table", B | P | S}, {"tbody", B}, {"td", B | S},
    {"template", S | D}, {"textarea", E | D}, {"tfoot", B}, {"th", B | S}, {"thead", B},
    {"time", 0}, {"title", E | K}, {"tr", B}, {"track", V}, {"tt", F}, {"u", F}, {"ul", B | P},
    {"video", D}, {"wbr", V}, {"xmp", B | P | R},
};

/* Below 0, 0 or above 0 as the folded name comes before, is or comes after `known`. */
static int compare(const char *name, size_t length, const char *known)
{
    for (size_t i = 0; i < length; i++) {
        const int order = name[i] - known[i]; /* a name that is longer meets the NUL */
        if (order != 0) {
            return order;
        }
    }
    return known[length] == '\0' ? 0 : -1;
}

gv_html_tag gv_html_tag_find(const char *name, size_t length)
{
    char folded[LONGEST];
    size_t low = 1;
    size_t high = GV_N_TAGS;
    if (length > LONGEST) {
        return GV_TAG_OTHER;
    }
    for (size_t i = 0; i < length; i++) {
        folded[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + ('a' - 'A') : name[i]);
        if (folded[i] <= 0) {
            return GV_TAG_OTHER;
        }
    }
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare(folded, length, ROWS[middle].name);
        if (order == 0) {
            return (gv_html_tag)middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return GV_TAG_OTHER;
}

unsigned gv_html_tag_flags(gv_html_tag tag)
{
    return ROWS[tag].flags;
}

const char *gv_html_tag_name(gv_html_tag tag)
{
    return ROWS[tag].name;
}
