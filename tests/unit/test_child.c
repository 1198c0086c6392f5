/*
 * test_child.c - what a child process may do, and what it may not.
 *
 * The child is tests/tools/child_acts.c, which does one thing and answers with a word.
 */
#if !defined(_XOPEN_SOURCE)
#define _XOPEN_SOURCE 700 /* realpath */
#endif
#include "base/child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char acts[4200]; /* path of child_acts */

typedef struct run {
    gv_buf output, complaints;
    gv_child_result result;
    double seconds;
} run;

static const gv_child_limits usual = {.seconds = 20, .output = 1 << 20};

static run run_child(const char *what, const char *with, const void *input, size_t length,
                     const gv_child_limits *limits)
{
    run r = {0};
    struct timespec before;
    struct timespec after;
    const char *const arguments[] = {acts, what, with, NULL};
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_int_equal(gv_child_run(arguments, input, length, limits, &r.output, &r.complaints,
                                  &r.result),
                     GV_OK);
    clock_gettime(CLOCK_MONOTONIC, &after);
    r.seconds = (double)(after.tv_sec - before.tv_sec) +
                (double)(after.tv_nsec - before.tv_nsec) / 1e9;
    return r;
}

static void free_run(run *r)
{
    gv_buf_free(&r->output);
    gv_buf_free(&r->complaints);
}

static void assert_answer(const char *what, const char *with, const char *expected)
{
    run r = run_child(what, with, "oru", 3, &usual);
    assert_int_equal(r.result.end, GV_CHILD_EXITED);
    assert_int_equal(r.result.code, 0);
    assert_string_equal(r.output.length > 0 ? r.output.bytes : "", expected);
    free_run(&r);
}

static void assert_end(const char *what, const gv_child_limits *limits, gv_child_end end, int code)
{
    run r = run_child(what, "", NULL, 0, limits);
    assert_int_equal(r.result.end, end);
    assert_int_equal(r.result.code, code);
    assert_true(r.seconds < 15);
    free_run(&r);
}

static void test_input_comes_back(void **state)
{
    gv_buf input = {0};
    (void)state;
    assert_answer("--a", "", "oru");
    assert_answer("--b", "", "oru");
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(gv_buf_add_format(&input, "%d\n", i), GV_OK);
    }
    for (int i = 0; i < 2; i++) {
        run r = run_child(i == 0 ? "--a" : "--b", "", input.bytes, input.length, &usual);
        assert_int_equal(r.result.end, GV_CHILD_EXITED);
        assert_int_equal(r.output.length, input.length);
        assert_memory_equal(r.output.bytes, input.bytes, input.length);
        free_run(&r);
    }
    run empty = run_child("--a", "", NULL, 0, &usual);
    assert_int_equal(empty.output.length, 0);
    free_run(&empty);
    gv_buf_free(&input);
}

static void test_it_knows_nothing_of_us(void **state)
{
    (void)state;
    assert_int_equal(setenv("GRAVAMEN_SECRET", "17", 1), 0);
    const int leak = open("/dev/null", O_RDONLY);
    assert_true(leak >= 0);
    assert_answer("--c", "", "LC_ALL=C.UTF-8;");
    assert_answer("--d", "", "0;1;2;");
    assert_int_equal(close(leak), 0);
}

static void test_how_it_ends(void **state)
{
    (void)state;
    run r = run_child("--p", "", NULL, 0, &usual);
    assert_int_equal(r.result.end, GV_CHILD_EXITED);
    assert_int_equal(r.result.code, 3);
    assert_string_equal(r.complaints.bytes, "Syntax Error: odd\n");
    free_run(&r);
    run killed = run_child("--v", "", NULL, 0, &usual);
    assert_int_equal(killed.result.end, GV_CHILD_KILLED);
    free_run(&killed);
}

/* A parent that ignores SIGPIPE, blocks signals or reaps its children by itself. */
static void test_signals_of_the_parent(void **state)
{
    sigset_t all;
    sigset_t before;
    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    sigfillset(&all);
    assert_int_equal(pthread_sigmask(SIG_SETMASK, &all, &before), 0);
    if (!gv_child_is_confined()) { /* which forbids to raise one */
        assert_end("--q", &usual, GV_CHILD_KILLED, SIGPIPE);
    }
    assert_answer("--a", "", "oru");
    sigset_t now;
    assert_int_equal(pthread_sigmask(SIG_SETMASK, &before, &now), 0);
    assert_int_equal(sigismember(&now, SIGUSR1), 1);
    (void)signal(SIGPIPE, SIG_DFL);
    (void)signal(SIGCHLD, SIG_IGN);
    run r = run_child("--a", "", "oru", 3, &usual);
    assert_int_equal(r.result.end, GV_CHILD_EXITED);
    assert_int_equal(r.result.code, -1);
    assert_string_equal(r.output.bytes, "oru");
    free_run(&r);
    (void)signal(SIGCHLD, SIG_DFL);
}

