/*
 * test_manifest.c - the manifest's exact bytes, its hash chain, and how many CPUs there are.
 */
#include "output/manifest.h"

#include "base/arena.h"
#include "base/sha256.h"
#include "pipeline/pipeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ------------------------------------------------------------------ manifest */

static void test_chain(void **state)
{
    (void)state;
    /* Computed with sha256sum: the record "{}\n" hashes to ca3d...; the chain to the sum of 64
     * zeros and that. */
    static const char record[] = "{}\n";
    char chain[65];
    char hash[65];
    char expected[65];
    gv_sha256 sha;
    gv_manifest_chain_start(chain);
    assert_string_equal(chain, "0000000000000000000000000000000000000000000000000000000000000000");
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, record, 3);
    gv_sha256_finish(&sha, hash);
    assert_string_equal(hash, "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356");
    gv_sha256_start(&sha);
    gv_sha256_add(&sha, chain, 64);
    gv_sha256_add(&sha, hash, 64);
    gv_sha256_finish(&sha, expected);
    gv_manifest_chain_add(chain, hash);
    assert_string_equal(chain, expected);
    gv_manifest_chain_add(chain, hash);
    assert_string_not_equal(chain, expected);
}

static void test_input(void **state)
{
    (void)state;
    const char *labels[] = {"mass_killing", "forced_labour"};
    const char *statuses[] = {"asserted", "negated"};
    const gv_manifest_names names = {labels, statuses, 2, 2};
    uint64_t counts[] = {3, 0, 0, 1};
    const gv_manifest_counts sums = {.documents = 2, .passages = 9, .records = 3, .record_bytes = 77,
                                     .documents_other_language = 1, .bad_lines = 1,
                                     .labels = counts};
    const gv_damage cut = {"gzip", NULL, 90, 0, "the member is cut off"};
    const gv_damage line = {"line", NULL, 50, 7, "line 2: not JSON"};
    const gv_reader_report report = {.bytes_read = 100, .bytes_text = 400, .n_members = 1,
                                     .sha256 = "ab", .format = "jsonl", .compression = "gzip",
                                     .encoding = "utf-8", .damage = &cut, .n_damage = 1};
    gv_map languages = {0};
    gv_buf buf = {0};
    assert_int_equal(gv_map_add(&languages, "xx", 2, 1, NULL), GV_OK);
    gv_manifest_input input = {.ordinal = 1, .path = "a.gz", .report = &report, .counts = &sums,
                               .damage = &line, .n_damage = 1, .n_damage_more = 4,
                               .other_languages = &languages, .chain = "00"};
    assert_int_equal(gv_manifest_add_input(&names, &input, &buf), GV_OK);
    assert_string_equal(
        buf.bytes, "\n{\"n\":1,\"path\":\"a.gz\",\"size\":100,\"sha256\":\"ab\","
                   "\"format\":\"jsonl\",\"compression\":\"gzip\",\"members\":1,"
                   "\"text_bytes\":400,\"encoding\":\"utf-8\",\"documents\":2,\"passages\":9,"
                   "\"records\":3,\"record_bytes\":77,\"documents_other_language\":1,\"bad_lines\":1,"
                   "\"labels\":{\"mass_killing\":{\"asserted\":3},"
                   "\"forced_labour\":{\"negated\":1}},\"other_languages\":{\"xx\":1},"
                   "\"damage\":[{\"layer\":\"gzip\",\"offset\":90,"
                   "\"reason\":\"the member is cut off\"},"
                   "{\"layer\":\"line\",\"offset\":50,\"length\":7,"
                   "\"reason\":\"line 2: not JSON\"}],\"damage_not_listed\":4,"
                   "\"chain\":\"00\"}");
    gv_buf_clear(&buf);
    input.ordinal = 2;
    input.follows = 1;
    input.path = "b\xff";
    input.report = NULL;
    input.n_damage = 0;
    gv_map_free(&languages);
    assert_int_equal(gv_manifest_add_input(&names, &input, &buf), GV_OK);
    assert_memory_equal(buf.bytes, ",\n{\"n\":2,\"path\":\"b\xef\xbf\xbd\",\"path_bytes\":\"62ff\","
                                   "\"documents\":2,",
                        57);
    gv_buf_free(&buf);
}

