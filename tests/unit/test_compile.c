/*
 * test_compile.c - every error the rules can have: its exact words and its place.
 */
#include "rules_fixture.h"

/* An English file of one or more lines after "language en", and the findings without "en.gvr:". */
typedef struct error_case {
    const char *rules;
    const char *findings; /* "line:column: message\n" ...; the first line after language en is 2 */
} error_case;

static void check_cases(const error_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        gv_buf text = {0};
        gv_buf expected = {0};
        const char *line = cases[i].findings;
        assert_int_equal(gv_buf_add_format(&text, "language en\n%s", cases[i].rules), GV_OK);
        while (*line != '\0') {
            const char *const end = strchr(line, '\n');
            assert_non_null(end);
            assert_int_equal(gv_buf_add_format(&expected, "en.gvr:%.*s\n", (int)(end - line), line),
                             GV_OK);
            line = end + 1;
        }
        const fixture_file files[] = {{"book.gvr", CODEBOOK}, {"en.gvr", text.bytes}};
        fixture_says(files, 2, 0, expected.bytes);
        gv_buf_free(&text);
        gv_buf_free(&expected);
    }
}

#define CHECK_CASES(cases) check_cases(cases, sizeof(cases) / sizeof((cases)[0]))

/* ------------------------------------------------------------------ statements */

static void statements(void **state)
{
    (void)state;
    static const error_case CASES[] = {
        {"rul harm/x\n", "2:1: expected a statement (language, set, rule, cue, mask, label, ...); "
                         "did you mean \"rule\"?\n"},
        {"on: kill\n", "2:1: expected a statement (language, set, rule, cue, mask, label, ...); "
                       "this one is indented, under a rule, cue or mask\n"},
        {"mask m\n  on: a\n  ned in sentence: b\n",
         "4:3: expected a statement (why, cite, on:, need, or, bar, unless, stop:, not, reach, "
         "for, yes:, no:); did you mean \"need\"?\n"},
        {"mask m\n  on: a\n  set x = b\n",
         "4:3: expected a statement (why, cite, on:, need, or, bar, unless, stop:, not, reach, "
         "for, yes:, no:); this one stands at the left margin\n"},
        {"set x = a\n  on: b\n",
         "3:3: \"on:\" is indented but stands under no rule, cue or mask\n"},
        {"set x = a,\n", "2:10: expected more after the comma: the statement goes on in the next "
                         "line\n"},
        {"set x = a,\n\nset y = b\n", "2:10: expected more after the comma: the statement goes on "
                                      "in the next line\n"},
        {"mask m\n\ton: a\n", "3:1: expected blanks, not a tab, before a statement\n"},
        {"set x a\n", "2:7: expected \"=\", not \"a\"\n"},
        {"set 1 = a\n", "2:5: expected a set's name, not \"1\"\n"},
        {"language en\n", "2:1: a file has one \"language\" statement, its first\n"},
        {"label other\n", "2:1: \"label\" belongs in a file that begins with \"language any\"\n"
                          "2:7: every label stands in one file, since their order counts; the "
                          "first is in book.gvr\n"},
        {"rule harm/x weight 2 as t\n  on: a\n",
         "2:22: expected \"as TAG\", then \"weight N\", not \"as\"\n"},
        {"years 1500 to 1400\n", "2:15: expected the last year from 1500 to 9999, not 1400\n"},
        {"years 1500 to 2049\nyears 1 to 2\n",
         "3:1: \"years\" stands twice for this language; first at en.gvr:2\n"},
        {"numbers one=x\n", "2:13: expected a number, not \"x\"\n"},
        {"multiply one=1\n", "2:14: expected a number from 2 to 1000000000000000, not 1\n"},
        {"number 99999999999999999999 = a\n",
         "2:8: expected a number from 0 to 1000000000000000, not 99999999999999999999\n"},
        {"weigh place inside 0: a\n", "2:20: expected a weight from 1 to 1000, not 0\n"},
        {"hyphen keep: self*, self-*-x\n",
         "2:14: expected a word with one hyphen, \"*\" at its ends (self-*, *-based, re-e*), not "
         "\"self*\"\n"
         "2:21: expected a word with one hyphen, \"*\" at its ends (self-*, *-based, re-e*), not "
         "\"self-*-x\"\n"},
    };
    CHECK_CASES(CASES);
}

/* ------------------------------------------------------------------ patterns */