static void test_time_limit(void **state)
{
    const gv_child_limits limits = {.seconds = 1, .output = 1 << 20};
    (void)state;
    assert_end("--l", &limits, GV_CHILD_LATE, 0);
    assert_end("--r", &limits, GV_CHILD_LATE, 0);
    run busy = run_child("--m", "", NULL, 0, &limits);
    assert_int_equal(busy.result.end, GV_CHILD_LATE);
    assert_true(busy.seconds < 10);
    free_run(&busy);
}

static void test_output_limit(void **state)
{
    const gv_child_limits limits = {.seconds = 20, .output = 1000};
    (void)state;
    run r = run_child("--n", "", NULL, 0, &limits);
    assert_int_equal(r.result.end, GV_CHILD_LONG);
    assert_int_equal(r.output.length, 1000);
    free_run(&r);
    const gv_child_limits exact = {.seconds = 20, .output = 3};
    run e = run_child("--a", "", "oru", 3, &exact);
    assert_int_equal(e.result.end, GV_CHILD_EXITED);
    assert_string_equal(e.output.bytes, "oru");
    free_run(&e);
}

static void test_complaints_are_bounded(void **state)
{
    const gv_child_limits limits = {.seconds = 1, .output = 1000};
    (void)state;
    run r = run_child("--o", "", NULL, 0, &limits);
    assert_int_equal(r.result.end, GV_CHILD_LATE);
    assert_int_equal(r.complaints.length, GV_CHILD_COMPLAINTS);
    free_run(&r);
}

static void test_memory_limit(void **state)
{
    const gv_child_limits limits = {.seconds = 20, .memory = (uint64_t)256 << 20, .output = 1000};
    (void)state;
    run r = run_child("--e", "", NULL, 0, &limits);
    assert_int_equal(r.result.end, GV_CHILD_EXITED);
    assert_string_equal(r.output.bytes, strerror(ENOMEM));
    free_run(&r);
}

/* A folder that a child may try to write to; gone after the test, whatever came of it. */
static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/gravamen-child-XXXXXX");
    return mkdtemp(folder) != NULL && chmod(folder, 0777) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const NAMES[] = {"written", "file", "other"};
    char path[100];
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, NAMES[i]);
        (void)unlink(path);
    }
    return rmdir(folder);
}

/* With or without the filter: not a byte lands in a file. */
static void test_no_file_is_written(void **state)
{
    char path[100];
    struct stat about;
    (void)state;
    snprintf(path, sizeof path, "%s/written", folder);
    run r = run_child("--f", path, NULL, 0, &usual);
    assert_false(r.result.end == GV_CHILD_EXITED && strcmp(r.output.bytes, "done") == 0);
    assert_true(stat(path, &about) != 0 || about.st_size == 0);
    free_run(&r);
    run input = run_child("--u", "", "oru", 3, &usual);
    assert_false(input.result.end == GV_CHILD_EXITED && strcmp(input.output.bytes, "done") == 0);
    free_run(&input);
}

