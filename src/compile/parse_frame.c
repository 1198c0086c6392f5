/*
 * parse_frame.c - rules, cues and masks: the head line, and the lines under it but for slots.
 *
 * In: a statement. Out: a gv_ast_frame appended to its language. "rule mass_killing/shot as act
 * weight 60" gives a RULE with name "mass_killing/shot", of "mass_killing", tag "act", weight 60. A
 * frame whose head is wrong is kept without a name, so that the lines under it are still read and
 * judged; check.c skips what has no name.
 */
#include "compile/parse.h"

/* ------------------------------------------------------------------ heads */

static gv_status begin_frame(gv_parser *parser, uint8_t kind)
{
    gv_ast_frame *frame = NULL;
    GV_TRY(gv_job_get(parser->job, sizeof *frame, (void **)&frame));
    frame->kind = kind;
    frame->at = (gv_at){parser->statement->source, parser->statement->start};
    frame->weight = 100;
    frame->of_index = GV_IMAGE_NONE;
    frame->index = GV_IMAGE_NONE;
    GV_AST_APPEND(parser->language->frames, parser->language->last_frame, frame);
    parser->frame = frame;
    return GV_OK;
}

/* OF/NAME without blanks: *of gets the first part, *name the whole. */
static gv_status parse_double_name(gv_cursor *cursor, const char *expected, gv_ast_text *of,
                                   gv_ast_text *name)
{
    gv_ast_text second = {0};
    gv_cursor_skip_blanks(cursor);
    const gv_at at = gv_cursor_at(cursor);
    GV_TRY(gv_cursor_name(cursor, expected, of));
    if (gv_cursor_peek(cursor) != '/') {
        of->text = NULL;
        cursor->at = at.offset;
        return gv_cursor_wrong(cursor, expected);
    }
    cursor->at++;
    if (gv_cursor_name_length(cursor) == 0) {
        return gv_cursor_wrong(cursor, "a name after \"/\"");
    }
    GV_TRY(gv_cursor_name(cursor, "a name after \"/\"", &second));
    return gv_job_text(cursor->job, cursor->text + at.offset, cursor->at - at.offset, at, name);
}

gv_status gv_parse_rule(gv_parser *parser, gv_cursor *cursor)
{
    GV_TRY(begin_frame(parser, GV_FRAME_RULE));
    gv_ast_frame *const frame = parser->frame;
    GV_TRY(parse_double_name(cursor, "a rule's name, as LABEL/NAME", &frame->of, &frame->name));
    if (gv_cursor_take(cursor, "as")) {
        GV_TRY(gv_cursor_name(cursor, "a tag after \"as\"", &frame->tag));
    }
    if (gv_cursor_take(cursor, "weight")) {
        uint64_t weight = 0;
        GV_TRY(gv_cursor_number(cursor, "a weight", 1, GV_LIMIT_WEIGHT, &weight));
        frame->weight = (uint32_t)weight;
    }
    return gv_cursor_done(cursor) ? GV_OK
                                  : gv_cursor_wrong(cursor, "\"as TAG\", then \"weight N\"");
}

gv_status gv_parse_cue(gv_parser *parser, gv_cursor *cursor)
{
    GV_TRY(begin_frame(parser, GV_FRAME_CUE));
    gv_ast_frame *const frame = parser->frame;
    GV_TRY(parse_double_name(cursor, "a cue's name, as TEST/NAME", &frame->of, &frame->name));
    return gv_cursor_finish(cursor);
}

gv_status gv_parse_mask(gv_parser *parser, gv_cursor *cursor)
{
    GV_TRY(begin_frame(parser, GV_FRAME_MASK));
    GV_TRY(gv_cursor_name(cursor, "a mask's name", &parser->frame->name));
    return gv_cursor_finish(cursor);
}

/* ------------------------------------------------------------------ lines */

static gv_status twice(gv_parser *parser, const char *keyword)
{
    return gv_job_error(parser->job, (gv_at){parser->statement->source, parser->statement->start},
                        "\"%s\" stands twice in this frame", keyword);
}

static gv_status only_for(gv_parser *parser, const char *keyword, const char *kinds)
{
    return gv_job_error(parser->job, (gv_at){parser->statement->source, parser->statement->start},
                        "\"%s\" belongs to %s", keyword, kinds);
}