static void patterns(void **state)
{
    (void)state;
    static const error_case CASES[] = {
        {"breaks: \n", "2:8: expected a pattern\n"},
        {"breaks: a,, b\n", "2:11: expected a pattern\n"},
        {"breaks: (a|b\n", "2:9: expected \")\" to close this \"(\"\n"},
        {"breaks: (a|b, c) d, e)\n", "2:9: expected \")\" to close this \"(\"\n"
                                     "2:22: this \")\" closes no bracket\n"},
        {"breaks: a|b\n", "2:10: \"|\" stands in a bracket, as in (this|that)\n"},
        {"breaks: a ()\n", "2:12: expected a pattern in the bracket: what may be absent is "
                           "followed by \"?\"\n"},
        {"breaks: (a|)\n", "2:12: expected a pattern in the bracket: what may be absent is "
                           "followed by \"?\"\n"},
        {"breaks: ((((a))))\n", "2:12: brackets nest at most 3 deep\n"},
        {"breaks: x (((mass-grave?|b)|c)|d)\n",
         "2:14: brackets nest at most 3 deep; \"?\" after a word of several parts is a bracket\n"},
        {"breaks: ? a\n", "2:9: expected a word or bracket right before \"?\"\n"},
        {"breaks: a ..3? b\n", "2:14: \"?\" says nothing after a gap, #start or a mark\n"},
        {"breaks: the? a?\n", "2:9: a pattern needs at least one word that must be there\n"},
        {"breaks: #start %comma\n", "2:9: a pattern needs at least one word that must be there\n"},
        {"breaks: ..3 a\n",
         "2:9: a pattern begins with a word, a set or a class: a gap may be first only after "
         "#start\n"},
        {"breaks: the? ..3 a\n",
         "2:14: a pattern begins with a word, a set or a class: a gap may be first only after "
         "#start\n"},
        {"breaks: (a|..2 b) c\n",
         "2:12: a pattern begins with a word, a set or a class: a gap may be first only after "
         "#start\n"},
        {"breaks: a ..3\n", "2:11: a pattern cannot end in a gap: its span is the shortest one\n"},
        {"breaks: a ..0 b\n", "2:13: expected a gap from 1 to 61, not 0\n"},
        {"breaks: a ..62 b\n", "2:13: expected a gap from 1 to 61, not 62\n"},
        {"breaks: a ..x b\n", "2:13: expected a number of words after \"..\", not \"x\"\n"},
        {"breaks: a ..3!b c\n", "2:15: expected @set, %mark or (words|...) after \"!\", not \"b\"\n"},
        {"breaks: a ..3!(b?) c\n", "2:16: a pattern needs at least one word that must be there\n"},
        {"breaks: a ..40 b ..40 c\n",
         "2:9: a pattern spans at most 63 words; this one could span 83\n"},
        {"breaks: @nowhere\n", "2:9: there is no set \"nowhere\"\n"},
        {"set people = a\nbreaks: @peple\n",
         "3:9: there is no set \"peple\"; did you mean \"people\"?\n"},
        {"breaks: @ a\n", "2:10: expected a set's name after \"@\"\n"},
        {"breaks: #cuont\n", "2:9: there is no class \"#cuont\"; did you mean \"#count\"?\n"},
        {"breaks: %coma x\n", "2:9: there is no mark \"%coma\"; did you mean \"%comma\"?\n"},
        {"breaks: #any>=5\n", "2:13: only #count takes \">=\"\n"},
        {"breaks: a / b\n", "2:11: expected a pattern, not \"/\"\n"},
        {"breaks: \"a\"\n", "2:9: expected a pattern, not \"\"a\"\"\n"},
        {"breaks: = a\n", "2:10: expected a word after \"=\"\n"},
    };
    CHECK_CASES(CASES);
}

/* A pattern of 201 parts. */
static void too_many_parts(void **state)
{
    (void)state;
    gv_buf rules = {0};
    assert_int_equal(gv_buf_add_text(&rules, "breaks: x (a? b"), GV_OK);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(gv_buf_add_text(&rules, "|a? b"), GV_OK);
    }
    assert_int_equal(gv_buf_add_text(&rules, ")\n"), GV_OK);
    const error_case cases[] = {{rules.bytes, "2:11: a pattern has at most 200 parts\n"}};
    CHECK_CASES(cases);
    gv_buf_free(&rules);
}

/* ------------------------------------------------------------------ words */

