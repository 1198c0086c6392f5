/*
 * test_html.c - what becomes of HTML pages: blocks in reading order, furniture left out, places in
 * the source, character sets, what a page says of itself, and pages that are broken.
 */
#include "html_fixture.h"

#include "ingest/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <cmocka.h>

static gv_section section;
static gv_ingest_options options;

static void cut_bytes(const void *bytes, size_t length)
{
    fixture_fill(&section, GV_SECTION_HTML, bytes, length);
    assert_int_equal(gv_section_cut(&options, "page.html", &section), GV_OK);
    fixture_end_texts(&section);
    assert_int_equal(section.n_documents, 1);
}

static void cut(const char *page)
{
    cut_bytes(page, strlen(page));
}

/* The passages of the page, a line each, behind a letter for their kind. */
static const char *read_page(const char *page)
{
    static char out[65536];
    size_t length = 0;
    cut(page);
    out[0] = '\0';
    for (uint32_t i = 0; i < section.n_passages; i++) {
        const gv_passage *const p = &section.passages[i];
        length += (size_t)snprintf(out + length, sizeof out - length, "%c %s\n",
                                   "phlqsd"[p->kind], p->text);
        assert_true(length < sizeof out);
    }
    return out;
}

static void assert_page(const char *page, const char *expected)
{
    assert_string_equal(read_page(page), expected);
}

static void check_page(const void *bytes, size_t length)
{
    cut_bytes(bytes, length);
    html_check_section(&section);
}

/* ------------------------------------------------------------------ blocks */

static void test_blocks(void **state)
{
    (void)state;
    assert_page("<h1>Oru</h1><p>They came\n at  <b>dawn</b>.<p>They <i>left</i> at noon.",
                "h Oru\np They came at dawn.\np They left at noon.\n");
    assert_page("<ul><li>One<li>Two<ul><li>Three</ul></ul>After",
                "l One\nl Two\nl Three\np After\n");
    assert_page("<ol><li><p>One</p><p>more</p></li></ol>", "l One\nl more\n");
    assert_page("<table><caption>Killed</caption><tr><th>Oru<th>Dassi<tr><td>17<td>4</table>",
                "p Killed\np Oru\np Dassi\np 17\np 4\n");
    assert_page("<dl><dt>Oru<dd>A village<dt>Dassi<dd>A town</dl>",
                "p Oru\np A village\np Dassi\np A town\n");
    assert_page("<blockquote>They came.</blockquote><p class=pull-quote>They came!</p>",
                "p They came.\nq They came!\n");
    assert_page("<figure><img src=x alt=no><figcaption>The camp</figcaption></figure>text",
                "p The camp\np text\n");
    assert_page("a<div>b<div>c</div>d</div>e", "p a\np b\np c\np d\np e\n");
    assert_page("<pre>Line one\nline two\n\nLine three\r\n \r\nLine four</pre>",
                "p Line one line two\np Line three\np Line four\n");
}

static void test_breaks(void **state)
{
    (void)state;
    assert_page("one<br>two<br/>three", "p one two three\n");
    assert_page("one<br><br>two<BR> <br>three<br>&nbsp;<br>four",
                "p one\np two\np three\np four\n");
    assert_page("<br>one<br></p>two<hr>three", "p one\np two\np three\n");
    assert_page("o<wbr>n<span>e</span><em>s</em>", "p ones\n");
}

static void test_crosswise_tags(void **state)
{
    (void)state;
    assert_page("<p>A <b>b<p>c</b> d</p>", "p A b\np c d\n");
    assert_page("<a name=x><p>one</a> two</p>three", "p one two\np three\n");
    assert_page("<div><table><tr><td>one</div> two</table>three", "p one\np two\np three\n");
    assert_page("<p>one</span></b></x> two</p>", "p one two\n");
    assert_page("<h2>one</h3>two", "h one\np two\n");
}

static void test_raised(void **state)
{
    (void)state;
    assert_page("<p>17<sup>2</sup> dead, the 3<sup>rd</sup><sup><a href=#n>4</a></sup> time.",
                "p 17 2 dead, the 3rd time.\n");
}

