/*
 * mark.c - what a punctuation mark is, in any script.
 *
 * In: a code point that is no letter and no digit. Out: its GV_MARK_ bit: "؟" is a question mark,
 * "—" a dash, "«" a quote, "฿" money. Marks that Unicode's categories tell apart (brackets,
 * currency, dashes) are told by category; the rest stand in one list. It sees one mark at a time:
 * whether a hyphen joins or a quote is an apostrophe is for the token cutter.
 */
#include "text/token.h"

#include "text/utf8.h"

#include <utf8proc.h>

static unsigned ascii_mark(uint32_t code_point)
{
    switch (code_point) {
    case ',':
        return GV_MARK_COMMA;
    case '.':
        return GV_MARK_STOP;
    case '?':
        return GV_MARK_QUESTION;
    case '!':
        return GV_MARK_EXCLAIM;
    case ';':
        return GV_MARK_SEMICOLON;
    case ':':
        return GV_MARK_COLON;
    case '-':
        return GV_MARK_HYPHEN;
    case '"':
    case '\'':
    case '`':
        return GV_MARK_QUOTE;
    case '(':
    case '[':
    case '{':
        return GV_MARK_OPEN;
    case ')':
    case ']':
    case '}':
        return GV_MARK_CLOSE;
    case '$':
        return GV_MARK_MONEY;
    case '/':
        return GV_MARK_SLASH;
    case '%':
        return GV_MARK_PERCENT;
    default:
        return GV_MARK_OTHER;
    }
}

/* The marks of other scripts, and typographic ones, that Unicode's categories do not tell apart;
 * sorted. */
