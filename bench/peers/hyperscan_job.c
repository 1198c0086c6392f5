/*
 * hyperscan_job.c - Hyperscan as a peer: which paragraphs hold one of a list of words?
 *
 *     hyperscan_job call|chunk|words WORDS TEXT [HITS]
 *
 * call:  literals without case, a call of hs_scan a paragraph
 * chunk: the same literals in pieces of 1 MB, cut at an empty line; each hit is looked up among the
 *        paragraphs of its piece
 * words: as call, with a word boundary on either side of each (as regular expressions)
 *
 * Every hit is reported, as gravamen reports every mention; building the database and reading the
 * file are not in the time, nor is a first pass over 4 MB. Thousands of expressions take seconds to
 * build: the database is kept beside the words (WORDS.literals, WORDS.words) for the next time.
 * HITS gets the offset of each paragraph with a hit. Prints bytes, nanoseconds, paragraphs with a
 * hit, hits.
 */
#include "paragraphs.h"

#include <hs/hs.h>

enum { CHUNK = 1 << 20, WARM = 4 << 20 };

typedef struct seen {
    const char *text;  /* where offsets count from */
    uint64_t hits, paragraphs;
    const char *next;  /* chunk: start of the first paragraph not yet passed */
    const char *end;   /* chunk: where that paragraph ends; NULL: not known */
    const char *limit; /* of the chunk */
    int hit;
    FILE *list;
    const char *base;  /* of the file */
} seen;

static int on_call_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                       void *user)
{
    seen *const so_far = user;
    (void)id;
    (void)from;
    (void)to;
    (void)flags;
    so_far->hits++;
    so_far->hit = 1;
    return 0;
}

static void count_paragraph(seen *so_far, const char *start)
{
    so_far->paragraphs++;
    if (so_far->list != NULL) {
        fprintf(so_far->list, "%td\n", start - so_far->base);
    }
}

/* Hits come by their ends, in order: walk the paragraphs along with them. */
static int on_chunk_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                        void *user)
{
    seen *const so_far = user;
    const char *const at = so_far->text + to;
    (void)id;
    (void)from;
    (void)flags;
    so_far->hits++;
    while (so_far->end == NULL || so_far->end < at) {
        so_far->next = so_far->end == NULL ? so_far->next : so_far->end;
        so_far->end = next_paragraph(&so_far->next, so_far->limit);
        so_far->hit = 0;
        if (so_far->end == NULL) {
            return 1;
        }
    }
    if (!so_far->hit) {
        so_far->hit = 1;
        count_paragraph(so_far, so_far->next);
    }
    return 0;
}

static void scan_calls(const hs_database_t *base, hs_scratch_t *scratch, const char *start,
                       const char *end, seen *so_far)
{
    for (const char *stop; (stop = next_paragraph(&start, end)) != NULL; start = stop) {
        so_far->hit = 0;
        if (hs_scan(base, start, (unsigned)(stop - start), 0, scratch, on_call_hit, so_far) !=
            HS_SUCCESS) {
            die("hs_scan");
        }
        if (so_far->hit) {
            count_paragraph(so_far, start);
        }
    }
}

static void scan_chunks(const hs_database_t *base, hs_scratch_t *scratch, const char *start,
                        const char *end, seen *so_far)
{
    while (start < end) {
        const char *stop = end - start > CHUNK ? start + CHUNK : end;
        while (stop < end && !(stop[-1] == '\n' && stop[0] == '\n')) {
            stop++;
        }
        so_far->text = so_far->next = start;
        so_far->end = NULL;
        so_far->limit = stop;
        if (hs_scan(base, start, (unsigned)(stop - start), 0, scratch, on_chunk_hit, so_far) !=
            HS_SUCCESS) {
            die("hs_scan");
        }
        start = stop;
    }
}

/* "\b" and the word with what is not a letter or digit escaped and "\b". */
static char *bounded(const char *word)
{
    char *const made = malloc(4 * strlen(word) + 5);
    if (made == NULL) {
        die("out of memory");
    }
    char *at = made + sprintf(made, "\\b");
    for (; *word != '\0'; word++) {
        at += sprintf(at, "\\x%02x", (unsigned char)*word);
    }
    sprintf(at, "\\b");
    return made;
}

static hs_database_t *build(char **words, size_t n, int regular)
{
    unsigned *const flags = malloc(n * sizeof *flags);
    unsigned *const ids = malloc(n * sizeof *ids);
    size_t *const lengths = malloc(n * sizeof *lengths);
    hs_database_t *base = NULL;
    hs_compile_error_t *error = NULL;
    if (n == 0 || flags == NULL || ids == NULL || lengths == NULL) {
        die("no words");
    }
    for (size_t i = 0; i < n; i++) {
        words[i] = regular ? bounded(words[i]) : words[i];
        flags[i] = HS_FLAG_CASELESS;
        ids[i] = (unsigned)i;
        lengths[i] = strlen(words[i]);
    }
    const hs_error_t failed =
        regular ? hs_compile_multi((const char *const *)words, flags, ids, (unsigned)n,
                                   HS_MODE_BLOCK, NULL, &base, &error)
                : hs_compile_lit_multi((const char *const *)words, flags, ids, lengths, (unsigned)n,
                                       HS_MODE_BLOCK, NULL, &base, &error);
    if (failed != HS_SUCCESS) {
        die(error == NULL ? "hs_compile" : error->message);
    }
    free(flags);
    free(ids);
    free(lengths);
    return base;
}

/* The database of a list of words: the one kept beside it, or a new one, which is then kept. */
static hs_database_t *open_database(const char *path, int regular)
{
    char kept[4096];
    char *bytes = NULL;
    size_t n = 0, length = 0;
    hs_database_t *base = NULL;
    if (snprintf(kept, sizeof kept, "%s.%s", path, regular ? "words" : "literals") >=
        (int)sizeof kept) {
        die("path too long");
    }
    FILE *file = fopen(kept, "rb");
    if (file != NULL) {
        fclose(file);
        bytes = read_whole(kept, &length);
        if (hs_deserialize_database(bytes, length, &base) != HS_SUCCESS) {
            die(kept);
        }
        free(bytes);
        return base;
    }
    char **const words = read_words(read_whole(path, &length), &n);
    base = build(words, n, regular);
    if (hs_serialize_database(base, &bytes, &length) != HS_SUCCESS ||
        (file = fopen(kept, "wb")) == NULL || fwrite(bytes, 1, length, file) != length ||
        fclose(file) != 0) {
        die(kept);
    }
    free(bytes);
    return base;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: hyperscan_job call|chunk|words WORDS TEXT [HITS]\n");
        return 2;
    }
    const int chunks = strcmp(argv[1], "chunk") == 0;
    size_t length = 0;
    hs_database_t *const base = open_database(argv[2], strcmp(argv[1], "words") == 0);
    hs_scratch_t *scratch = NULL;
    const char *const text = read_whole(argv[3], &length);
    if (hs_alloc_scratch(base, &scratch) != HS_SUCCESS) {
        die("hs_alloc_scratch");
    }
    seen warm = {.base = text};
    (chunks ? scan_chunks : scan_calls)(base, scratch, text,
                                        text + (length < WARM ? length : WARM), &warm);
    seen found = {.base = text, .list = argc > 4 ? fopen(argv[4], "w") : NULL};
    const uint64_t start = now();
    (chunks ? scan_chunks : scan_calls)(base, scratch, text, text + length, &found);
    report(length, now() - start, found.paragraphs, found.hits);
    return found.list != NULL && fclose(found.list) != 0;
}
