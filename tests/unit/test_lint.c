/*
 * test_lint.c - every finding: its exact words and its place; and none for rules that deserve none.
 */
#include "rules_fixture.h"

/* A rule and cues that use all that CODEBOOK declares, without a fault. */
#define SOUND                                                                                      \
    "language en\n"                                                                                \
    "weigh place inside 1: army\n"                                                                 \
    "weigh place outside 1: market\n"                                                              \
    "rule harm/sound\n  why it is\n  cite a law\n  on: burn\n"                                                   \
    "  yes: They burned it.\n  yes: It burns.\n  no: It was wet.\n  no: It rained.\n"              \
    "cue N/not\n  why it is\n  on: not\n  reach after 5\n"                                         \
    "  yes: Not burned.\n  yes: It did not burn.\n  no: It burned.\n  no: Burned it.\n"            \
    "cue S/only\n  why it is\n  on: not only\n  reach after 5\n"                                   \
    "  yes: Not only burned.\n  yes: It not only burned.\n  no: It burned.\n  no: Burned it.\n"

#define EXAMPLES "  why it is\n  cite a law\n  yes: A.\n  yes: B.\n  no: C.\n  no: D.\n"

typedef struct lint_case {
    const char *rules;
    const char *findings; /* of "more.gvr", whose first line is "language en" */
} lint_case;

static void check_cases(const lint_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        gv_buf text = {0};
        gv_buf expected = {0};
        const char *line = cases[i].findings;
        assert_int_equal(gv_buf_add_format(&text, "language en\n%s", cases[i].rules), GV_OK);
        while (*line != '\0') {
            const char *const end = strchr(line, '\n');
            assert_non_null(end);
            assert_int_equal(
                gv_buf_add_format(&expected, "more.gvr:%.*s\n", (int)(end - line), line), GV_OK);
            line = end + 1;
        }
        const fixture_file files[] = {
            {"book.gvr", CODEBOOK}, {"en.gvr", SOUND}, {"more.gvr", text.bytes}};
        fixture_says(files, 3, 1, expected.length > 0 ? expected.bytes : "");
        gv_buf_free(&text);
        gv_buf_free(&expected);
    }
}

#define CHECK_CASES(cases) check_cases(cases, sizeof(cases) / sizeof((cases)[0]))

static void sound(void **state)
{
    (void)state;
    static const lint_case CASES[] = {
        {"", ""},
        /* A capital needs more than the word without it; overlapping sets are no fault. */
        {"set x = March, arms\nset y = arms, =march\nbreaks: @x, @y\n", ""},
    };
    CHECK_CASES(CASES);
}

static void frames(void **state)
{
    (void)state;
    static const lint_case CASES[] = {
        {"rule harm/x\n  on: a\n  yes: B.\n",
         "2:1: rule \"harm/x\" has 1 yes: and 0 no: examples; it needs 2 of each\n"
         "2:1: rule \"harm/x\" has no cite; where no law or standard defines it: cite none: "
         "REASON\n"
         "2:1: rule \"harm/x\" has no why\n"},
        {"rule harm/x\n  on: a\n  why it is\n  cite a law\n  yes: A.\n  yes: B.\n  no: C.\n",
         "2:1: rule \"harm/x\" has 2 yes: and 1 no: examples; it needs 2 of each\n"},
        {"rule harm/x\n  on: a\n  why it is\n  cite none:\n  yes: A.\n  yes: B.\n  no: C.\n"
         "  no: D.\n",
         "2:1: rule \"harm/x\" has no cite; where no law or standard defines it: cite none: "
         "REASON\n"},
        {"rule harm/x\n  on: a\n  why it is\n  cite none: an idiom\n  yes: A.\n  yes: B.\n"
         "  no: C.\n  no: D.\n",
         ""},
        /* A cue or mask cites nothing; one example of each is few, none is an error. */
        {"mask m\n  on: a\n  why it is\n  yes: A.\n  yes: B.\n  no: C.\n  no: D.\n"
         "cue N/x\n  on: b\n  reach over\n  why it is\n",
         "9:1: cue \"N/x\" has 0 yes: and 0 no: examples; it needs 2 of each\n"},
        {"mask m\n  on: a\n  why it is\n  yes: A.\n  no: C.\n",
         "2:1: warning: mask \"m\" has 1 yes: and 1 no: examples; it needs 2 of each\n"},
        {"mask m\n  on: a\n  yes: A.\n  yes: B.\n",
         "2:1: mask \"m\" has 2 yes: and 0 no: examples; it needs 2 of each\n"
         "2:1: mask \"m\" has no why\n"},
        {"rule harm/x\n  on: a\n" EXAMPLES "  need after 8: child, woman\n"
         "  bar in sentence: woman, child\n",
         "10:3: warning: rule \"harm/x\" cannot fire: what it needs here is barred in line 11\n"},
        {"rule harm/x\n  on: a\n" EXAMPLES "  need after 8 in sentence: child\n"
         "  bar in clause: child\n  bar before 9 in sentence: child\n",
         ""},
        {"rule harm/x\n  on: a\n" EXAMPLES "  need after 8: child\n  bar in sentence: child\n"
         "  unless in sentence: old\n",
         ""},
        {"rule harm/x\n  on: a\n" EXAMPLES "  need after 8: child\n  bar near 8: child\n",
         "10:3: warning: rule \"harm/x\" cannot fire: what it needs here is barred in line 11\n"},
    };
    CHECK_CASES(CASES);
}

