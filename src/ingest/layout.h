/*
 * layout.h - lines to blocks, and which block goes on in which.
 *
 * A block is what stands together on the page: lines that wrap one paragraph, a heading, a list
 * item. Offsets and lengths are bytes of the text; widths are characters.
 */
#ifndef GV_INGEST_LAYOUT_H
#define GV_INGEST_LAYOUT_H

#include "base/bytes.h"
#include "ingest/batch.h"

#define GV_BLOCK_NONE UINT32_MAX

enum { GV_LONG_LINE = 200 }; /* characters, and more: no line of a wrapped paragraph */

enum {
    GV_BLOCK_LOWER = 1 << 0,     /* begins with a lower-case letter of a script that has case */
    GV_BLOCK_UPPER = 1 << 1,     /* begins with an upper-case letter */
    GV_BLOCK_DIGIT = 1 << 2,     /* begins with a digit */
    GV_BLOCK_STOP = 1 << 3,      /* ends a sentence: . ! ? : with closing quotes and brackets */
    GV_BLOCK_DOT = 1 << 4,       /* and it is a full stop */
    GV_BLOCK_COMMA = 1 << 5,     /* ends in a comma */
    GV_BLOCK_BROKEN = 1 << 6,    /* ends in a hyphen, or in a lower-case word of 1 to 3 letters */
    GV_BLOCK_LIST = 1 << 7,      /* begins with a list mark */
    GV_BLOCK_TITLE = 1 << 8,     /* short, and most long words are capitalised, unlike elsewhere */
    GV_BLOCK_TAKEN = 1 << 9,     /* goes on from an earlier block */
    GV_BLOCK_BETWEEN = 1 << 10   /* stands between two halves of another block's sentence */
};

typedef struct gv_block {
    uint32_t start, end; /* from its first character to behind its last that is not blank */
    uint32_t next;       /* the block in which it goes on, or GV_BLOCK_NONE */
    uint32_t first_line, n_lines;
    uint32_t width;      /* of its longest line */
    uint32_t last_width; /* of its last line */
    uint16_t flags;
    uint8_t n_words;     /* of a short block; 255: more, or a long block */
    uint8_t kind;        /* gv_passage_kind, set by gv_layout_join */
} gv_block;

/* A line without the blanks around it. */
typedef struct gv_line {
    uint32_t start, end;
    uint32_t indent; /* columns of blanks before it */
    uint32_t width;  /* bytes where it is certainly a long line */
    uint32_t plain_from; /* from here, if it is not before start, it has neither a control byte nor
                            two blanks in a row */
    uint32_t gap;    /* 1: it is the first, or behind a blank line or a form feed */
} gv_line;

typedef struct gv_layout {
    const char *text;
    size_t length;
    gv_bytes_way way;
    int by_line;  /* most text stands in long lines: a line is a paragraph */
    int capitals; /* of layout.c; -1: not asked yet */
    const gv_line *lines; /* that are not blank; borrowed from the store, as blocks */
    size_t n_lines;
    int usual_ends; /* 1: all lines end at \n or \r\n, and what was taken off them is ASCII */
    gv_block *blocks;
    uint32_t n_blocks;
} gv_layout;

/* Finds the lines of layout->text, and whether most of it stands in long ones. */
gv_status gv_layout_find_lines(gv_section_store *store, gv_layout *layout);
/* 1 for what is surely no blank of any kind. */
static inline int gv_layout_is_mark(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x80;
}
/* Sets start, end and indent of the line that stands in [p, end) of text, without what ends it. */
void gv_layout_trim(const char *text, const char *p, const char *end, gv_line *line);
/* 1 if the text at p begins with a list mark and a blank ("- ", "1. ", "(a) "); *strong is 1 if the
 * mark is a bullet, which nothing else looks like. */
int gv_layout_is_marked(const char *p, size_t length, int *strong);

/* Characters of the line's first word. */
uint32_t gv_layout_first_word(const gv_layout *layout, const gv_line *line);
/* Cuts text (less than 4 GiB) into blocks. Arrays stand in the store. Linear. */
gv_status gv_layout_cut(const char *text, size_t length, gv_bytes_way way,
                        gv_section_store *store, gv_layout *layout);
/* Says of each block what it is and in which later block it goes on, if any. Looks at most 4 blocks
 * or 16 KiB ahead of each. */
void gv_layout_join(gv_layout *layout);

#endif
