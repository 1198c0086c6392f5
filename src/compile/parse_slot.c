/*
 * parse_slot.c - places and slots: need, or, bar, unless, and the stop: and not lines under them.
 *
 * In: a line under a rule, cue or mask. Out: a slot appended to its frame, in the order written.
 *
 *     need 2 of signs in sentence: @debt     NEED required 2, name "signs", place IN SENTENCE
 *       stop: ...                            (a finding: stop: has no meaning with "in")
 *     or near 9: @guard                      OR, under that need
 *
 * What belongs to a slot is indented deeper than it; that alone tells a slot's `stop:` from a
 * cue's.
 */
#include "compile/parse.h"

#include <string.h>

/* ------------------------------------------------------------------ places */

static const char PLACE_EXPECTED[] =
    "a place (before N, after N, near N, in clause, in sentence, in previous, in passage, over)";

static gv_status parse_scope(gv_cursor *cursor, gv_ast_place *place)
{
    static const struct {
        const char *word;
        uint8_t scope;
    } SCOPES[] = {{"clause", GV_SCOPE_CLAUSE},
                  {"sentence", GV_SCOPE_SENTENCE},
                  {"previous", GV_SCOPE_PREVIOUS},
                  {"passage", GV_SCOPE_PASSAGE}};
    for (size_t i = 0; i < sizeof SCOPES / sizeof SCOPES[0]; i++) {
        const uint32_t before = cursor->at;
        if (gv_cursor_take(cursor, SCOPES[i].word)) {
            if (place->place != GV_PLACE_IN && SCOPES[i].scope > GV_SCOPE_SENTENCE) {
                cursor->at = before;
                gv_cursor_skip_blanks(cursor);
                return gv_cursor_wrong(cursor, "\"sentence\" or \"clause\"");
            }
            place->scope = SCOPES[i].scope;
            return GV_OK;
        }
    }
    return gv_cursor_wrong(cursor, place->place == GV_PLACE_IN
                                       ? "\"clause\", \"sentence\", \"previous\" or \"passage\""
                                       : "\"sentence\" or \"clause\"");
}

gv_status gv_parse_place(gv_cursor *cursor, gv_ast_place *place)
{
    static const struct {
        const char *word;
        uint8_t place;
    } SIDES[] = {
        {"before", GV_PLACE_BEFORE}, {"after", GV_PLACE_AFTER}, {"near", GV_PLACE_NEAR}};
    *place = (gv_ast_place){.scope = GV_SCOPE_CLAUSE, .reach = GV_IMAGE_EDGE};
    if (gv_cursor_take(cursor, "over")) {
        place->place = GV_PLACE_OVER;
        return GV_OK;
    }
    if (gv_cursor_take(cursor, "in")) {
        place->place = GV_PLACE_IN;
        return parse_scope(cursor, place);
    }
    for (size_t i = 0; i < sizeof SIDES / sizeof SIDES[0]; i++) {
        if (!gv_cursor_take(cursor, SIDES[i].word)) {
            continue;
        }
        place->place = SIDES[i].place;
        gv_cursor_skip_blanks(cursor);
        if (gv_cursor_peek(cursor) >= '0' && gv_cursor_peek(cursor) <= '9') {
            uint64_t reach = 0;
            GV_TRY(gv_cursor_number(cursor, "a number of words", 1, GV_LIMIT_REACH, &reach));
            place->reach = (uint16_t)reach;
        }
        return gv_cursor_take(cursor, "in") ? parse_scope(cursor, place) : GV_OK;
    }
    return gv_cursor_wrong(cursor, PLACE_EXPECTED);
}

static int stands_place(gv_cursor cursor)
{
    return gv_cursor_take(&cursor, "before") || gv_cursor_take(&cursor, "after") ||
           gv_cursor_take(&cursor, "near") || gv_cursor_take(&cursor, "in") ||
           gv_cursor_take(&cursor, "over");
}

/* ------------------------------------------------------------------ slots */

