/*
 * args.c - options by table.
 *
 * In: argv and a table. Out: the command's struct filled, operands at the front of argv. Long
 * options as "--threads 4" or "--threads=4", short ones as "-j 4" or "-j4", flags together
 * ("-qj4"); options and operands in any order until "--"; "-" is an operand. With "--thread" it
 * says that there is no such option and that "--threads" is near. It knows no command.
 */
#include "cli/args.h"

#include "cli/console.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MOST = 40, HELP_COLUMN = 28 };

/* ------------------------------------------------------------------ near names */

/* Letters to change, add, drop or swap to make b of a; rows of the usual table, three at a time. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][NAME_MOST + 1];
    const size_t n = strlen(a);
    const size_t m = strlen(b);
    if (n > NAME_MOST || m > NAME_MOST) {
        return NAME_MOST;
    }
    for (size_t j = 0; j <= m; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= n; i++) {
        size_t *const row = rows[i % 3];
        const size_t *const above = rows[(i + 2) % 3];
        const size_t *const above_that = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                above_that[j - 2] + 1 < best) {
                best = above_that[j - 2] + 1;
            }
            row[j] = best;
        }
    }
    return rows[n % 3][m];
}

const char *gv_cli_nearest(const char *word, const char *const *names, size_t n)
{
    const char *nearest = NULL;
    const size_t length = strlen(word);
    size_t best = length / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        /* A beginning of a name is near it, however long the name. */
        const size_t d = length >= 3 && strncmp(word, names[i], length) == 0
                             ? 1
                             : distance(word, names[i]);
        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ------------------------------------------------------------------ values */

/* Names a mistake and where help is; the exit status. */
static int refuse(const gv_cli_command *command, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    gv_cli_say("%s", text);
    gv_cli_say("`gravamen %s --help` shows what there is", command->name);
    return 2;
}

/* Reads digits, and for sizes a K, M or G; 0 if the text is no number. */
static int read_number(const char *text, int with_suffix, size_t *number)
{
    size_t n = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        const size_t digit = (size_t)(*at - '0');
        if (n > (SIZE_MAX - digit) / 10) {
            return 0;
        }
        n = n * 10 + digit;
    }
    if (at == text) {
        return 0;
    }
    if (with_suffix && *at != '\0') {
        static const char LETTERS[] = "KMGkmg";
        const char *const letter = strchr(LETTERS, *at);
        const int shift = letter == NULL ? 0 : 10 * (1 + (int)((letter - LETTERS) % 3));
        if (letter == NULL || n > SIZE_MAX >> shift) {
            return 0;
        }
        n <<= shift;
        at++;
    }
    *number = n;
    return *at == '\0';
}

static int set_number(const gv_cli_command *command, const gv_cli_option *option, const char *text,
                      void *field)
{
    size_t number = 0;
    if (!read_number(text, option->kind == GV_CLI_SIZE, &number) || number < option->least ||
        number > option->most) {
        return refuse(command, "--%s: \"%s\" is not a number from %zu to %zu%s", option->name, text,
                      option->least, option->most,
                      option->kind == GV_CLI_SIZE ? " (K, M, G may follow it)" : "");
    }
    if (option->kind == GV_CLI_SIZE) {
        *(size_t *)field = number;
    } else {
        *(int *)field = (int)number;
    }
    return GV_CLI_GO_ON;
}

/* The length of the part of `value` that is shown. */
static int shown_length(const char *value)
{
    const char *const hidden = strstr(value, "|!");
    return (int)(hidden != NULL ? (size_t)(hidden - value) : strlen(value));
}

static int set_choice(const gv_cli_command *command, const gv_cli_option *option, const char *text,
                      void *field)
{
    const size_t length = strlen(text);
    const char *word = option->value;
    for (int i = 0; *word != '\0'; i++) {
        const int hidden = *word == '!';
        const size_t word_length = strcspn(word + hidden, "|");
        if (word_length == length && memcmp(word + hidden, text, length) == 0) {
            *(int *)field = i;
            return !hidden ? GV_CLI_GO_ON
                           : refuse(command, "--%s: %s is not built into this version",
                                    option->name, text);
        }
        word += (size_t)hidden + word_length;
        word += *word == '|';
    }
    return refuse(command, "--%s: \"%s\" is not one of %.*s", option->name, text,
                  shown_length(option->value), option->value);
}

static int set_value(const gv_cli_command *command, const gv_cli_option *option, const char *text,
                     void *values)
{
    void *const field = (char *)values + option->offset;
    switch (option->kind) {
    case GV_CLI_FLAG:
        *(int *)field = 1;
        break;
    case GV_CLI_OFF:
        *(int *)field = -1;
        break;
    case GV_CLI_TEXT:
        *(const char **)field = text;
        break;
    case GV_CLI_LIST: {
        gv_cli_list *const list = field;
        if (list->n_items == GV_CLI_LIST_MOST) {
            return refuse(command, "--%s: at most %d of them", option->name, GV_CLI_LIST_MOST);
        }
        list->items[list->n_items++] = text;
        break;
    }
    case GV_CLI_NUMBER:
    case GV_CLI_SIZE:
        return set_number(command, option, text, field);
    case GV_CLI_CHOICE:
        return set_choice(command, option, text, field);
    }
    return GV_CLI_GO_ON;
}

