/*
 * test_file.c - reading files, writing aside, walking folders. Works in a folder of its own below
 * TMPDIR or /tmp and removes it.
 */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The folder of one test; names are relative to it. */
static char folder[256];

static int make_folder(void **state)
{
    (void)state;
    const char *const base = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
    snprintf(folder, sizeof folder, "%s/gravamen-test-XXXXXX", base);
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[600];
    snprintf(command, sizeof command, "chmod -R u+rwx '%s' && rm -rf '%s'", folder, folder);
    return system(command);
}

static const char *path_of(const char *name)
{
    static char paths[4][600];
    static int turn;
    char *const path = paths[turn = (turn + 1) % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void put_file(const char *name, const char *text)
{
    FILE *const file = fopen(path_of(name), "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void expect_file(const char *name, const char *text)
{
    gv_mapping mapping = {0};
    gv_message message;
    assert_int_equal(gv_file_map(path_of(name), &message, &mapping), GV_OK);
    assert_int_equal(mapping.length, strlen(text));
    assert_memory_equal(mapping.bytes, text, mapping.length);
    gv_file_unmap(&mapping);
}

static size_t n_files(void)
{
    gv_file_list list = {0};
    assert_int_equal(gv_file_walk(folder, NULL, 0, NULL, &list), GV_OK);
    const size_t n = list.n_paths;
    gv_file_list_free(&list);
    return n;
}

static void test_map_reads_files_empty_files_and_pipes(void **state)
{
    (void)state;
    gv_mapping mapping = {0};
    gv_message message;
    put_file("plain.txt", "the village of Oru");
    assert_int_equal(gv_file_map(path_of("plain.txt"), &message, &mapping), GV_OK);
    assert_int_equal(mapping.mapped, 1);
    assert_memory_equal(mapping.bytes, "the village of Oru", 18);
    gv_file_unmap(&mapping);
    assert_null(mapping.bytes);
    put_file("empty.txt", "");
    assert_int_equal(gv_file_map(path_of("empty.txt"), &message, &mapping), GV_OK);
    assert_null(mapping.bytes);
    assert_int_equal(mapping.length, 0);
    gv_file_unmap(&mapping);

    int ends[2];
    char name[32];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "through a pipe", 14), 14);
    close(ends[1]);
    snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    assert_int_equal(gv_file_map(name, &message, &mapping), GV_OK);
    assert_int_equal(mapping.length, 14);
    assert_int_equal(mapping.mapped, 0);
    assert_memory_equal(mapping.bytes, "through a pipe", 14);
    gv_file_unmap(&mapping);
    close(ends[0]);
}

static void test_map_says_what_cannot_be_opened(void **state)
{
    (void)state;
    gv_mapping mapping = {.length = 99};
    gv_message message = {{0}};
    assert_int_equal(gv_file_map(path_of("none.txt"), &message, &mapping), GV_ERROR_OPEN);
    assert_non_null(strstr(message.text, "none.txt: No such file"));
    assert_int_equal(gv_file_map(folder, &message, &mapping), GV_ERROR_OPEN);
    assert_non_null(strstr(message.text, "directory"));
    assert_int_equal(gv_file_map(folder, NULL, &mapping), GV_ERROR_OPEN);
    assert_int_equal(mapping.length, 99);
}

static void test_writer_shows_the_file_only_when_whole(void **state)
{
    (void)state;
    gv_writer writer = {0};
    gv_message message;
    put_file("out.txt", "old");
    assert_int_equal(gv_writer_open(path_of("out.txt"), &message, &writer), GV_OK);
    assert_int_equal(gv_writer_write(&writer, "new ", 4), GV_OK);
    expect_file("out.txt", "old");
    assert_int_equal(n_files(), 2);
    assert_int_equal(gv_writer_write(&writer, "text", 4), GV_OK);
    assert_int_equal(gv_writer_finish(&writer, &message), GV_OK);
    gv_writer_free(&writer);
    expect_file("out.txt", "new text");
    assert_int_equal(n_files(), 1);

    assert_int_equal(gv_writer_open(path_of("out.txt"), &message, &writer), GV_OK);
    assert_int_equal(gv_writer_write(&writer, "half", 4), GV_OK);
    gv_writer_free(&writer);
    expect_file("out.txt", "new text");
    assert_int_equal(n_files(), 1);
    gv_writer_free(&writer);
}

static void test_writers_do_not_meet(void **state)
{
    (void)state;
    gv_writer first = {0}, second = {0};
    assert_int_equal(gv_writer_open(path_of("out.txt"), NULL, &first), GV_OK);
    assert_int_equal(gv_writer_open(path_of("out.txt"), NULL, &second), GV_OK);
    assert_int_equal(gv_writer_write(&first, "first", 5), GV_OK);
    assert_int_equal(gv_writer_write(&second, "second", 6), GV_OK);
    assert_int_equal(gv_writer_finish(&second, NULL), GV_OK);
    expect_file("out.txt", "second");
    assert_int_equal(gv_writer_finish(&first, NULL), GV_OK);
    expect_file("out.txt", "first");
    assert_int_equal(n_files(), 1);
}

static void test_writer_keeps_links_and_devices(void **state)
{
    (void)state;
    gv_writer writer = {0};
    struct stat about;
    assert_int_equal(mkdir(path_of("far"), 0777), 0);
    put_file("far/real.txt", "old");
    assert_int_equal(symlink("far/real.txt", path_of("link.txt")), 0);
    assert_int_equal(gv_writer_open(path_of("link.txt"), NULL, &writer), GV_OK);
    assert_int_equal(gv_writer_write(&writer, "new", 3), GV_OK);
    assert_non_null(strstr(writer.aside, "/far/")); /* on the disk of what it will replace */
    assert_int_equal(gv_writer_finish(&writer, NULL), GV_OK);
    expect_file("far/real.txt", "new");
    assert_int_equal(lstat(path_of("link.txt"), &about), 0);
    assert_true(S_ISLNK(about.st_mode));

    assert_int_equal(gv_writer_open("/dev/null", NULL, &writer), GV_OK);
    assert_int_equal(gv_writer_write(&writer, "gone", 4), GV_OK);
    assert_int_equal(gv_writer_finish(&writer, NULL), GV_OK);
    assert_int_equal(stat("/dev/null", &about), 0);
    assert_true(S_ISCHR(about.st_mode));
}

static void test_writer_reports_failures(void **state)
{
    (void)state;
    gv_writer writer = {0};
    gv_message message = {{0}};
    assert_int_equal(gv_writer_open(path_of("none/out.txt"), &message, &writer), GV_ERROR_OPEN);
    assert_non_null(strstr(message.text, "No such file"));
    assert_null(writer.path);
    assert_int_equal(gv_writer_open(folder, &message, &writer), GV_ERROR_OPEN);
    if (access("/dev/full", W_OK) == 0) {
        assert_int_equal(gv_writer_open("/dev/full", &message, &writer), GV_OK);
        assert_int_equal(gv_writer_write(&writer, "x", 1), GV_ERROR_WRITE);
        gv_writer_free(&writer);
    }
    put_file("busy", "x");
    assert_int_equal(gv_writer_open(path_of("out.txt"), &message, &writer), GV_OK);
    assert_int_equal(mkdir(path_of("out.txt"), 0777), 0); /* the name is taken meanwhile */
    assert_int_equal(gv_writer_finish(&writer, &message), GV_ERROR_WRITE);
    assert_non_null(strstr(message.text, "out.txt"));
    gv_writer_free(&writer);
    assert_int_equal(n_files(), 1);
}

static void test_descriptor_write_fills_a_pipe_that_does_not_block(void **state)
{
    (void)state;
    int ends[2];
    static char sent[300000], got[300000];
    for (size_t i = 0; i < sizeof sent; i++) {
        sent[i] = (char)(i * 7);
    }
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        _exit(gv_descriptor_write(ends[1], sent, sizeof sent) == GV_OK ? 0 : 1);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t n;
    while ((n = read(ends[0], got + length, sizeof got - length)) > 0) {
        length += (size_t)n;
    }
    close(ends[0]);
    int ending = 1;
    assert_int_equal(waitpid(child, &ending, 0), child);
    assert_int_equal(ending, 0);
    assert_int_equal(length, sizeof sent);
    assert_memory_equal(got, sent, sizeof sent);
}

static void expect_path(const char *path, const char *name)
{
    assert_string_equal(path, path_of(name));
}

static void test_walk_sorts_and_skips(void **state)
{
    (void)state;
    gv_file_list list = {0};
    gv_message message;
    assert_int_equal(mkdir(path_of("a"), 0777), 0);
    assert_int_equal(mkdir(path_of("a/b"), 0777), 0);
    put_file("a/b/z.gvr", "");
    put_file("a/b.gvr", "");
    put_file("a-b.gvr", "");
    put_file("a/.hidden.gvr", "");
    put_file("a/\xC3\xA9.gvr", "");
    put_file("a/Z.txt", "");
    assert_int_equal(symlink("..", path_of("a/loop")), 0);
    assert_int_equal(mkfifo(path_of("a/fifo"), 0666), 0);
    assert_int_equal(gv_file_walk(folder, NULL, 0, &message, &list), GV_OK);
    assert_int_equal(list.n_paths, 6);
    expect_path(list.paths[0], "a-b.gvr");
    expect_path(list.paths[1], "a/.hidden.gvr");
    expect_path(list.paths[2], "a/Z.txt");
    expect_path(list.paths[3], "a/b.gvr");
    expect_path(list.paths[4], "a/b/z.gvr");
    expect_path(list.paths[5], "a/\xC3\xA9.gvr");
    assert_int_equal(list.n_skipped, 2);
    assert_non_null(strstr(list.skipped[0], "a/fifo: not a regular file"));
    assert_non_null(strstr(list.skipped[1], "a/loop: symbolic link"));

    assert_int_equal(gv_file_walk(path_of("a/b"), ".gvr", 0, &message, &list), GV_OK);
    assert_int_equal(list.n_paths, 7); /* added to what was there */
    expect_path(list.paths[6], "a/b/z.gvr");
    assert_int_equal(gv_file_walk(path_of("a/Z.txt"), ".gvr", 0, &message, &list), GV_OK);
    expect_path(list.paths[7], "a/Z.txt");
    gv_file_list_free(&list);

    char slashed[700];
    snprintf(slashed, sizeof slashed, "%s/", path_of("a/b"));
    assert_int_equal(gv_file_walk(slashed, NULL, 0, &message, &list), GV_OK);
    expect_path(list.paths[0], "a/b/z.gvr");
    gv_file_list_free(&list);
    assert_int_equal(gv_file_walk(folder, ".txt", 0, &message, &list), GV_OK);
    assert_int_equal(list.n_paths, 1);
    gv_file_list_free(&list);
}

static void test_walk_follows_the_top_only_and_reports(void **state)
{
    (void)state;
    gv_file_list list = {0};
    gv_message message = {{0}};
    assert_int_equal(mkdir(path_of("real"), 0777), 0);
    put_file("real/x.txt", "");
    assert_int_equal(symlink("real", path_of("top")), 0);
    assert_int_equal(gv_file_walk(path_of("top"), NULL, 0, &message, &list), GV_OK);
    assert_int_equal(list.n_paths, 1);
    expect_path(list.paths[0], "top/x.txt");
    assert_int_equal(gv_file_walk(path_of("none"), NULL, 0, &message, &list), GV_ERROR_OPEN);
    assert_non_null(strstr(message.text, "none: No such file"));
    assert_int_equal(list.n_paths, 1);
    gv_file_list_free(&list);
    if (geteuid() != 0) { /* root may read every folder */
        assert_int_equal(mkdir(path_of("shut"), 0), 0);
        assert_int_equal(gv_file_walk(folder, NULL, 0, &message, &list), GV_OK);
        assert_int_equal(list.n_skipped, 2);
        gv_file_list_free(&list);
        assert_int_equal(gv_file_walk(path_of("shut"), NULL, 0, &message, &list), GV_ERROR_OPEN);
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_map_reads_files_empty_files_and_pipes),
        IN_FOLDER(test_map_says_what_cannot_be_opened),
        IN_FOLDER(test_writer_shows_the_file_only_when_whole),
        IN_FOLDER(test_writers_do_not_meet),
        IN_FOLDER(test_writer_keeps_links_and_devices),
        IN_FOLDER(test_writer_reports_failures),
        IN_FOLDER(test_descriptor_write_fills_a_pipe_that_does_not_block),
        IN_FOLDER(test_walk_sorts_and_skips),
        IN_FOLDER(test_walk_follows_the_top_only_and_reports),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
