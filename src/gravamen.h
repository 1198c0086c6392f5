/*
 * gravamen.h - the public interface of libgravamen.
 *
 * gravamen reads report archives and finds the passages that assert ethnic cleansing, forced
 * labour, sexual violence or mass killing, with the words that say so. It never claims that an
 * assertion is true, and it counts passages, not events.
 *
 * Three handles. A gv_model is immutable and may be shared by any number of threads. A gv_compiler
 * and a gv_scanner belong to one thread at a time. Functions without a handle are thread-safe.
 * All text is UTF-8. All offsets and lengths are bytes unless a name says otherwise. Every
 * _free(NULL) is allowed and does nothing. The library never prints, exits or aborts.
 *
 * Option structs begin with `size`: set it to sizeof the struct; a zeroed rest means defaults.
 *
 *     gv_model *model = NULL;
 *     gv_scanner *scanner = NULL;
 *     const gv_result *result = NULL;
 *     gv_model_builtin(&model);
 *     gv_scanner_new(model, NULL, &scanner);
 *     gv_scan(scanner, text, strlen(text), &result);
 *     for (size_t i = 0; i < gv_result_labels(result); i++) {
 *         puts(gv_result_label_name(result, i));
 *     }
 */
#ifndef GRAVAMEN_H
#define GRAVAMEN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GV_VERSION "0.1.0"

#if defined(__GNUC__)
#define GV_PUBLIC __attribute__((visibility("default")))
#else
#define GV_PUBLIC
#endif

/* What a call came to. GV_OK is zero; on any other value the out-parameters are untouched. */
typedef enum gv_status {
    GV_OK = 0,
    GV_ERROR_MEMORY,    /* an allocation failed */
    GV_ERROR_ARGUMENT,  /* a NULL, an unknown name or an option out of range */
    GV_ERROR_OPEN,      /* a file or folder cannot be opened */
    GV_ERROR_READ,      /* reading failed */
    GV_ERROR_WRITE,     /* writing failed: full disk, closed pipe */
    GV_ERROR_FORMAT,    /* bytes are not what they should be: damaged image, archive, JSON */
    GV_ERROR_VERSION,   /* a model image of another version, byte order or text stack: recompile */
    GV_ERROR_RULES,     /* the rules have errors; each was given to the diagnostic callback */
    GV_ERROR_LIMIT,     /* a stated limit was passed */
    GV_ERROR_LANGUAGE,  /* no model covers the language, or no stemmer is known for it */
    GV_ERROR_DAMAGED,   /* done, but some input was damaged or skipped; each was reported */
    GV_ERROR_CANCELLED  /* the caller's progress callback asked to stop */
} gv_status;

/* One line in English, without a full stop; borrowed for ever. */
GV_PUBLIC const char *gv_strerror(gv_status status);

/* The version of the library, "0.1.0"; borrowed for ever. */
GV_PUBLIC const char *gv_version(void);

/* What is built in, one "name version: what for" a line, with a final newline: libraries, inflate
 * path, instruction set. Borrowed for ever. */
GV_PUBLIC const char *gv_features(void);

/* Details of a failure, for people: filled, NUL-terminated, when a call that takes one fails. */
typedef struct gv_message {
    char text[1024];
} gv_message;

/* Receives output bytes. Anything but GV_OK stops the writer, which returns that status. */
typedef gv_status (*gv_write_fn)(void *user, const char *bytes, size_t length);

/* ------------------------------------------------------------------ compiling rules */

typedef struct gv_compiler gv_compiler;
typedef struct gv_model gv_model;

typedef enum gv_severity { GV_SEVERITY_ERROR = 0, GV_SEVERITY_WARNING = 1 } gv_severity;

/* One finding in the rules. All pointers are borrowed during the callback. line and column count
 * from 1; column counts bytes; line 0 means the file as a whole. */
typedef struct gv_diagnostic {
    size_t size;
    gv_severity severity;
    const char *path;
    uint32_t line;
    uint32_t column;
    const char *message;     /* what was expected, and a near name */
    const char *source_line; /* the line's text without its newline, or NULL */
} gv_diagnostic;

typedef void (*gv_diagnostic_fn)(void *user, const gv_diagnostic *diagnostic);