static int takes_value(const gv_cli_option *option)
{
    return option->kind != GV_CLI_FLAG && option->kind != GV_CLI_OFF;
}

/* ------------------------------------------------------------------ parsing */

static int refuse_unknown(const gv_cli_command *command, const char *name, size_t length)
{
    const char *names[64] = {"help"};
    size_t n = 1;
    char word[NAME_MOST + 1];
    for (const gv_cli_option *o = command->options; o->name != NULL && n < 64; o++) {
        names[n++] = o->name;
    }
    snprintf(word, sizeof word, "%.*s", (int)(length < NAME_MOST ? length : NAME_MOST), name);
    const char *const nearest = gv_cli_nearest(word, names, n);
    if (nearest != NULL) {
        return refuse(command, "there is no option --%s; did you mean --%s?", word, nearest);
    }
    return refuse(command, "there is no option --%s", word);
}

/* "--name", "--name=value" or "--name value"; *at moves over a value taken. */
static int parse_long(const gv_cli_command *command, int argc, char **argv, int *at, void *values)
{
    const char *const name = argv[*at] + 2;
    const size_t length = strcspn(name, "=");
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    const gv_cli_option *o = command->options;
    if (length == 4 && memcmp(name, "help", 4) == 0) {
        gv_cli_print_help(command);
        return 0;
    }
    while (o->name != NULL && (strlen(o->name) != length || memcmp(o->name, name, length) != 0)) {
        o++;
    }
    if (o->name == NULL) {
        return refuse_unknown(command, name, length);
    }
    if (!takes_value(o)) {
        return value == NULL ? set_value(command, o, NULL, values)
                             : refuse(command, "--%s takes no value", o->name);
    }
    if (value == NULL) {
        if (*at + 1 >= argc) {
            return refuse(command, "--%s wants a value: %.*s", o->name, shown_length(o->value),
                          o->value);
        }
        value = argv[++*at];
    }
    return set_value(command, o, value, values);
}

/* "-j4", "-j 4", "-qj4". */
static int parse_short(const gv_cli_command *command, int argc, char **argv, int *at, void *values)
{
    for (const char *letter = argv[*at] + 1; *letter != '\0'; letter++) {
        const gv_cli_option *o = command->options;
        if (*letter == 'h') {
            gv_cli_print_help(command);
            return 0;
        }
        while (o->name != NULL && o->letter != *letter) {
            o++;
        }
        if (o->name == NULL) {
            return refuse(command, "there is no option -%c", *letter);
        }
        const char *value = NULL;
        if (takes_value(o)) {
            if (letter[1] == '\0' && *at + 1 >= argc) {
                return refuse(command, "-%c wants a value: %.*s", *letter, shown_length(o->value),
                              o->value);
            }
            value = letter[1] != '\0' ? letter + 1 : argv[++*at];
        }
        const int status = set_value(command, o, value, values);
        if (status != GV_CLI_GO_ON || takes_value(o)) {
            return status;
        }
    }
    return GV_CLI_GO_ON;
}

int gv_cli_parse(const gv_cli_command *command, int argc, char **argv, void *values,
                 int *n_operands)
{
    int n = 0;
    int only_operands = 0;
    for (int at = 0; at < argc; at++) {
        char *const word = argv[at];
        int status = GV_CLI_GO_ON;
        if (only_operands || word[0] != '-' || word[1] == '\0') {
            argv[n++] = word;
        } else if (strcmp(word, "--") == 0) {
            only_operands = 1;
        } else if (word[1] == '-') {
            status = parse_long(command, argc, argv, &at, values);
        } else {
            status = parse_short(command, argc, argv, &at, values);
        }
        if (status != GV_CLI_GO_ON) {
            return status;
        }
    }
    *n_operands = n;
    return GV_CLI_GO_ON;
}

/* ------------------------------------------------------------------ help */

static void print_option(const gv_cli_option *option)
{
    char head[80];
    const char *line = option->help;
    const char *const value = option->value != NULL ? option->value : "";
    const int n = snprintf(head, sizeof head, "  %c%c%s --%s%s%.*s", option->letter ? '-' : ' ',
                           option->letter ? option->letter : ' ', option->letter ? "," : " ",
                           option->name, value[0] != '\0' ? " " : "", shown_length(value), value);
    if (n >= HELP_COLUMN) {
        printf("%s\n%*s", head, HELP_COLUMN, "");
    } else {
        printf("%-*s", HELP_COLUMN, head);
    }
    for (;;) {
        const size_t length = strcspn(line, "\n");
        printf("%.*s\n", (int)length, line);
        if (line[length] == '\0') {
            return;
        }
        line += length + 1;
        printf("%*s", HELP_COLUMN, "");
    }
}

void gv_cli_print_help(const gv_cli_command *command)
{
    static const gv_cli_option help = {
        .name = "help", .letter = 'h', .kind = GV_CLI_FLAG, .help = "this text"};
    printf("usage: gravamen %s%s %s\n\n%s", command->name,
           command->options->name != NULL ? " [OPTION...]" : "", command->operands, command->text);
    printf("\noptions:\n");
    for (const gv_cli_option *o = command->options; o->name != NULL; o++) {
        print_option(o);
    }
    print_option(&help);
    printf("\nexamples:\n%s", command->examples);
}
