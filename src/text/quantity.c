/*
 * quantity.c - joins what single words are worth to quantities.
 *
 * In: one atom a token. Out: quantities. "two hundred and six thousand people" has the atoms
 * 2, x100, and, 6, x1000, none: the group 2 x 100 + 6 is multiplied by 1000, one quantity of
 * 206000 over five tokens. Multipliers below 1000 work within a group, others close it. "two
 * hundred and three hundred" cannot be one number, so it is cut before "and". Every atom is looked
 * at a fixed number of times. It adds no two numbers that the text keeps apart.
 */
#include "text/number.h"

#include "base/buf.h"

enum { BIG = 1000 };

/* The atoms of one sentence. */
typedef struct sentence {
    const gv_words *words;
    const gv_number_atom *atoms;
    size_t end;
} sentence;

/* One number, without its range. */
typedef struct number {
    size_t first, end;
    uint64_t value;
    uint64_t base;  /* before the multiplying words */
    uint64_t scale; /* their product if nothing was added after them, else 0; 1: there are none */
    uint8_t tenths;
    uint8_t year_shaped;
    uint8_t counts;
} number;

static uint64_t add(uint64_t a, uint64_t b)
{
    return a < GV_NUMBER_MAX && b < GV_NUMBER_MAX - a ? a + b : GV_NUMBER_MAX;
}

static uint64_t multiply(uint64_t a, uint64_t b)
{
    return b == 0 || a <= GV_NUMBER_MAX / b ? a * b : GV_NUMBER_MAX;
}

static uint64_t scaled(uint64_t value, uint8_t tenths, uint64_t scale)
{
    return add(multiply(value, scale), multiply(tenths, scale) / 10);
}

/* 1 if the token is part of what stands before it: a blank or a hyphen between, nothing else. */
static int is_linked(const sentence *s, size_t at)
{
    if (at >= s->end) {
        return 0;
    }
    const unsigned marks = s->words->tokens[at].marks;
    return marks == GV_MARK_BLANK || marks == GV_MARK_HYPHEN;
}

/* 1 if "A-B" or "A–B": the token stands after a hyphen or dash without blanks. */
static int is_hyphened(const sentence *s, size_t at)
{
    if (at >= s->end) {
        return 0;
    }
    const unsigned marks = s->words->tokens[at].marks;
    return marks == GV_MARK_HYPHEN || marks == GV_MARK_DASH;
}

static gv_number_kind kind_at(const sentence *s, size_t at)
{
    return at < s->end ? s->atoms[at].kind : GV_NUMBER_NONE;
}

static int is_figure(gv_number_kind kind)
{
    return kind == GV_NUMBER_DIGITS || kind == GV_NUMBER_OTHER;
}

static int is_number(gv_number_kind kind)
{
    return is_figure(kind) || kind == GV_NUMBER_WORD || kind == GV_NUMBER_MULTIPLY;
}

/* Digits, with the multiplying words after them: "1.5 million". */
static number read_figure(const sentence *s, size_t first)
{
    const gv_number_atom *const atom = &s->atoms[first];
    number n = {.first = first,
                .end = first + 1,
                .value = atom->value,
                .base = atom->value,
                .scale = 1,
                .tenths = atom->tenths,
                .year_shaped = atom->year_shaped,
                .counts = atom->kind == GV_NUMBER_DIGITS};
    while (kind_at(s, n.end) == GV_NUMBER_MULTIPLY && is_linked(s, n.end)) {
        n.scale = multiply(n.scale, s->atoms[n.end].value);
        n.year_shaped = 0;
        n.end++;
    }
    n.value = scaled(n.base, n.scale > 1 ? n.tenths : 0, n.scale);
    return n;
}

/* A number in words as it is read. value = total + current. */
typedef struct speller {
    uint64_t total;   /* closed groups */
    uint64_t current; /* the group being read: "two hundred six" */
    uint64_t big;     /* the multiplier that closed the last group, 0: none */
    uint64_t small;   /* the last multiplier within the group, 0: none */
    uint64_t room;    /* a word below this may be added to the group */
    uint64_t base, scale;
    /* Where to cut if what follows shows that a word began another number. */
    size_t group_at, added_at; /* 0: nowhere */
    uint64_t group_value, added_value;
} speller;

/* A plain number word at `at` (its joint, if any, included); 0 if it belongs to no such number. */
static int spell_word(speller *p, size_t first, size_t at, uint64_t value)
{
    if (at == first) {
        p->current = value;
        p->base = value;
    } else if (p->current == 0 && value < p->big) {
        p->group_at = at;
        p->group_value = p->total;
        p->current = value;
        p->scale = 0;
    } else if (value < p->room) {
        if (p->small != 0 && p->added_at == 0) {
            p->added_at = at;
            p->added_value = add(p->total, p->current);
        }
        p->current = add(p->current, value);
        p->base = p->scale == 1 ? p->current : p->base;
        p->scale = p->small != 0 ? 0 : p->scale;
    } else {
        return 0;
    }
    p->room = value >= 20 && value < 100 && value % 10 == 0 ? 10 : 0;
    return 1;
}

/* A multiplier below 1000. Returns where the number ends before this word, or 0 if it goes on. */
static size_t spell_small(speller *p, size_t first, size_t at, uint64_t value)
{
    if (p->current == 0 && at != first) {
        return at;
    }
    if (p->small >= value) {
        if (p->added_at == 0) {
            return at;
        }
        p->total = p->added_value;
        p->current = 0;
        return p->added_at;
    }
    p->current = at == first ? value : multiply(p->current, value);
    p->base = at == first ? 1 : p->base;
    p->scale = multiply(p->scale, value);
    p->small = value;
    p->room = value >= 100 ? value : 0;
    return 0;
}

