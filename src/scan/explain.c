/*
 * explain.c - a scan told to people: words and stems, numbers, frames tried, statuses, labels.
 *
 * Comes in: a scanner and a text. Goes out: plain text in sections. The frames and statuses are
 * noted by trace.c while the scan runs; this file prints what stands before and after.
 */
#include "scan/state.h"
#include "text/utf8.h"

#include <string.h>

static const char *const key_kinds[GV_KEY_KINDS] = {
    "any",    "name",  "number", "=", "= capital", "stem", "stem capital",
    "prefix", "prefix capital", "suffix", "suffix capital"};

static gv_status explain_keys(gv_scanner *scanner, uint32_t token, gv_buf *out)
{
    const gv_word_keys *entry = scanner->token_keys[token];
    for (uint32_t i = 0; i < entry->n; i++) {
        const gv_image_key *key =
            &scanner->language->keys[entry->keys[i]];
        if (key->text == GV_IMAGE_NONE) {
            continue;
        }
        GV_TRY(gv_buf_add_format(out, "%s%s %s", i == 0 ? "  known as: " : ", ",
                                 key_kinds[key->kind],
                                 gv_model_string(scanner->model, key->text)));
    }
    return GV_OK;
}

static gv_status explain_word(gv_scanner *scanner, uint32_t token, gv_buf *out)
{
    const gv_token *word = &scanner->words.tokens[token];
    char folded[256];
    const char *bytes = scanner->text + word->start;
    size_t length = word->end - word->start;
    if (word->flags & GV_TOKEN_SUBSTITUTE) {
        const gv_slice other = scanner->language->text.contractions[word->substitute].word;
        bytes = other.bytes;
        length = other.length;
    }
    size_t folded_length = gv_utf8_fold(bytes, length, folded, sizeof folded);
    const gv_slice form =
        gv_model_find_form(scanner->model, scanner->language, folded, folded_length);
    gv_slice stem;
    GV_TRY(gv_stemmer_stem(scanner->stemmer, form.bytes, form.length, &stem));
    GV_TRY(gv_buf_add_format(out, "  %u\t%.*s\tstem %.*s", token, (int)length, bytes,
                             (int)stem.length, stem.bytes));
    GV_TRY(explain_keys(scanner, token, out));
    gv_numbers_read(scanner, word->sentence);
    const gv_token_number *number = &scanner->numbers[token];
    if (number->end != 0) {
        GV_TRY(gv_buf_add_format(out, "  number %llu%s%s", (unsigned long long)number->value,
                                 number->year ? ", a year" : "",
                                 number->count_end != 0 ? ", can count" : ", cannot count"));
    } else if (number->count_end != 0) {
        GV_TRY(gv_buf_add_format(out, "  counts as %llu",
                                 (unsigned long long)number->count_value));
    }
    return gv_buf_add_byte(out, '\n');
}

static gv_status explain_words(gv_scanner *scanner, gv_buf *out)
{
    const gv_words *words = &scanner->words;
    for (uint32_t s = 0; s < words->n_sentences; s++) {
        const gv_sentence *sentence = &words->sentences[s];
        GV_TRY(gv_buf_add_format(out, "sentence %u%s\n", s + 1,
                                 sentence->heading ? " (opening heading)" : ""));
        for (uint32_t token = sentence->first; token < sentence->end; token++) {
            GV_TRY(explain_word(scanner, token, out));
        }
    }
    return GV_OK;
}

static gv_status explain_labels(const struct gv_result *result, gv_buf *out)
{
    const gv_model *model = result->model;
    GV_TRY(gv_buf_add_text(out, "labels\n"));
    for (size_t i = 0; i < result->n_labels; i++) {
        const gv_label_result *label = &result->labels[i];
        const char *name = NULL;
        const char *value = NULL;
        GV_TRY(gv_buf_add_format(out, "  %s: %s, score %u of %u", gv_result_label_name(result, i),
                                 gv_result_label_status(result, i), label->score,
                                 model->labels[label->label].threshold));
        if (label->quantity > 0) {
            GV_TRY(gv_buf_add_format(out, ", quantity %llu",
                                     (unsigned long long)label->quantity));
        }
        for (size_t a = 0; gv_result_attribute(result, i, a, &name, &value); a++) {
            GV_TRY(gv_buf_add_format(out, ", %s %s", name, value));
        }
        GV_TRY(gv_buf_add_byte(out, '\n'));
    }
    if (result->n_labels == 0) {
        GV_TRY(gv_buf_add_format(out, "  none%s\n",
                                 result->n_mentions > 0 ? ": no threshold was reached" : ""));
    }
    for (size_t i = 0; i < result->n_facets; i++) {
        const char *name = NULL;
        const char *value = NULL;
        gv_result_facet(result, i, &name, &value);
        GV_TRY(gv_buf_add_format(out, "  %s: %s\n", name, value));
    }
    return GV_OK;
}

gv_status gv_explain(gv_scanner *scanner, const char *text, size_t length, gv_write_fn write,
                     void *user)
{
    if (scanner == NULL || write == NULL || (text == NULL && length > 0)) {
        return GV_ERROR_ARGUMENT;
    }
    const struct gv_result *result = NULL;
    gv_trace trace = {{NULL, 0, 0}, GV_OK};
    gv_buf out = {NULL, 0, 0};
    gv_status status = GV_OK;
    const uint8_t filter = scanner->filter;
    scanner->trace = &trace;
    scanner->filter = 0; /* what was tried in vain is what is asked for */
    GV_TRY_DONE(gv_scanner_scan(scanner, text, length, 0, &result));
    GV_TRY_DONE(trace.status);
    scanner->trace = NULL;
    GV_TRY_DONE(explain_words(scanner, &out));
    GV_TRY_DONE(gv_buf_add_text(&out, "rules, masks and cues\n"));
    GV_TRY_DONE(trace.out.length == 0
                    ? gv_buf_add_text(&out, "  no word of this text can trigger a rule\n")
                    : gv_buf_add(&out, trace.out.bytes, trace.out.length));
    GV_TRY_DONE(explain_labels(result, &out));
    status = write(user, out.bytes, out.length);
done:
    scanner->trace = NULL;
    scanner->filter = filter;
    gv_buf_free(&trace.out);
    gv_buf_free(&out);
    return status;
}
