/*
 * synth.c: writes any number of megabytes of news-like text, for benchmarks.
 *
 * In:  a size, a seed and the share of paragraphs that carry a passage for the labels.
 * Out: text on standard output, either plain (a heading and K paragraphs a document, blank lines
 *      between) or JSONL (a document a line: id, title, date, lang, text). It is ASCII but for
 *      curly quotation marks in every fourth document.
 *
 * Idea: a sentence is a template with slots (templates.h); a slot is filled with a word drawn by
 * rank from a list of some thousand (words.h), so that word frequencies fall off as in real text.
 * All arithmetic is on integers and document i is drawn from a seed of its own, so the same
 * options give the same bytes on any machine, and a larger output begins with the smaller one.
 *
 * What it will not do: make sense, or say how accurate a model is. Its passages come from some
 * fifty templates; corpora/gold is for accuracy.
 *
 * Build: cc -std=c11 -O2 -o synth corpora/synth/synth.c corpora/synth/vocabulary.c \
 *        corpora/synth/prose.c
 */
#include "prose.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MILLION = 1000000,
    MAX_MEGABYTES = 1000 * MILLION, /* a petabyte */
    MAX_PARAGRAPHS = 100000,
    NEAR_MISS_SHARE = 50000, /* of a million paragraphs without a passage */
};

struct options {
    uint64_t megabytes;
    uint64_t seed;
    uint64_t hits; /* paragraphs in a million */
    uint64_t paragraphs;
    bool jsonl;
};

static const char usage[] =
    "usage: synth --megabytes N [--seed S] [--hits PERCENT] [--format text|jsonl]\n"
    "             [--paragraphs-per-document K]\n";

static const char help[] =
    "\n"
    "Writes news-like text to standard output: the same options give the same bytes anywhere.\n"
    "\n"
    "  --megabytes N                 stop after the document that reaches N million bytes\n"
    "  --seed S                      another text of the same kind for each S (default 1)\n"
    "  --hits PERCENT                share of paragraphs with a passage for the labels, 0 to 100,\n"
    "                                at most four decimals (default 2); of these passages six in\n"
    "                                ten assert, one each denies, warns, is law, is a figure of\n"
    "                                speech\n"
    "  --format text|jsonl           text: blank lines between paragraphs (default);\n"
    "                                jsonl: a document a line\n"
    "  --paragraphs-per-document K   (default 12)\n"
    "  --help\n"
    "\n"
    "examples:\n"
    "  synth --megabytes 100 > news.txt\n"
    "  synth --megabytes 2000 --seed 7 --hits 0.5 --format jsonl | gzip > news.jsonl.gz\n"
    "  synth --megabytes 10 --hits 100 --paragraphs-per-document 1 > dense.txt\n";

static struct writer writer; /* too large for the stack */

/* One of ten passages each for four statuses; six assert. */
static enum book passage_book(struct writer *w)
{
    switch (below(w, 10)) {
    case 0:
        return NEGATED;
    case 1:
        return HYPOTHETICAL;
    case 2:
        return LEGAL;
    case 3:
        return FIGURATIVE;
    default:
        return ASSERTED;
    }
}

static void write_paragraph(struct writer *w, const struct options *o)
{
    const uint32_t n = 3 + below(w, 5);
    const uint32_t special = below(w, n);
    enum book book = BODY;
    if (below(w, MILLION) < o->hits) {
        book = passage_book(w);
    } else if (below(w, MILLION) < NEAR_MISS_SHARE) {
        book = NEAR_MISS;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (w->at - w->buffer >= BUFFER_SIZE) {
            prose_flush(w);
        }
        if (i > 0) {
            prose_text(w, " ");
        }
        prose_sentence(w, i == special ? book : BODY);
    }
}