static void test_scripts_and_controls(void **state)
{
    (void)state;
    assert_page("<p>one</p><script>'<p>no</p>'</script><style>p{}</style><p>two<script>x</script>!"
                "<noscript>enable</noscript><template>no</template><svg><text>no</text>"
                "<title/><path d=x /></svg><iframe>no</iframe><select><option>no</select>"
                "<textarea>no</textarea><button>no</button> three",
                "p one\np two! three\n");
    assert_page("<p>one</p><script><!-- <script> </script> no --></script><p>two",
                "p one\np two\n");
    assert_page("<p>one<!-- no --> two<!---> three<!-- -- --!> four<?php no ?> five</ no> six",
                "p one two three four five six\n");
}

static void test_xhtml(void **state)
{
    (void)state;
    assert_page("<?xml version=\"1.0\"?><html><head><script src=\"x\"/><title/></head><body>"
                "<div hidden=\"hidden\"/><p>one <![CDATA[<two> &amp;]]></p><p/>three</body></html>",
                "p one <two> &amp;\np three\n");
    assert_page("<p>one <![CDATA[no]]></p><div hidden/>no<p>no</div>two", "p one\np two\n");
}

static void test_hidden(void **state)
{
    (void)state;
    assert_page("<p>A long enough sentence to stand.<p hidden>no<p>two<span style='color:red; "
                "DISPLAY : none'>no<span>no</span></span> three<div aria-hidden=true>no</div>",
                "p A long enough sentence to stand.\np two three\n");
    assert_page("<body hidden><p>All of it</p></body>", "p All of it\n");
    assert_page("<div style=display:none><p>All that there is</p></div>", "p All that there is\n");
}

/* ------------------------------------------------------------------ furniture */

#define ARTICLE                                                                                    \
    "<p>Soldiers of the Fifth Brigade entered Lower Brannock at dawn on Monday and shot dead "     \
    "at least seventeen villagers, witnesses told the monitors who came there a day later.</p>"
#define ARTICLE_TEXT                                                                               \
    "p Soldiers of the Fifth Brigade entered Lower Brannock at dawn on Monday and shot dead "      \
    "at least seventeen villagers, witnesses told the monitors who came there a day later.\n"

static void test_furniture_by_element(void **state)
{
    (void)state;
    assert_page("<header><a href=/>Post</a> since 1901</header><nav><a href=/>Home</a> News</nav>"
                "<article><header><h1>Oru</h1></header>" ARTICLE "<footer>By a reporter</footer>"
                "</article><aside>Weather: fine</aside><footer>Imprint</footer>",
                "h Oru\n" ARTICLE_TEXT "p By a reporter\n");
    assert_page("<div role=navigation>Home</div><div role=contentinfo>Imprint</div>" ARTICLE,
                ARTICLE_TEXT);
    assert_page("<header><nav>Home</nav><h1>Oru</h1></header>" ARTICLE, "h Oru\n" ARTICLE_TEXT);
}

static void test_furniture_by_name(void **state)
{
    (void)state;
    assert_page("<body class='has-sidebar menu-open'><div id=cookieBanner>We use cookies.</div>"
                "<div class='post-share'>Tell friends</div><div class=article-content>" ARTICLE
                "</div><div class='sidebar'>Weather</div><ol class=breadcrumb><li>Home</ol>"
                "<div id=comments>Shame!</div>",
                ARTICLE_TEXT);
    /* What holds the text is not furniture, whatever it is called. */
    assert_page("<div class=menu><div id=nav>" ARTICLE "</div></div>", ARTICLE_TEXT);
    assert_page("<div class=menu><h1>Oru</h1></div>" ARTICLE, "h Oru\n" ARTICLE_TEXT);
    /* Prose in a sidebar stays, links there do not. */
    assert_page(ARTICLE ARTICLE "<aside>" ARTICLE "</aside><aside><a href=x>More</a> more</aside>",
                ARTICLE_TEXT ARTICLE_TEXT ARTICLE_TEXT);
}

