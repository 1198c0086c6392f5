/*
 * fuzz_merge.c - any bytes as the shards of a run.
 *
 * Shards are parted by a byte 1; of each, what stands before its first NUL byte is the manifest,
 * what stands behind it the result. Aborts if a failure has no words or leaves an output, or if
 * more was merged than there is. A seed is two good
 * shards, so that changes of a few bytes reach far.
 */
#include "gravamen.h"

#include "../unit/require.h"

#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SHARDS_MOST = 4 };

static char folder[] = "/tmp/gravamen-fuzz-merge.XXXXXX";
static char results[SHARDS_MOST][100], manifests[SHARDS_MOST][120];
static char output[100], output_manifest[120];

static void write_file(const char *path, const void *bytes, size_t length)
{
    FILE *const file = fopen(path, "wb");
    REQUIRE(file != NULL);
    REQUIRE(length == 0 || fwrite(bytes, 1, length, file) == length);
    REQUIRE(fclose(file) == 0);
}

static void remove_all(void)
{
    for (size_t i = 0; i < SHARDS_MOST; i++) {
        (void)remove(results[i]);
        (void)remove(manifests[i]);
    }
    (void)remove(output);
    (void)remove(output_manifest);
    (void)remove(folder);
}

static void set_up(void)
{
    REQUIRE(mkdtemp(folder) != NULL);
    for (size_t i = 0; i < SHARDS_MOST; i++) {
        snprintf(results[i], sizeof results[i], "%s/%zu", folder, i);
        snprintf(manifests[i], sizeof manifests[i], "%s/%zu.manifest.json", folder, i);
    }
    snprintf(output, sizeof output, "%s/out", folder);
    snprintf(output_manifest, sizeof output_manifest, "%s/out.manifest.json", folder);
    REQUIRE(atexit(remove_all) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int is_set_up;
    const char *paths[SHARDS_MOST];
    size_t n = 0;
    size_t result_bytes = 0;
    if (!is_set_up) {
        set_up();
        is_set_up = 1;
    }
    for (const uint8_t *at = data, *const end = data + size; n < SHARDS_MOST && at <= end; n++) {
        const uint8_t *const parted = memchr(at, 1, (size_t)(end - at));
        const uint8_t *const stop = parted != NULL ? parted : end;
        const uint8_t *const nul = memchr(at, 0, (size_t)(stop - at));
        const uint8_t *const split = nul != NULL ? nul : stop;
        write_file(manifests[n], at, (size_t)(split - at));
        write_file(results[n], split + (nul != NULL), (size_t)(stop - split) - (nul != NULL));
        result_bytes += (size_t)(stop - split) - (nul != NULL);
        paths[n] = results[n];
        at = stop + 1;
    }
    gv_message message;
    struct stat about;
    gv_run_stats stats = {.size = sizeof stats};
    const gv_merge_options options = {.size = sizeof options, .output_path = output};
    (void)remove(output);
    const gv_status status = gv_merge(&options, paths, n, &message, &stats);
    if (status == GV_OK || status == GV_ERROR_DAMAGED) {
        REQUIRE(stat(output, &about) == 0 && stat(output_manifest, &about) == 0);
        REQUIRE(stat(output, &about) == 0 && (size_t)about.st_size <= result_bytes);
    } else {
        REQUIRE(message.text[0] != '\0');
        REQUIRE(stat(output, &about) != 0);
    }
    return 0;
}
