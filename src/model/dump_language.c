/*
 * dump_language.c - one language of a model: its words, sets, rules, masks and cues.
 *
 * In: a checked language. Out: statements as in a rule file, in the order of the image. A set is
 * shown if some list of the image is that set; one that was only taken in by other lists is seen in
 * these.
 */
#include "model/dump.h"

#include "base/map.h"
#include "text/number.h"

#include <string.h>

enum { FLUSH_AT = 1 << 16 };

typedef struct gv_language_dump {
    gv_dump *dump;
    const gv_model_language *language;
    gv_dump_lists lists;
} gv_language_dump;

static const char *string_at(const gv_language_dump *d, uint32_t offset)
{
    return gv_model_string(d->dump->model, offset);
}

/* "HEAD: LIST" and a newline, if there is a list. */
static gv_status dump_line(const gv_language_dump *d, const char *head, uint32_t list)
{
    if (list == GV_IMAGE_NONE) {
        return GV_OK;
    }
    GV_TRY(gv_buf_add_format(&d->dump->buf, "%s", head));
    GV_TRY(gv_dump_list(d->dump, d->language, &d->lists, list));
    return gv_buf_add_byte(&d->dump->buf, '\n');
}

/* ------------------------------------------------------------------ the language's own words */

static gv_status dump_slices(const gv_language_dump *d, const char *head, const gv_slice *slices,
                             uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        GV_TRY(gv_buf_add_text(&d->dump->buf, i == 0 ? head : ", "));
        GV_TRY(gv_buf_add(&d->dump->buf, slices[i].bytes, slices[i].length));
    }
    return n > 0 ? gv_buf_add_byte(&d->dump->buf, '\n') : GV_OK;
}

static gv_status dump_number_words(const gv_language_dump *d)
{
    static const char *const HEADS[] = {[GV_NUMBER_WORD] = "numbers ",
                                        [GV_NUMBER_MULTIPLY] = "multiply ",
                                        [GV_NUMBER_JOINT] = "joint ",
                                        [GV_NUMBER_RANGE] = "range "};
    gv_buf *const buf = &d->dump->buf;
    for (uint32_t kind = GV_NUMBER_WORD; kind <= GV_NUMBER_RANGE; kind++) {
        const int valued = kind == GV_NUMBER_WORD || kind == GV_NUMBER_MULTIPLY;
        uint32_t n = 0;
        for (uint32_t i = 0; i < d->language->n_number_words; i++) {
            const gv_image_number_word *const word = &d->language->number_words[i];
            if (word->kind != kind) {
                continue;
            }
            GV_TRY(gv_buf_add_text(buf, n++ == 0 ? HEADS[kind] : ", "));
            GV_TRY(gv_buf_add_text(buf, string_at(d, word->word.text)));
            if (valued) {
                GV_TRY(gv_buf_add_format(buf, "=%llu", (unsigned long long)word->value));
            }
        }
        GV_TRY(gv_buf_add_text(buf, n > 0 ? "\n" : ""));
    }
    return GV_OK;
}

static gv_status dump_words(const gv_language_dump *d)
{
    const gv_text_language *const text = &d->language->text;
    gv_buf *const buf = &d->dump->buf;
    for (uint32_t i = 0; i < d->language->n_forms; i++) {
        GV_TRY(gv_buf_add_format(buf, "form %s = %s\n",
                                 string_at(d, d->language->forms[i].from.text),
                                 string_at(d, d->language->forms[i].to.text)));
    }
    for (uint32_t i = 0; i < d->language->n_splits; i++) {
        GV_TRY(gv_buf_add_format(buf, "%s%s|%s", i == 0 ? "rejoin: " : ", ",
                                 string_at(d, d->language->splits[i].from.text),
                                 string_at(d, d->language->splits[i].to.text)));
    }
    GV_TRY(gv_buf_add_text(buf, d->language->n_splits > 0 ? "\n" : ""));
    for (uint32_t i = 0; i < text->n_contractions; i++) {
        GV_TRY(gv_buf_add_format(buf, "contraction %s = %s\n", text->contractions[i].ending.bytes,
                                 text->contractions[i].word.bytes));
    }
    GV_TRY(dump_slices(d, "abbreviations: ", text->abbreviations, text->n_abbreviations));
    GV_TRY(dump_slices(d, "not a heading: ", text->not_heading, text->n_not_heading));
    GV_TRY(dump_slices(d, "hyphen keep: ", d->language->hyphens, d->language->n_hyphens));
    return dump_number_words(d);
}