/* The rest of the statement as free text; may not be empty. */
static gv_status parse_free_text(gv_cursor *cursor, const char *expected, gv_ast_text *text)
{
    gv_ast_text read = {0};
    GV_TRY(gv_cursor_text(cursor, "", &read));
    if (read.length == 0) {
        return gv_cursor_wrong(cursor, expected);
    }
    *text = read;
    return GV_OK;
}

gv_status gv_parse_why(gv_parser *parser, gv_cursor *cursor)
{
    if (parser->frame->why.text != NULL) {
        return twice(parser, "why");
    }
    return parse_free_text(cursor, "the reason after \"why\"", &parser->frame->why);
}

gv_status gv_parse_cite(gv_parser *parser, gv_cursor *cursor)
{
    if (parser->frame->cite.text != NULL) {
        return twice(parser, "cite");
    }
    return parse_free_text(cursor, "a source after \"cite\"", &parser->frame->cite);
}

gv_status gv_parse_on(gv_parser *parser, gv_cursor *cursor)
{
    if (parser->frame->has_on) {
        return twice(parser, "on:");
    }
    parser->frame->has_on = 1;
    return gv_parse_list(cursor, &parser->frame->on);
}

gv_status gv_parse_reach(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_frame *const frame = parser->frame;
    if (frame->kind != GV_FRAME_CUE) {
        return only_for(parser, "reach", "a cue");
    }
    if (frame->has_reach) {
        return gv_job_error(parser->job,
                            (gv_at){parser->statement->source, parser->statement->start},
                            "\"reach\" stands twice in this cue: join places with \"and\"");
    }
    frame->has_reach = 1;
    do {
        gv_ast_reach *reach = NULL;
        GV_TRY(gv_job_get(parser->job, sizeof *reach, (void **)&reach));
        GV_TRY(gv_parse_place(cursor, &reach->place));
        GV_AST_APPEND(frame->reaches, frame->last_reach, reach);
    } while (gv_cursor_take(cursor, "and"));
    return gv_cursor_done(cursor) ? GV_OK : gv_cursor_wrong(cursor, "\"and\", or the end");
}

/* NAME or LABEL/NAME: a word of an item */
static gv_status parse_target(gv_cursor *cursor, gv_ast_text *name)
{
    gv_ast_text part = {0};
    gv_cursor_skip_blanks(cursor);
    const gv_at at = gv_cursor_at(cursor);
    GV_TRY(gv_cursor_name(cursor, "a tag, a label or LABEL/NAME", &part));
    if (gv_cursor_peek(cursor) == '/') {
        cursor->at++;
        if (gv_cursor_name_length(cursor) == 0) {
            return gv_cursor_wrong(cursor, "a name after \"/\"");
        }
        cursor->at += gv_cursor_name_length(cursor);
    }
    return gv_job_text(cursor->job, cursor->text + at.offset, cursor->at - at.offset, at, name);
}

gv_status gv_parse_for(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_frame *const frame = parser->frame;
    if (frame->kind == GV_FRAME_RULE) {
        return only_for(parser, "for", "a cue or a mask");
    }
    if (frame->has_for) {
        return twice(parser, "for");
    }
    frame->has_for = 1;
    for (int comma = 1;; comma = gv_cursor_take(cursor, ",")) {
        gv_ast_target *target = NULL;
        if (!comma && gv_cursor_done(cursor)) {
            return GV_OK;
        }
        GV_TRY(gv_job_get(parser->job, sizeof *target, (void **)&target));
        target->index = GV_IMAGE_NONE;
        GV_TRY(parse_target(cursor, &target->name));
        if (!comma) {
            frame->last_target->joined = 1; /* only now: the last of a frame joins nothing */
        }
        GV_AST_APPEND(frame->targets, frame->last_target, target);
    }
}

static gv_status parse_example(gv_parser *parser, gv_cursor *cursor, uint8_t expected)
{
    gv_ast_example *example = NULL;
    gv_ast_frame *const frame = parser->frame;
    GV_TRY(gv_job_get(parser->job, sizeof *example, (void **)&example));
    GV_TRY(parse_free_text(cursor, "an example sentence", &example->text));
    example->expected = expected;
    GV_AST_APPEND(frame->examples, frame->last_example, example);
    return GV_OK;
}

gv_status gv_parse_yes(gv_parser *parser, gv_cursor *cursor)
{
    return parse_example(parser, cursor, 1);
}

gv_status gv_parse_no(gv_parser *parser, gv_cursor *cursor)
{
    return parse_example(parser, cursor, 0);
}
