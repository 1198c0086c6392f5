/*
 * html_tag.h - the elements of HTML by name, and what each is to a text.
 *
 * Stateless, thread-safe.
 */
#ifndef GV_INGEST_HTML_TAG_H
#define GV_INGEST_HTML_TAG_H

#include <stddef.h>
#include <stdint.h>

/* In the order of their names. */
typedef enum gv_html_tag {
    GV_TAG_OTHER = 0, /* any name that is not listed: an inline element */
    GV_TAG_A, GV_TAG_ADDRESS, GV_TAG_APPLET, GV_TAG_AREA, GV_TAG_ARTICLE, GV_TAG_ASIDE,
    GV_TAG_AUDIO, GV_TAG_B, GV_TAG_BASE, GV_TAG_BIG, GV_TAG_BLOCKQUOTE, GV_TAG_BODY, GV_TAG_BR,
    GV_TAG_BUTTON, GV_TAG_CANVAS, GV_TAG_CAPTION, GV_TAG_CENTER, GV_TAG_CODE, GV_TAG_COL,
    GV_TAG_COLGROUP, GV_TAG_DATALIST, GV_TAG_DD, GV_TAG_DETAILS, GV_TAG_DIALOG, GV_TAG_DIR,
    GV_TAG_DIV, GV_TAG_DL, GV_TAG_DT, GV_TAG_EM, GV_TAG_EMBED, GV_TAG_FIELDSET,
    GV_TAG_FIGCAPTION, GV_TAG_FIGURE, GV_TAG_FONT, GV_TAG_FOOTER, GV_TAG_FORM, GV_TAG_FRAME,
    GV_TAG_FRAMESET, GV_TAG_H1, GV_TAG_H2, GV_TAG_H3, GV_TAG_H4, GV_TAG_H5, GV_TAG_H6,
    GV_TAG_HEAD, GV_TAG_HEADER, GV_TAG_HGROUP, GV_TAG_HR, GV_TAG_HTML, GV_TAG_I, GV_TAG_IFRAME,
    GV_TAG_IMAGE, GV_TAG_IMG, GV_TAG_INPUT, GV_TAG_LABEL, GV_TAG_LEGEND, GV_TAG_LI,
    GV_TAG_LINK, GV_TAG_LISTING, GV_TAG_MAIN, GV_TAG_MARQUEE, GV_TAG_MENU, GV_TAG_META,
    GV_TAG_NAV, GV_TAG_NOBR, GV_TAG_NOEMBED, GV_TAG_NOFRAMES, GV_TAG_NOSCRIPT, GV_TAG_OBJECT,
    GV_TAG_OL, GV_TAG_OPTGROUP, GV_TAG_OPTION, GV_TAG_P, GV_TAG_PARAM, GV_TAG_PLAINTEXT,
    GV_TAG_PRE, GV_TAG_RP, GV_TAG_S, GV_TAG_SCRIPT, GV_TAG_SEARCH, GV_TAG_SECTION,
    GV_TAG_SELECT, GV_TAG_SMALL, GV_TAG_SOURCE, GV_TAG_STRIKE, GV_TAG_STRONG, GV_TAG_STYLE,
    GV_TAG_SUMMARY, GV_TAG_SUP, GV_TAG_SVG, GV_TAG_TABLE, GV_TAG_TBODY, GV_TAG_TD,
    GV_TAG_TEMPLATE, GV_TAG_TEXTAREA, GV_TAG_TFOOT, GV_TAG_TH, GV_TAG_THEAD, GV_TAG_TIME,
    GV_TAG_TITLE, GV_TAG_TR, GV_TAG_TRACK, GV_TAG_TT, GV_TAG_U, GV_TAG_UL, GV_TAG_VIDEO,
    GV_TAG_WBR, GV_TAG_XMP,
    GV_N_TAGS
} gv_html_tag;

enum {
    GV_TAG_BLOCK = 1,    /* begins and ends a passage */
    GV_TAG_VOID = 2,     /* has no content and no end tag */
    GV_TAG_CLOSES_P = 4, /* an open paragraph ends before it */
    GV_TAG_FORMAT = 8,   /* may end crosswise: <b><i></b></i> */
    GV_TAG_SCOPE = 16,   /* what is open around it is not ended from within */
    GV_TAG_RAW = 32,     /* no tags and no entities within */
    GV_TAG_ESCAPABLE = 64, /* no tags within, but entities */
    GV_TAG_SKIP = 128,   /* its content is never text */
    GV_TAG_DROP = 256    /* its content is not shown as text: a form control, a fallback */
};

/* Any case. */
gv_html_tag gv_html_tag_find(const char *name, size_t length);
/* GV_TAG_* flags. */
unsigned gv_html_tag_flags(gv_html_tag tag);
/* "" for OTHER; borrowed for ever. */
const char *gv_html_tag_name(gv_html_tag tag);

#endif