static void test_furniture_by_links(void **state)
{
    (void)state;
    assert_page("<ul><li><a href=a>News</a><li><a href=b>Sport</a></ul>" ARTICLE
                "<p><a href=c>Read on</a></p><h3>More</h3><ul><li><a href=d>A march in Tarsk</a>"
                "<li><a href=e>Rain</a></ul>",
                ARTICLE_TEXT "h More\n");
    /* A table whose first column is links is still a table, a linked headline still one. */
    assert_page(ARTICLE "<table><tr><td><a href=o>Oru</a><td>17 were killed there<tr><td>"
                "<a href=d>Dassi</a><td>4 were killed there</table>",
                ARTICLE_TEXT "p Oru\np 17 were killed there\np Dassi\np 4 were killed there\n");
    assert_page("<h2><a href=o>Seventeen killed in Oru</a></h2>" ARTICLE,
                "h Seventeen killed in Oru\n" ARTICLE_TEXT);
    /* A page of links alone is read, and so is one with hardly anything else. */
    assert_page("<ul><li><a href=a>News</a><li><a href=b>Sport</a></ul>", "l News\nl Sport\n");
    assert_page("<p>Today:<ul><li><a href=a>Seventeen killed in Oru</a><li><a href=b>Rain</a></ul>",
                "p Today:\nl Seventeen killed in Oru\nl Rain\n");
    /* A section named after its heading is no menu. */
    assert_page(ARTICLE ARTICLE ARTICLE "<div class=section id=menu>" ARTICLE "</div>"
                "<div id=the-menu-of-the-inn>" ARTICLE "</div>",
                ARTICLE_TEXT ARTICLE_TEXT ARTICLE_TEXT ARTICLE_TEXT ARTICLE_TEXT);
}

static void test_the_article_is_never_lost(void **state)
{
    (void)state;
    assert_page("<p>Oru.</p><nav>" ARTICLE "</nav>", "p Oru.\n" ARTICLE_TEXT);
    assert_page("<a href=x>" ARTICLE, ARTICLE_TEXT);
    assert_page("<noscript>" ARTICLE "</noscript>Loading", ARTICLE_TEXT "p Loading\n");
    assert_page("<button>" ARTICLE, ARTICLE_TEXT);
}

/* ------------------------------------------------------------------ what a page says of itself */

static void assert_facts(const char *page, const char *title, const char *date,
                         const char *language)
{
    const char *const wanted[3] = {title, date, language};
    cut(page);
    const gv_document *const d = &section.documents[0];
    const char *const found[3] = {d->title, d->date, d->language};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(wanted[i] == NULL, found[i] == NULL);
        if (wanted[i] != NULL) {
            assert_string_equal(wanted[i], found[i]);
        }
    }
}

static void test_facts(void **state)
{
    (void)state;
    assert_facts("<html lang=en-GB><title> Oru &amp;\n Dassi </title>", "Oru & Dassi", NULL,
                 "en-GB");
    assert_facts("<title>Site</title><meta property=og:title content='&quot;Oru&quot;'>"
                 "<meta name=DC.date content='1 April 2021'>",
                 "\"Oru\"", "1 April 2021", NULL);
    assert_facts("<time datetime=2020>x</time><time pubdate datetime='2021-04-01'>x</time>", NULL,
                 "2021-04-01", NULL);
    assert_facts("<meta name=date content=b><meta property='article:published_time' content=a>"
                 "<time pubdate datetime=c>",
                 NULL, "a", NULL);
    assert_facts("<html lang='${locale}'><meta http-equiv=Content-Language content=fr>", NULL,
                 NULL, "fr");
    assert_facts("<html lang=english xml:lang=pt_BR>", NULL, NULL, "pt_BR");
    assert_facts("<title></title><svg><title>no</title></svg><meta http-equiv=content-language "
                 "content='en, fr'>",
                 NULL, NULL, NULL);
    assert_facts("<title>a</title><svg><title>b</title></svg><title>c</title>", "a", NULL, NULL);
}

/* ------------------------------------------------------------------ entities */

