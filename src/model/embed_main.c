/*
 * embed_main.c - the build's own tool: rules in, a C file with their image out.
 *
 *     gravamen-bootstrap OUT.c RULES...
 *
 * In: .gvr files and folders. Out: a C file that defines the arrays of builtin.h, eight bytes a
 * word in this machine's order, so that they are aligned and compile fast. Errors in the rules go to
 * standard error as path:line:col. The tool is linked from the library's objects with no_builtin.c
 * in the linked model's place, and is not installed.
 */
#include "base/buf.h"
#include "base/file.h"
#include "model/made.h"
#include "model/model.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_A_LINE = 4 };

static void tell(void *user, const gv_diagnostic *diagnostic)
{
    (void)user;
    fprintf(stderr, "%s:%" PRIu32 ":%" PRIu32 ": %s\n", diagnostic->path, diagnostic->line,
            diagnostic->column, diagnostic->message);
}

static gv_status compile_rules(char **paths, int n, gv_message *message, gv_model **model)
{
    gv_compiler *compiler = NULL;
    gv_status status = GV_OK;
    GV_TRY(gv_compiler_new(tell, NULL, &compiler));
    for (int i = 0; i < n; i++) {
        GV_TRY_DONE(gv_compiler_add_file(compiler, paths[i], message));
    }
    status = gv_compiler_finish(compiler, model);
    if (status != GV_OK) {
        gv_message_set(message, status, "%s", gv_strerror(status));
    }
done:
    gv_compiler_free(compiler);
    return status;
}

static gv_status print_array(const char *name, const void *bytes, size_t length, gv_buf *text)
{
    GV_TRY(gv_buf_add_format(text, "const uint64_t %s[] = {", name));
    for (size_t at = 0; at < length; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        const size_t left = length - at;
        memcpy(&word, (const char *)bytes + at, left < sizeof word ? left : sizeof word);
        GV_TRY(gv_buf_add_format(text, "%sUINT64_C(0x%" PRIx64 "),",
                                 at / sizeof word % WORDS_A_LINE == 0 ? "\n    " : " ", word));
    }
    return gv_buf_add_text(text, "\n};\n");
}

/* The C file's text. */
static gv_status print_model(const gv_model *model, gv_buf *text)
{
    gv_status status = GV_OK;
    gv_buf made = {0};
    GV_TRY_DONE(gv_made_save(model, &made));
    GV_TRY_DONE(gv_buf_add_text(text, "/* Written by gravamen-bootstrap. */\n"
                                      "#include \"model/builtin.h\"\n\n"));
    GV_TRY_DONE(print_array("gv_builtin_image", model->image.bytes, model->image.length, text));
    GV_TRY_DONE(print_array("gv_builtin_made", made.bytes, made.length, text));
    GV_TRY_DONE(gv_buf_add_format(text,
                                  "const uint64_t gv_builtin_image_length = UINT64_C(%" PRIu64
                                  ");\nconst char gv_builtin_identity[65] = \"%s\";\n",
                                  (uint64_t)model->image.length, model->identity));
done:
    gv_buf_free(&made);
    return status;
}

static gv_status write_array(const gv_model *model, const char *path, gv_message *message)
{
    gv_writer writer = {.descriptor = -1};
    gv_buf text = {0};
    gv_status status = GV_OK;
    GV_TRY_DONE(print_model(model, &text));
    GV_TRY_DONE(gv_writer_open(path, message, &writer));
    GV_TRY_DONE(gv_writer_write(&writer, text.bytes, text.length));
    GV_TRY_DONE(gv_writer_finish(&writer, message));
done:
    gv_writer_free(&writer);
    gv_buf_free(&text);
    return status;
}

int main(int argc, char **argv)
{
    gv_message message = {{0}};
    gv_model *model = NULL;
    if (argc < 3) {
        fprintf(stderr, "usage: gravamen-bootstrap OUT.c RULES...\n");
        return 2;
    }
    gv_status status = compile_rules(argv + 2, argc - 2, &message, &model);
    if (status == GV_OK) {
        status = write_array(model, argv[1], &message);
    }
    if (status != GV_OK) {
        fprintf(stderr, "gravamen-bootstrap: %s\n",
                message.text[0] != '\0' ? message.text : gv_strerror(status));
    }
    gv_model_free(model);
    return status == GV_OK ? 0 : 1;
}