static gv_status dump_data(const gv_language_dump *d)
{
    const gv_image_language *const head = d->language->head;
    gv_buf *const buf = &d->dump->buf;
    GV_TRY(dump_words(d));
    for (uint32_t i = 0; i < d->language->n_number_patterns; i++) {
        const gv_image_number_pattern *const pattern = &d->language->number_patterns[i];
        GV_TRY(gv_buf_add_format(buf, "number %llu = ", (unsigned long long)pattern->value));
        GV_TRY(dump_line(d, "", pattern->list));
    }
    if (head->year_to > 0) {
        GV_TRY(gv_buf_add_format(buf, "years %lu to %lu", (unsigned long)head->year_from,
                                 (unsigned long)head->year_to));
        GV_TRY(dump_line(d, " unless: ", head->years_unless));
        GV_TRY(gv_buf_add_text(buf, head->years_unless == GV_IMAGE_NONE ? "\n" : ""));
    }
    GV_TRY(dump_line(d, "breaks: ", head->breaks));
    GV_TRY(dump_line(d, "not a count before: ", head->not_count_before));
    GV_TRY(dump_line(d, "not a count after: ", head->not_count_after));
    for (uint32_t i = 0; i < d->language->n_weighs; i++) {
        const gv_image_weigh *const weigh = &d->language->weighs[i];
        const gv_model *const model = d->dump->model;
        GV_TRY(gv_buf_add_format(buf, "weigh %s %s %lu: ",
                                 gv_model_string(model, model->facets[weigh->facet].name),
                                 gv_model_string(model, model->facet_values[weigh->value].name),
                                 (unsigned long)weigh->weight));
        GV_TRY(dump_line(d, "", d->language->n_frames + i));
    }
    return GV_OK;
}

/* Each set once: several lists may be the same set. */
static gv_status dump_sets(const gv_language_dump *d)
{
    gv_map seen = {0};
    gv_status status = GV_OK;
    for (uint32_t i = 0; i < d->language->n_lists; i++) {
        const uint32_t name = d->language->lists[i].name;
        uint32_t found = i;
        if (d->lists.first[i] == d->lists.first[i + 1]) {
            continue;
        }
        if (name == GV_IMAGE_NONE) {
            if (i >= d->language->n_frames && d->language->lists[i].depth > 0) {
                GV_TRY_DONE(gv_buf_add_format(&d->dump->buf, "// list %lu = ", (unsigned long)i));
                GV_TRY_DONE(dump_line(d, "", i));
            }
            continue;
        }
        GV_TRY_DONE(gv_map_add(&seen, string_at(d, name), strlen(string_at(d, name)), i, &found));
        if (found == i) {
            GV_TRY_DONE(gv_buf_add_format(&d->dump->buf, "set %s = ", string_at(d, name)));
            GV_TRY_DONE(gv_dump_members(d->dump, d->language, &d->lists, i, UINT32_MAX,
                                        ", "));
            GV_TRY_DONE(gv_buf_add_byte(&d->dump->buf, '\n'));
            GV_TRY_DONE(gv_dump_flush(d->dump, FLUSH_AT));
        }
    }
done:
    gv_map_free(&seen);
    return status;
}

/* ------------------------------------------------------------------ frames */

static gv_status dump_place(const gv_language_dump *d, uint8_t place, uint8_t scope,
                            uint16_t reach)
{
    static const char *const PLACES[] = {"before", "after", "near", "in", "over"};
    static const char *const SCOPES[] = {"clause", "sentence", "previous", "passage"};
    gv_buf *const buf = &d->dump->buf;
    GV_TRY(gv_buf_add_text(buf, PLACES[place]));
    if (reach != GV_IMAGE_EDGE) {
        GV_TRY(gv_buf_add_format(buf, " %u", (unsigned)reach));
    }
    if (place == GV_PLACE_IN) {
        return gv_buf_add_format(buf, " %s", SCOPES[scope]);
    }
    return place != GV_PLACE_OVER && scope == GV_SCOPE_SENTENCE
               ? gv_buf_add_text(buf, " in sentence")
               : GV_OK;
}

static gv_status dump_slot(const gv_language_dump *d, const gv_image_slot *slot)
{
    static const char *const ROLES[] = {"need", "bar", "or", "unless"};
    gv_buf *const buf = &d->dump->buf;
    GV_TRY(gv_buf_add_format(buf, "  %s ", ROLES[slot->role]));
    if (slot->required > 1) {
        GV_TRY(gv_buf_add_format(buf, "%u of ", (unsigned)slot->required));
    }
    if (slot->name != GV_IMAGE_NONE) {
        GV_TRY(gv_buf_add_format(buf, "%s ", string_at(d, slot->name)));
    }
    GV_TRY(dump_place(d, slot->place, slot->scope, slot->reach));
    GV_TRY(dump_line(d, ": ", slot->list));
    GV_TRY(dump_line(d, "    stop: ", slot->stop));
    for (uint32_t i = 0; i < slot->n_guards; i++) {
        const gv_image_guard *const guard = &d->language->guards[slot->first_guard + i];
        GV_TRY(gv_buf_add_format(buf, "    not %s %u: ", guard->after ? "after" : "before",
                                 (unsigned)guard->reach));
        GV_TRY(dump_line(d, "", guard->list));
    }
    return GV_OK;
}