static void words(void **state)
{
    (void)state;
    static const error_case CASES[] = {
        {"breaks: *\n", "2:9: expected letters beside \"*\": for any word write #any\n"},
        {"breaks: a*b\n",
         "2:9: \"*\" stands once, at the end or at the beginning of a word\n"},
        {"breaks: *a*\n",
         "2:9: \"*\" stands once, at the end or at the beginning of a word\n"},
        {"breaks: =kill*\n", "2:9: \"=\" and \"*\" do not go together\n"},
        {"breaks: iPhone\n", "2:9: a capital inside \"iPhone\" says nothing: begin the word with a "
                             "capital, or write it in lower case\n"},
        {"breaks: --\n", "2:9: there is no word in \"--\"\n"},
        {"breaks: a--b\n", "2:9: the text would be cut inside \"a--b\": a word has letters, "
                           "digits, and apostrophes or hyphens between them\n"},
        {"breaks: labourers'\n", "2:9: a word cannot end as \"labourers'\" does\n"},
        {"breaks: mass-gra*\n", "2:9: what stands beside \"*\" is part of one word\n"},
        {"contraction n't = not\nbreaks: don't*\n",
         "3:9: what stands beside \"*\" is part of one word\n"},
        {"breaks: abcdefghijabcdefghijabcdefghijabc*\n",
         "2:9: what stands beside \"*\" has at most 32 bytes\n"},
        {"breaks: a*, ab*, abc*, abcd*, abcde*, abcdef*, abcdefg*\n",
         "2:48: more than 6 beginnings with \"*\" match one word here: this one and shorter "
         "ones\n"},
        {"breaks: *a, *ba, *cba, *dcba, *edcba, *fedcba, *gfedcba\n",
         "2:48: more than 6 endings with \"*\" match one word here: this one and shorter ones\n"},
        {"form mass-graves = grave\n",
         "2:6: expected one word: the text never holds \"mass-graves\" uncut\n"},
        {"contraction n't = not\nform can't = cannot\n",
         "3:6: expected one word: the text never holds \"can't\" uncut\n"},
        {"form drove = drive\nform drove = ride\n",
         "3:6: \"drove\" is already read as \"drive\"\n"},
        {"form drove = drive\nform drive = ride\n",
         "2:6: \"drove\" is read as \"drive\", which is itself read as another word\n"},
        {"contraction 's =\ncontraction 's = is\n",
         "3:13: the contraction \"'s\" has another meaning elsewhere\n"},
        {"numbers ten=10\njoint ten\n",
         "3:7: the number word \"ten\" has another meaning elsewhere\n"},
    };
    CHECK_CASES(CASES);
}

/* ------------------------------------------------------------------ sets */

static void sets(void **state)
{
    (void)state;
    static const error_case CASES[] = {
        {"set x = a\nset x = b\n", "3:5: set \"x\" is defined twice; first at en.gvr:2\n"},
        {"set x = a, @x\n", "2:12: the set \"x\" holds itself: x > x\n"},
        {"set a = x, @b\nset b = y @c\nset c = (z|..2!@a q)\n",
         "4:12: a pattern begins with a word, a set or a class: a gap may be first only after "
         "#start\n"
         "4:16: the set \"a\" holds itself: a > b > c > a\n"},
        {"set a = @b\nset b = @c\nset c = @d\nset d = @e\nset e = @f\nset f = @g\nset g = @h\n"
         "set h = @i\nset i = @j\nset j = @k\nset k = @l\nset l = @m\nset m = @n\nset n = x\n",
         "2:9: sets nest at most 12 deep\n"},
        {"set n = #count dead\nnot a count before: @n, #count\n",
         "3:21: #count cannot stand in a list that decides what counts: write #number\n"
         "3:25: #count cannot stand in a list that decides what counts: write #number\n"},
        {"years 1500 to 2049 unless: in #year\n",
         "2:31: #year cannot stand in a list that decides what a year is: write #number\n"},
        {"number 10 = all #count\n",
         "2:17: #count cannot stand in a list that decides what counts: write #number\n"},
    };
    CHECK_CASES(CASES);
}

static void other_language(void **state)
{
    (void)state;
    static const fixture_file FILES[] = {
        {"a/book.gvr", CODEBOOK},
        {"b/en.gvr", "language en\nset people = villager\n"},
        {"c/fr.gvr", "language fr\nbreaks: @people\n"},
    };
    fixture_says(FILES, 3, 0,
                 "c/fr.gvr:2:9: language \"fr\" has no set \"people\"; the one at en.gvr:2 is of "
                 "language \"en\"\n");
}

