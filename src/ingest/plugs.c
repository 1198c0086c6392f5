/* plugs.c - see plugs.h. */
#include "ingest/plugs.h"
#define WEAK __attribute__((weak))
WEAK gv_status gv_filter_open(const gv_opening *o, const char *k, gv_filter **f) { (void)o; (void)k; (void)f; return GV_ERROR_MEMORY; }
WEAK gv_status gv_filter_fill(void *y, int w, char *o, size_t c, gv_fill *f) { (void)y; (void)w; (void)o; (void)c; (void)f; return GV_ERROR_MEMORY; }
WEAK void gv_filter_free(gv_filter *f) { (void)f; }
WEAK int gv_office_sniff(const char *b, size_t l) { (void)b; (void)l; return 0; }
static gv_status no_reader(gv_cutter *c)
{
    gv_document document = c->section->base;
    document.error = "a format that is not read yet";
    c->section->n_bad_lines++;
    return gv_cut_add_document(c->section, &document);
}
WEAK gv_status gv_cut_xml(gv_cutter *c) { return no_reader(c); }
WEAK gv_status gv_cut_office(gv_cutter *c) { return no_reader(c); }
