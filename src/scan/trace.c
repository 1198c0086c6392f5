/*
 * trace.c - what gv_explain prints while a scan runs: each frame that was tried, slot by slot, and
 * how each mention came by its status. Without a trace every function returns at once.
 */
#include "scan/state.h"

static void say(gv_scanner *scanner, gv_status status)
{
    if (status != GV_OK && scanner->trace->status == GV_OK) {
        scanner->trace->status = status;
    }
}

/* The words [first, end) as they stand in the text, in quotes. */
static void say_words(gv_scanner *scanner, uint32_t first, uint32_t end)
{
    const uint32_t from = scanner->words.tokens[first].start;
    const uint32_t to = scanner->words.tokens[end - 1].end;
    gv_buf *out = &scanner->trace->out;
    say(scanner, gv_buf_add_byte(out, '"'));
    say(scanner, gv_buf_add(out, scanner->text + from, to - from));
    say(scanner, gv_buf_add_byte(out, '"'));
}

static const char *const roles[] = {"need", "bar", "or", "unless"};
static const char *const places[] = {"before", "after", "near", "in", "over"};
static const char *const scopes[] = {"clause", "sentence", "previous", "passage"};
static const char *const kinds[] = {"rule", "mask", "cue"};

void gv_trace_slot(gv_scanner *scanner, const gv_image_slot *slot, gv_filler filler)
{
    if (scanner->trace == NULL) {
        return;
    }
    gv_buf *out = &scanner->trace->out;
    say(scanner, gv_buf_add_format(out, "    %s", roles[slot->role]));
    if (slot->required > 1) {
        say(scanner, gv_buf_add_format(out, " %u of", slot->required));
    }
    if (slot->name != GV_IMAGE_NONE) {
        say(scanner, gv_buf_add_format(out, " %s", gv_model_string(scanner->model, slot->name)));
    }
    say(scanner, gv_buf_add_format(out, " %s", places[slot->place]));
    if (slot->place == GV_PLACE_IN) {
        say(scanner, gv_buf_add_format(out, " %s", scopes[slot->scope]));
    } else if (slot->place != GV_PLACE_OVER && slot->reach != GV_IMAGE_EDGE) {
        say(scanner, gv_buf_add_format(out, " %u", slot->reach));
    }
    say(scanner, gv_buf_add_format(out, " (line %u): ", slot->line));
    if (filler.end == 0) {
        say(scanner, gv_buf_add_text(out, "nothing\n"));
        return;
    }
    say_words(scanner, filler.first, filler.end);
    say(scanner, gv_buf_add_byte(out, '\n'));
}

void gv_trace_rule(gv_scanner *scanner, const gv_image_frame *frame, uint32_t first, uint32_t end,
                   int fired)
{
    if (scanner->trace == NULL) {
        return;
    }
    gv_buf *out = &scanner->trace->out;
    if (fired < 0) {
        say(scanner, gv_buf_add_format(out, "  %s %s at ", kinds[frame->kind],
                                       gv_model_string(scanner->model, frame->name)));
        say_words(scanner, first, end);
        say(scanner, gv_buf_add_byte(out, '\n'));
    } else {
        const char *outcome = frame->kind == GV_FRAME_RULE ? "fires" : "stands";
        say(scanner, gv_buf_add_format(out, "    -> %s\n", fired ? outcome : "fails"));
    }
}

static void say_mention(gv_scanner *scanner, const gv_mention *mention)
{
    const gv_image_frame *rule = &scanner->language->frames[mention->rule];
    say(scanner, gv_buf_add_format(&scanner->trace->out, "  mention of %s at ",
                                   gv_model_string(scanner->model, rule->name)));
    say_words(scanner, mention->trigger, mention->trigger_end);
}

void gv_trace_cue(gv_scanner *scanner, const gv_mention *mention, const gv_frame_hit *hit,
                  const char *what)
{
    if (scanner->trace == NULL) {
        return;
    }
    const gv_model *model = scanner->model;
    gv_buf *out = &scanner->trace->out;
    say_mention(scanner, mention);
    say(scanner, gv_buf_add_text(out, ": "));
    if (hit != NULL) {
        const gv_image_frame *cue = &scanner->language->frames[hit->frame];
        say(scanner, gv_buf_add_format(out, "cue %s ", gv_model_string(model, cue->name)));
        say_words(scanner, hit->first, hit->end);
        const uint32_t gap = hit->end <= mention->trigger ? mention->trigger - hit->end
                             : hit->first >= mention->trigger_end
                                 ? hit->first - mention->trigger_end
                                 : 0;
        say(scanner, gv_buf_add_format(out, ", %u words away: ", gap));
    }
    say(scanner, gv_buf_add_format(out, "%s -> %s\n", what,
                                   gv_model_string(model, model->statuses[mention->status].name)));
}

void gv_trace_mask(gv_scanner *scanner, const gv_mention *mention, const gv_frame_hit *hit)
{
    if (scanner->trace == NULL) {
        return;
    }
    gv_buf *out = &scanner->trace->out;
    const gv_image_frame *mask = &scanner->language->frames[hit->frame];
    say_mention(scanner, mention);
    say(scanner, gv_buf_add_format(out, ": dropped by mask %s ",
                                   gv_model_string(scanner->model, mask->name)));
    say_words(scanner, hit->first, hit->end);
    say(scanner, gv_buf_add_byte(out, '\n'));
}
