/*
 * pdf_fixture.h - writes small PDF files: lines of text at places of pages.
 */
#ifndef GV_TESTS_PDF_FIXTURE_H
#define GV_TESTS_PDF_FIXTURE_H

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct pdf_line {
    int page, x, y; /* page from 1; points from the lower left corner */
    const char *text; /* ASCII without brackets and backslashes */
} pdf_line;

typedef struct pdf_writer {
    gv_buf *out;
    size_t offsets[256]; /* of objects, from 1 */
    size_t n;
} pdf_writer;

static inline void pdf_must(gv_status status)
{
    if (status != GV_OK) {
        abort();
    }
}

static inline void pdf_begin(pdf_writer *w)
{
    if (w->n + 1 >= sizeof w->offsets / sizeof *w->offsets) {
        abort();
    }
    w->offsets[++w->n] = w->out->length;
    pdf_must(gv_buf_add_format(w->out, "%zu 0 obj\n", w->n));
}

static inline void pdf_add_page(pdf_writer *w, int page, const pdf_line *lines, size_t n)
{
    gv_buf content = {0};
    for (size_t i = 0; i < n; i++) {
        if (lines[i].page == page) {
            pdf_must(gv_buf_add_format(&content, "BT /F1 10 Tf %d %d Td (%s) Tj ET\n", lines[i].x,
                                       lines[i].y, lines[i].text));
        }
    }
    pdf_begin(w);
    pdf_must(gv_buf_add_format(w->out,
                               "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources"
                               "<</Font<</F1 3 0 R>>>>/Contents %zu 0 R>>\nendobj\n",
                               w->n + 1));
    pdf_begin(w);
    pdf_must(gv_buf_add_format(w->out, "<</Length %zu>>\nstream\n", content.length));
    pdf_must(gv_buf_add(w->out, content.bytes, content.length));
    pdf_must(gv_buf_add_text(w->out, "endstream\nendobj\n"));
    gv_buf_free(&content);
}

/* Adds a PDF of that many pages to out, which is empty. encrypt 1: it wants a password that nobody
 * knows. */
static inline void pdf_write(gv_buf *out, int pages, const pdf_line *lines, size_t n, int encrypt)
{
    static const char KEY[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    pdf_writer w = {.out = out};
    pdf_must(gv_buf_add_text(out, "%PDF-1.4\n"));
    pdf_begin(&w);
    pdf_must(gv_buf_add_text(out, "<</Type/Catalog/Pages 2 0 R>>\nendobj\n"));
    pdf_begin(&w);
    pdf_must(gv_buf_add_format(out, "<</Type/Pages/Count %d/Kids[", pages));
    for (int i = 0; i < pages; i++) {
        pdf_must(gv_buf_add_format(out, "%d 0 R ", 4 + 2 * i));
    }
    pdf_must(gv_buf_add_text(out, "]>>\nendobj\n"));
    pdf_begin(&w);
    pdf_must(gv_buf_add_text(
        out, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n"));
    for (int i = 1; i <= pages; i++) {
        pdf_add_page(&w, i, lines, n);
    }
    const size_t table = out->length;
    pdf_must(gv_buf_add_format(out, "xref\n0 %zu\n0000000000 65535 f \n", w.n + 1));
    for (size_t i = 1; i <= w.n; i++) {
        pdf_must(gv_buf_add_format(out, "%010zu 00000 n \n", w.offsets[i]));
    }
    pdf_must(gv_buf_add_format(out, "trailer\n<</Size %zu/Root 1 0 R", w.n + 1));
    if (encrypt) {
        pdf_must(gv_buf_add_format(out,
                                   "/Encrypt<</Filter/Standard/V 1/R 2/P -44/O<%s>/U<%s>>>"
                                   "/ID[<00><00>]",
                                   KEY, KEY));
    }
    pdf_must(gv_buf_add_format(out, ">>\nstartxref\n%zu\n%%%%EOF\n", table));
}

#endif