static void test_end(void **state)
{
    (void)state;
    const char *labels[] = {"mass_killing"};
    const char *statuses[] = {"asserted"};
    const gv_manifest_names names = {labels, statuses, 1, 1};
    uint64_t counts[] = {0};
    const gv_manifest_counts sums = {.labels = counts};
    const char *skipped[] = {"a/pipe: not a regular file"};
    const gv_manifest_end end = {.skipped = skipped, .n_skipped = 1, .inputs = 2,
                                 .inputs_damaged = 1, .totals = &sums, .output_bytes = 9,
                                 .output_sha256 = "ab", .threads = 4,
                                 .started = 0, .ended = 86399, .host = "h"};
    gv_buf buf = {0};
    assert_int_equal(gv_manifest_finish(&names, &end, &buf), GV_OK);
    assert_string_equal(buf.bytes,
                        "\n],\n\"skipped\":[\n\"a/pipe: not a regular file\"\n],\n"
                        "\"output\":{\"bytes\":9,\"sha256\":\"ab\"},\n"
                        "\"totals\":{\"inputs\":2,\"inputs_damaged\":1,\"documents\":0,"
                        "\"passages\":0,\"records\":0,\"record_bytes\":0,\"labels\":{}}},\n"
                        "\"run\":{\"threads\":4,\"started\":\"1970-01-01T00:00:00Z\","
                        "\"ended\":\"1970-01-01T23:59:59Z\",\"host\":\"h\"}}\n");
    gv_buf_free(&buf);
}

/* ------------------------------------------------------------------ CPUs */

static char root[64];

static void put(const char *path, const char *text)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s", root, path);
    for (char *slash = strchr(name + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(name, 0777);
        *slash = '/';
    }
    FILE *const file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int fresh_root(void **state)
{
    (void)state;
    strcpy(root, "/tmp/gravamen-cpus.XXXXXX");
    return mkdtemp(root) == NULL;
}

static int remove_root(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command);
}

static void test_cpus_without_groups(void **state)
{
    (void)state;
    const int n = gv_cpus_count(root); /* affinity alone */
    assert_true(n >= 1);
    assert_true(gv_cpus_count("") >= 1 && gv_cpus_count("") <= n);
    put("proc/self/cgroup", "nonsense\n::\n0::\n0::/../..\n");
    assert_int_equal(gv_cpus_count(root), n);
    put("proc/self/cgroup", "0::/a\n");
    put("sys/fs/cgroup/a/cpu.max", "max 100000\n");
    assert_int_equal(gv_cpus_count(root), n);
}

static void test_cpus_of_a_group(void **state)
{
    (void)state;
    put("proc/self/cgroup", "0::/a/b\n");
    put("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    put("sys/fs/cgroup/a/cpu.max", "50000 100000\n"); /* half a CPU, above */
    assert_int_equal(gv_cpus_count(root), 1);
}

static void test_cpus_at_the_top(void **state)
{
    (void)state;
    put("proc/self/cgroup", "0::/not/seen/in/here\n");
    put("sys/fs/cgroup/cpu.max", "100000 100000\n");
    assert_int_equal(gv_cpus_count(root), 1);
}

static void test_cpus_version_1(void **state)
{
    (void)state;
    const int n = gv_cpus_count(root);
    put("proc/self/cgroup", "5:cpuset:/x\n4:cpu,cpuacct:/x\n");
    put("sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "-1\n");
    put("sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\n");
    assert_int_equal(gv_cpus_count(root), n);
    put("sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "90000\n");
    assert_int_equal(gv_cpus_count(root), 1);
    put("sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "9000000\n"); /* more than there are */
    assert_int_equal(gv_cpus_count(root), n);
}

int main(void)
{
#define WITH_ROOT(name) cmocka_unit_test_setup_teardown(name, fresh_root, remove_root)
    const struct CMUnitTest all[] = {
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_input),
        cmocka_unit_test(test_end),
        WITH_ROOT(test_cpus_without_groups),
        WITH_ROOT(test_cpus_of_a_group),
        WITH_ROOT(test_cpus_at_the_top),
        WITH_ROOT(test_cpus_version_1),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
