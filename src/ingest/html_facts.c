/*
 * html_facts.c - what a page says of itself: title, date, language.
 *
 * In: its tags. Out: what they state, decoded but never rewritten:
 *
 *     <html lang="en-GB">                                              language en-GB
 *     <title>Oru &amp; Dassi - The Valley Post</title>
 *     <meta property="og:title" content="Oru &amp; Dassi">             title "Oru & Dassi"
 *     <meta property="article:published_time" content="2021-04-01">    date 2021-04-01
 *
 * A date of publication that the page gives to machines comes before one that it gives to readers;
 * a time that does not say what it is a time of is no date. A language that is no language tag
 * ("english", "${lang}") is not stated.
 */
#include "ingest/html_facts.h"

#include <string.h>

/* 1 for "en", "pt-BR", "zh_Hant": letters, then parts. */
static int is_language(const char *text)
{
    const size_t length = strlen(text);
    size_t part = 0;
    size_t parts = 0;
    for (size_t i = 0; i <= length; i++) {
        const char c = text[i];
        if (c == '-' || c == '_' || c == '\0') {
            if (part == 0 || part > 8 || (parts == 0 && (part < 2 || part > 3))) {
                return 0;
            }
            parts++;
            part = 0;
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   (parts > 0 && c >= '0' && c <= '9')) {
            part++;
        } else {
            return 0;
        }
    }
    return 1;
}

static gv_status see_language(gv_html_facts *facts, const gv_html_attributes *a, gv_html_name name,
                              const char **language)
{
    const char *text = NULL;
    GV_TRY(gv_html_copy_text(facts->arena, a->bytes, a->values[name], 1, &text));
    if (*language == NULL && text != NULL && is_language(text) && strcmp(text, "und") != 0) {
        *language = text;
    }
    return GV_OK;
}

static unsigned date_rank(const gv_html_attributes *a)
{
    static const char *const NAMES[] = {
        "date", "dc.date", "dc.date.issued", "dc.date.created", "dcterms.date", "dcterms.issued",
        "dcterms.created", "pubdate", "publishdate", "publish-date", "publish_date",
        "publication_date", "publication-date", "datepublished", "citation_publication_date",
        "citation_date", "article.published", "parsely-pub-date", "sailthru.date"};
    if (gv_html_is(a, GV_HTML_PROPERTY, "article:published_time") ||
        gv_html_is(a, GV_HTML_NAME, "article:published_time")) {
        return 1;
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (gv_html_is(a, GV_HTML_NAME, NAMES[i]) || gv_html_is(a, GV_HTML_PROPERTY, NAMES[i]) ||
            gv_html_is(a, GV_HTML_ITEMPROP, NAMES[i])) {
            return 2;
        }
    }
    return 0;
}

static gv_status see_date(gv_html_facts *facts, const gv_html_attributes *a, gv_html_name name,
                          unsigned rank)
{
    if (rank > 0 && (facts->date_rank == 0 || rank < facts->date_rank) && gv_html_has(a, name)) {
        const char *text = NULL;
        GV_TRY(gv_html_copy_text(facts->arena, a->bytes, a->values[name], 1, &text));
        if (text != NULL) {
            facts->date = text;
            facts->date_rank = rank;
        }
    }
    return GV_OK;
}

gv_status gv_html_facts_see(gv_html_facts *facts, const gv_html_token *token,
                            const gv_html_attributes *attributes)
{
    const gv_html_attributes *const a = attributes;
    if (token->tag == GV_TAG_HTML) {
        for (int i = 0; i < 2; i++) {
            const gv_html_name name = i == 0 ? GV_HTML_LANG : GV_HTML_XML_LANG;
            if (gv_html_has(a, name)) {
                GV_TRY(see_language(facts, a, name, &facts->language));
            }
        }
        return GV_OK;
    }
    if (token->tag == GV_TAG_TIME) {
        const int published = gv_html_has(a, GV_HTML_PUBDATE) ||
                              gv_html_is(a, GV_HTML_ITEMPROP, "datepublished");
        return see_date(facts, a, GV_HTML_DATETIME, published ? 3 : 0);
    }
    if (token->tag != GV_TAG_META || !gv_html_has(a, GV_HTML_CONTENT)) {
        return GV_OK;
    }
    if (facts->og_title == NULL && (gv_html_is(a, GV_HTML_PROPERTY, "og:title") ||
                                    gv_html_is(a, GV_HTML_NAME, "og:title"))) {
        return gv_html_copy_text(facts->arena, a->bytes, a->values[GV_HTML_CONTENT], 1,
                                 &facts->og_title);
    }
    if (gv_html_is(a, GV_HTML_HTTP_EQUIV, "content-language")) {
        return see_language(facts, a, GV_HTML_CONTENT, &facts->stated_language);
    }
    return see_date(facts, a, GV_HTML_CONTENT, date_rank(a));
}

gv_status gv_html_facts_see_title(gv_html_facts *facts, const char *bytes,
                                  const gv_html_token *text)
{
    return gv_html_copy_text(facts->arena, bytes, (gv_html_slice){text->start, text->end}, 0,
                             &facts->title);
}