static void test_entities(void **state)
{
    (void)state;
    assert_page("&eacute;&#233;&#xE9;&#XE9 &AMP;amp; &ampx &notin; &notit; &copy &oru; & &# &#x; "
                "&#146; &#0; &#55296; &#9999999999; &NotEqualTilde; "
                "&CounterClockwiseContourIntegral;",
                "p \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 &amp; &x \xe2\x88\x89 \xc2\xacit; \xc2\xa9 "
                "&oru; & &# &#x; \xe2\x80\x99 \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd "
                "\xe2\x89\x82\xcc\xb8 \xe2\x88\xb3\n");
    assert_page("a&nbsp;&nbsp;b&#10;c&lt;p&gt;d < e <3 <> a&", "p a b c<p>d < e <3 <> a&\n");
    assert_page("<xmp>&lt;<b></xmp>", "p &lt;<b>\n");
}

/* A passage that ends in a reference, or in a bad byte, ends where that does. */
static void test_ends_of_passages(void **state)
{
    static const char page[] = "<p>&ldquo;Oru&rdquo;</p><p>&eacute;&quot; </p><p>\xc3\xa9 \xff";
    static const uint64_t ends[] = {1020, 1041, sizeof page - 1 + 1000};
    (void)state;
    check_page(page, sizeof page - 1);
    assert_int_equal(section.n_passages, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(section.passages[i].spans[0].end, ends[i]);
    }
}

static void test_names_of_entities(void **state)
{
    size_t n = 0;
    (void)state;
    for (int letter = 0; letter < 52; letter++) {
        char before[40] = "";
        for (const char *entry = gv_html_entities[letter]; *entry != '\0'; n++) {
            char reference[64];
            char out[GV_HTML_ENTITY_MAX];
            size_t length = 0;
            const size_t name = strcspn(entry, "=:");
            char here[40] = "";
            assert_true(name < sizeof here);
            memcpy(here, entry, name);
            assert_true(strcmp(before, here) < 0);
            memcpy(before, here, sizeof here);
            assert_int_equal(entry[0], letter < 26 ? 'A' + letter : 'a' + letter - 26);
            const int size = snprintf(reference, sizeof reference, "&%.*s;", (int)name, entry);
            assert_int_equal(gv_html_entity_read(reference, (size_t)size, 0, out, &length), size);
            assert_true(length > 0 && gv_utf8_valid_length(out, length) == length);
            const int bare = entry[name] == '=' ? size - 1 : 0;
            const size_t used =
                gv_html_entity_read(reference, (size_t)size - 1, 0, out, &length);
            assert_true(bare == 0 || (int)used == bare);
            entry += strcspn(entry, " ") + 1;
        }
    }
    assert_int_equal(n, 2125);
}

/* ------------------------------------------------------------------ character sets */

static void assert_charset(const void *bytes, size_t length, const char *stated,
                           const char *expected, const char *charset)
{
    fixture_fill(&section, GV_SECTION_HTML, bytes, length);
    section.base.charset = stated;
    assert_int_equal(gv_section_cut(&options, "page.html", &section), GV_OK);
    fixture_end_texts(&section);
    const gv_document *const d = &section.documents[0];
    assert_int_equal(section.n_passages, 1);
    assert_string_equal(section.passages[0].text, expected);
    assert_int_equal(d->extracted, charset != NULL);
    assert_int_equal(d->n_layers, charset != NULL);
    if (charset != NULL) {
        assert_string_equal(d->layers[0].kind, "charset");
        assert_string_equal(d->layers[0].name, charset);
    }
}
#define ASSERT_CHARSET(bytes, ...) assert_charset(bytes, sizeof(bytes) - 1, __VA_ARGS__)

