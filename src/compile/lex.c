/*
 * lex.c - a file to statements, and a cursor over one statement.
 *
 * In: the bytes of a .gvr file. Out: statements as stretches of a clean copy of the same length, in
 * which comments and the line ends inside a statement are blanks, so that every byte keeps its
 * place and a finding's line and column need no bookkeeping.
 *
 *     set people = villager, // who lives there        set people = villager,
 *       farm worker                              ->      farm worker          (one statement)
 *
 * Lines of free text (yes:, no:, why, cite) have no comments. A file that is not valid UTF-8, or
 * holds control characters, gives one finding and no statements.
 */
#include "compile/lex.h"

#include "text/utf8.h"

#include <string.h>

static int is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static int is_name_start(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static int is_name_byte(char byte)
{
    return is_name_start(byte) || (byte >= '0' && byte <= '9');
}

static int is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* ------------------------------------------------------------------ lines and statements */

static gv_status find_lines(gv_job *job, gv_source *source)
{
    uint32_t n = 1;
    for (uint32_t i = 0; i < source->length; i++) {
        n += source->text[i] == '\n';
    }
    GV_TRY(gv_arena_get_array(&job->arena, n, sizeof *source->lines, (void **)&source->lines));
    source->n_lines = 1;
    for (uint32_t i = 0; i + 1 < source->length; i++) {
        if (source->text[i] == '\n') {
            source->lines[source->n_lines++] = i + 1;
        }
    }
    return GV_OK;
}

/* Valid UTF-8 without control characters, or one finding and readable = 0. */
static gv_status check_bytes(gv_job *job, uint32_t number)
{
    gv_source *const source = &job->sources[number];
    const size_t valid = gv_utf8_valid_length(source->text, source->length);
    for (uint32_t i = 0; i < (uint32_t)valid; i++) {
        const unsigned char byte = (unsigned char)source->text[i];
        if ((byte < ' ' && !is_blank((char)byte)) || byte == 0x7f) {
            const gv_at at = {number, i};
            return gv_job_go_on(gv_job_error(
                job, at, "expected text, not the control character 0x%02x", (unsigned)byte));
        }
    }
    if (valid < source->length) {
        const gv_at at = {number, (uint32_t)valid};
        return gv_job_go_on(gv_job_error(job, at, "expected UTF-8, not the byte 0x%02x",
                                         (unsigned)(unsigned char)source->text[valid]));
    }
    source->readable = 1;
    return GV_OK;
}

static int is_free_text(const char *line, uint32_t length)
{
    static const char *const KEYWORDS[] = {"yes:", "no:", "why ", "cite "};
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof KEYWORDS[0]; i++) {
        const size_t n = strlen(KEYWORDS[i]);
        if (length >= n && memcmp(line, KEYWORDS[i], n) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Blanks out a comment of clean[start, end); returns where the text then ends, blanks left out. */
static uint32_t strip_line(char *clean, uint32_t start, uint32_t end, int comments)
{
    uint32_t stop = end;
    for (uint32_t i = start; comments && i + 1 < end; i++) {
        if (clean[i] == '/' && clean[i + 1] == '/' && (i == start || is_blank(clean[i - 1]))) {
            memset(clean + i, ' ', end - i);
            stop = i;
            break;
        }
    }
    while (stop > start && is_blank(clean[stop - 1])) {
        stop--;
    }
    return stop;
}

/* The state of cutting one source. */
typedef struct gv_cutter {
    gv_job *job;
    gv_statements *statements;
    gv_source *source;
    gv_statement open; /* end 0: none */
    int free_text;
    int goes_on;       /* the open statement ends in a comma */
} gv_cutter;

static gv_status close_statement(gv_cutter *cutter)
{
    if (cutter->open.end == 0) {
        return GV_OK;
    }
    if (cutter->goes_on && !cutter->free_text) {
        const gv_at at = {cutter->open.source, cutter->open.end - 1};
        GV_TRY(gv_job_go_on(gv_job_error(cutter->job, at,
                                         "expected more after the comma: the statement goes on in "
                                         "the next line")));
        cutter->open.end--;
        while (cutter->open.end > cutter->open.start &&
               is_blank(cutter->source->clean[cutter->open.end - 1])) {
            cutter->open.end--;
        }
    }
    GV_TRY(gv_array_reserve((void **)&cutter->statements->items, cutter->statements->n + 1,
                            sizeof *cutter->statements->items, &cutter->statements->capacity));
    cutter->statements->items[cutter->statements->n++] = cutter->open;
    cutter->open.end = 0;
    cutter->goes_on = 0;
    return GV_OK;
}

/* One line, clean[start, end) without its line end. */
static gv_status cut_line(gv_cutter *cutter, uint32_t start, uint32_t end)
{
    char *const clean = cutter->source->clean;
    uint32_t first = start;
    while (first < end && is_blank(clean[first])) {
        first++;
    }
    if (!cutter->goes_on) {
        cutter->free_text = is_free_text(clean + first, end - first);
    }
    const uint32_t stop = strip_line(clean, first, end, !cutter->free_text);
    if (stop <= first) {
        /* A line with nothing but a comment does not end a statement that goes on; an empty line
         * does, so that a stray comma cannot swallow the next item. */
        return first == end ? close_statement(cutter) : GV_OK;
    }
    if (cutter->goes_on) {
        cutter->open.end = stop;
    } else {
        GV_TRY(close_statement(cutter));
        if (memchr(clean + start, '\t', first - start) != NULL) {
            const gv_at at = {cutter->open.source, start};
            GV_TRY(gv_job_go_on(
                gv_job_error(cutter->job, at, "expected blanks, not a tab, before a statement")));
        }
        cutter->open.start = first;
        cutter->open.end = stop;
        cutter->open.indent = first - start;
    }
    cutter->goes_on = clean[stop - 1] == ',';
    return GV_OK;
}

gv_status gv_lex_source(gv_job *job, uint32_t source, gv_statements *statements)
{
    gv_source *const file = &job->sources[source];
    gv_cutter cutter = {
        .job = job, .statements = statements, .source = file, .open = {.source = source}};
    char *clean = NULL;
    uint32_t start = 0;
    GV_TRY(find_lines(job, file));
    GV_TRY(check_bytes(job, source));
    if (!file->readable) {
        return GV_OK;
    }
    GV_TRY(gv_arena_copy(&job->arena, file->text, file->length, &clean));
    file->clean = clean;
    if (file->length >= 3 && memcmp(clean, "\xef\xbb\xbf", 3) == 0) {
        start = 3;
    }
    while (start < file->length) {
        const char *const newline = memchr(clean + start, '\n', file->length - start);
        const uint32_t end = newline != NULL ? (uint32_t)(newline - clean) : file->length;
        GV_TRY(cut_line(&cutter, start, end));
        start = end + 1;
    }
    return close_statement(&cutter);
}

/* ------------------------------------------------------------------ the cursor */

gv_cursor gv_cursor_begin(gv_job *job, const gv_statement *statement)
{
    return (gv_cursor){.job = job,
                       .text = job->sources[statement->source].clean,
                       .source = statement->source,
                       .at = statement->start,
                       .end = statement->end};
}

char gv_cursor_peek(const gv_cursor *cursor)
{
    return cursor->at < cursor->end ? cursor->text[cursor->at] : '\0';
}

gv_at gv_cursor_at(const gv_cursor *cursor)
{
    return (gv_at){cursor->source, cursor->at};
}

void gv_cursor_skip_blanks(gv_cursor *cursor)
{
    while (cursor->at < cursor->end && is_blank(cursor->text[cursor->at])) {
        cursor->at++;
    }
}

int gv_cursor_done(gv_cursor *cursor)
{
    gv_cursor_skip_blanks(cursor);
    return cursor->at == cursor->end;
}

int gv_cursor_take(gv_cursor *cursor, const char *word)
{
    const size_t length = strlen(word);
    gv_cursor_skip_blanks(cursor);
    const char *const here = cursor->text + cursor->at;
    if (cursor->end - cursor->at < length || memcmp(here, word, length) != 0) {
        return 0;
    }
    if (is_name_byte(word[length - 1]) && cursor->at + length < cursor->end &&
        is_name_byte(here[length])) {
        return 0;
    }
    cursor->at += (uint32_t)length;
    return 1;
}

uint32_t gv_cursor_name_length(const gv_cursor *cursor)
{
    uint32_t end = cursor->at;
    if (end < cursor->end && is_name_start(cursor->text[end])) {
        while (end < cursor->end && is_name_byte(cursor->text[end])) {
            end++;
        }
    }
    return end - cursor->at;
}

gv_status gv_cursor_wrong(const gv_cursor *cursor, const char *expected)
{
    enum { SHOWN = 24 };
    uint32_t end = cursor->at;
    if (cursor->at == cursor->end || is_blank(cursor->text[cursor->at])) {
        return gv_job_error(cursor->job, gv_cursor_at(cursor), "expected %s", expected);
    }
    while (end < cursor->end && !is_blank(cursor->text[end]) && end - cursor->at < SHOWN) {
        end++;
    }
    while (end < cursor->end && ((unsigned char)cursor->text[end] & 0xc0) == 0x80) {
        end++;
    }
    return gv_job_error(cursor->job, gv_cursor_at(cursor), "expected %s, not \"%.*s\"", expected,
                        (int)(end - cursor->at), cursor->text + cursor->at);
}

gv_status gv_cursor_name(gv_cursor *cursor, const char *expected, gv_ast_text *name)
{
    gv_cursor_skip_blanks(cursor);
    const uint32_t length = gv_cursor_name_length(cursor);
    if (length == 0) {
        return gv_cursor_wrong(cursor, expected);
    }
    GV_TRY(gv_job_text(cursor->job, cursor->text + cursor->at, length, gv_cursor_at(cursor), name));
    cursor->at += length;
    return GV_OK;
}

gv_status gv_cursor_number(gv_cursor *cursor, const char *expected, uint64_t least, uint64_t most,
                           uint64_t *number)
{
    gv_cursor_skip_blanks(cursor);
    const gv_at at = gv_cursor_at(cursor);
    uint64_t value = 0;
    int too_large = 0;
    if (!is_digit(gv_cursor_peek(cursor))) {
        return gv_cursor_wrong(cursor, expected);
    }
    while (is_digit(gv_cursor_peek(cursor))) {
        const uint64_t digit = (uint64_t)(gv_cursor_peek(cursor) - '0');
        too_large |= value > (UINT64_MAX - digit) / 10;
        value = value * 10 + digit;
        cursor->at++;
    }
    if (too_large || value < least || value > most) {
        return gv_job_error(cursor->job, at, "expected %s from %llu to %llu, not %.*s", expected,
                            (unsigned long long)least, (unsigned long long)most,
                            (int)(cursor->at - at.offset), cursor->text + at.offset);
    }
    *number = value;
    return GV_OK;
}

gv_status gv_cursor_expect(gv_cursor *cursor, const char *word)
{
    char expected[32];
    if (gv_cursor_take(cursor, word)) {
        return GV_OK;
    }
    const size_t length = strlen(word);
    expected[0] = '"';
    memcpy(expected + 1, word, length);
    memcpy(expected + 1 + length, "\"", 2);
    return gv_cursor_wrong(cursor, expected);
}

gv_status gv_cursor_finish(gv_cursor *cursor)
{
    return gv_cursor_done(cursor) ? GV_OK : gv_cursor_wrong(cursor, "the end of the statement");
}

gv_status gv_cursor_text(gv_cursor *cursor, const char *until, gv_ast_text *text)
{
    gv_buf buf = {0};
    gv_status status = GV_OK;
    gv_cursor_skip_blanks(cursor);
    const gv_at at = gv_cursor_at(cursor);
    int blank = 0;
    while (cursor->at < cursor->end && strchr(until, cursor->text[cursor->at]) == NULL) {
        const char byte = cursor->text[cursor->at++];
        if (is_blank(byte)) {
            blank = 1;
            continue;
        }
        if (blank) {
            GV_TRY_DONE(gv_buf_add_byte(&buf, ' '));
            blank = 0;
        }
        GV_TRY_DONE(gv_buf_add_byte(&buf, byte));
    }
    GV_TRY_DONE(gv_job_text(cursor->job, buf.length > 0 ? buf.bytes : "", buf.length, at, text));
done:
    gv_buf_free(&buf);
    return status;
}