static const struct {
    uint32_t code_point;
    unsigned mark;
} LISTED[] = {
    {0x00B0, GV_MARK_PERCENT},      /* degree */
    {0x037E, GV_MARK_QUESTION},     /* Greek */
    {0x055C, GV_MARK_EXCLAIM},      /* Armenian */
    {0x055D, GV_MARK_COMMA},        /* Armenian */
    {0x055E, GV_MARK_QUESTION},     /* Armenian */
    {0x0589, GV_MARK_STOP},         /* Armenian */
    {0x060C, GV_MARK_COMMA},        /* Arabic */
    {0x061B, GV_MARK_SEMICOLON},    /* Arabic */
    {0x061F, GV_MARK_QUESTION},     /* Arabic */
    {0x066A, GV_MARK_PERCENT},      /* Arabic */
    {0x06D4, GV_MARK_STOP},         /* Urdu */
    {0x0701, GV_MARK_STOP},         /* Syriac */
    {0x0702, GV_MARK_STOP},         /* Syriac */
    {0x07F8, GV_MARK_COMMA},        /* N'Ko */
    {0x0964, GV_MARK_STOP},         /* danda */
    {0x0965, GV_MARK_STOP},         /* double danda */
    {0x104A, GV_MARK_STOP},         /* Myanmar */
    {0x104B, GV_MARK_STOP},         /* Myanmar */
    {0x1361, GV_MARK_BLANK},        /* Ethiopic word space */
    {0x1362, GV_MARK_STOP},         /* Ethiopic */
    {0x1363, GV_MARK_COMMA},        /* Ethiopic */
    {0x1364, GV_MARK_SEMICOLON},    /* Ethiopic */
    {0x1365, GV_MARK_COLON},        /* Ethiopic */
    {0x1366, GV_MARK_COLON},        /* Ethiopic */
    {0x1367, GV_MARK_QUESTION},     /* Ethiopic */
    {0x17D4, GV_MARK_STOP},         /* Khmer */
    {0x17D5, GV_MARK_STOP},         /* Khmer */
    {0x2010, GV_MARK_HYPHEN},       /* hyphen */
    {0x2011, GV_MARK_HYPHEN},       /* no-break hyphen */
    {0x201A, GV_MARK_QUOTE},        /* low quote, of the opening category */
    {0x201E, GV_MARK_QUOTE},        /* low quote */
    {0x2026, GV_MARK_STOP},         /* ellipsis */
    {0x2030, GV_MARK_PERCENT},      /* per mille */
    {0x2031, GV_MARK_PERCENT},      /* per ten thousand */
    {0x203C, GV_MARK_EXCLAIM},      /* !! */
    {0x203D, GV_MARK_QUESTION},     /* ? and ! in one */
    {0x2044, GV_MARK_SLASH},        /* fraction */
    {0x2047, GV_MARK_QUESTION},     /* ?? */
    {0x2048, GV_MARK_QUESTION},     /* ?! */
    {0x2049, GV_MARK_QUESTION},     /* !? */
    {0x2212, GV_MARK_DASH},         /* minus */
    {0x3001, GV_MARK_COMMA},        /* ideographic */
    {0x3002, GV_MARK_STOP},         /* ideographic */
    {0x300C, GV_MARK_QUOTE},        /* corner brackets */
    {0x300D, GV_MARK_QUOTE},        /* corner brackets */
    {0x300E, GV_MARK_QUOTE},        /* corner brackets */
    {0x300F, GV_MARK_QUOTE},        /* corner brackets */
    {0x301D, GV_MARK_QUOTE},        /* primes */
    {0x301E, GV_MARK_QUOTE},        /* primes */
    {0x301F, GV_MARK_QUOTE},        /* primes */
    {0xFE63, GV_MARK_HYPHEN},       /* small */
    {0xFF01, GV_MARK_EXCLAIM},      /* full width */
    {0xFF02, GV_MARK_QUOTE},        /* full width */
    {0xFF05, GV_MARK_PERCENT},      /* full width */
    {0xFF07, GV_MARK_QUOTE},        /* full width */
    {0xFF0C, GV_MARK_COMMA},        /* full width */
    {0xFF0D, GV_MARK_HYPHEN},       /* full width */
    {0xFF0E, GV_MARK_STOP},         /* full width */
    {0xFF0F, GV_MARK_SLASH},        /* full width */
    {0xFF1A, GV_MARK_COLON},        /* full width */
    {0xFF1B, GV_MARK_SEMICOLON},    /* full width */
    {0xFF1F, GV_MARK_QUESTION},     /* full width */
    {0xFF61, GV_MARK_STOP},         /* half width */
    {0xFF64, GV_MARK_COMMA},        /* half width */
};

static unsigned listed_mark(uint32_t code_point)
{
    size_t low = 0;
    size_t high = sizeof LISTED / sizeof LISTED[0];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (LISTED[middle].code_point == code_point) {
            return LISTED[middle].mark;
        }
        if (LISTED[middle].code_point < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

static unsigned wide_mark(uint32_t code_point)
{
    const unsigned listed = listed_mark(code_point);
    if (listed != 0) {
        return listed;
    }
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_PS:
        return GV_MARK_OPEN;
    case UTF8PROC_CATEGORY_PE:
        return GV_MARK_CLOSE;
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
        return GV_MARK_QUOTE;
    case UTF8PROC_CATEGORY_PD:
        return GV_MARK_DASH;
    case UTF8PROC_CATEGORY_SC:
        return GV_MARK_MONEY;
    default:
        return GV_MARK_OTHER;
    }
}

unsigned gv_token_mark(uint32_t code_point)
{
    const gv_letter_kind kind = gv_utf8_kind(code_point);
    if (kind == GV_LETTER_BLANK) {
        return GV_MARK_BLANK;
    }
    if (kind == GV_LETTER_LOWER || kind == GV_LETTER_UPPER || kind == GV_LETTER_DIGIT) {
        return 0;
    }
    if (code_point < 0x80) {
        return ascii_mark(code_point);
    }
    return code_point > 0x10FFFF ? (unsigned)GV_MARK_OTHER : wide_mark(code_point);
}