/* ------------------------------------------------------------------ frames */

static void frames(void **state)
{
    (void)state;
    static const error_case CASES[] = {
        {"rule harm\n  on: a\n", "2:6: expected a rule's name, as LABEL/NAME, not \"harm\"\n"},
        {"rule harm/\n  on: a\n", "2:11: expected a name after \"/\"\n"},
        {"rule hram/x\n  on: a\n", "2:6: there is no label \"hram\"; did you mean \"harm\"?\n"},
        {"cue Q/x\n  on: a\n  reach over\n", "2:5: there is no test \"Q\"\n"},
        {"rule harm/x weight 1001\n  on: a\n",
         "2:20: expected a weight from 1 to 1000, not 1001\n"},
        {"rule harm/x weight 0\n  on: a\n", "2:20: expected a weight from 1 to 1000, not 0\n"},
        {"rule harm/x as harm\n  on: a\n",
         "2:16: the tag \"harm\" is also a label: \"for harm\" could mean either\n"},
        {"rule harm/x\n  on: a\nrule harm/x\n  on: b\n",
         "4:6: rule \"harm/x\" is defined twice; first at en.gvr:2\n"},
        {"rule harm/x\n  why y\n", "2:1: expected \"on:\" with the trigger of this rule\n"},
        {"mask m\n  why y\n", "2:1: expected \"on:\" with the words of this mask\n"},
        {"cue N/x\n  on: a\n", "2:1: expected \"reach PLACE\" in this cue\n"},
        {"rule harm/x\n  on: a\n  on: b\n", "4:3: \"on:\" stands twice in this frame\n"},
        {"rule harm/x\n  on: a\n  why b\n  why c\n", "5:3: \"why\" stands twice in this frame\n"},
        {"rule harm/x\n  on: a\n  reach over\n", "4:3: \"reach\" belongs to a cue\n"},
        {"rule harm/x\n  on: a\n  for noun\n", "4:3: \"for\" belongs to a cue or a mask\n"},
        {"cue N/x\n  on: a\n  reach over\n  reach after\n",
         "5:3: \"reach\" stands twice in this cue: join places with \"and\"\n"},
        {"cue N/x\n  on: a\n  reach over after\n",
         "4:14: expected \"and\", or the end, not \"after\"\n"},
        {"rule harm/x as act\n  on: a\nmask m\n  on: a\n  for akt, harm/y, harm\n",
         "6:7: no rule has the tag \"akt\", and there is no such label; did you mean \"act\"?\n"
         "6:12: there is no rule \"harm/y\"; did you mean \"harm/x\"?\n"},
        {"rule harm/x\n  on: a\n  yes:\n", "4:7: expected an example sentence\n"},
    };
    CHECK_CASES(CASES);
}

#define RULE "rule harm/x\n  on: a\n"

static void slots(void **state)
{
    (void)state;
    static const error_case CASES[] = {
        {RULE "  need nearby 5: b\n",
         "4:15: expected a place (before N, after N, near N, in clause, in sentence, in previous, "
         "in passage, over), not \"5:\"\n"},
        {RULE "  need in word: b\n",
         "4:11: expected \"clause\", \"sentence\", \"previous\" or \"passage\", not \"word:\"\n"},
        {RULE "  need after 5 in passage: b\n",
         "4:19: expected \"sentence\" or \"clause\", not \"passage:\"\n"},
        {RULE "  need after 256: b\n", "4:14: expected a number of words from 1 to 255, not 256\n"},
        {RULE "  need after 5 b\n", "4:16: expected \":\", not \"b\"\n"},
        {RULE "  or after 5: b\n", "4:3: \"or\" stands under a need\n"},
        {RULE "  bar after 5: b\n  or after 6: c\n",
         "5:3: \"or\" stands under a need; the exception to a bar is \"unless\"\n"},
        {RULE "  need after 5: b\n  unless after 6: c\n",
         "5:3: \"unless\" stands under a bar; another place for a need is \"or\"\n"},
        {RULE "  need 3 of after 5: b\n  or after 6: c\n",
         "4:3: 3 are needed, but there are only 2: this line and its \"or\" lines\n"},
        {RULE "  bar 2 of after 5: b\n", "4:7: only need takes \"N of\"\n"},
        {RULE "  need in sentence: b\n    stop: c\n",
         "5:5: \"stop:\" says nothing with \"in\" or \"over\": it ends a way from the trigger\n"},
        {RULE "  need over: b\n    stop: c\n",
         "5:5: \"stop:\" says nothing with \"in\" or \"over\": it ends a way from the trigger\n"},
        {RULE "  need after 5: b\n  stop: c\n",
         "5:3: \"stop:\" stands under a slot, indented deeper than it\n"},
        {RULE "  need after 5: b\n    stop: c\n    stop: d\n",
         "6:5: \"stop:\" stands twice under this slot\n"},
        {RULE "  need after 5: b\n  not after 3: c\n",
         "5:3: \"not\" stands under a slot, indented deeper than it\n"},
        {RULE "  need after 5: b\n    not near 3: c\n",
         "5:9: expected \"before N:\" or \"after N:\" behind \"not\", not \"near\"\n"},
        {RULE "  need after 5: b\n    not after: c\n",
         "5:14: expected a number of words, not \":\"\n"},
        {"cue N/x\n  on: a\n  reach after 5\n  stop: b\n  stop: c\n",
         "6:3: \"stop:\" stands twice in this cue\n"},
    };
    CHECK_CASES(CASES);
}

