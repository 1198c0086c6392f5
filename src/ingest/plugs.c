/* plugs.c - see plugs.h. */
#include "ingest/plugs.h"
#define WEAK __attribute__((weak))
WEAK int gv_office_sniff(const char *b, size_t l) { (void)b; (void)l; return 0; }
static gv_status no_reader(gv_cutter *c)
{
    gv_document document = c->section->base;
    document.error = "a format that is not read yet";
    c->section->n_bad_lines++;
    return gv_cut_add_document(c->section, &document);
}
WEAK gv_status gv_cut_office(gv_cutter *c) { return no_reader(c); }
