/*
 * format.h - the treaty between compile/ and scan/: the model image, byte for byte.
 *
 * An image is a header, a table of sections, and the sections: arrays of fixed-width structs that
 * refer to one another by index and to text by offset into GV_SECTION_STRINGS. No pointers: map
 * the file and go. Numbers are in the byte order of the machine that wrote it; another order is
 * refused. Every section starts at a multiple of 8; gaps and reserved fields are zero, so that the
 * same rules give the same bytes. model.c checks every index, offset and string once at opening;
 * after that they are believed.
 *
 * How a word finds its rules. A *key* is something a word of text can satisfy: an exact form, a
 * stem, a prefix, a suffix (each also "and capitalised"), or one of three classes. A key's *row*
 * lists the (list, pattern) pairs that can begin with it, sorted by list, then pattern. Lists are
 * numbered so that the `on:` list of frame f is list f, and frames stand rules first, then masks,
 * then cues, each by name: the first entries of a row say at once which rules a word can trigger.
 *
 *     set killing = kill, shot dead          rule a/x  on: @killing  need after 8: @people
 *     key STEM "kill"  row: (list 0, WORD) (list of @killing if anything names it as an element)
 *     key STEM "shot"  row: (list 0, pattern "shot dead")
 *
 * A pattern that is nothing but @set stands for the set's own patterns, at any depth: they are in
 * the rows of the list directly ("flattened"), so that a span test is one search in a row. A
 * pattern that is one key alone, or a bracket of single keys ("(was|were)"), is entered as WORD.
 * Inside a pattern, a bracket of words, phrases and sets is a list without a name.
 */
#ifndef GV_MODEL_FORMAT_H
#define GV_MODEL_FORMAT_H

#include <stdint.h>

#define GV_IMAGE_MAGIC "GRAVAMEN"
#define GV_IMAGE_VERSION 4u
#define GV_IMAGE_BYTE_ORDER 0x01020304u
#define GV_IMAGE_NONE UINT32_MAX   /* no index, no string */
#define GV_IMAGE_WORD UINT32_MAX   /* row entry: the key alone is the whole pattern */
#define GV_IMAGE_EDGE UINT16_MAX   /* reach: to the edge of the scope */
#define GV_IMAGE_ALL UINT32_MAX    /* section belongs to no single language */

/* Bounds that compile/ keeps, model.c checks and scan/ relies on. */
#define GV_LIMIT_SPAN 63           /* words in a pattern's span */
#define GV_LIMIT_ELEMENTS 200      /* elements in a pattern */
#define GV_LIMIT_NESTING 3         /* brackets */
#define GV_LIMIT_DEPTH 12          /* sets in patterns of sets ... */
#define GV_LIMIT_QUANTITY 12       /* words in a quantity: scan/ takes a longer one for none */
#define GV_LIMIT_REACH 255         /* words that before/after/near look at, "edge" included */
#define GV_LIMIT_TESTS 64
#define GV_LIMIT_STATUSES 16
#define GV_LIMIT_LABELS 256
#define GV_LIMIT_AFFIX 32          /* bytes of a prefix or suffix */
#define GV_LIMIT_AFFIX_NESTING 6   /* prefixes that begin one another (likewise suffixes) */
#define GV_LIMIT_WORD_KEYS 32      /* keys one word can satisfy, given the two limits above */
#define GV_LIMIT_WEIGHT 1000

typedef struct gv_image_header {
    char magic[8];
    uint32_t byte_order;
    uint32_t version;
    uint64_t size;        /* of the whole image in bytes */
    uint64_t checksum;    /* gv_hash_bytes of everything after this header */
    uint32_t n_sections;
    uint32_t text_version; /* GV_TEXT_VERSION */
} gv_image_header;

typedef struct gv_image_section {
    uint32_t kind;
    uint32_t language;  /* index into GV_SECTION_LANGUAGES, or GV_IMAGE_ALL */
    uint32_t item_size; /* bytes */
    uint32_t reserved;
    uint64_t offset;    /* from the start of the image */
    uint64_t count;     /* items */
} gv_image_section;

/* Sections in the order they stand: first those of all languages, then language by language.
 * Every section is present, with count 0 where there is nothing. */