static void test_charsets(void **state)
{
    (void)state;
    ASSERT_CHARSET("<p>caf\xc3\xa9", NULL, "caf\xc3\xa9", NULL);
    ASSERT_CHARSET("\xef\xbb\xbf<p>caf\xc3\xa9", "koi8-r", "caf\xc3\xa9", NULL);
    ASSERT_CHARSET("<p>caf\xe9 \x93now\x94", NULL, "caf\xc3\xa9 \xe2\x80\x9cnow\xe2\x80\x9d",
                   "windows-1252");
    ASSERT_CHARSET("<meta charset=' ISO-8859-1 '><p>caf\xe9 \x92", NULL,
                   "caf\xc3\xa9 \xe2\x80\x99", "windows-1252");
    ASSERT_CHARSET("<meta charset=ISO-8859-1><p>caf\xc3\xa9", NULL, "caf\xc3\xa9", NULL);
    ASSERT_CHARSET("<meta charset=utf-8><p>caf\xe9", NULL, "caf\xc3\xa9", "windows-1252");
    ASSERT_CHARSET("<meta charset=no-such-set><p>caf\xe9", NULL, "caf\xc3\xa9", "windows-1252");
    ASSERT_CHARSET("<meta charset=koi8-r><p>cafe", NULL, "cafe", NULL);
    ASSERT_CHARSET("\xff\xfe<\0p\0>\0\xe9\0", NULL, "\xc3\xa9", "utf-16le");
    ASSERT_CHARSET("\xfe\xff\0<\0p\0>\0\xe9", NULL, "\xc3\xa9", "utf-16be");
}

static void test_charsets_by_iconv(void **state)
{
    (void)state;
    ASSERT_CHARSET("<meta http-equiv=content-type content='text/html; charset=windows-1251'>"
                   "<p>\xce\xf0\xf3",
                   NULL, "\xd0\x9e\xd1\x80\xd1\x83", "windows-1251");
    ASSERT_CHARSET("<meta charset=utf-8><p>\xef\xd2\xd5", "koi8-r", "\xd0\x9e\xd1\x80\xd1\x83",
                   "koi8-r");
    ASSERT_CHARSET("<p>\x93\xfa\x96{ \xff", "shift_jis", "\xe6\x97\xa5\xe6\x9c\xac \xef\xbf\xbd",
                   "cp932");
    assert_int_equal(section.replaced, 1);
}

static void test_bad_bytes(void **state)
{
    static const char page[] = "<p>caf\xc3\xa9 \xc3\xa9 \xc3\xa9 one \xff bad";
    (void)state;
    ASSERT_CHARSET(page, NULL, "caf\xc3\xa9 \xc3\xa9 \xc3\xa9 one \xef\xbf\xbd bad", NULL);
    assert_int_equal(section.replaced, 1);
    check_page(page, sizeof page - 1);
}

/* ------------------------------------------------------------------ telling */

static void test_sniff(void **state)
{
    static const char *const pages[] = {
        "<!DOCTYPE html>", " \r\n<!doctype HTML PUBLIC \"-//W3C\">", "<html>", "<HTML lang=en>",
        "\xef\xbb\xbf<head>", "<body bgcolor=x>", "<!-- c --> <html>", "<p>Oru", "<div class=x>",
        "<table>", "<title>Oru", "<script src=x></script>", "<h1>Oru</h1>",
        "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>"};
    static const char *const others[] = {
        "", "<", "Oru <p>", "<?xml version='1.0'?><mediawiki>", "<rss>", "<unclear> they came",
        "<!DOCTYPE svg>", "<?xml version='1.0'?><title>", "<3", "<paragraph>", "<p", "<!--",
        "{\"html\":\"<p>\"}", "<mediawiki><page><text><p>"};
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (!gv_html_sniff(pages[i], strlen(pages[i]))) {
            fail_msg("is a page: %s", pages[i]);
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (gv_html_sniff(others[i], strlen(others[i]))) {
            fail_msg("is no page: %s", others[i]);
        }
    }
    /* Where a container says so, any tag will do. */
    assert_true(gv_html_has_tag("They came <br>at dawn", 21));
    assert_false(gv_html_has_tag("They <unclear> came, 3 < 4", 26));
}

/* ------------------------------------------------------------------ broken pages */