/* A new, empty compiler; owned by the caller. The callback (may be NULL) gets every finding of
 * every file, in order of path, line and column, from gv_compiler_finish. */
GV_PUBLIC gv_status gv_compiler_new(gv_diagnostic_fn callback, void *user, gv_compiler **compiler);
/* Adds one .gvr file, or every *.gvr file below a folder in bytewise path order. */
GV_PUBLIC gv_status gv_compiler_add_file(gv_compiler *compiler, const char *path,
                                         gv_message *message);
/* Adds rules from memory (copied); `name` stands for the path in messages. */
GV_PUBLIC gv_status gv_compiler_add_text(gv_compiler *compiler, const char *name, const char *text,
                                         size_t length);
/* Checks and compiles all that was added. GV_ERROR_RULES if any finding was an error. The model is
 * owned by the caller; the compiler may then only be freed. */
GV_PUBLIC gv_status gv_compiler_finish(gv_compiler *compiler, gv_model **model);
/* As finish, but only looks, and makes no model: also gives errors for what does not account for
 * itself (no why, no cite, too few examples) and warnings (rules that cannot fire, that another
 * covers, words whose stem catches surprising forms). */
GV_PUBLIC gv_status gv_compiler_lint(gv_compiler *compiler, size_t *n_errors, size_t *n_warnings);
GV_PUBLIC void gv_compiler_free(gv_compiler *compiler);

/* ------------------------------------------------------------------ models */

/* The English model linked into the library; owned by the caller (it maps the linked bytes). */
GV_PUBLIC gv_status gv_model_builtin(gv_model **model);
/* Maps and checks an image file. message may be NULL. */
GV_PUBLIC gv_status gv_model_open(const char *path, gv_message *message, gv_model **model);
/* Checks an image in memory; the bytes are copied. */
GV_PUBLIC gv_status gv_model_open_memory(const void *bytes, size_t length, gv_message *message,
                                         gv_model **model);
/* Writes the image, aside and then renamed. */
GV_PUBLIC gv_status gv_model_save(const gv_model *model, const char *path, gv_message *message);
GV_PUBLIC void gv_model_free(gv_model *model);

/* SHA-256 of the image file as 64 hexadecimal digits: the model's identity. Borrowed from the
 * model. */
GV_PUBLIC const char *gv_model_identity(const gv_model *model);
/* Labels in declared order; NULL past the last. Borrowed from the model. */
GV_PUBLIC const char *gv_model_label(const gv_model *model, size_t index);
/* Statuses, strongest first; NULL past the last. */
GV_PUBLIC const char *gv_model_status(const gv_model *model, size_t index);
/* Language codes; NULL past the last. */
GV_PUBLIC const char *gv_model_language_code(const gv_model *model, size_t index);
/* Names of rules ("label/name") over all languages, by name within each; NULL past the last. */
GV_PUBLIC const char *gv_model_rule(const gv_model *model, size_t index);
/* Prints the image for people. */
GV_PUBLIC gv_status gv_model_dump(const gv_model *model, gv_write_fn write, void *user);

/* An example sentence that a rule, cue or mask carries. */
typedef struct gv_example {
    size_t size;
    const char *owner;    /* "mass_killing/killed_number", "G1/acquitted", a mask's name */
    const char *text;     /* the sentence */
    const char *path;     /* base name of the rule file */
    uint32_t line;        /* in that file */
    int expected;         /* 1 for yes:, 0 for no: */
    const char *language; /* code */
} gv_example;

/* Example number `index`; returns 0 past the last, else 1. Set example->size first. */
GV_PUBLIC int gv_model_example(const gv_model *model, size_t index, gv_example *example);

/* ------------------------------------------------------------------ scanning one passage */

typedef struct gv_scanner gv_scanner;
typedef struct gv_result gv_result;

typedef struct gv_scanner_options {
    size_t size;
    const char *language; /* code; NULL: the model's first */
    int no_prefilter;     /* 1: try every rule at every word that can begin it; the same, only
                             slower */
} gv_scanner_options;

/* A scanner for one language of a model; owned by the caller; borrows the model until freed.
 * GV_ERROR_LANGUAGE if the model does not cover the language. options may be NULL. */
GV_PUBLIC gv_status gv_scanner_new(const gv_model *model, const gv_scanner_options *options,
                                   gv_scanner **scanner);
