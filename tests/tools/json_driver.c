/*
 * json_driver.c - what the line scanner of ingest/ makes of JSON lines, for tests/json_compare.py.
 *
 * In: lines on standard input. Out: a line for each: "bad", or "good" and, of the fields "id",
 * "text" and "keep", each a blank and "-" (absent), "s" and the decoded string in hexadecimal, or
 * "j" and the value as JSON in hexadecimal.
 */
#include "base/buf.h"
#include "ingest/jsonl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_hex(char kind, const char *bytes, size_t length)
{
    printf(" %c", kind);
    for (size_t i = 0; i < length; i++) {
        printf("%02x", (unsigned char)bytes[i]);
    }
}

static void print_value(const gv_json_value *value, gv_buf *buf)
{
    uint64_t replaced = 0;
    gv_buf_clear(buf);
    if (value->kind == GV_JSON_NONE) {
        printf(" -");
    } else if (value->kind == GV_JSON_STRING) {
        if (gv_buf_reserve(buf, value->length + 1) != GV_OK) {
            exit(1);
        }
        print_hex('s', buf->bytes, gv_json_decode(value, buf->bytes, &replaced));
    } else {
        if (gv_json_add_raw(value, buf) != GV_OK) {
            exit(1);
        }
        print_hex('j', buf->bytes, buf->length);
    }
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = 0;
    gv_buf buf = {0};
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        gv_json_field fields[] = {{.name = "id", .name_length = 2},
                                  {.name = "text", .name_length = 4},
                                  {.name = "keep", .name_length = 4}};
        gv_json_error error;
        const size_t n = (size_t)length - (line[length - 1] == '\n');
        if (gv_json_scan(line, n, fields, 3, &error) != GV_OK) {
            printf("bad");
        } else {
            printf("good");
            for (size_t i = 0; i < 3; i++) {
                print_value(&fields[i].value, &buf);
            }
        }
        printf("\n");
    }
    free(line);
    gv_buf_free(&buf);
    return 0;
}