/* ------------------------------------------------------------------ the codebook */

static void codebook(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *findings;
    } CASES[] = {
        {"language any\nlabel x\n",
         "b.gvr:0:0: the model has no \"statuses:\" (in a file with \"language any\")\n"},
        {"language any\nstatuses: a > b > a\n",
         "b.gvr:2:19: status \"a\" is defined twice; first at b.gvr:2\n"},
        {"language any\nstatuses: a\nstatuses: b\n",
         "b.gvr:3:1: \"statuses:\" stands twice in this model; first at b.gvr:2\n"},
        {"language any\nstatuses: a, b\n", "b.gvr:2:12: expected \">\", or the end, not \",\"\n"},
        {"language any\nstatuses: asserted\ntest T = aserted\n",
         "b.gvr:3:10: there is no status \"aserted\"; did you mean \"asserted\"?\n"},
        {"language any\nstatuses: a\ntest T = skip U\n", "b.gvr:3:15: there is no test \"U\"\n"},
        {"language any\nstatuses: a\ntest T = a\ntest U = skip T\n",
         "b.gvr:4:15: T is tried before U can skip it: put U first\n"},
        {"language any\nstatuses: a\ntest T = skip T\n",
         "b.gvr:3:15: a test is tried before T can skip it: put T first\n"},
        {"language any\nstatuses: a\ntest T = a\ntest T = a\n",
         "b.gvr:4:6: test \"T\" is defined twice; first at b.gvr:3\n"},
        {"language any\nstatuses: a\nlabel x threshold 0\n",
         "b.gvr:3:19: expected a threshold from 1 to 1000000, not 0\n"},
        {"language any\nstatuses: a\nfacet f = u, u\n",
         "b.gvr:3:14: value \"u\" is defined twice; first at b.gvr:3\n"},
        {"language any\nstatuses: a\ngrade y scale = 5+ from 5\n",
         "b.gvr:3:7: there is no label \"y\"\n"},
        {"language any\nstatuses: a\nlabel y\ngrade y scale = 9+ from 9, 5+ from 5\n",
         "b.gvr:4:28: steps go upwards: expected more than 9, not 5\n"},
        {"language any\nstatuses: a\nset x = b\n",
         "b.gvr:3:1: \"set\" belongs in a file of one language: \"language en\"\n"},
        {"statuses: a\nlabel x\n",
         "b.gvr:1:1: expected \"language CODE\" or \"language any\" as the first statement of a "
         "file\n"},
        {"// nothing\n", "b.gvr:0:0: expected \"language CODE\" or \"language any\"\n"
                         "b.gvr:0:0: the model has no \"statuses:\" (in a file with \"language "
                         "any\")\n"},
        {"language any\nstatuses: a\x01\n", "b.gvr:0:0: the model has no \"statuses:\" (in a file "
                                            "with \"language any\")\n"
                                            "b.gvr:2:12: expected text, not the control character "
                                            "0x01\n"},
        {"language any\nstatuses: a\xff\n", "b.gvr:0:0: the model has no \"statuses:\" (in a file "
                                            "with \"language any\")\n"
                                            "b.gvr:2:12: expected UTF-8, not the byte 0xff\n"},
        {"language any\nstatuses: a\nlanguage xx\n",
         "b.gvr:3:1: a file has one \"language\" statement, its first\n"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const fixture_file files[] = {{"b.gvr", CASES[i].text}, {"c.gvr", "language en\n"}};
        fixture_says(files, 2, 0, CASES[i].findings);
    }
}