GV_PUBLIC void gv_scanner_free(gv_scanner *scanner);

/* Reads one passage (at most 16 MiB of valid UTF-8; other bytes are treated as marks). The result
 * belongs to the scanner and holds until its next scan. The text is borrowed until then too. */
GV_PUBLIC gv_status gv_scan(gv_scanner *scanner, const char *text, size_t length,
                            const gv_result **result);

/* Words that prove or decide; start and end are bytes of the passage. Strings are borrowed from
 * the model. */
typedef struct gv_evidence {
    size_t size;
    const char *rule;   /* "label/name" */
    const char *status; /* of this mention */
    uint32_t start, end;
    const char *cue;    /* "TEST/name" that fixed the status, or NULL */
    uint32_t cue_start, cue_end;
} gv_evidence;

/* Labels with a status, in declared order. */
GV_PUBLIC size_t gv_result_labels(const gv_result *result);
GV_PUBLIC const char *gv_result_label_name(const gv_result *result, size_t label);
GV_PUBLIC const char *gv_result_label_status(const gv_result *result, size_t label);
GV_PUBLIC uint32_t gv_result_label_score(const gv_result *result, size_t label);
/* The largest number that counted victims, 0 if none. */
GV_PUBLIC uint64_t gv_result_label_quantity(const gv_result *result, size_t label);
/* Attribute number i of a label ("scale" = "5+", "contested" = "true"); returns 0 past the last. */
GV_PUBLIC int gv_result_attribute(const gv_result *result, size_t label, size_t i,
                                  const char **name, const char **value);
/* Evidence number i of a label, in text order; returns 0 past the last. Set evidence->size. */
GV_PUBLIC int gv_result_evidence(const gv_result *result, size_t label, size_t i,
                                 gv_evidence *evidence);
/* Every mention, also of labels whose threshold was not reached; returns 0 past the last. */
GV_PUBLIC int gv_result_mention(const gv_result *result, size_t i, gv_evidence *evidence);
/* Facet number i ("context" = "inside_conflict"); returns 0 past the last. */
GV_PUBLIC int gv_result_facet(const gv_result *result, size_t i, const char **name,
                              const char **value);
/* The labels, context and facets of a result as one JSON object, without a newline. `text` and
 * `length` as given to gv_scan. */
GV_PUBLIC gv_status gv_result_json(const gv_result *result, const char *text, size_t length,
                                   gv_write_fn write, void *user);
/* Scans and prints for people what happened: tokens and stems, hits, each rule that fired or failed
 * and on which clause, masks, cues and their reach, score against threshold, final status. */
GV_PUBLIC gv_status gv_explain(gv_scanner *scanner, const char *text, size_t length,
                               gv_write_fn write, void *user);

/* ------------------------------------------------------------------ whole archives */

typedef enum gv_format { GV_FORMAT_JSONL = 0, GV_FORMAT_CSV, GV_FORMAT_PRETTY } gv_format;
typedef enum gv_unit { GV_UNIT_PASSAGE = 0, GV_UNIT_SENTENCE, GV_UNIT_DOCUMENT } gv_unit;

typedef struct gv_run_stats {
    size_t size;
    uint64_t inputs, inputs_damaged;
    uint64_t bytes_read;     /* as stored */
    uint64_t bytes_text;     /* after decompression */
    uint64_t documents, passages;
    uint64_t documents_other_language; /* in a language that no model covers: not tagged */
    uint64_t records;        /* passages written */
} gv_run_stats;

/* Called from one thread at a time, now and then; anything but 0 asks the run to stop. */
typedef int (*gv_progress_fn)(void *user, const gv_run_stats *so_far);
/* One message about an input: damage, a skipped file, a bad line. `path` may be NULL. */
typedef void (*gv_message_fn)(void *user, const char *path, const char *message);

