/*
 * xml.c - one XML document, read from its start to its end: the only file that includes expat.
 *
 * In: bytes. Out: calls of the handler. <a b="c">d&amp;e</a> comes to start(a, b c), text(d),
 * text(&), text(e), end(a). It keeps nothing and knows no element by name.
 */
#include "ingest/xml.h"

#if defined(GV_HAVE_EXPAT)

#include "base/arena.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>

enum { STEP = 1 << 24 };

typedef struct parse {
    const gv_xml_handler *handler;
    XML_Parser parser;
    gv_status status;    /* of the handler */
    const char *refused; /* NULL, or why the document is not read on */
} parse;

const char *gv_xml_version(void)
{
    const char *const name = XML_ExpatVersion(); /* "expat_2.5.0" */
    const char *const number = strchr(name, '_');
    return number != NULL ? number + 1 : name;
}

/* ------------------------------------------------------------------ memory */

static void *get(size_t length)
{
    void *memory = NULL;
    return gv_memory_get(length, &memory) == GV_OK ? memory : NULL;
}

static void *resize(void *memory, size_t length)
{
    void *resized = memory;
    return gv_memory_resize(length, 1, &resized) == GV_OK ? resized : NULL;
}

static const XML_Memory_Handling_Suite MEMORY = {get, resize, gv_memory_free};

/* ------------------------------------------------------------------ events */

static void stop_at(parse *p, gv_status status)
{
    if (status != GV_OK && p->status == GV_OK) {
        p->status = status;
        (void)XML_StopParser(p->parser, XML_FALSE);
    }
}

static void on_start(void *user, const char *name, const char **attributes)
{
    parse *const p = user;
    if (p->handler->start != NULL && p->status == GV_OK) {
        stop_at(p, p->handler->start(p->handler->user, name, (const char *const *)attributes));
    }
}

static void on_end(void *user, const char *name)
{
    parse *const p = user;
    if (p->handler->end != NULL && p->status == GV_OK) {
        stop_at(p, p->handler->end(p->handler->user, name));
    }
}

static void on_text(void *user, const char *text, int length)
{
    parse *const p = user;
    if (p->handler->text != NULL && p->status == GV_OK) {
        stop_at(p, p->handler->text(p->handler->user, text, (size_t)length));
    }
}

/* An entity that the document does not declare. */
static void on_entity(void *user, const char *name, int is_parameter)
{
    static const struct { const char *name, *text; } KNOWN[] = {
        {"nbsp", "\xC2\xA0"},       {"ndash", "\xE2\x80\x93"},  {"mdash", "\xE2\x80\x94"},
        {"lsquo", "\xE2\x80\x98"},  {"rsquo", "\xE2\x80\x99"},  {"ldquo", "\xE2\x80\x9C"},
        {"rdquo", "\xE2\x80\x9D"},  {"hellip", "\xE2\x80\xA6"}, {"laquo", "\xC2\xAB"},
        {"raquo", "\xC2\xBB"},      {"eacute", "\xC3\xA9"},     {"egrave", "\xC3\xA8"},
        {"agrave", "\xC3\xA0"},     {"ccedil", "\xC3\xA7"},     {"ouml", "\xC3\xB6"},
        {"uuml", "\xC3\xBC"},       {"auml", "\xC3\xA4"},       {"iacute", "\xC3\xAD"},
        {"oacute", "\xC3\xB3"},     {"aacute", "\xC3\xA1"},     {"ntilde", "\xC3\xB1"},
        {"hyph", "-"},              {"bull", "\xE2\x80\xA2"},   {"sect", "\xC2\xA7"}};
    char bare[80];
    if (is_parameter) {
        return;
    }
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (strcmp(KNOWN[i].name, name) == 0) {
            on_text(user, KNOWN[i].text, (int)strlen(KNOWN[i].text));
            return;
        }
    }
    if (strlen(name) + 3 <= sizeof bare) {
        const int length = snprintf(bare, sizeof bare, "&%s;", name);
        on_text(user, bare, length);
    }
}

static void on_declaration(void *user, const char *name, int is_parameter, const char *value,
                           int length, const char *base, const char *system, const char *public,
                           const char *notation)
{
    parse *const p = user;
    (void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system;
    (void)public, (void)notation;
    p->refused = "it declares entities of its own, which are not expanded";
    (void)XML_StopParser(p->parser, XML_FALSE);
}

/* ------------------------------------------------------------------ all */

static gv_status judge(const parse *p, gv_xml_error *error)
{
    const enum XML_Error code = XML_GetErrorCode(p->parser);
    const XML_Index at = XML_GetCurrentByteIndex(p->parser);
    if (p->status != GV_OK) {
        return p->status;
    }
    if (code == XML_ERROR_NO_MEMORY) {
        return GV_ERROR_MEMORY;
    }
    error->offset = at > 0 ? (size_t)at : 0;
    error->words = p->refused != NULL ? p->refused : XML_ErrorString(code);
    return GV_ERROR_FORMAT;
}

gv_status gv_xml_parse(const char *bytes, size_t length, const gv_xml_handler *handler,
                       gv_xml_error *error)
{
    parse p = {.handler = handler, .status = GV_OK};
    gv_status status = GV_OK;
    p.parser = XML_ParserCreate_MM("UTF-8", &MEMORY, handler->namespaces ? " " : NULL);
    if (p.parser == NULL) {
        return GV_ERROR_MEMORY;
    }
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, on_start, on_end);
    XML_SetCharacterDataHandler(p.parser, on_text);
    XML_SetSkippedEntityHandler(p.parser, on_entity);
    XML_SetEntityDeclHandler(p.parser, on_declaration);
    (void)XML_UseForeignDTD(p.parser, XML_TRUE); /* so that unknown entities are no error */
    for (size_t at = 0;;) {
        const size_t step = length - at < STEP ? length - at : STEP;
        const int last = at + step == length;
        if (XML_Parse(p.parser, bytes + at, (int)step, last) != XML_STATUS_OK) {
            status = judge(&p, error);
            break;
        }
        at += step;
        if (last) {
            break;
        }
    }
    XML_ParserFree(p.parser);
    return status;
}

#else

const char *gv_xml_version(void)
{
    return NULL;
}

gv_status gv_xml_parse(const char *bytes, size_t length, const gv_xml_handler *handler,
                       gv_xml_error *error)
{
    (void)bytes, (void)length, (void)handler;
    error->offset = 0;
    error->words = "this gravamen was built without expat";
    return GV_ERROR_FORMAT;
}

#endif