/* [N of] [NAME] PLACE: LIST */
static gv_status parse_slot(gv_parser *parser, gv_cursor *cursor, uint8_t role)
{
    gv_ast_slot *slot = NULL;
    uint64_t required = 1;
    GV_TRY(gv_job_get(parser->job, sizeof *slot, (void **)&slot));
    slot->role = role;
    slot->at = (gv_at){parser->statement->source, parser->statement->start};
    GV_AST_APPEND(parser->frame->slots, parser->frame->last_slot, slot);
    parser->slot = slot;
    parser->slot_indent = parser->statement->indent;
    if (role == GV_SLOT_NEED || role == GV_SLOT_BAR) {
        parser->main_slot = slot;
    }
    gv_cursor_skip_blanks(cursor);
    if (gv_cursor_peek(cursor) >= '0' && gv_cursor_peek(cursor) <= '9') {
        if (role != GV_SLOT_NEED) {
            return gv_job_error(parser->job, gv_cursor_at(cursor), "only need takes \"N of\"");
        }
        GV_TRY(gv_cursor_number(cursor, "a number of slots", 1, UINT8_MAX, &required));
        GV_TRY(gv_cursor_expect(cursor, "of"));
    }
    slot->required = (uint32_t)required;
    if (!stands_place(*cursor)) {
        GV_TRY(gv_cursor_name(cursor, PLACE_EXPECTED, &slot->name));
        if (!stands_place(*cursor)) {
            gv_cursor_skip_blanks(cursor);
            return gv_cursor_wrong(cursor, PLACE_EXPECTED);
        }
    }
    GV_TRY(gv_parse_place(cursor, &slot->place));
    return gv_parse_colon_list(cursor, &slot->list);
}

gv_status gv_parse_need(gv_parser *parser, gv_cursor *cursor)
{
    return parse_slot(parser, cursor, GV_SLOT_NEED);
}

gv_status gv_parse_bar(gv_parser *parser, gv_cursor *cursor)
{
    return parse_slot(parser, cursor, GV_SLOT_BAR);
}

gv_status gv_parse_or(gv_parser *parser, gv_cursor *cursor)
{
    const gv_at at = {parser->statement->source, parser->statement->start};
    if (parser->main_slot == NULL || parser->main_slot->role != GV_SLOT_NEED) {
        GV_TRY(gv_job_go_on(gv_job_error(
            parser->job, at, "\"or\" stands under a need%s",
            parser->main_slot != NULL ? "; the exception to a bar is \"unless\"" : "")));
    }
    return parse_slot(parser, cursor, GV_SLOT_OR);
}

gv_status gv_parse_unless(gv_parser *parser, gv_cursor *cursor)
{
    const gv_at at = {parser->statement->source, parser->statement->start};
    if (parser->main_slot == NULL || parser->main_slot->role != GV_SLOT_BAR) {
        GV_TRY(gv_job_go_on(gv_job_error(
            parser->job, at, "\"unless\" stands under a bar%s",
            parser->main_slot != NULL ? "; another place for a need is \"or\"" : "")));
    }
    return parse_slot(parser, cursor, GV_SLOT_UNLESS);
}

/* ------------------------------------------------------------------ what belongs to a slot */

static int belongs_to_slot(const gv_parser *parser)
{
    return parser->slot != NULL && parser->statement->indent > parser->slot_indent;
}

gv_status gv_parse_stop(gv_parser *parser, gv_cursor *cursor)
{
    const gv_at at = {parser->statement->source, parser->statement->start};
    if (!belongs_to_slot(parser)) {
        if (parser->frame->kind != GV_FRAME_CUE) {
            return gv_job_error(parser->job, at,
                                "\"stop:\" stands under a slot, indented deeper than it");
        }
        if (parser->frame->stop.first != NULL) {
            return gv_job_error(parser->job, at, "\"stop:\" stands twice in this cue");
        }
        return gv_parse_list(cursor, &parser->frame->stop);
    }
    if (parser->slot->place.place >= GV_PLACE_IN) {
        return gv_job_error(parser->job, at,
                            "\"stop:\" says nothing with \"in\" or \"over\": it ends a way from "
                            "the trigger");
    }
    if (parser->slot->stop.first != NULL) {
        return gv_job_error(parser->job, at, "\"stop:\" stands twice under this slot");
    }
    return gv_parse_list(cursor, &parser->slot->stop);
}

gv_status gv_parse_not(gv_parser *parser, gv_cursor *cursor)
{
    gv_ast_guard *guard = NULL;
    uint64_t reach = 0;
    if (!belongs_to_slot(parser)) {
        return gv_job_error(parser->job, (gv_at){cursor->source, parser->statement->start},
                            "\"not\" stands under a slot, indented deeper than it");
    }
    GV_TRY(gv_job_get(parser->job, sizeof *guard, (void **)&guard));
    if (gv_cursor_take(cursor, "after")) {
        guard->after = 1;
    } else if (!gv_cursor_take(cursor, "before")) {
        return gv_cursor_wrong(cursor, "\"before N:\" or \"after N:\" behind \"not\"");
    }
    GV_TRY(gv_cursor_number(cursor, "a number of words", 1, GV_LIMIT_REACH, &reach));
    guard->reach = (uint16_t)reach;
    GV_AST_APPEND(parser->slot->guards, parser->slot->last_guard, guard);
    return gv_parse_colon_list(cursor, &guard->list);
}
