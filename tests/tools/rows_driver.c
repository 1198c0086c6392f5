/*
 * rows_driver.c - what ingest/ makes of a list of records, for tests/csv_compare.py.
 *
 *     rows_driver FORMAT KEEP,KEEP,...
 *
 * In: tests on standard input, each "LENGTH STEP\n" and so many bytes. Out: for each the lines of
 * rows_fixture.h and a line ".".
 */
#include "../unit/rows_fixture.h"

int main(int argc, char **argv)
{
    static const struct { const char *name; gv_section_format format; } FORMATS[] = {
        {"csv", GV_SECTION_CSV}, {"tsv", GV_SECTION_TSV}, {"json", GV_SECTION_JSON},
        {"xml", GV_SECTION_XML}};
    const char *keep[8];
    gv_ingest_options options = fixture_options();
    rows_feed feed = {.aim = 1 << 16};
    size_t length = 0;
    if (argc < 3) {
        return 2;
    }
    for (size_t i = 0; i < 4; i++) {
        feed.format = strcmp(FORMATS[i].name, argv[1]) == 0 ? FORMATS[i].format : feed.format;
    }
    for (char *name = strtok(argv[2], ","); name != NULL && options.n_keep_fields < 8;
         name = strtok(NULL, ",")) {
        keep[options.n_keep_fields++] = name;
    }
    options.keep_fields = keep;
    while (scanf("%zu %zu", &length, &feed.step) == 2 && getchar() == '\n') {
        rows_reading r = {0};
        char *const bytes = malloc(length + 1);
        if (bytes == NULL || fread(bytes, 1, length, stdin) != length) {
            return 1;
        }
        feed.aim = feed.step;
        rows_read(&options, &feed, bytes, length, &r);
        fwrite(r.lines.bytes != NULL ? r.lines.bytes : "", 1, r.lines.length, stdout);
        printf(".\n");
        rows_drop(&r);
        free(bytes);
    }
    return 0;
}
