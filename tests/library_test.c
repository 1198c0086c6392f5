/*
 * library_test.c - a stranger's program: knows gravamen.h alone, is compiled against an installed
 * copy by way of pkg-config, and tags one string with the built-in model.
 *
 * Prints "ok" and "not ok" lines; exit status 1 if any is not ok.
 */
#include <gravamen.h>

#include <stdio.h>
#include <string.h>

static int n_bad;

static void expect(int good, const char *what)
{
    printf("%s library/%s\n", good ? "ok" : "not ok", what);
    n_bad += !good;
}

static gv_status gather(void *user, const char *bytes, size_t length)
{
    char *const all = user;
    const size_t used = strlen(all);
    if (used + length >= 4096) {
        return GV_ERROR_LIMIT;
    }
    memcpy(all + used, bytes, length);
    all[used + length] = '\0';
    return GV_OK;
}

int main(void)
{
    static const char text[] =
        "On 4 March gunmen shot dead at least 17 villagers in Oru, according to relatives.";
    gv_model *model = NULL;
    gv_scanner *scanner = NULL;
    const gv_result *result = NULL;
    gv_evidence evidence = {.size = sizeof evidence};
    char json[4096] = "";

    expect(strcmp(gv_version(), GV_VERSION) == 0, "version of header and library");
    if (gv_model_builtin(&model) != GV_OK || gv_scanner_new(model, NULL, &scanner) != GV_OK ||
        gv_scan(scanner, text, strlen(text), &result) != GV_OK) {
        expect(0, "scan with the built-in model");
        return 1;
    }
    expect(strlen(gv_model_identity(model)) == 64, "the model has an identity");
    expect(gv_result_labels(result) == 1, "one label");
    if (gv_result_labels(result) == 1) {
        expect(strcmp(gv_result_label_name(result, 0), "mass_killing") == 0, "its name");
        expect(strcmp(gv_result_label_status(result, 0), "asserted") == 0, "its status");
        expect(gv_result_label_quantity(result, 0) == 17, "its quantity");
        expect(gv_result_evidence(result, 0, 0, &evidence) == 1, "its evidence");
        expect(evidence.start < evidence.end && evidence.end <= strlen(text) &&
                   strncmp(evidence.rule, "mass_killing/", 13) == 0,
               "evidence in the text, by a rule of the label");
    }
    expect(gv_result_json(result, text, strlen(text), gather, json) == GV_OK &&
               strstr(json, "\"mass_killing\"") != NULL,
           "result as JSON");
    gv_scanner_free(scanner);
    gv_model_free(model);
    return n_bad != 0;
}