static gv_status dump_targets(const gv_language_dump *d, const gv_image_frame *frame)
{
    const gv_model *const model = d->dump->model;
    for (uint32_t i = 0; i < frame->n_targets; i++) {
        const gv_image_target *const target = &d->language->targets[frame->first_target + i];
        const uint32_t name = target->kind == GV_TARGET_TAG ? d->language->tags[target->index].name
                              : target->kind == GV_TARGET_LABEL
                                  ? model->labels[target->index].name
                                  : d->language->frames[target->index].name;
        const char *const before = i == 0 ? "  for " : target[-1].joined ? " " : ", ";
        GV_TRY(gv_buf_add_format(&d->dump->buf, "%s%s", before, string_at(d, name)));
    }
    return frame->n_targets > 0 ? gv_buf_add_byte(&d->dump->buf, '\n') : GV_OK;
}

static gv_status dump_reach(const gv_language_dump *d, const gv_image_frame *frame)
{
    for (uint32_t i = 0; i < frame->n_reaches; i++) {
        const gv_image_reach *const reach = &d->language->reaches[frame->first_reach + i];
        GV_TRY(gv_buf_add_text(&d->dump->buf, i == 0 ? "  reach " : " and "));
        GV_TRY(dump_place(d, reach->place, reach->scope, reach->reach));
    }
    return frame->n_reaches > 0 ? gv_buf_add_byte(&d->dump->buf, '\n') : GV_OK;
}

static gv_status dump_text(const gv_language_dump *d, const char *head, uint32_t text)
{
    return text != GV_IMAGE_NONE
               ? gv_buf_add_format(&d->dump->buf, "  %s %s\n", head, string_at(d, text))
               : GV_OK;
}

/* *example moves over the examples of this frame. */
static gv_status dump_frame(const gv_language_dump *d, uint32_t number, uint32_t *example)
{
    static const char *const KINDS[] = {"rule", "mask", "cue"};
    const gv_image_frame *const frame = &d->language->frames[number];
    gv_buf *const buf = &d->dump->buf;
    GV_TRY(gv_buf_add_format(buf, "\n%s %s", KINDS[frame->kind], string_at(d, frame->name)));
    if (frame->kind == GV_FRAME_RULE) {
        GV_TRY(gv_buf_add_format(buf, " as %s weight %u",
                                 string_at(d, d->language->tags[frame->tag].name),
                                 (unsigned)frame->weight));
    }
    GV_TRY(gv_buf_add_format(buf, "  // %s:%lu\n", string_at(d, frame->file),
                             (unsigned long)frame->line));
    GV_TRY(dump_text(d, "why", frame->why));
    GV_TRY(dump_text(d, "cite", frame->cite));
    GV_TRY(dump_line(d, "  on: ", number));
    GV_TRY(dump_reach(d, frame));
    GV_TRY(dump_line(d, "  stop: ", frame->stop));
    GV_TRY(dump_targets(d, frame));
    for (uint32_t i = 0; i < frame->n_slots; i++) {
        GV_TRY(dump_slot(d, &d->language->slots[frame->first_slot + i]));
    }
    for (; *example < d->language->n_examples && d->language->examples[*example].frame == number;
         ++*example) {
        const gv_image_example *const found = &d->language->examples[*example];
        GV_TRY(dump_text(d, found->expected ? "yes:" : "no:", found->text));
    }
    return gv_dump_flush(d->dump, FLUSH_AT);
}

gv_status gv_dump_language(gv_dump *dump, const gv_model_language *language)
{
    gv_language_dump d = {.dump = dump, .language = language};
    const gv_image_language *const head = language->head;
    uint32_t example = 0;
    uint32_t n_of_kind[GV_KEY_KINDS] = {0};
    gv_status status = GV_OK;
    for (uint32_t i = 0; i < language->n_keys; i++) {
        n_of_kind[language->keys[i].kind]++;
    }
    GV_TRY_DONE(gv_dump_find_members(language, &d.lists));
    GV_TRY_DONE(gv_buf_add_format(
        &dump->buf,
        "\nlanguage %s\n// %lu rules, %lu masks, %lu cues; words: %lu stems, %lu exact forms, %lu "
        "beginnings, %lu endings\n",
        language->code, (unsigned long)head->n_rules, (unsigned long)head->n_masks,
        (unsigned long)head->n_cues,
        (unsigned long)n_of_kind[GV_KEY_STEM] + n_of_kind[GV_KEY_STEM_CAPITAL],
        (unsigned long)n_of_kind[GV_KEY_EXACT] + n_of_kind[GV_KEY_EXACT_CAPITAL],
        (unsigned long)n_of_kind[GV_KEY_PREFIX] + n_of_kind[GV_KEY_PREFIX_CAPITAL],
        (unsigned long)n_of_kind[GV_KEY_SUFFIX] + n_of_kind[GV_KEY_SUFFIX_CAPITAL]));
    GV_TRY_DONE(dump_data(&d));
    GV_TRY_DONE(dump_sets(&d));
    for (uint32_t i = 0; i < language->n_frames; i++) {
        GV_TRY_DONE(dump_frame(&d, i, &example));
    }
done:
    gv_dump_lists_free(&d.lists);
    return status;
}