static const char SAMPLE[] =
    "<!DOCTYPE html><html lang='en'><head><meta charset=utf-8><title>Oru &amp; D</title><script>"
    "var a = '<p>';</script></head><body class=\"x\"><nav><a href=/>Home</a></nav><h1>Oru</h1>"
    "<!-- c --><p>Caf\xc3\xa9 &eacute;&#39;s <b>seventeen</b><br>dead.\r\n</p><table><tr><td>a"
    "<td>b</table><ul><li><span hidden>no</span>One<li>Two</ul><svg><path/></svg>"
    "<textarea>t</textarea><pre>x\n\ny</pre><p>The end of the page is here.</p></body></html>";

static void test_every_cut(void **state)
{
    (void)state;
    for (size_t length = 0; length <= sizeof SAMPLE - 1; length++) {
        check_page(SAMPLE, length);
    }
}

static void test_every_flip(void **state)
{
    char page[sizeof SAMPLE];
    (void)state;
    for (size_t at = 0; at < sizeof SAMPLE - 1; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(page, SAMPLE, sizeof page);
            page[at] = (char)(page[at] ^ 1 << bit);
            check_page(page, sizeof page - 1);
        }
    }
}

/* What the standard would throw away with the rest of a damaged page. */
static void test_text_after_damage(void **state)
{
    (void)state;
    assert_page("<p>one<!-- two > three<p>four", "p one three\np four\n");
    assert_page("<p>one <a href=\"x>two</a><p>three", "p one two\np three\n");
    assert_page("<title>Oru</titlf><p>one<p>two", "p one\np two\n");
    assert_page("<script>x</scripu><p>one<p>two", "p one\np two\n");
    assert_page("<p>one<textarea>x</textarea<p>two<p>three", "p one two\np three\n");
    assert_page("<svg><path><p>one</p><p>two", "p one\np two\n");
}

/* A page of n times `unit`, in less time than anything quadratic takes. */
static void read_many(const char *before, const char *unit, size_t n)
{
    gv_buf page = {0};
    const clock_t start = clock();
    REQUIRE(gv_buf_add_text(&page, before) == GV_OK);
    for (size_t i = 0; i < n; i++) {
        REQUIRE(gv_buf_add_text(&page, unit) == GV_OK);
    }
    check_page(page.bytes, page.length);
    if ((clock() - start) / CLOCKS_PER_SEC > 20) {
        fail_msg("%s...: %ld s", unit, (long)((clock() - start) / CLOCKS_PER_SEC));
    }
    gv_buf_free(&page);
}

static void test_pages_made_to_hurt(void **state)
{
    static const char *const units[] = {
        "<div>", "<div>x", "<b a=1>", "<p>x<b>", "<table>", "<table><tr><td>", "</div>", "</p>",
        "<a href=x>y", "<!--", "<!", "<a b=\"", "<a b='c", "<a ", " a=b", "<script>",
        "<script><!--<script></script>", "<title>", "<textarea>", "<![CDATA[", "&", "&amp", "&#",
        "<svg>", "<svg><title/>", "<span hidden>", "<li>x", "<ul><li>", "<br>", "<p>", "<h1>x",
        "<form><div></form>", "\xff", "\n", "<pre>\n\n", "<select><option>x", "<x-y>", "<ul>x",
        "</", "<", "<nav>x", "<div class=menu>", "<td></div>", "<dd><b>x<dt>", "<i hidden></b>"};
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        read_many("<p>Oru", units[i], 100000);
    }
    read_many("<p ", "a=b ", 300000);
    read_many("<p class='", "a-menu ", 100000);
    read_many("<p style='", "d i s ", 100000);
    read_many("<meta content='", "charset ", 100000);
    read_many("<table><td><div>", "</table></tr></div>", 100000);
    read_many("<p>Oru<script>", "<", 400000);
    read_many("<p>Oru<style>", "<b", 200000);
}