enum gv_section_kind {
    GV_SECTION_STRINGS = 1,     /* char: NUL-terminated, each distinct string once */
    GV_SECTION_STATUSES,        /* gv_image_name: strongest first */
    GV_SECTION_LABELS,          /* gv_image_label: declared order */
    GV_SECTION_TESTS,           /* gv_image_test: order of trial */
    GV_SECTION_FACETS,          /* gv_image_facet */
    GV_SECTION_FACET_VALUES,    /* gv_image_name */
    GV_SECTION_GRADES,          /* gv_image_grade */
    GV_SECTION_GRADE_STEPS,     /* gv_image_grade_step: highest `from` first within a grade */
    GV_SECTION_LANGUAGES,       /* gv_image_language: by code */
    GV_SECTION_GLOBAL_END,
    /* per language */
    GV_SECTION_KEY_SLOTS = 32,  /* gv_image_key_slot: open addressing, a power of two */
    GV_SECTION_KEYS,            /* gv_image_key */
    GV_SECTION_ENTRIES,         /* gv_image_entry: rows */
    GV_SECTION_LISTS,           /* gv_image_list */
    GV_SECTION_PATTERNS,        /* gv_image_pattern: every one that is not a key alone */
    GV_SECTION_ELEMENTS,        /* gv_image_element */
    GV_SECTION_FRAMES,          /* gv_image_frame: rules, masks, cues, each by name */
    GV_SECTION_SLOTS,           /* gv_image_slot */
    GV_SECTION_GUARDS,          /* gv_image_guard */
    GV_SECTION_REACHES,         /* gv_image_reach */
    GV_SECTION_TARGETS,         /* gv_image_target */
    GV_SECTION_TAGS,            /* gv_image_name */
    GV_SECTION_WEIGHS,          /* gv_image_weigh: weigh w has list n_frames + w */
    GV_SECTION_NUMBER_WORDS,    /* gv_image_number_word: sorted by bytes */
    GV_SECTION_NUMBER_PATTERNS, /* gv_image_number_pattern: by value, each once */
    GV_SECTION_ABBREVIATIONS,   /* gv_image_text: folded, sorted by bytes */
    GV_SECTION_NOT_HEADING,     /* gv_image_text: folded, sorted by bytes */
    GV_SECTION_CONTRACTIONS,    /* gv_image_pair: longest ending first, then by bytes */
    GV_SECTION_FORMS,           /* gv_image_pair: folded word -> word to stem for it; sorted */
    GV_SECTION_SPLITS,          /* gv_image_pair: folded pieces of one word, torn apart by a blank;
                                   sorted by first piece, then second */
    GV_SECTION_HYPHENS,         /* gv_image_text: "self-*", "*-based", "re-e*"; sorted */
    GV_SECTION_EXAMPLES,        /* gv_image_example: by frame, then line */
    GV_SECTION_LANGUAGE_END
};

typedef struct gv_image_name {
    uint32_t name; /* offset into STRINGS */
} gv_image_name;

typedef struct gv_image_text {
    uint32_t text, length;
} gv_image_text;

typedef struct gv_image_pair {
    gv_image_text from, to; /* to.length 0: nothing */
} gv_image_pair;

typedef struct gv_image_label {
    uint32_t name;
    uint32_t threshold;
} gv_image_label;

typedef struct gv_image_test {
    uint32_t name;
    uint32_t status;   /* index, or NONE for a skip test */
    uint32_t note;     /* string, or NONE */
    uint32_t nearer;   /* 1: strikes a test only if its cue is nearer to the mention; skip tests */
    uint64_t skips;    /* bit t: strikes test t */
} gv_image_test;

typedef struct gv_image_facet {
    uint32_t name;
    uint32_t first_value, n_values; /* into FACET_VALUES; earlier wins a tie */
    uint32_t otherwise;             /* string, or NONE */
} gv_image_facet;

typedef struct gv_image_grade {
    uint32_t label, name;
    uint32_t first_step, n_steps;
    uint32_t otherwise; /* string, or NONE */
} gv_image_grade;

typedef struct gv_image_grade_step {
    uint32_t name;
    uint32_t reserved;
    uint64_t from; /* quantity at least */
} gv_image_grade_step;

typedef struct gv_image_language {
    uint32_t code;
    uint32_t n_rules, n_masks, n_cues;  /* frames in this order */
    uint64_t fingerprint;               /* gv_text_fingerprint(code) where it was compiled */
    uint64_t prefix_lengths;            /* bit n: some prefix key has n + 1 bytes */
    uint64_t suffix_lengths;
    uint32_t breaks;                    /* list, or NONE */
    uint32_t years_unless;              /* list, or NONE; no COUNT or YEAR in it at any depth */
    uint32_t not_count_before;          /* list that may not stand right after a number, or NONE;
                                           no COUNT in it at any depth */
    uint32_t not_count_after;           /* the same right before a number */
    uint32_t year_from, year_to;        /* 0, 0: no years */
} gv_image_language;

