/*
 * compare.c - what differs between two lines of one place, in words.
 *
 * In: a line of the result and the line that was derived again for its place; their bytes differ.
 * Out: bits and a clause, for people:
 *     the status of mass_killing is "asserted" here, "negated" in what was derived; title differs
 * Labels are looked into, of all else the name is enough. Where every field is the same, the lines
 * differ only in how they are written, and that is said.
 */
#include "custody/custody.h"

#include <string.h>

enum { WORDS_MOST = 400, NAME_MOST = 60 };

typedef struct field_kind {
    const char *name;
    uint8_t differs;
} field_kind;

static const field_kind KINDS[] = {
    {"text", GV_DIFFERS_TEXT},      {"labels", GV_DIFFERS_LABELS}, {"context", GV_DIFFERS_LABELS},
    {"facets", GV_DIFFERS_LABELS},  {"spans", GV_DIFFERS_OTHER},   {"offsets", GV_DIFFERS_OTHER},
    {"source", GV_DIFFERS_OTHER},   {"id", GV_DIFFERS_OTHER},      {"passage", GV_DIFFERS_OTHER},
    {"kind", GV_DIFFERS_OTHER},     {"page", GV_DIFFERS_OTHER},    {"part", GV_DIFFERS_OTHER},
    {"cut", GV_DIFFERS_OTHER},      {"title", GV_DIFFERS_OTHER},   {"date", GV_DIFFERS_OTHER},
    {"lang", GV_DIFFERS_OTHER},     {"fields", GV_DIFFERS_OTHER},  {"error", GV_DIFFERS_OTHER},
    {"v", GV_DIFFERS_OTHER},
};

enum { N_KINDS = GV_COUNT_OF(KINDS), LABELS = 1 };

/* ------------------------------------------------------------------ words */

/* A clause more, unless the words are many already. */
static gv_status add_clause(gv_buf *words, const char *before, const gv_json_value *name,
                            const char *after)
{
    if (words->length > WORDS_MOST) {
        return GV_OK;
    }
    const size_t length = name != NULL && name->length > NAME_MOST ? NAME_MOST
                          : name != NULL                           ? name->length
                                                                   : 0;
    return gv_buf_add_format(words, "%s%s%.*s%s", words->length > 0 ? "; " : "", before,
                             (int)length, name != NULL ? name->bytes : "", after);
}

/* ------------------------------------------------------------------ labels */

typedef struct label_fields {
    gv_json_value label, status, score, attributes, evidence;
} label_fields;

static int read_label(const gv_json_value *item, label_fields *label)
{
    gv_json_error error;
    gv_json_field fields[] = {GV_FIELD("label"), GV_FIELD("status"), GV_FIELD("score"),
                              GV_FIELD("attributes"), GV_FIELD("evidence")};
    if (item->kind != GV_JSON_OBJECT ||
        gv_json_scan(item->bytes, item->length, fields, GV_COUNT_OF(fields), &error) != GV_OK) {
        return 0;
    }
    *label = (label_fields){fields[0].value, fields[1].value, fields[2].value, fields[3].value,
                            fields[4].value};
    return 1;
}

/* The entry of a list of labels with this name; 0 if it has none. */
static int find_label(const gv_json_value *list, const gv_json_value *name, label_fields *found)
{
    const char *at = NULL;
    gv_json_value key;
    gv_json_value item;
    while (gv_json_next(list, &at, &key, &item)) {
        if (read_label(&item, found) && gv_custody_is_same(&found->label, name)) {
            return 1;
        }
    }
    return 0;
}

