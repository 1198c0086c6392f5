/*
 * reader.h - one input, opened and told by content, as a series of sections.
 *
 *     gv_reader_open -> gv_reader_next ... (serial, cheap: read, inflate, find a boundary)
 *                       gv_section_cut     (parallel: decode JSON, cut passages)
 *                    -> gv_reader_report   (after the last)
 *
 * A reader belongs to one thread at a time. Damage never stops it before the data ends: it is noted
 * in the report and through the message callback, and what is readable goes on.
 *
 * Told by content: filters and archives by their first bytes (any layers, up to limits.depth);
 * UTF-16 by its byte-order mark; JSONL if the first byte that is not blank opens an object whose
 * first name stands on the same line (`{"id":`, or `{}`); PDF, office files, HTML, XML, JSON and
 * tables by what they begin with (leaf.c); bytes that no text has (an image) are skipped and noted
 * as damage; all else is text. Text that is not UTF-8 in its first 1 MiB (with
 * fewer good multi-byte characters than bad bytes) is read as Windows-1252; a JSONL line is judged
 * by itself.
 */
#ifndef GV_INGEST_READER_H
#define GV_INGEST_READER_H

#include "base/bytes.h"
#include "ingest/batch.h"
#include "text/language.h"

enum { GV_DEPTH_MAX = 16, GV_DEPTH_DEFAULT = 8 }; /* of limits.depth */

/* What one input may come to before it is taken for a bomb; every limit has words of its own. */
typedef struct gv_limits {
    uint64_t expansion; /* bytes of text for one stored byte, beyond expansion_free */
    uint64_t expansion_free;
    uint64_t members;   /* of one input, all layers together */
    uint32_t depth;     /* layers within layers */
    uint32_t name;      /* bytes of a member's name; a longer one is cut off, and noted */
} gv_limits;

/* Deflate gives at most 1,032 bytes for one (RFC 1951: 258 bytes for two bits); report archives are
 * packed 3 to 20 times. The first 256 MiB are free, so that a small file of blanks is no bomb. */
#define GV_LIMITS_DEFAULTS                                                                         \
    {                                                                                              \
        .expansion = 250, .expansion_free = 256 << 20, .members = 10000000,                        \
        .depth = GV_DEPTH_DEFAULT, .name = 4096                                                    \
    }

typedef struct gv_ingest_options {
    gv_unit unit;
    size_t passage_limit, document_limit; /* bytes; never 0, 1 GiB at most */
    size_t section_bytes;                 /* of JSONL, how much to aim at; 0: 64 KiB. Output does
                                             not depend on it; text is cut by content alone */
    const char *text_field, *id_field, *title_field, *date_field, *language_field; /* never NULL */
    const char *const *keep_fields;
    size_t n_keep_fields;
    const char *xml_element;              /* of an XML dump, the records; NULL: told by content */
    int format_given;                     /* 1: leaves are read as `format`; 0: told by content */
    int format;                           /* gv_section_format */
    int fields_only;                      /* 1: JSONL lines need no text, and give no passages */
    const gv_slice *hyphens;              /* "self-*", "*-based": end-of-line hyphens that stay */
    uint32_t n_hyphens;
    const gv_text_language *language;     /* for unit sentence and cuts at sentence ends */
    gv_limits limits;                     /* never 0 */
    int want_sha256;                      /* 1: hash the input's stored bytes */
    gv_bytes_way way;                     /* the output is the same by each */
    gv_message_fn message;                /* may be NULL; called from the reading thread */
    void *message_user;
    int (*stopped)(void *user);           /* may be NULL; asked now and then while an input lets us
                                             wait: anything but 0 ends the input there */
    void *stopped_user;
} gv_ingest_options;

/* What an input, or a member of it, is, as told by its content. */
typedef enum gv_section_format {
    GV_SECTION_TEXT = 0,
    GV_SECTION_JSONL,
    GV_SECTION_ERROR, /* a line too long to hold: base.error says so */
    /* in records: a section holds whole ones (rows.h) */
    GV_SECTION_JSON,  /* an array of objects */
    GV_SECTION_CSV,
    GV_SECTION_TSV,
    GV_SECTION_TSV_LINES, /* TSV rows in which quotes mean nothing: told by rows.h */
    GV_SECTION_XML,   /* elements of one name */
    /* whole: a section is one member */
    GV_SECTION_HTML,
    GV_SECTION_PDF,
    GV_SECTION_OFFICE /* DOCX, ODT */
} gv_section_format;

