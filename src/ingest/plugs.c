/* plugs.c - see plugs.h. */
#include "ingest/plugs.h"
#define WEAK __attribute__((weak))
WEAK gv_status gv_filter_open(const gv_opening *o, const char *k, gv_filter **f) { (void)o; (void)k; (void)f; return GV_ERROR_MEMORY; }
WEAK gv_status gv_filter_fill(void *y, int w, char *o, size_t c, gv_fill *f) { (void)y; (void)w; (void)o; (void)c; (void)f; return GV_ERROR_MEMORY; }
WEAK void gv_filter_free(gv_filter *f) { (void)f; }
WEAK int gv_html_sniff(const char *b, size_t l) { (void)b; (void)l; return 0; }
WEAK int gv_office_sniff(const char *b, size_t l) { (void)b; (void)l; return 0; }
static gv_status no_reader(gv_cutter *c)
{
    gv_document document = c->section->base;
    document.error = "a format that is not read yet";
    c->section->n_bad_lines++;
    return gv_cut_add_document(c->section, &document);
}
WEAK gv_status gv_cut_json(gv_cutter *c) { return no_reader(c); }
WEAK gv_status gv_cut_csv(gv_cutter *c) { return no_reader(c); }
WEAK gv_status gv_cut_xml(gv_cutter *c) { return no_reader(c); }
WEAK gv_status gv_cut_html(gv_cutter *c) { return no_reader(c); }
WEAK gv_status gv_cut_office(gv_cutter *c) { return no_reader(c); }
WEAK gv_status gv_rows_find(gv_rows *r, const char *b, size_t l, size_t a, gv_rows_rest s, gv_rows_found *f) { (void)r; (void)b; (void)l; (void)a; (void)s; f->kind = GV_ROWS_MORE; return GV_OK; }
WEAK void gv_rows_resume(gv_rows *r) { (void)r; }
WEAK void gv_rows_free(gv_rows *r) { (void)r; }
WEAK int gv_rows_sniff(const gv_ingest_options *o, const char *b, size_t l, int w, gv_section_format *f) { (void)o; (void)b; (void)l; (void)w; (void)f; return 0; }