/* A multiplier of 1000 or more. Returns as spell_small. */
static size_t spell_big(speller *p, size_t first, size_t at, uint64_t value)
{
    if (p->big != 0 && value <= p->big) {
        if (p->current == 0) {
            return at;
        }
        if (value == p->big) {
            p->total = p->group_value;
            p->current = 0;
            return p->group_at;
        }
        p->total = add(p->total, multiply(p->current, value));
        p->scale = 0;
    } else {
        p->total = multiply(at == first ? 1 : add(p->total, p->current), value);
        p->base = at == first ? 1 : p->base;
        p->scale = multiply(p->scale, value);
    }
    p->current = 0;
    p->big = value;
    p->small = 0;
    p->room = 0;
    p->added_at = 0;
    return 0;
}

/* Number words from `first` on, as long as they are one number. */
static number read_words(const sentence *s, size_t first)
{
    speller p = {.scale = 1};
    size_t at = first;
    size_t end = 0;
    while (end == 0) {
        size_t next = at;
        if (at > first) {
            if (!is_linked(s, at)) {
                break;
            }
            const int joint = kind_at(s, at) == GV_NUMBER_JOINT;
            next += joint ? 1 : 0;
            if (joint && (kind_at(s, next) != GV_NUMBER_WORD || !is_linked(s, next))) {
                break;
            }
        }
        const gv_number_kind kind = kind_at(s, next);
        const uint64_t value = next < s->end ? s->atoms[next].value : 0;
        if (kind == GV_NUMBER_WORD) {
            if (!spell_word(&p, first, at, value)) {
                break;
            }
        } else if (kind == GV_NUMBER_MULTIPLY) {
            const uint64_t factor = value > 0 ? value : 1;
            end = factor < BIG ? spell_small(&p, first, at, factor)
                               : spell_big(&p, first, at, factor);
        } else {
            break;
        }
        at = next + 1;
    }
    return (number){.first = first,
                    .end = end != 0 ? end : at,
                    .value = add(p.total, p.current),
                    .base = p.base,
                    .scale = end != 0 ? 0 : p.scale,
                    .counts = 1};
}

static number read_number(const sentence *s, size_t first)
{
    return is_figure(s->atoms[first].kind) ? read_figure(s, first) : read_words(s, first);
}

/* "1990-95": a year and the last two digits of a later one. */
static int is_short_year(const number *a, const number *b)
{
    return a->year_shaped && b->end == b->first + 1 && b->value < 100 && b->tenths == 0 &&
           b->value > a->value % 100;
}

/* Makes `a` the range from a to b if it can be one. */
static int join_range(number *a, const number *b)
{
    number low = *a;
    if (low.scale == 1 && b->scale > 1 && low.base <= b->base) {
        low.value = scaled(low.value, low.tenths, b->scale);
        low.tenths = 0;
        low.year_shaped = 0;
    }
    const int rises = b->value > low.value || (b->value == low.value && b->tenths > low.tenths);
    if (low.counts && b->counts && (!rises || low.year_shaped != b->year_shaped)) {
        return 0;
    }
    low.end = b->end;
    low.counts = low.counts && b->counts;
    *a = low;
    return 1;
}

/* Figures with hyphens between: a range of two, or something that counts nothing. */
static void join_hyphened(const sentence *s, number *a)
{
    const number b = read_number(s, a->end);
    if (is_figure(kind_at(s, a->first)) && !is_figure(kind_at(s, b.first))) {
        return;
    }
    const int more = is_figure(kind_at(s, b.end)) && is_hyphened(s, b.end);
    if (!more && a->counts && b.counts && is_short_year(a, &b)) {
        a->end = b.end;
        return;
    }
    if (!more && join_range(a, &b)) {
        return;
    }
    if (!is_figure(kind_at(s, a->first))) {
        return;
    }
    a->end = b.end;
    a->counts = 0;
    while (is_figure(kind_at(s, a->end)) && is_hyphened(s, a->end)) {
        a->end = read_figure(s, a->end).end;
    }
}

/* The quantity that begins with the number at `first`; `led`: a range word stands before it. */
static number read_quantity(const sentence *s, size_t first, int led)
{
    number a = read_number(s, first);
    if (is_number(kind_at(s, a.end)) && is_hyphened(s, a.end)) {
        join_hyphened(s, &a);
        return a;
    }
    const gv_number_kind kind = kind_at(s, a.end);
    const int joins = kind == GV_NUMBER_RANGE || (led && kind == GV_NUMBER_JOINT);
    if (joins && is_linked(s, a.end) && is_number(kind_at(s, a.end + 1)) &&
        is_linked(s, a.end + 1)) {
        const number b = read_number(s, a.end + 1);
        if (join_range(&a, &b) && kind == GV_NUMBER_JOINT) {
            a.first--;
        }
    }
    return a;
}

gv_status gv_number_join(const gv_words *words, const gv_number_atom *atoms, size_t first,
                         size_t end, gv_quantity **quantities, size_t *n, size_t *capacity)
{
    const sentence s = {.words = words, .atoms = atoms, .end = end};
    size_t at = first;
    while (at < end) {
        if (!is_number(atoms[at].kind)) {
            at++;
            continue;
        }
        const int led =
            at > first && atoms[at - 1].kind == GV_NUMBER_RANGE && is_linked(&s, at);
        const number found = read_quantity(&s, at, led);
        GV_TRY(gv_array_reserve((void **)quantities, *n + 1, sizeof **quantities, capacity));
        (*quantities)[(*n)++] = (gv_quantity){.first = (uint32_t)found.first,
                                              .end = (uint32_t)found.end,
                                              .value = found.value,
                                              .year_shaped = found.year_shaped,
                                              .counts = found.counts};
        at = found.end;
    }
    return GV_OK;
}
