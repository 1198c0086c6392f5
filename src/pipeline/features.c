/*
 * features.c - what this library is built of, for `gravamen --version`.
 *
 * In: the versions of the libraries as they are at run time. Out: one "name version: what for" a
 * line. A library that is not built in is named with what is missing without it.
 */
#include "pipeline/pipeline.h"

#include "base/child.h"
#include "base/sha256_blocks.h"
#include "ingest/archive.h"
#include "ingest/brotli.h"
#include "ingest/filter.h"
#include "ingest/pdf.h"
#include "ingest/unpack.h"
#include "output/signature.h"
#include "ingest/xml.h"
#include "scan/letters.h"
#include "text/stem.h"

#include <stdio.h>

const char *gv_version(void)
{
    return GV_VERSION;
}

static char features[2048];
static pthread_once_t features_once = PTHREAD_ONCE_INIT;

static void describe_pdf(char *pdf, size_t pdf_size, char *filter, size_t filter_size)
{
    const char *const version = gv_pdf_version();
    if (version != NULL) {
        snprintf(pdf, pdf_size, "pdftotext %s: PDF, in a process of its own", version);
    } else {
        snprintf(pdf, pdf_size, "pdftotext: not installed (poppler-utils): no PDF");
    }
    snprintf(filter, filter_size, "%s",
             gv_child_is_confined()
                 ? "seccomp: which opens no network and writes no file"
                 : "seccomp: not here: limits alone keep that process from writing files");
}

static void write_features(void)
{
#if defined(_OPENMP)
    static const char openmp[] = "OpenMP: yes, threads share the work";
#else
    static const char openmp[] = "OpenMP: no, one thread does the work";
#endif
    char inflate[300];
    char crypto[100] = "libcrypto: not built in: no manifest is signed, no signature checked";
    char pdf[100];
    char expat[100] = "expat: not built in: no XML, no DOCX, no ODT";
    if (gv_xml_version() != NULL) {
        snprintf(expat, sizeof expat, "expat %s: XML, DOCX, ODT", gv_xml_version());
    }
    char filter[100];
    if (gv_signature_version() != NULL) {
        snprintf(crypto, sizeof crypto, "libcrypto %s: signatures of manifests",
                 gv_signature_version());
    }
    char sqlite[100] = "SQLite: not built in: no nightly runs";
    if (gv_nightly_version() != NULL) {
        snprintf(sqlite, sizeof sqlite, "SQLite %s: state of nightly runs", gv_nightly_version());
    }
    char archive[100] = "libarchive: not built in: no tar, zip, 7z, cpio";
    if (gv_archive_version() != NULL) {
        snprintf(archive, sizeof archive, "%s: tar, zip, 7z, cpio",
                 gv_archive_version());
    }
    char brotli[100] = "libbrotlidec: not built in: no pages that HTTP packed by brotli";
    if (gv_brotli_version() != NULL) {
        snprintf(brotli, sizeof brotli, "libbrotlidec %s: pages that HTTP packed by brotli",
                 gv_brotli_version());
    }
    char filters[200];
    gv_filter_describe(filters, sizeof filters);
    describe_pdf(pdf, sizeof pdf, filter, sizeof filter);
    gv_unpack_describe(inflate, sizeof inflate);
    snprintf(features, sizeof features,
             "%s"
             "utf8proc %s: folding of case and accents, text version %u\n"
             "libstemmer: word stems (Snowball; it states no version)\n"
             "%s\n"
             "instruction set: %s%s (GRAVAMEN_CPU=portable: plain C, the same output)\n"
             "%s\n"
             "%s\n"
             "%s\n"
             "%s\n"
             "%s\n"
             "iconv: HTML in character sets other than UTF-8, UTF-16 and Windows-1252\n"
             "%s\n"
             "%s\n"
             "%s\n",
             inflate, gv_text_utf8proc_version(), GV_TEXT_VERSION, openmp, gv_bytes_name(gv_bytes_choose()),
             gv_sha256_is_native() ? ", SHA" : "",
             crypto, archive, filters, brotli, expat, pdf, filter, sqlite);
}

const char *gv_features(void)
{
    (void)pthread_once(&features_once, write_features);
    return features;
}
