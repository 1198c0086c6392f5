/*
 * hyphen.c - is the hyphen at a line's end part of the word?
 *
 * In: the end of a line and the start of the next. Out: keep or drop. "gender-" + "based" is kept
 * because a pattern says *-based; "cross-" + "border" because the text has "cross-border"
 * elsewhere; "Benishangul-" + "Gumuz" because of its capital; "mid-" + "1990s" because of the
 * digit. All else was hyphenated by the typesetter: "govern-" + "ment". Two words of the text that
 * are long enough ("decision-" + "making", both found alone) stay two; a word that the text has in
 * one elsewhere ("Assem-" + "bly") is made one in spite of its capital. It knows no dictionary:
 * patterns are the language's data.
 */
#include "ingest/hyphen.h"

#include "text/utf8.h"

#include <string.h>

enum {
    PART_MAX = 40,  /* bytes of a part of a compound; longer ones are no words */
    LONG_HEAD = 6,  /* shorter words also begin and end others: "under-" + "stand" */
    LONG_TAIL = 5,
    SHORT_WORD = 3, /* words of the text no longer than that are not collected */
    LINES_MIN = 40, /* fewer say nothing of a text's habit */
    LINES_EACH = 40 /* lines a hyphen, and more: set without hyphenation. 1,181 UN speeches that
                       were have 50 and more; hyphenated columns have one every few lines */
};

/* The bytes of the word character at p (letter, digit, combining mark), or 0. */
static size_t word_character(const char *p, size_t length)
{
    const unsigned char b = (unsigned char)*p;
    if (b < 0x80) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    }
    size_t size = 0;
    const uint32_t c = gv_utf8_read(p, length, &size);
    const gv_letter_kind kind = c == GV_UTF8_INVALID ? GV_LETTER_NONE : gv_utf8_kind(c);
    return kind == GV_LETTER_NONE || kind == GV_LETTER_BLANK ? 0 : size;
}

/* The length of the word that ends text / begins it; more than PART_MAX if it is longer than
 * that. */
static size_t part_before(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && n <= PART_MAX) {
        size_t back = 1;
        while (n + back < length && back < 4 &&
               ((unsigned char)text[length - n - back] & 0xC0) == 0x80) {
            back++;
        }
        if (word_character(text + length - n - back, back) != back) {
            break;
        }
        n += back;
    }
    return n;
}

static size_t part_after(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && n <= PART_MAX) {
        const size_t size = word_character(text + n, length - n);
        if (size == 0) {
            break;
        }
        n += size;
    }
    return n;
}

/* A hash that goes on from `hash`, ASCII case aside. */
static uint64_t hash_more(uint64_t hash, const char *p, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)p[i];
        hash = hash * 31 + (c >= 'A' && c <= 'Z' ? c + 32u : c);
    }
    return hash;
}

/* Of "head-tail", or without the mark. */
static uint64_t hash_of(const char *head, size_t head_length, const char *mark, const char *tail,
                        size_t tail_length)
{
    const uint64_t hash = hash_more(hash_more(0, head, head_length), mark, strlen(mark));
    return hash_more(hash, tail, tail_length);
}

