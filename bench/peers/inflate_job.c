/*
 * inflate_job.c - the limit for .gz: inflate the files, look at nothing.
 *
 *     inflate_zlib|inflate_isal THREADS FILE...
 *
 * Each thread takes the next file that none has taken. Input is read 128 KiB at a time and inflated
 * into a buffer of 64 KiB that stays in the cache; checksums are checked. Prints bytes after
 * inflating and nanoseconds, and two zeros.
 */
#include "inflate_job.h"

#include "paragraphs.h"

#include <pthread.h>
#include <stdatomic.h>

enum { MOST_THREADS = 64 };

static char **files;
static int n_files;
static atomic_int taken;

static void *work(void *user)
{
    uint64_t bytes = 0;
    for (int i; (i = atomic_fetch_add(&taken, 1)) < n_files;) {
        FILE *const file = fopen(files[i], "rb");
        if (file == NULL || !inflate_nothing(file, &bytes)) {
            die(files[i]);
        }
        fclose(file);
    }
    *(uint64_t *)user = bytes;
    return NULL;
}

int main(int argc, char **argv)
{
    static struct { uint64_t bytes, padding[15]; } done[MOST_THREADS];
    pthread_t threads[MOST_THREADS];
    const int n = argc > 2 ? atoi(argv[1]) : 0;
    if (n < 1 || n > MOST_THREADS) {
        fprintf(stderr, "usage: %s THREADS FILE...\n", argv[0]);
        return 2;
    }
    files = argv + 2;
    n_files = argc - 2;
    uint64_t bytes = 0;
    const uint64_t start = now();
    for (int i = 0; i < n; i++) {
        if (pthread_create(&threads[i], NULL, work, &done[i].bytes) != 0) {
            die("pthread_create");
        }
    }
    for (int i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        bytes += done[i].bytes;
    }
    report(bytes, now() - start, 0, 0);
    return 0;
}