static void test_the_filter(void **state)
{
    static const char *const FORBIDDEN[] = {"--f", "--g", "--h", "--i", "--j", "--k", "--s", "--t",
                                            "--w"};
    char name[100];
    char other[100];
    struct stat about;
    (void)state;
    if (!gv_child_is_confined()) {
        print_message("no seccomp here: skipped\n");
        skip();
    }
    snprintf(name, sizeof name, "%s/file", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    const int descriptor = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    assert_true(descriptor >= 0);
    for (size_t i = 0; i < sizeof FORBIDDEN / sizeof *FORBIDDEN; i++) {
        const int makes = strchr("fht", FORBIDDEN[i][2]) != NULL;
        assert_answer(FORBIDDEN[i], makes ? other : name, "not permitted");
    }
    assert_int_not_equal(stat(other, &about), 0);
    assert_int_equal(stat(name, &about), 0);
    assert_int_equal(close(descriptor), 0);
}

static void test_a_program_that_is_not_there(void **state)
{
    gv_buf output = {0};
    gv_buf complaints = {0};
    gv_child_result result;
    const char *const missing[] = {"/nowhere/pdftotext", NULL};
    const char *const directory[] = {"/tmp", NULL};
    (void)state;
    assert_int_equal(gv_child_run(missing, "x", 1, &usual, &output, &complaints, &result), GV_OK);
    assert_int_equal(result.end, GV_CHILD_NOT_STARTED);
    assert_int_equal(result.code, ENOENT);
    assert_int_equal(gv_child_run(directory, "x", 1, &usual, &output, &complaints, &result), GV_OK);
    assert_int_equal(result.end, GV_CHILD_NOT_STARTED);
    assert_int_equal(result.code, EACCES);
    assert_int_equal(output.length + complaints.length, 0);
}

static void test_no_descriptors_left(void **state)
{
    gv_buf output = {0};
    gv_buf complaints = {0};
    gv_child_result result;
    struct rlimit before;
    const char *const arguments[] = {acts, "--a", NULL};
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    for (rlim_t i = 3; i < 20; i++) {
        const struct rlimit few = {i, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        assert_int_equal(gv_child_run(arguments, "x", 1, &usual, &output, &complaints, &result),
                         GV_OK);
        assert_true(result.end == GV_CHILD_NOT_STARTED || result.end == GV_CHILD_EXITED);
        assert_true(result.end != GV_CHILD_NOT_STARTED || result.code == EMFILE ||
                    result.code == EINVAL);
    }
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(result.end, GV_CHILD_EXITED);
    gv_buf_free(&output);
    gv_buf_free(&complaints);
}

static void *run_many(void *failed)
{
    const char *const arguments[] = {acts, "--b", NULL};
    for (int i = 0; i < 20; i++) {
        gv_buf output = {0};
        gv_buf complaints = {0};
        gv_child_result result;
        if (gv_child_run(arguments, "Tarsk", 5, &usual, &output, &complaints, &result) != GV_OK ||
            result.end != GV_CHILD_EXITED || result.code != 0 || output.length != 5) {
            *(int *)failed = 1;
        }
        gv_buf_free(&output);
        gv_buf_free(&complaints);
    }
    return NULL;
}

static void test_many_at_once(void **state)
{
    pthread_t threads[8];
    int failed[8] = {0};
    (void)state;
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, run_many, &failed[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(failed[i], 0);
    }
}

static void test_find(void **state)
{
    gv_buf path = {0};
    char before[4096];
    (void)state;
    snprintf(before, sizeof before, "%s", getenv("PATH"));
    assert_int_equal(setenv("PATH", ":relative::/nowhere:/tmp:/usr/bin:/bin", 1), 0);
    assert_int_equal(gv_child_find("sh", &path), GV_OK);
    assert_true(strcmp(path.bytes, "/usr/bin/sh") == 0 || strcmp(path.bytes, "/bin/sh") == 0);
    assert_int_equal(gv_child_find("no-such-program", &path), GV_OK);
    assert_int_equal(path.length, 0);
    assert_int_equal(setenv("PATH", "", 1), 0);
    assert_int_equal(gv_child_find("sh", &path), GV_OK);
    assert_int_equal(path.length, 0);
    assert_int_equal(setenv("PATH", before, 1), 0);
    gv_buf_free(&path);
}

int main(int argc, char **argv)
{
    char self[4096];
    (void)argc;
    if (realpath(argv[0], self) == NULL || strrchr(self, '/') == NULL) {
        return 1;
    }
    *strrchr(self, '/') = '\0';
    snprintf(acts, sizeof acts, "%s/../tools/child_acts", self);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_input_comes_back),
        cmocka_unit_test(test_it_knows_nothing_of_us),
        cmocka_unit_test(test_how_it_ends),
        cmocka_unit_test(test_signals_of_the_parent),
        cmocka_unit_test(test_time_limit),
        cmocka_unit_test(test_output_limit),
        cmocka_unit_test(test_complaints_are_bounded),
        cmocka_unit_test(test_memory_limit),
        cmocka_unit_test_setup_teardown(test_no_file_is_written, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_the_filter, make_folder, remove_folder),
        cmocka_unit_test(test_a_program_that_is_not_there),
        cmocka_unit_test(test_no_descriptors_left),
        cmocka_unit_test(test_many_at_once),
        cmocka_unit_test(test_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
