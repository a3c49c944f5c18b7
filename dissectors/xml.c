/* XML 1.0 through expat, fenced in. */

#include "dissectors/xml.h"

#include <expat.h>

struct reading {
    XML_Parser parser;
    const struct xml_listener *to;
    size_t depth;
    size_t text_n;
    uint8_t text[XML_TEXT_MAX];
};

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static struct bytes trim(struct bytes b)
{
    while (b.n > 0 && is_space(b.p[0]))
        b = bytes_after(b, 1);
    while (b.n > 0 && (is_space(b.p[b.n - 1]) || b.p[b.n - 1] == '\0'))
        b.n--;
    return b;
}

static struct bytes local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return bytes_of_text(colon != NULL ? colon + 1 : name);
}

static void XMLCALL on_start(void *self, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *r = self;
    (void)name;
    (void)attributes;
    r->text_n = 0;
    if (++r->depth > XML_DEPTH_MAX)
        (void)XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_end(void *self, const XML_Char *name)
{
    struct reading *r = self;
    struct xml_element e = {
        .name = local_name(name),
        .text = trim((struct bytes){ r->text, r->text_n }),
    };
    r->to->element(r->to->self, &e);
    r->text_n = 0;
    r->depth--;
}

static void XMLCALL on_text(void *self, const XML_Char *s, int n)
{
    struct reading *r = self;
    size_t room = sizeof r->text - r->text_n;
    size_t more = (size_t)n < room ? (size_t)n : room;
    memcpy(r->text + r->text_n, s, more);
    r->text_n += more;
}

static void XMLCALL on_document_type(void *self, const XML_Char *name, const XML_Char *system,
                                     const XML_Char *public, int internal)
{
    struct reading *r = self;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

bool xml_read(struct bytes document, const struct xml_listener *to)
{
    document = trim(document); /* some senders begin with an empty line or end with a NUL */
    if (document.n == 0 || document.n > XML_DOCUMENT_MAX)
        return false;
    struct reading r = { .parser = XML_ParserCreate(NULL), .to = to };
    if (r.parser == NULL)
        return false;
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, on_end);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetStartDoctypeDeclHandler(r.parser, on_document_type);
    enum XML_Status status =
        XML_Parse(r.parser, (const char *)document.p, (int)document.n, XML_TRUE);
    XML_ParserFree(r.parser);
    return status == XML_STATUS_OK;
}