static void languages(void **state)
{
    (void)state;
    static const fixture_file ONLY_BOOK[] = {{"book.gvr", CODEBOOK}};
    static const fixture_file UNKNOWN[] = {{"book.gvr", CODEBOOK}, {"x.gvr", "language xx\n"}};
    static const fixture_file TESTS[] = {{"book.gvr", CODEBOOK},
                                         {"en.gvr", "language en\n"},
                                         {"z.gvr", "language any\ntest Z = negated\n"}};
    fixture_says(ONLY_BOOK, 1, 0,
                 "book.gvr:0:0: the model has no language: no file says \"language CODE\"\n");
    fixture_says(UNKNOWN, 2, 0,
                 "x.gvr:1:10: expected the code of a language that has a stemmer (\"en\", \"fr\", "
                 "...), not \"xx\"\n");
    fixture_says(TESTS, 3, 0,
                 "z.gvr:2:6: every test stands in one file, since their order counts; the first is "
                 "in book.gvr\n");
}

/* ------------------------------------------------------------------ all of them, in order */

static void all_in_one_run(void **state)
{
    (void)state;
    static const fixture_file FILES[] = {
        {"z.gvr", "language en\nset a = @b\nrule harm/x\n  on: (c\n  need over 5: d\n"},
        {"a.gvr", "language en\nbreaks: ..2 x\nbreaks: y z*z\n"},
        {"book.gvr", CODEBOOK},
    };
    fixture_says(FILES, 3, 0,
                 "a.gvr:2:9: a pattern begins with a word, a set or a class: a gap may be first "
                 "only after #start\n"
                 "a.gvr:3:11: \"*\" stands once, at the end or at the beginning of a word\n"
                 "z.gvr:2:9: there is no set \"b\"\n"
                 "z.gvr:4:7: expected \")\" to close this \"(\"\n"
                 "z.gvr:5:13: expected \":\", not \"5:\"\n");
}

/* Comments, continued lines, CRLF and a byte-order mark change nothing but places. */
static void lines(void **state)
{
    (void)state;
    static const error_case CASES[] = {
        {"set x = a, // b, @no\n  // c\n  d,\n  @e\n", "5:3: there is no set \"e\"\n"},
        {"breaks: a// b\n", "2:10: expected a pattern, not \"//\"\n"},
    };
    static const fixture_file FILES[] = {
        {"book.gvr", CODEBOOK},
        {"en.gvr", "\xef\xbb\xbflanguage en\r\nset x = a,\r\n  b\r\n\r\n"
                   "mask m\r\n  on: @x, @y\r\n"},
    };
    CHECK_CASES(CASES);
    fixture_says(FILES, 2, 0, "en.gvr:6:11: there is no set \"y\"\n");
}

static void calls(void **state)
{
    (void)state;
    gv_message message = {{0}};
    gv_compiler *compiler = NULL;
    gv_model *model = NULL;
    assert_int_equal(gv_compiler_new(NULL, NULL, NULL), GV_ERROR_ARGUMENT);
    assert_int_equal(gv_compiler_new(NULL, NULL, &compiler), GV_OK);
    assert_int_equal(gv_compiler_finish(compiler, &model), GV_ERROR_ARGUMENT); /* no rules */
    assert_int_equal(gv_compiler_add_file(compiler, "no/such/file.gvr", &message), GV_ERROR_OPEN);
    assert_non_null(strstr(message.text, "no/such/file.gvr"));
    assert_int_equal(gv_compiler_add_text(compiler, "b.gvr", "language any\n", 13), GV_OK);
    assert_int_equal(gv_compiler_finish(compiler, &model), GV_ERROR_RULES); /* no callback */
    assert_int_equal(gv_compiler_finish(compiler, &model), GV_ERROR_ARGUMENT);
    gv_compiler_free(compiler);
    gv_compiler_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements), cmocka_unit_test(patterns),
        cmocka_unit_test(too_many_parts), cmocka_unit_test(words),
        cmocka_unit_test(sets), cmocka_unit_test(other_language),
        cmocka_unit_test(frames), cmocka_unit_test(slots),
        cmocka_unit_test(codebook), cmocka_unit_test(languages),
        cmocka_unit_test(all_in_one_run), cmocka_unit_test(lines),
        cmocka_unit_test(calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