typedef struct gv_run_options {
    size_t size;
    const gv_model *const *models; /* the first that covers a document's language reads it */
    size_t n_models;               /* 0: the built-in model */
    int threads;                   /* 0: affinity and the cgroup CPU limit, and no more than one for
                                      each 32 KiB of regular files */
    gv_format format;
    const char *output_path;       /* written aside, renamed when whole; NULL: sink */
    gv_write_fn sink;
    void *sink_user;
    const char *manifest_path;     /* NULL: output_path + ".manifest.json"; none for a sink */
    const char *status;            /* "asserted" (default), a comma list, "all" or "any" */
    gv_unit unit;
    const char *language;          /* for documents that state none; NULL: the model's first */
    const char *text_field, *id_field, *title_field, *date_field, *language_field;
    const char *keep_fields;       /* comma list of JSON fields copied into "fields" */
    int no_text;                   /* 1: ids, labels and offsets only */
    int damage_is_reported;        /* 1: damaged input does not make gv_run return DAMAGED */
    int excel;                     /* csv: byte-order mark, cells that start a formula defused */
    int colour;                    /* pretty: 1 colours */
    int ascii;                     /* pretty: 1: the terminal is not UTF-8 */
    int width;                     /* pretty: columns, 0: 80 */
    int no_prefilter;
    size_t batch_bytes;            /* 0: default; output does not depend on it */
    size_t passage_limit;          /* bytes, 0: 64 KiB */
    size_t document_limit;         /* bytes, 0: 16 MiB */
    gv_progress_fn progress;
    void *progress_user;
    gv_message_fn message;
    void *message_user;
    const gv_model *old_model;     /* not NULL: instead of records, the passages in which a label's
                                      status differs between this model and `models`, with the
                                      mentions that only one of them has, and at the end how often
                                      each transition stands; jsonl or pretty, without status and
                                      manifest. Text is cut as for `models`; a document that states
                                      no language is read by either in its own first one, if
                                      `language` is NULL. records counts the passages. */
    const char *const *input_names; /* NULL, or one an input: what the input is called in records
                                       and in the manifest, whatever the file is called from which
                                       it is read; the inputs are files then, no folders */
    gv_write_fn manifest_sink;      /* gets the manifest, piece by piece, and no file does */
    void *manifest_user;
    const char *sign_key;           /* PEM file of an Ed25519 private key: the manifest is signed,
                                       in its path + ".sig"; NULL: it is not */
    size_t expansion_limit;        /* bytes for each byte stored, beyond 256 MiB, before an input is
                                      taken for a bomb; 0: 250 */
    size_t member_limit;           /* members of one input's archives; 0: 10 million */
    size_t depth_limit;            /* layers within layers, at most 16; 0: 8 */
    int follow_links;              /* 1: symbolic links below a folder are followed */
    unsigned shard, n_shards;      /* n_shards > 0: of the inputs, also those found in folders, only
                                      the share number `shard` (from 1): those whose path, by its
                                      SHA-256, falls to it. Files only; jsonl or csv. gv_merge puts
                                      the results of all shares together. */
    const char *input_format;      /* "text", "jsonl", "json", "csv", "tsv", "xml" or "html": what
                                      files, and members of archives, are read as; NULL: as told by
                                      their content */
    const char *xml_element;       /* name of the elements that are the records of an XML dump;
                                      NULL: told by content */
} gv_run_options;

/* Reads inputs (files, folders walked in bytewise path order, "-" for standard input) and writes
 * records in input order. GV_OK: every input was read whole. GV_ERROR_DAMAGED: done, but some was
 * damaged or skipped; each was given to `message` and stands in the manifest. stats may be NULL. */
GV_PUBLIC gv_status gv_run(const gv_run_options *options, const char *const *inputs,
                           size_t n_inputs, gv_message *message, gv_run_stats *stats);

/* The threads that a run takes at most if it is told none: affinity and the cgroup CPU limit. */
GV_PUBLIC int gv_threads(void);

/* What a run's records depend on beside its inputs, as 64 hexadecimal digits: this version, the
 * libraries that shape text, models and options. Outputs and callbacks do not count, threads
 * neither. */
GV_PUBLIC gv_status gv_run_identity(const gv_run_options *options, gv_message *message,
                                    char identity[65]);

typedef struct gv_merge_options {
    size_t size;
    const char *output_path;   /* written aside, renamed when whole */
    const char *manifest_path; /* NULL: output_path + ".manifest.json" */
    const char *sign_key;      /* as of gv_run_options */
} gv_merge_options;

/* Puts the results of all shards of a run together, in any order named, each with its manifest
 * beside it: the bytes, and the part "result" of the manifest, are those of the run without shards.
 * GV_ERROR_FORMAT, with words, if one is missing, is there twice, is of another version, model,
 * options or list of inputs, or is not what its manifest says. GV_ERROR_DAMAGED: done, but some
 * input was damaged or skipped when it was read. stats may be NULL; bytes read are not known. */