enum gv_key_kind {
    GV_KEY_ANY = 0,        /* class: every word; always key 0 */
    GV_KEY_NAME,           /* class: capitalised in mid-sentence; always key 1 */
    GV_KEY_NUMBER,         /* class: digits or a number word of any kind; always key 2 */
    GV_KEY_EXACT,
    GV_KEY_EXACT_CAPITAL,
    GV_KEY_STEM,
    GV_KEY_STEM_CAPITAL,
    GV_KEY_PREFIX,
    GV_KEY_PREFIX_CAPITAL,
    GV_KEY_SUFFIX,
    GV_KEY_SUFFIX_CAPITAL,
    GV_KEY_KINDS
};

/* The hash of a key's slot: gv_hash_bytes over one group byte ('e' exact, 's' stem, 'p' prefix,
 * 'x' suffix; capital kinds share the group) and the text; low bits choose the slot, stepping by
 * one, the high 32 bits are kept. Both kinds of a group are found on the way to an empty slot. */
typedef struct gv_image_key_slot {
    uint32_t hash_high;
    uint32_t key; /* NONE: empty */
} gv_image_key_slot;

typedef struct gv_image_key {
    uint32_t text;   /* folded form, stem or affix without its star; NONE for the classes */
    uint16_t length;
    uint8_t kind;
    uint8_t commonness; /* see gv_image_uses */
    uint32_t first_entry, n_entries; /* row */
    uint32_t n_rule_entries;         /* leading entries whose list is a rule's `on:` */
} gv_image_key;

/* How often words that satisfy a key stand in a million, roughly: steps of a quarter of a doubling;
 * 0: rare. 1 + 4 * n + m stands for 2^n * (1 + m / 4). */
#define GV_IMAGE_RARE 20u /* what rare is taken to be */
#define GV_IMAGE_COMMONNESS_MAX 80u

static inline uint64_t gv_image_uses(uint8_t commonness)
{
    return commonness == 0 ? GV_IMAGE_RARE
                           : (((uint64_t)4 + (commonness - 1) % 4) << ((commonness - 1) / 4)) / 4;
}

typedef struct gv_image_entry {
    uint32_t list;
    uint32_t pattern; /* index into PATTERNS, or WORD */
} gv_image_entry;

/* A list may have no row: then it only owns patterns that other lists took in ("flattened"). */
typedef struct gv_image_list {
    uint32_t name;    /* set name if the list is a set or written as a single @set, else NONE */
    uint16_t longest; /* words in its longest possible span, 1 to 63 */
    uint8_t depth;    /* 0: its patterns name no list; else 1 + the deepest they name */
    uint8_t reserved;
} gv_image_list;

typedef struct gv_image_pattern {
    uint32_t list;          /* owner: the list it was written in (before flattening) */
    uint32_t first_element;
    uint16_t n_elements;    /* all of them, nested ones included; 1 or more */
    uint16_t longest;       /* words in its longest possible span, 1 to 63 */
} gv_image_pattern;

enum gv_element_op {
    GV_ELEMENT_KEY = 1,      /* argument: key, never a class; one word */
    GV_ELEMENT_LIST,         /* argument: list; any of its patterns, any end */
    GV_ELEMENT_COUNT,        /* argument: least value; a quantity that can count */
    GV_ELEMENT_NUMBER,       /* any quantity */
    GV_ELEMENT_YEAR,
    GV_ELEMENT_NAME,
    GV_ELEMENT_ANY,
    GV_ELEMENT_END,          /* the last word of a sentence */
    GV_ELEMENT_QUESTION,
    GV_ELEMENT_HEADING,
    GV_ELEMENT_LIST_ITEM,    /* the first word of a list item */
    GV_ELEMENT_QUOTE,        /* ... of a pull quote */
    GV_ELEMENT_CAPS,         /* ... of an all-capitals passage */
    GV_ELEMENT_START,        /* no width */
    GV_ELEMENT_MARK,         /* no width; argument: GV_MARK_* bits, any of which stands here */
    GV_ELEMENT_NO_MARK,      /* no width; argument: GV_MARK_* bits, none of which stands here */
    GV_ELEMENT_GAP_MARKS,    /* no width; argument: GV_MARK_* bits, none of which the GAP that
                                follows crosses: stands before none of its words nor after it */
    GV_ELEMENT_GAP,          /* n: most words; argument: list to avoid, or NONE */
    GV_ELEMENT_ALTERNATIVES, /* n: elements in all, this one included; argument: how many follow,
                                each a SEQUENCE */
    GV_ELEMENT_SEQUENCE      /* n: elements in all, this one included */
};

