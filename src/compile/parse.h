/*
 * parse.h - statements to the tree of ast.h.
 *
 * gv_parse_sources is all that others call; the rest is shared by the parse_*.c files. Each handler
 * gets the cursor right behind its keyword.
 */
#ifndef GV_COMPILE_PARSE_H
#define GV_COMPILE_PARSE_H

#include "compile/lex.h"

/* Sorts the job's sources by path, then reads all of them into job->model. Wrong rules are kept as
 * findings; only lack of memory fails. */
gv_status gv_parse_sources(gv_job *job);

/* The state while one source is read. */
typedef struct gv_parser {
    gv_job *job;
    gv_source *source;
    const gv_statement *statement;
    gv_ast_language *language; /* that the items go into; never NULL */
    gv_ast_frame *frame;       /* that indented lines belong to, or NULL */
    gv_ast_slot *slot;         /* the last one of the frame, or NULL */
    gv_ast_slot *main_slot;    /* the last need or bar of the frame, or NULL */
    uint32_t slot_indent;
} gv_parser;

typedef gv_status (*gv_parse_fn)(gv_parser *parser, gv_cursor *cursor);

/* parse_pattern.c: a list up to the end of the statement. What is wrong in a pattern is kept, the
 * pattern left out, and GV_OK answered. */
gv_status gv_parse_list(gv_cursor *cursor, gv_ast_list *list);
/* ":" and a list. */
gv_status gv_parse_colon_list(gv_cursor *cursor, gv_ast_list *list);

/* parse_frame.c */
gv_status gv_parse_rule(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_cue(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_mask(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_why(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_cite(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_on(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_reach(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_for(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_yes(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_no(gv_parser *parser, gv_cursor *cursor);

/* parse_slot.c */
gv_status gv_parse_place(gv_cursor *cursor, gv_ast_place *place);
gv_status gv_parse_need(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_or(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_bar(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_unless(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_stop(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_not(gv_parser *parser, gv_cursor *cursor);

/* parse_codebook.c */
gv_status gv_parse_statuses(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_test(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_label(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_facet(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_grade(gv_parser *parser, gv_cursor *cursor);

/* parse_language.c */
gv_status gv_parse_set(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_form(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_contraction(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_abbreviations(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_not_heading(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_rejoin(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_not_pieces(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_common(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_hyphen(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_breaks(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_not_count_before(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_not_count_after(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_weigh(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_numbers(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_multiply(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_joint(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_range(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_number(gv_parser *parser, gv_cursor *cursor);
gv_status gv_parse_years(gv_parser *parser, gv_cursor *cursor);

/* Appends to one of the lists of ast.h: first, last of the same struct type with a `next`. */
#define GV_AST_APPEND(first, last, item)                                                           \
    do {                                                                                           \
        if ((last) == NULL) {                                                                      \
            (first) = (item);                                                                      \
        } else {                                                                                   \
            (last)->next = (item);                                                                 \
        }                                                                                          \
        (last) = (item);                                                                           \
    } while (0)

#endif