static gv_status compare_label(const label_fields *here, const label_fields *derived,
                               gv_buf *words)
{
    const gv_json_value *const name = &here->label;
    if (!gv_custody_is_same(&here->status, &derived->status)) {
        GV_TRY(add_clause(words, "the status of ", name, ""));
        if (words->length <= WORDS_MOST) {
            GV_TRY(gv_buf_add_format(
                words, " is \"%.*s\" here, \"%.*s\" in what was derived",
                (int)(here->status.length < NAME_MOST ? here->status.length : NAME_MOST),
                here->status.bytes != NULL ? here->status.bytes : "",
                (int)(derived->status.length < NAME_MOST ? derived->status.length : NAME_MOST),
                derived->status.bytes != NULL ? derived->status.bytes : ""));
        }
    }
    if (!gv_custody_is_same(&here->score, &derived->score)) {
        GV_TRY(add_clause(words, "the score of ", name, " differs"));
    }
    if (!gv_custody_is_same(&here->attributes, &derived->attributes)) {
        GV_TRY(add_clause(words, "the attributes of ", name, " differ"));
    }
    return gv_custody_is_same(&here->evidence, &derived->evidence)
               ? GV_OK
               : add_clause(words, "the evidence of ", name, " differs");
}

static gv_status compare_labels(const gv_json_value *here, const gv_json_value *derived,
                                gv_buf *words)
{
    const char *at = NULL;
    gv_json_value key;
    gv_json_value item;
    label_fields one;
    label_fields other;
    const size_t before = words->length;
    while (words->length <= WORDS_MOST && gv_json_next(here, &at, &key, &item)) {
        if (!read_label(&item, &one)) {
            GV_TRY(add_clause(words, "an entry of labels is none", NULL, ""));
        } else if (find_label(derived, &one.label, &other)) {
            GV_TRY(compare_label(&one, &other, words));
        } else {
            GV_TRY(add_clause(words, "", &one.label, " stands here, and is not derived"));
        }
    }
    at = NULL;
    while (words->length <= WORDS_MOST && gv_json_next(derived, &at, &key, &item)) {
        if (read_label(&item, &one) && !find_label(here, &one.label, &other)) {
            GV_TRY(add_clause(words, "", &one.label, " is derived, and does not stand here"));
        }
    }
    return words->length > before ? GV_OK : add_clause(words, "labels differ", NULL, "");
}

/* ------------------------------------------------------------------ whole lines */

static void name_fields(gv_json_field fields[N_KINDS])
{
    for (size_t i = 0; i < N_KINDS; i++) {
        fields[i] = (gv_json_field){.name = KINDS[i].name, .name_length = strlen(KINDS[i].name)};
    }
}

static int scan_line(const char *line, size_t length, gv_json_field fields[N_KINDS])
{
    gv_json_error error;
    name_fields(fields);
    return gv_json_scan(line, length, fields, N_KINDS, &error) == GV_OK;
}

static gv_status compare_fields(const gv_json_field *here, const gv_json_field *derived,
                                gv_buf *words, uint8_t *differs)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        const gv_json_value *const one = &here[i].value;
        const gv_json_value *const other = &derived[i].value;
        if (gv_custody_is_same(one, other)) {
            continue;
        }
        *differs |= KINDS[i].differs;
        if (i == LABELS) {
            GV_TRY(compare_labels(one, other, words));
        } else {
            const gv_json_value name = {KINDS[i].name, strlen(KINDS[i].name), GV_JSON_STRING};
            GV_TRY(add_clause(words, "", &name,
                              one->kind == GV_JSON_NONE     ? " is missing here"
                              : other->kind == GV_JSON_NONE ? " is not derived"
                              : name.bytes[name.length - 1] == 's' ? " differ"
                                                                   : " differs"));
        }
    }
    return GV_OK;
}

gv_status gv_custody_compare(const char *line, size_t length, const char *derived,
                             size_t derived_length, gv_arena *arena, const char **words,
                             uint8_t *differs)
{
    gv_json_field here[N_KINDS];
    gv_json_field there[N_KINDS];
    gv_buf buf = {0};
    char *copy = NULL;
    gv_status status = GV_OK;
    uint8_t found = 0;
    if (scan_line(line, length, here) && scan_line(derived, derived_length, there)) {
        GV_TRY_DONE(compare_fields(here, there, &buf, &found));
    }
    if (buf.length == 0) {
        found = GV_DIFFERS_OTHER;
        GV_TRY_DONE(gv_buf_add_text(&buf, "the line is written otherwise than it was derived"));
    }
    GV_TRY_DONE(gv_arena_copy(arena, buf.bytes, buf.length, &copy));
    *words = copy;
    *differs = found;
done:
    gv_buf_free(&buf);
    return status;
}