/* A pattern's elements are a sequence. It needs at least one word, and no gap can be its first
 * part unless START stands before. GAP, SEQUENCE and what has no width are never optional;
 * GAP_MARKS is followed by its GAP in the same sequence; n and argument are 0 where the list above
 * gives them no meaning. */
typedef struct gv_image_element {
    uint8_t op;
    uint8_t optional; /* 1: may be absent */
    uint16_t n;
    uint32_t argument;
} gv_image_element;

/* How many elements an element takes up, those inside it included. */
static inline uint32_t gv_image_width(const gv_image_element *element)
{
    return element->op == GV_ELEMENT_ALTERNATIVES || element->op == GV_ELEMENT_SEQUENCE ? element->n
                                                                                     : 1u;
}

enum gv_frame_kind { GV_FRAME_RULE = 0, GV_FRAME_MASK, GV_FRAME_CUE };

typedef struct gv_image_frame {
    uint32_t name;   /* "mass_killing/killed_number", "G1/acquitted", "oilseed" */
    uint32_t of;     /* rule: label; cue: test; mask: NONE */
    uint32_t tag;    /* rule: index into TAGS; else NONE */
    uint16_t weight; /* rule */
    uint8_t kind;
    uint8_t reserved;
    uint32_t first_slot, n_slots;     /* alternatives included */
    uint32_t first_reach, n_reaches;  /* cue */
    uint32_t stop;                    /* cue: list, or NONE */
    uint32_t first_target, n_targets; /* cue, mask; none: every mention */
    uint32_t why, cite;               /* strings, or NONE */
    uint32_t file, line;              /* base name of the rule file */
} gv_image_frame;

enum gv_slot_role { GV_SLOT_NEED = 0, GV_SLOT_BAR, GV_SLOT_OR, GV_SLOT_UNLESS };
enum gv_place { GV_PLACE_BEFORE = 0, GV_PLACE_AFTER, GV_PLACE_NEAR, GV_PLACE_IN, GV_PLACE_OVER };
enum gv_scope { GV_SCOPE_CLAUSE = 0, GV_SCOPE_SENTENCE, GV_SCOPE_PREVIOUS, GV_SCOPE_PASSAGE };

/* A need or bar, followed by its n_alternatives (OR or UNLESS slots). */
typedef struct gv_image_slot {
    uint8_t role, place, scope;
    uint8_t required;     /* NEED: how many of this one and its alternatives; 1 or more */
    uint16_t reach;       /* words, or EDGE (also with place IN or OVER) */
    uint16_t n_alternatives;
    uint32_t list;
    uint32_t stop;        /* list, or NONE; never with place IN or OVER */
    uint32_t first_guard, n_guards;
    uint32_t name;        /* string, or NONE */
    uint32_t line;
} gv_image_slot;

typedef struct gv_image_guard {
    uint8_t after;    /* 1: spans that start among the `reach` words after the filler */
    uint8_t reserved;
    uint16_t reach;
    uint32_t list;
} gv_image_guard;

typedef struct gv_image_reach {
    uint8_t place, scope;
    uint16_t reach;       /* as in a slot */
} gv_image_reach;

enum gv_target_kind { GV_TARGET_TAG = 0, GV_TARGET_LABEL, GV_TARGET_RULE };

/* Targets that are joined make one item: a mention must fit each of them. */
typedef struct gv_image_target {
    uint16_t kind;
    uint16_t joined; /* 1: the next target of the frame belongs to the same item */
    uint32_t index; /* tag, label, or frame of a rule */
} gv_image_target;

typedef struct gv_image_weigh {
    uint32_t facet;  /* index into FACETS */
    uint32_t value;  /* index into FACET_VALUES */
    uint32_t weight;
    uint32_t reserved;
} gv_image_weigh;

typedef struct gv_image_number_word {
    gv_image_text word;
    uint32_t kind; /* gv_number_kind */
    uint32_t reserved;
    uint64_t value;
} gv_image_number_word;

typedef struct gv_image_number_pattern {
    uint64_t value;
    uint32_t list;     /* no COUNT in it at any depth */
    uint32_t reserved;
} gv_image_number_pattern;

typedef struct gv_image_example {
    uint32_t frame;
    uint32_t text, length;
    uint32_t line;
    uint32_t expected; /* 1 yes, 0 no */
} gv_image_example;

#endif