/* Hashes of words are hardly ever 0; such a word is just not found. */
static uint64_t *find_slot(const gv_word_set *set, uint64_t hash)
{
    size_t slot = (size_t)((hash * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (set->n_slots - 1);
    while (set->slots[slot] != 0 && set->slots[slot] != hash) {
        slot = (slot + 1) & (set->n_slots - 1);
    }
    return &set->slots[slot];
}

/* A set with room for n words and at least one slot more. */
static gv_status make_set(gv_arena *arena, size_t n, gv_word_set *set)
{
    size_t n_slots = 16;
    void *memory = NULL;
    while (n_slots < n + n / 4 + 1) {
        n_slots *= 2;
    }
    GV_TRY(gv_arena_get_array(arena, n_slots, sizeof *set->slots, &memory));
    set->slots = memory;
    set->n_slots = n_slots;
    return GV_OK;
}

static gv_status collect_compounds(gv_hyphens *h)
{
    const char *const text = h->layout->text;
    const char *const end = text + h->layout->length;
    size_t n = 0;
    for (const char *p = text; (p = memchr(p, '-', (size_t)(end - p))) != NULL; p++) {
        n++;
    }
    GV_TRY(make_set(h->arena, n, &h->compounds));
    for (const char *p = text; (p = memchr(p, '-', (size_t)(end - p))) != NULL; p++) {
        const size_t head = part_before(text, (size_t)(p - text));
        const size_t tail = part_after(p + 1, (size_t)(end - p) - 1);
        if (head > 0 && head <= PART_MAX && tail > 0 && tail <= PART_MAX) {
            const uint64_t hash = hash_of(p - head, head, "-", p + 1, tail);
            *find_slot(&h->compounds, hash) = hash;
        }
    }
    return GV_OK;
}

/* The end of the word at p, and its hash, as hash_of has it: in one go, for it is the slowest part
 * of reading hyphenated text. */
static const char *hash_word(const char *p, const char *end, uint64_t *hash)
{
    uint64_t h = 0;
    while (p < end) {
        const unsigned c = (unsigned char)*p;
        const unsigned lower = c | 0x20;
        if (lower - 'a' < 26 || c - '0' < 10) {
            h = h * 31 + lower;
            p++;
        } else if (c < 0x80) {
            break;
        } else {
            const size_t size = word_character(p, (size_t)(end - p));
            if (size == 0) {
                break;
            }
            h = hash_more(h, p, size);
            p += size;
        }
    }
    *hash = h;
    return p;
}

/* All but the parts of hyphenated words. */
static gv_status collect_words(gv_hyphens *h)
{
    const char *const text = h->layout->text;
    const char *const end = text + h->layout->length;
    int is_tail = 0;
    GV_TRY(make_set(h->arena, h->layout->length / (SHORT_WORD + 2), &h->words));
    for (const char *p = text; p < end;) {
        uint64_t hash = 0;
        const char *const behind = hash_word(p, end, &hash);
        if (behind == p) {
            p++;
            continue;
        }
        const int is_head = behind < end && *behind == '-';
        if (!is_head && !is_tail && behind - p > SHORT_WORD && behind - p <= 2 * PART_MAX) {
            *find_slot(&h->words, hash) = hash;
        }
        is_tail = is_head;
        p = behind;
    }
    return GV_OK;
}

/* 1 if a folded part is what a pattern's half says: "self", "*", "*x", "e*". */
static int half_matches(const char *half, size_t n, const char *part, size_t length)
{
    if (n > 0 && half[n - 1] == '*') {
        return length >= n - 1 && memcmp(part, half, n - 1) == 0;
    }
    if (n > 0 && half[0] == '*') {
        return length >= n - 1 && memcmp(part + length - (n - 1), half + 1, n - 1) == 0;
    }
    return n == length && memcmp(part, half, n) == 0;
}

static int pattern_matches(const gv_hyphens *h, const char *head, size_t head_length,
                           const char *tail, size_t tail_length)
{
    char folded_head[256];
    char folded_tail[256];
    const size_t a = gv_utf8_fold(head, head_length, folded_head, sizeof folded_head);
    const size_t b = gv_utf8_fold(tail, tail_length, folded_tail, sizeof folded_tail);
    for (uint32_t i = 0; i < h->n_patterns; i++) {
        const gv_slice *const pattern = &h->patterns[i];
        const char *const mark = memchr(pattern->bytes, '-', pattern->length);
        if (mark != NULL) {
            const size_t n = (size_t)(mark - pattern->bytes);
            if (half_matches(pattern->bytes, n, folded_head, a) &&
                half_matches(mark + 1, pattern->length - n - 1, folded_tail, b)) {
                return 1;
            }
        }
    }
    return 0;
}

static gv_letter_kind first_kind(const char *part, size_t length)
{
    size_t size = 0;
    return gv_utf8_kind(gv_utf8_read(part, length, &size));
}

/* 1 if all letters are ASCII capitals, and there are two. */
static int is_capitals(const char *part, size_t length)
{
    size_t n = 0;
    while (n < length && part[n] >= 'A' && part[n] <= 'Z') {
        n++;
    }
    return n == length && n >= 2;
}

/* "and intra-ethnic": a short word, then one with a hyphen. */
static int is_suspended(const char *after, size_t length, size_t tail)
{
    if (tail > 3 || tail + 1 >= length || after[tail] != ' ') {
        return 0;
    }
    const size_t next = part_after(after + tail + 1, length - tail - 1);
    const size_t mark = tail + 1 + next;
    return next > 0 && mark + 1 < length && after[mark] == '-' &&
           word_character(after + mark + 1, length - mark - 1) > 0;
}

/* How many lines end in a letter and a hyphen, where lines are those of the layout. */
static size_t count_hyphens(const gv_layout *layout)
{
    size_t n = 0;
    for (size_t i = 0; i < layout->n_lines; i++) {
        const char *const end = layout->text + layout->lines[i].end;
        n += end[-1] == '-' && end - layout->text >= 2 && end[-2] != '-' && end[-2] != ' ' &&
             end[-2] != '\n';
    }
    return n;
}

/* Counts lines, and those that end in a letter and a hyphen. Here lines end at \n alone, and blanks
 * are those of ASCII: mostly the lines of the layout are such. */
static void find_habit(gv_hyphens *h)
{
    const char *const text = h->layout->text;
    const char *end = text + h->layout->length;
    size_t n_lines = 0;
    size_t n_hyphens = 0;
    if (h->layout->usual_ends) {
        n_lines = h->layout->n_lines;
        n_hyphens = count_hyphens(h->layout);
        end = text;
    }
    for (const char *p = text; p < end;) {
        const char *const newline = memchr(p, '\n', (size_t)(end - p));
        const char *last = newline != NULL ? newline : end;
        const char *const next = newline != NULL ? newline + 1 : end;
        while (last > p && (unsigned char)last[-1] <= ' ') {
            last--;
        }
        n_lines += last > p;
        n_hyphens += last - p >= 2 && last[-1] == '-' && last[-2] != '-' && last[-2] != ' ';
        p = next;
    }
    h->habit = n_lines >= LINES_MIN && n_hyphens * LINES_EACH <= n_lines ? GV_HABIT_NONE
                                                                          : GV_HABIT_HYPHENATES;
}

/* 1 if the text is set without hyphenation, so that those at its line ends stay. */
static int is_set_whole(gv_hyphens *h)
{
    if (h->habit == GV_HABIT_UNKNOWN) {
        find_habit(h);
    }
    return h->habit == GV_HABIT_NONE;
}

static int holds(const gv_word_set *set, uint64_t hash)
{
    return *find_slot(set, hash) == hash;
}

/* What the text itself says; reached by most hyphens. */
static gv_status decide_by_text(gv_hyphens *h, const char *head, size_t head_length,
                                const char *tail, size_t tail_length, gv_hyphen *decision)
{
    const int capitals = is_capitals(head, head_length);
    const int capital = first_kind(head, head_length) == GV_LETTER_UPPER;
    const int two_words = head_length >= LONG_HEAD && tail_length >= LONG_TAIL;
    if (h->compounds.n_slots == 0) {
        GV_TRY(collect_compounds(h));
    }
    *decision = GV_HYPHEN_DROP;
    if (holds(&h->compounds, hash_of(head, head_length, "-", tail, tail_length))) {
        *decision = GV_HYPHEN_KEEP;
    } else if (capitals) {
        /* "UN-" + "led" keeps it, "GOVERN-" + "MENT" does not. */
        *decision = first_kind(tail, tail_length) == GV_LETTER_UPPER ? GV_HYPHEN_DROP
                                                                     : GV_HYPHEN_KEEP;
    } else if (capital || two_words) {
        if (h->words.n_slots == 0) {
            GV_TRY(collect_words(h));
        }
        const int in_one = holds(&h->words, hash_of(head, head_length, "", tail, tail_length));
        const int in_two = two_words && holds(&h->words, hash_more(0, head, head_length)) &&
                           holds(&h->words, hash_more(0, tail, tail_length));
        *decision = !in_one && (capital || in_two) ? GV_HYPHEN_KEEP : GV_HYPHEN_DROP;
    }
    return GV_OK;
}

gv_status gv_hyphen_decide(gv_hyphens *h, const char *before, size_t before_length,
                           const char *after, size_t after_length, size_t *size,
                           gv_hyphen *decision)
{
    size_t n = 0;
    *decision = GV_HYPHEN_NONE;
    *size = 0;
    if (before_length > 0 && before[before_length - 1] == '-') {
        n = 1;
    } else if (before_length > 2 && memcmp(before + before_length - 2, "\xc2\xad", 2) == 0) {
        *decision = GV_HYPHEN_DROP;
        *size = 2;
        return GV_OK;
    } else if (before_length > 3 &&
               memcmp(before + before_length - 3, "\xe2\x80\x90", 3) == 0) {
        n = 3;
    }
    const size_t head_length = n > 0 ? part_before(before, before_length - n) : 0;
    const size_t tail_length = n > 0 ? part_after(after, after_length) : 0;
    if (head_length == 0 || tail_length == 0) {
        return GV_OK;
    }
    *size = n;
    const char *const head = before + before_length - n - head_length;
    const int after_digit = head[head_length - 1] >= '0' && head[head_length - 1] <= '9';
    const gv_letter_kind first = first_kind(after, tail_length);
    const int inner = (head_length + n < before_length && head[-1] == '-') ||
                      (tail_length + 1 < after_length && after[tail_length] == '-' &&
                       word_character(after + tail_length + 1, after_length - tail_length - 1) > 0);
    if (is_suspended(after, after_length, tail_length)) {
        *decision = GV_HYPHEN_SUSPENDED;
    } else if (inner || head_length > PART_MAX || tail_length > PART_MAX ||
               after_digit || first == GV_LETTER_DIGIT ||
               (!is_capitals(head, head_length) &&
                (first == GV_LETTER_UPPER || is_set_whole(h))) ||
               pattern_matches(h, head, head_length, after, tail_length)) {
        *decision = GV_HYPHEN_KEEP;
    } else {
        return decide_by_text(h, head, head_length, after, tail_length, decision);
    }
    return GV_OK;
}
