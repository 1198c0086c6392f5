/*
 * replay.c - feeds files to a fuzz target without a fuzzer.
 *
 * What comes in: names of files, and folders of files (one level). What goes out: the target's
 * LLVMFuzzerTestOneInput is called once with each file's bytes, in a block of exactly that size, so
 * that AddressSanitizer sees the first byte read beyond it. Built with any compiler; every input
 * that once made a target fail is kept in tests/fuzz/seeds and replayed by `make check`.
 *
 *     replay_fuzz_rules tests/fuzz/seeds/fuzz_rules
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static int replay_file(const char *path)
{
    FILE *const file = fopen(path, "rb");
    struct stat state;
    if (file == NULL || fstat(fileno(file), &state) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        if (file != NULL) {
            fclose(file);
        }
        return 0;
    }
    const size_t length = (size_t)state.st_size;
    uint8_t *const bytes = malloc(length > 0 ? length : 1);
    const int whole = bytes != NULL && fread(bytes, 1, length, file) == length;
    fclose(file);
    if (whole) {
        LLVMFuzzerTestOneInput(bytes, length);
    } else {
        fprintf(stderr, "%s: cannot be read\n", path);
    }
    free(bytes);
    return whole;
}

static int replay_folder(DIR *folder, const char *path, int *n_files)
{
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        char name[4096];
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (!replay_file(name)) {
            return 0;
        }
        ++*n_files;
    }
    return 1;
}

int main(int argc, char **argv)
{
    int n_files = 0;
    for (int i = 1; i < argc; i++) {
        DIR *const folder = opendir(argv[i]);
        const int good = folder != NULL ? replay_folder(folder, argv[i], &n_files)
                                        : replay_file(argv[i]);
        if (folder != NULL) {
            closedir(folder);
        } else {
            n_files++;
        }
        if (!good) {
            return 1;
        }
    }
    printf("%d files\n", n_files);
    return n_files == 0;
}