typedef struct gv_reader gv_reader;

/* One line of the ledger: all layers of one kind at one depth of an input. */
typedef struct gv_ledger_row {
    const char *layer;   /* "gzip", "tar", "warc" */
    uint32_t depth;      /* 0: the stored file's first layer */
    uint64_t n;          /* how many such layers */
    uint64_t bytes;      /* of them; always data + structure + skipped */
    uint64_t data;       /* of members, as stored */
    uint64_t structure;  /* headers, padding, directories, checksums */
    uint64_t skipped;    /* in damage rows */
} gv_ledger_row;

/* One range or fact of damage, for the manifest. */
typedef struct gv_damage {
    const char *layer;  /* "file", "gzip", "charset"; a record: "line", "row", "element"; a
                           whole document: "pdf", "office", "html" */
    const char *within; /* the member in which that layer lies: "x/a.zip:b.txt"; NULL: none */
    uint64_t offset;    /* in that layer's input: of the damaged member or line */
    uint64_t length;    /* bytes from there that were skipped, or read without being sure of them
                           (a member that fails its checksum); 0 if none or unknown */
    const char *reason; /* a clause for people, without a full stop */
} gv_damage;

/* How many of one kind. */
typedef struct gv_kind_count {
    const char *kind;
    uint64_t n;
} gv_kind_count;

typedef struct gv_reader_report {
    uint64_t bytes_read;     /* stored bytes */
    uint64_t bytes_text;     /* bytes the innermost layers gave */
    uint64_t n_members;      /* members of the outermost gzip layer, 0 for plain files */
    uint64_t n_files;        /* members of archives, all layers together */
    uint64_t replaced;       /* bad UTF-16 units replaced while converting; not damage */
    uint64_t n_converted;    /* 1: a text that was Windows-1252, converted as a whole; else 0 */
    char sha256[65];         /* "" unless wanted */
    const char *format;      /* "text", "jsonl", "tar", "unknown" (skipped) */
    const char *compression; /* of the first layer: "gzip", "xz"; or NULL */
    const char *encoding;    /* "utf-8", "utf-16le", "utf-16be", "windows-1252"; NULL: an archive */
    gv_kind_count formats[GV_SECTION_OFFICE + 2]; /* what the members of archives were */
    size_t n_formats;
    const gv_kind_count *left_out; /* members without text, by kind: no damage; as damage */
    size_t n_left_out;
    const gv_ledger_row *ledger;   /* of all layers but the stored file; as damage */
    size_t n_ledger;
    const gv_damage *damage; /* borrowed until gv_reader_free */
    size_t n_damage;         /* at most 1000 are kept; n_damage_more were left out */
    uint64_t n_damage_more;
} gv_reader_report;

/* Opens a file, or standard input for "-". options and path are borrowed until free. */
gv_status gv_reader_open(const gv_ingest_options *options, const char *path, gv_message *message,
                         gv_reader **reader);
/* What ids are made of, if not the path that was opened; borrowed until free. Before the first
 * gv_reader_next. */
void gv_reader_set_name(gv_reader *reader, const char *name);
/* Fills the next section; *more is 0 and the section empty after the last. If the input is a pipe
 * or terminal and nothing more is waiting, a section ends early at a line end (JSONL) and has
 * `flush` set. Only failures that end the input come back as a status (GV_ERROR_READ, after all
 * that could be read was given and the failure was noted as damage; GV_ERROR_MEMORY): the caller
 * goes on with the next input. */
gv_status gv_reader_next(gv_reader *reader, gv_section *section, int *more);
/* 1 if reading never waits for others to write: no pipe, no terminal. */
int gv_reader_is_file(const gv_reader *reader);
/* Reads the raw bytes of a section, where the reader left that to be done (section->stored), and
 * cuts them into documents and passages; the reader must not be freed before. What could not be
 * read stands in section->stored. Thread-safe for different sections.
 * path: as given to gv_reader_open; it becomes part of ids. */
gv_status gv_section_cut(const gv_ingest_options *options, const char *path, gv_section *section);
/* Whole after the last section; format, compression and encoding hold after the first. What was
 * found while cutting (bad lines, bytes replaced, lines converted) stands in the sections, for the
 * caller to add up: sections may be cut while the reader reads on. */
void gv_reader_get_report(const gv_reader *reader, gv_reader_report *report);
void gv_reader_free(gv_reader *reader);

#endif