static void write_document(struct writer *w, const struct options *o, uint64_t i)
{
    w->random = mix(o->seed) ^ mix(~i);
    w->curly = below(w, 4) == 0;
    if (w->jsonl) {
        prose_text(w, "{\"id\":\"synth-");
        prose_plain_number(w, o->seed, 1);
        prose_text(w, "-");
        prose_plain_number(w, i + 1, 7);
        prose_text(w, "\",\"title\":\"");
    }
    prose_sentence(w, HEADLINE);
    if (w->jsonl) {
        prose_text(w, "\",\"date\":\"");
        prose_plain_number(w, 1990 + below(w, 35), 4);
        prose_text(w, "-");
        prose_plain_number(w, 1 + below(w, 12), 2);
        prose_text(w, "-");
        prose_plain_number(w, 1 + below(w, 28), 2);
        prose_text(w, "\",\"lang\":\"en\",\"text\":\"");
    }
    for (uint64_t k = 0; k < o->paragraphs; k++) {
        if (k > 0 || !w->jsonl) {
            prose_text(w, w->jsonl ? "\\n\\n" : "\n\n");
        }
        write_paragraph(w, o);
    }
    prose_text(w, w->jsonl ? "\"}\n" : "\n\n");
}

static void write_all(struct writer *w, const struct options *o)
{
    w->at = w->buffer;
    w->jsonl = o->jsonl;
    const uint64_t bytes = o->megabytes * MILLION;
    for (uint64_t i = 0; w->flushed + (uint64_t)(w->at - w->buffer) < bytes; i++) {
        write_document(w, o, i);
    }
    prose_flush(w);
}

static void reject(const char *name, const char *value, const char *wanted)
{
    fprintf(stderr, "synth: %s: \"%s\" is not %s\n%s", name, value, wanted, usage);
    exit(2);
}

/* Reads a decimal number with up to `decimals` digits after the point, as units of the last. */
static uint64_t read_number(const char *name, const char *value, unsigned decimals, uint64_t max,
                            const char *wanted)
{
    const char *p = value;
    uint64_t n = 0;
    bool point = false;
    unsigned left = decimals;
    if (*p == '\0' || *p == '.') {
        reject(name, value, wanted);
    }
    for (; *p != '\0'; p++) {
        if (*p == '.' && !point && decimals > 0 && p[1] != '\0') {
            point = true;
            continue;
        }
        if (*p < '0' || *p > '9' || (point && left == 0) || n > (max - (uint64_t)(*p - '0')) / 10) {
            reject(name, value, wanted);
        }
        n = n * 10 + (uint64_t)(*p - '0');
        left -= point;
    }
    for (; left > 0; left--) {
        if (n > max / 10) {
            reject(name, value, wanted);
        }
        n *= 10;
    }
    return n;
}

static void read_option(struct options *o, const char *name, const char *value)
{
    if (strcmp(name, "--megabytes") == 0) {
        o->megabytes = read_number(name, value, 0, MAX_MEGABYTES, "a number of megabytes");
        if (o->megabytes == 0) {
            reject(name, value, "a number of megabytes, at least 1");
        }
    } else if (strcmp(name, "--seed") == 0) {
        o->seed = read_number(name, value, 0, UINT64_MAX, "a number below 2^64");
    } else if (strcmp(name, "--hits") == 0) {
        o->hits = read_number(name, value, 4, MILLION, "a share from 0 to 100");
    } else if (strcmp(name, "--paragraphs-per-document") == 0) {
        o->paragraphs = read_number(name, value, 0, MAX_PARAGRAPHS, "a number from 1 to 100000");
        if (o->paragraphs == 0) {
            reject(name, value, "a number from 1 to 100000");
        }
    } else if (strcmp(name, "--format") == 0) {
        o->jsonl = strcmp(value, "jsonl") == 0;
        if (!o->jsonl && strcmp(value, "text") != 0) {
            reject(name, value, "text or jsonl");
        }
    } else {
        fprintf(stderr, "synth: unknown option %s\n%s", name, usage);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    struct options o = {.seed = 1, .hits = 2 * MILLION / 100, .paragraphs = 12};
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--help") == 0) {
            printf("%s%s", usage, help);
            return fflush(stdout) == 0 ? 0 : 1;
        }
        if (i + 1 == argc) {
            read_option(&o, argv[i], "");
            return 2;
        }
        read_option(&o, argv[i], argv[i + 1]);
    }
    if (o.megabytes == 0) {
        fprintf(stderr, "synth: --megabytes is missing\n%s", usage);
        return 2;
    }
    prose_make();
    write_all(&writer, &o);
    return 0;
}