GV_PUBLIC gv_status gv_merge(const gv_merge_options *options, const char *const *results,
                             size_t n_results, gv_message *message, gv_run_stats *stats);

/* What a night came to; inputs, if no word says otherwise. */
typedef struct gv_nightly_stats {
    size_t size;
    uint64_t seen;           /* found; is fresh + changed + again + lost + unchanged + older */
    uint64_t fresh, changed; /* not known yet; with other bytes than before */
    uint64_t again;          /* the same, but another model, options or version */
    uint64_t lost;           /* the same, but the result was not there any more */
    uint64_t unchanged;
    uint64_t older;          /* than `since`: not looked at */
    uint64_t vanished;       /* known and not there any more */
    uint64_t pruned;         /* of those, results deleted */
    uint64_t damaged;        /* of those seen, tonight or when last read */
    uint64_t unreadable;     /* could not be opened or looked at; tried again the next night */
    uint64_t skipped;        /* in folders: links, special files, folders that cannot be read */
    uint64_t done;           /* read tonight */
    uint64_t bytes_read, passages, records; /* of those */
} gv_nightly_stats;

typedef struct gv_nightly_options {
    size_t size;
    const char *state_path;    /* a SQLite database, made if it is not there */
    const char *output_folder; /* of results, made if it is not there */
    const gv_run_options *run; /* all that shapes records (jsonl or csv), models, threads, sign_key,
                                  message, progress; no outputs, names and shards */
    int64_t since;             /* seconds since 1970: inputs that were changed before are left as
                                  they are; 0: none */
    int prune;                 /* 1: results of inputs that vanished are deleted */
    int dry_run;               /* 1: says what would be done and touches nothing */
    gv_write_fn summary;       /* one screen at the end; may be NULL */
    void *summary_user;
} gv_nightly_options;

/* Reads the inputs (files and folders) that are new or have changed since the last such run with
 * the same state, each into a result of its own with its manifest beside it: below output_folder,
 * under the input's path and ".jsonl" or ".csv" (gv_nightly_name). May be killed at any moment and
 * called again: then all is as if it had not been. Two at a time with the same state or folder are
 * refused. Otherwise as gv_run; an input that cannot be opened keeps its earlier result. */
GV_PUBLIC gv_status gv_nightly(const gv_nightly_options *options, const char *const *inputs,
                               size_t n_inputs, gv_message *message, gv_nightly_stats *stats);
/* The name of an input's result below output_folder: given to `write` in one piece. */
GV_PUBLIC gv_status gv_nightly_name(const char *path, gv_format format, gv_write_fn write,
                                    void *user);
/* The version of SQLite; NULL if it is not built in, and gv_nightly fails. */
GV_PUBLIC const char *gv_nightly_version(void);

/* ------------------------------------------------------------------ verifying */

typedef enum gv_verdict {
    GV_VERDICT_HOLDS = 0,
    GV_VERDICT_NOTE,     /* worth knowing; alone it makes nothing doubtful */
    GV_VERDICT_FAILS,    /* is not what the manifest says, or not what the bytes give */
    GV_VERDICT_UNCHECKED /* could not be checked */
} gv_verdict;

/* One finding. All pointers are borrowed during the callback; what comes from files may hold any
 * characters. Subjects: "signature", "manifest", "result", "model", "extractor", "input", "record".
 * A record's codes: "holds", "in_damaged" (holds, but its member is damaged), "text_differs",
 * "labels_differ", "differs" (other fields), "moved", "twice", "not_derived", "missing" (derived,
 * and not in the result), "unreadable", "unknown_input", "not_checked". */
typedef struct gv_verify_finding {
    size_t size;
    gv_verdict verdict;
    const char *subject;
    const char *code;
    uint64_t line;     /* of the result, from 1; 0: none */
    const char *path;  /* of the input as the result names it, or NULL */
    const char *id;    /* of the record, or NULL */
    const char *place; /* for people: "2021.tar.gz, x/report-7.html, passage 12"; or NULL */
    const char *words; /* what and why, a clause or two */
} gv_verify_finding;

