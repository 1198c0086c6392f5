/*
 * test_html_peer.c - our reading of HTML beside that of Gumbo, which builds the standard's tree.
 *
 * Of tag soup, both must find the same words outside scripts, controls and the like, and the same
 * ones of them in menus. Not compared is the order, since browsers move what stands
 * wrongly in a table. Skipped where Gumbo is not installed.
 */
#include "ingest/html_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#ifdef GV_HAVE_GUMBO
#include <gumbo.h>

enum { WORDS_MAX = 400 };

/* What a word is in: 1 text, 4 a menu. */
typedef struct words {
    unsigned char seen[WORDS_MAX];
} words;

/* Notes every number of text. */
static void note(words *w, const char *text, size_t length, unsigned what)
{
    for (size_t i = 0; i < length;) {
        unsigned word = 0;
        const size_t start = i;
        while (i < length && text[i] >= '0' && text[i] <= '9') {
            word = word * 10 + (unsigned)(text[i++] - '0');
        }
        if (i > start && word < WORDS_MAX) {
            w->seen[word] |= (unsigned char)(1 | what);
        }
        i += i == start;
    }
}

static void walk(words *w, const GumboNode *node, unsigned what)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
        node->type == GUMBO_NODE_CDATA) {
        note(w, node->v.text.text, strlen(node->v.text.text), what);
    }
    if (node->type != GUMBO_NODE_ELEMENT) {
        return;
    }
    const GumboElement *const element = &node->v.element;
    const gv_html_tag tag = gv_html_tag_find(gumbo_normalized_tagname(element->tag),
                                             strlen(gumbo_normalized_tagname(element->tag)));
    if ((gv_html_tag_flags(tag) & (GV_TAG_SKIP | GV_TAG_DROP)) != 0) {
        return;
    }
    what |= tag == GV_TAG_NAV ? 4 : 0;
    for (unsigned i = 0; i < element->children.length; i++) {
        walk(w, element->children.data[i], what);
    }
}

static void read_by_gumbo(words *w, const char *page, size_t length)
{
    GumboOptions gumbo_options = kGumboDefaultOptions;
    gumbo_options.max_errors = 0;
    GumboOutput *const output = gumbo_parse_with_options(&gumbo_options, page, length);
    memset(w, 0, sizeof *w);
    walk(w, output->root, 0);
    gumbo_destroy_output(&gumbo_options, output);
}

static void read_by_us(words *w, const char *page, size_t length)
{
    gv_arena arena = {0};
    gv_extract extract = {0};
    gv_html_page read = {.arena = &arena, .extract = &extract};
    memset(w, 0, sizeof *w);
    assert_int_equal(gv_html_page_read(&read, page, length, 0), GV_OK);
    for (size_t i = 0; i < extract.n_blocks; i++) {
        const gv_extract_block *const block = &extract.blocks[i];
        if (read.blocks[i].flags == 0) {
            note(w, extract.text.bytes + block->start, block->end - block->start,
                 (read.blocks[i].region != 0 ? 4 : 0));
        }
    }
    gv_html_page_free(&read);
    gv_extract_free(&extract);
    gv_arena_free(&arena);
}

static uint64_t seed = 3;

static unsigned next_random(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

/* Parts at random, a numbered word after each. */
static size_t make_soup(const char *const *parts, unsigned n_parts, char *page)
{
    size_t length = 0;
    const unsigned n = 1 + next_random(60);
    for (unsigned i = 0; i < n; i++) {
        length += (size_t)sprintf(page + length, "%s %u ", parts[next_random(n_parts)], i);
    }
    return length;
}

static void compare(const char *const *parts, unsigned n_parts, unsigned what)
{
    char page[4096];
    words ours;
    words theirs;
    for (int round = 0; round < 20000; round++) {
        const size_t length = make_soup(parts, n_parts, page);
        read_by_us(&ours, page, length);
        read_by_gumbo(&theirs, page, length);
        for (int i = 0; i < WORDS_MAX; i++) {
            if ((ours.seen[i] & what) != (theirs.seen[i] & what)) {
                fail_msg("word %d is %x here, %x to Gumbo: %s", i, ours.seen[i], theirs.seen[i],
                         page);
            }
        }
    }
}

#define N_OF(array) (unsigned)(sizeof(array) / sizeof *(array))

/* Nothing is lost, nothing is read that should not be. */
static void test_the_same_words(void **state)
{
    static const char *const parts[] = {
        "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>",
        "<b>", "</b>", "<a href=x>", "</a>", "<ul>", "<li>", "</ul>", "<h2>", "</h2>", "<br>",
        "<dl>", "<dd>", "</dl>", "<form>", "</form>", "<span>", "</span>", "<!-- c -->", "</br>",
        "<script>0</script>", "<style>0</style>", "<title>0</title>", "<x-y>", "&amp;", "&#9;",
        "<body>", "<head>", "</body>", "<html>", "<button>0</button>", "<noscript>0</noscript>",
        "<textarea>0</textarea>", "<svg><path/></svg>", "<hr>", "<input>", "<pre>", "</pre>"};
    (void)state;
    compare(parts, N_OF(parts), 1);
}

/* The same elements are open. */
static void test_the_same_menus(void **state)
{
    static const char *const parts[] = {
        "<nav>", "</nav>", "<div>", "</div>", "<p>", "</p>", "<ul>", "<li>", "</ul>", "</li>",
        "<b>", "</b>", "<section>", "</section>", "<center>", "</center>", "<table><tr><td>",
        "</td></tr></table>", "</table>", "<span>", "</span>", "<nav>", "</nav>", "<i>", "</nav>"};
    (void)state;
    compare(parts, N_OF(parts), 5);
}
#endif

static void test_peer(void **state)
{
    (void)state;
#ifndef GV_HAVE_GUMBO
    puts("skip html/peer: Gumbo (libgumbo-dev) is not installed");
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_peer),
#ifdef GV_HAVE_GUMBO
        cmocka_unit_test(test_the_same_words),
        cmocka_unit_test(test_the_same_menus),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
