/*
 * xml.h - one XML document, read from its start to its end by expat. Thread-safe; memory through
 * base/arena.h.
 *
 * Nothing outside the document is read. Entities that it declares itself are refused (a few lines
 * of them can stand for gigabytes); names that HTML knows are decoded, others stay as they are.
 */
#ifndef GV_INGEST_XML_H
#define GV_INGEST_XML_H

#include "base/status.h"

#include <stddef.h>

/* "2.5.0"; NULL if it is not built in: then gv_xml_parse fails. Borrowed for ever. */
const char *gv_xml_version(void);

/* What is done with what stands in the document. Strings are borrowed during the call; any may be
 * NULL. A failure ends the parse and is its result. */
typedef struct gv_xml_handler {
    void *user;
    int namespaces; /* 1: names come as "URI NAME", or "NAME" without one; else as they stand */
    /* attributes: name, value, name, value ... NULL */
    gv_status (*start)(void *user, const char *name, const char *const *attributes);
    gv_status (*end)(void *user, const char *name);
    gv_status (*text)(void *user, const char *text, size_t length); /* in any number of bits */
} gv_xml_handler;

typedef struct gv_xml_error {
    size_t offset;     /* in bytes */
    const char *words; /* borrowed for ever */
} gv_xml_error;

/* Parses valid UTF-8, whatever encoding it says it is in. GV_ERROR_FORMAT if it is not well-formed
 * or declares entities: *error then says where. What came before was handed on. */
gv_status gv_xml_parse(const char *bytes, size_t length, const gv_xml_handler *handler,
                       gv_xml_error *error);

#endif
