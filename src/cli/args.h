/*
 * args.h - options by table: one table parses, prints --help and suggests.
 *
 * Belongs to the main thread. Nothing is allocated: texts are borrowed from argv.
 */
#ifndef GV_CLI_ARGS_H
#define GV_CLI_ARGS_H

#include <stddef.h>

typedef enum gv_cli_kind {
    GV_CLI_FLAG = 0, /* int: 1 */
    GV_CLI_OFF,      /* int: -1 */
    GV_CLI_TEXT,     /* const char * */
    GV_CLI_LIST,     /* gv_cli_list: may be given more than once */
    GV_CLI_NUMBER,   /* int, least to most */
    GV_CLI_SIZE,     /* size_t, least to most: bytes, or with K, M, G 1024 of what stands before */
    GV_CLI_CHOICE    /* int: which of the words of `value`, from 0; words after "!", at its end, are
                        known and not built in: refused, and not in help */
} gv_cli_kind;

enum { GV_CLI_LIST_MOST = 16 };

typedef struct gv_cli_list {
    const char *items[GV_CLI_LIST_MOST];
    size_t n_items;
} gv_cli_list;

/* A table ends with a row whose name is NULL. */
typedef struct gv_cli_option {
    const char *name;  /* "threads" */
    char letter;       /* 'j', or 0 */
    gv_cli_kind kind;
    size_t offset;     /* of its field in the command's values */
    const char *value; /* "N", "FILE", "fail|report"; NULL for flags */
    const char *help;  /* lines parted by "\n" */
    size_t least, most;
} gv_cli_option;

typedef struct gv_cli_command {
    const char *name;
    const char *operands; /* "[INPUT...]" */
    const char *summary;  /* one line */
    const char *text;     /* what it does, wrapped by hand, with a final newline */
    const gv_cli_option *options;
    const char *examples; /* with a final newline */
    int (*run)(int argc, char **argv);
} gv_cli_command;

enum { GV_CLI_GO_ON = -1 };

/* Reads argv[0 .. argc) (what follows the command's name) into `values`, the struct that the
 * table's offsets mean, which the caller has set to its defaults. What is no option is moved to the
 * front of argv; *n_operands gets their number. GV_CLI_GO_ON, or the exit status: 0 after --help,
 * 2 after a mistake, which was named on standard error. */
int gv_cli_parse(const gv_cli_command *command, int argc, char **argv, void *values,
                 int *n_operands);
/* --help of one command, on standard output. */
void gv_cli_print_help(const gv_cli_command *command);
/* The name among names[0 .. n) nearest to `word`, or NULL if none is near. */
const char *gv_cli_nearest(const char *word, const char *const *names, size_t n);

#endif
