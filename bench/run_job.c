/*
 * run_job.c - the whole job as a library does it: read, cut, decide, records as JSON lines.
 *
 *     run_job THREADS INPUT...
 *
 * gv_run with the built-in model on files that the page cache holds; the records go to a sink that
 * only counts their bytes. In the time: everything after the model was opened, setting up the
 * scanners included; not in it: the start of a process. Prints bytes of text, nanoseconds, records
 * (passages with a label asserted), bytes of output.
 */
#include "gravamen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static gv_status count(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    *(uint64_t *)user += length;
    return GV_OK;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: run_job THREADS INPUT...\n");
        return 2;
    }
    uint64_t written = 0;
    gv_model *model = NULL;
    gv_message message = {.text = ""};
    gv_run_stats stats = {.size = sizeof stats};
    gv_status status = gv_model_builtin(&model);
    const gv_model *const models[] = {model};
    const gv_run_options options = {.size = sizeof options,
                                    .models = models,
                                    .n_models = 1,
                                    .threads = atoi(argv[1]),
                                    .sink = count,
                                    .sink_user = &written};
    const uint64_t start = now();
    if (status == GV_OK) {
        status = gv_run(&options, (const char *const *)argv + 2, (size_t)argc - 2, &message,
                        &stats);
    }
    const uint64_t nanoseconds = now() - start;
    gv_model_free(model);
    if (status != GV_OK) {
        fprintf(stderr, "run_job: %s %s\n", gv_strerror(status), message.text);
        return 1;
    }
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", stats.bytes_text, nanoseconds,
           stats.records, written);
    return 0;
}