static void unused(void **state)
{
    (void)state;
    static const lint_case CASES[] = {
        {"set x = a\nset y = b, @x\nset z = c\nbreaks: @z\n",
         "2:5: warning: nothing uses the set \"x\"\n3:5: warning: nothing uses the set \"y\"\n"},
        {"rule harm/x as act\n  on: a\n" EXAMPLES,
         "2:16: warning: no cue or mask says \"for act\"\n"},
        {"rule harm/x as act\n  on: a\n" EXAMPLES "mask m\n  on: b\n  for act\n" EXAMPLES, ""},
    };
    static const fixture_file FILES[] = {
        {"book.gvr", "language any\nstatuses: a > b\ntest T = b\nlabel x\nfacet f = u, v\n"},
        {"en.gvr", "language en\nweigh f v 1: y\n"}};
    CHECK_CASES(CASES);
    fixture_says(FILES, 2, 1, "book.gvr:3:6: warning: the test \"T\" has no cue\n"
                              "book.gvr:4:7: warning: the label \"x\" has no rule\n"
                              "book.gvr:5:11: warning: no weigh line names the value \"u\"\n");
}

static void covered(void **state)
{
    (void)state;
    static const lint_case CASES[] = {
        {"breaks: kill, killed\n",
         "2:15: warning: \"killed\" is caught by \"kill\" in this list\n"},
        {"breaks: =kills, kill\n", "2:9: warning: \"=kills\" is caught by \"kill\" in this list\n"},
        {"breaks: traffick*, trafficking, =trafficked\n",
         "2:20: warning: \"trafficking\" is caught by \"traffick*\" in this list\n"
         "2:33: warning: \"=trafficked\" is caught by \"trafficking\" in this list\n"},
        {"breaks: *icide, =homicide, homicide\n",
         "2:17: warning: \"=homicide\" is caught by \"homicide\" in this list\n"},
        {"form slew = kill\nbreaks: =slew, kill\n",
         "3:9: warning: \"=slew\" is caught by \"kill\" in this list\n"},
        {"breaks: kill, Kill, (wound|wounds)\n",
         "2:15: warning: \"Kill\" is caught by \"kill\" in this list\n"
         "2:28: warning: \"wounds\" is caught by \"wound\" in this list\n"},
        {"breaks: kill, x, kill\n", "2:18: warning: \"kill\" stands earlier in this list\n"},
        {"breaks: shot ..2 dead, x, shot ..2  dead\n",
         "2:27: warning: this pattern stands earlier in this list\n"},
        {"breaks: Kill, kill ..2 dead\n", ""},
    };
    CHECK_CASES(CASES);
}

static void stems(void **state)
{
    (void)state;
    static const lint_case CASES[] = {
        {"set groups = minority, tribe\n"
         "rule harm/x\n  on: a\n" EXAMPLES "  need near 5: @groups\n    not after 2: minor\n",
         "12:18: warning: \"minor\" has the stem of \"minority\", which \"harm/x\" looks for: "
         "write \"=minor\" if only this form is meant\n"},
        {"form men = man\nrule harm/x\n  on: men\n" EXAMPLES "  bar after 2: man, =mens\n", ""},
        {"rule harm/x\n  on: minority\n" EXAMPLES "  bar after 2: =minor\n", ""},
    };
    CHECK_CASES(CASES);
}

/* With errors in the rules, lint gives these and what does not depend on them. */
static void with_errors(void **state)
{
    (void)state;
    static const lint_case CASES[] = {
        {"breaks: @x, kill, killed\nrule harm/x\n  on: a\n  yes: B.\n",
         "2:9: there is no set \"x\"\n"
         "3:1: rule \"harm/x\" has 1 yes: and 0 no: examples; it needs 2 of each\n"
         "3:1: rule \"harm/x\" has no cite; where no law or standard defines it: cite none: "
         "REASON\n"
         "3:1: rule \"harm/x\" has no why\n"},
        /* What a frame lacks does not hide what else is doubtful. */
        {"breaks: kill, killed\nmask m\n  on: a\n  why it is\n",
         "2:15: warning: \"killed\" is caught by \"kill\" in this list\n"
         "3:1: mask \"m\" has 0 yes: and 0 no: examples; it needs 2 of each\n"},
    };
    CHECK_CASES(CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound),   cmocka_unit_test(frames), cmocka_unit_test(unused),
        cmocka_unit_test(covered), cmocka_unit_test(stems),  cmocka_unit_test(with_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