/* Text goes on behind any depth. */
static void test_deep_pages(void **state)
{
    gv_buf page = {0};
    (void)state;
    for (int i = 0; i < 100000; i++) {
        REQUIRE(gv_buf_add_text(&page, "<div>") == GV_OK);
    }
    REQUIRE(gv_buf_add_text(&page, "<p>Oru</p>") == GV_OK);
    for (int i = 0; i < 100000; i++) {
        REQUIRE(gv_buf_add_text(&page, "</div>") == GV_OK);
    }
    REQUIRE(gv_buf_add_text(&page, "<p>Dassi</p>") == GV_OK);
    assert_page(page.bytes, "p Oru\np Dassi\n");
    gv_buf_free(&page);
}

static void test_tag_soup(void **state)
{
    static const char *const parts[] = {
        "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<b>",
        "</b>", "<a href=x>", "</a>", "<ul>", "<li>", "</ul>", "<h2>", "</h2>", "<script>",
        "</script>", "<svg>", "</svg>", "<span hidden>", "</span>", "<br>", "&amp;", "&eacute;",
        "one ", "two", " ", "\xc3\xa9", "<nav>", "</nav>", "<pre>", "</pre>", "\n", "<button>",
        "</button>", "<!-- c -->", "<title>", "</title>", "<template>", "</template>"};
    uint64_t seed = 5;
    char page[2048];
    (void)state;
    for (int round = 0; round < 3000; round++) {
        size_t length = 0;
        const size_t n = 1 + (seed >> 40) % 120;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const char *const part = parts[(seed >> 33) % (sizeof parts / sizeof *parts)];
            memcpy(page + length, part, strlen(part));
            length += strlen(part);
        }
        options.unit = (gv_unit)(round % 3);
        check_page(page, length);
    }
    options.unit = GV_UNIT_PASSAGE;
}

/* ------------------------------------------------------------------ the sample */

static void read_file(const char *path, gv_buf *buf)
{
    char bytes[8192];
    FILE *const file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s: cannot be read; run the test from the top of the tree", path);
        return;
    }
    const size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    gv_buf_clear(buf);
    REQUIRE(gv_buf_add(buf, bytes, n) == GV_OK);
}

/* The page has the passages of its plain twin, and nothing of what stands around them. */
static void test_sample_page(void **state)
{
    gv_section plain = {0};
    gv_buf bytes = {0};
    (void)state;
    read_file("corpora/sample/digest.txt", &bytes);
    fixture_fill(&plain, GV_SECTION_TEXT, bytes.bytes, bytes.length);
    assert_int_equal(gv_section_cut(&options, "digest.txt", &plain), GV_OK);
    fixture_end_texts(&plain);
    read_file("corpora/sample/twins/digest.html", &bytes);
    check_page(bytes.bytes, bytes.length);
    assert_int_equal(section.n_passages, plain.n_passages);
    for (uint32_t i = 0; i < plain.n_passages; i++) {
        assert_string_equal(section.passages[i].text, plain.passages[i].text);
        assert_int_equal(section.passages[i].kind, plain.passages[i].kind);
    }
    assert_string_equal(section.documents[0].date, "2013-03-11");
    gv_buf_free(&bytes);
    gv_section_free(&plain);
}

static int set_up(void **state)
{
    (void)state;
    options = fixture_options();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    gv_section_free(&section);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_breaks),
        cmocka_unit_test(test_crosswise_tags),
        cmocka_unit_test(test_raised),
        cmocka_unit_test(test_scripts_and_controls),
        cmocka_unit_test(test_xhtml),
        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_furniture_by_element),
        cmocka_unit_test(test_furniture_by_name),
        cmocka_unit_test(test_furniture_by_links),
        cmocka_unit_test(test_the_article_is_never_lost),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_ends_of_passages),
        cmocka_unit_test(test_names_of_entities),
        cmocka_unit_test(test_charsets),
        cmocka_unit_test(test_charsets_by_iconv),
        cmocka_unit_test(test_bad_bytes),
        cmocka_unit_test(test_sniff),
        cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_every_flip),
        cmocka_unit_test(test_text_after_damage),
        cmocka_unit_test(test_pages_made_to_hurt),
        cmocka_unit_test(test_deep_pages),
        cmocka_unit_test(test_tag_soup),
        cmocka_unit_test(test_sample_page),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