typedef void (*gv_verify_finding_fn)(void *user, const gv_verify_finding *finding);

typedef struct gv_verify_options {
    size_t size;
    const char *manifest_path;     /* NULL: result path + ".manifest.json" */
    const char *inputs_path;       /* folder below which inputs are found, by name or by content;
                                      NULL: at the paths that the manifest names */
    const gv_model *const *models; /* beside the built-in one; the manifest's identities choose */
    size_t n_models;
    const char *public_key;        /* PEM file of the Ed25519 key that must have signed */
    int all;                       /* 1: also read again inputs that no record comes from;
                                      damage of such a one is then not sure, and else a note */
    int threads;                   /* 0: affinity and the cgroup CPU limit */
    gv_verify_finding_fn finding;  /* may be NULL */
    void *finding_user;
    gv_progress_fn progress;
    void *progress_user;
} gv_verify_options;

typedef struct gv_verify_stats {
    size_t size;
    uint64_t inputs;                     /* that the manifest names */
    uint64_t inputs_read, inputs_changed; /* again; of them those with other bytes than before */
    uint64_t inputs_not_read;            /* though records come from them */
    uint64_t records;                    /* lines of the result */
    uint64_t held, failed, missing, unchecked; /* of records; missing are not in the result */
    uint64_t findings_failed, findings_unchecked; /* of any subject */
    uint64_t inputs_damaged;             /* or skipped, wholly or in part, when they were read */
} gv_verify_stats;

/* Checks a result of gv_run (jsonl record by record; csv and pretty as a whole) against its
 * manifest, and both against the inputs: their bytes are read and tagged again with the manifest's
 * options. GV_OK: checked; the stats say what came of it. GV_ERROR_OPEN, GV_ERROR_FORMAT: result or
 * manifest cannot be read. Models of `models` or the built-in one that the manifest does not name
 * stand in for those it names and that are not there, and a finding says so. */
GV_PUBLIC gv_status gv_verify(const gv_verify_options *options, const char *result_path,
                              gv_message *message, gv_verify_stats *stats);

/* A finding as one JSON object, without a newline. */
GV_PUBLIC gv_status gv_verify_finding_json(const gv_verify_finding *finding, gv_write_fn write,
                                           void *user);

/* ------------------------------------------------------------------ measuring */

typedef struct gv_eval_options {
    size_t size;
    const gv_model *model; /* NULL: built in */
    int json;              /* 1: one JSON object instead of tables */
    int rules;             /* 1: also precision and support of each rule, and in how many sources
                              it fired if gold lines give their "source" */
    int errors;            /* 1: also each passage whose label or status differs, with the words */
} gv_eval_options;

/* Scores a model on labelled passages, one JSON object a line: {"id","text","labels":{label:
 * status},"context"}; an absent label means nothing. Prints per label precision, recall and F1 of
 * the strongest status with 95 % intervals (Wilson for precision and recall, percentile bootstrap
 * with a fixed seed for F1), status confusion and macro-F1, context accuracy. */
GV_PUBLIC gv_status gv_eval(const gv_eval_options *options, const char *gold_path,
                            gv_write_fn write, void *user, gv_message *message);

typedef struct gv_agree_options {
    size_t size;
    const gv_model *model; /* names labels and statuses; NULL: built in */
    int json;              /* 1: one JSON object instead of tables */
} gv_agree_options;

/* Compares two files of labels, joined by id: lines as for gv_eval, of which the text may be
 * absent, or gravamen's own records (one a document: an id stands once in a file). Prints per label
 * Cohen's kappa, positive and negative agreement of the strongest status, Krippendorff's alpha of
 * the status (nominal, nothing included), also pooled over labels, with 95 % intervals (percentile
 * bootstrap over passages with a fixed seed). Each id that is in one file only is named. */
GV_PUBLIC gv_status gv_agree(const gv_agree_options *options, const char *path_a,
                             const char *path_b, gv_write_fn write, void *user,
                             gv_message *message);

/* Runs every example of a model; prints each that fails with its place, then a summary line.
 * *n_failed is the number that fail. */
GV_PUBLIC gv_status gv_check(const gv_model *model, gv_write_fn write, void *user,
                             size_t *n_examples, size_t *n_failed);

#ifdef __cplusplus
}
#endif
#endif
