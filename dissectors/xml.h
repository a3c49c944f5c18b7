/* The elements of a small XML document, by local name: what SOAP over HTTP (UPnP) and SOAP over UDP
 * (WS-Discovery) are read with. Documents with a document type are refused, so there are no
 * entities but the five of XML 1.0 section 4.6. */
#pragma once

#include "core/bytes.h"

enum {
    XML_DOCUMENT_MAX = 16384, /* longer documents are refused */
    XML_DEPTH_MAX = 16,       /* deeper ones too */
    XML_TEXT_MAX = 2048,      /* of an element's text as much is kept */
};

/* Views that are valid only while the listener is being told. */
struct xml_element {
    struct bytes name; /* without its prefix */
    struct bytes text; /* of an element without children; trimmed */
};

/* Is told every element when it ends: children before their parents. */
struct xml_listener {
    void (*element)(void *self, const struct xml_element *e);
    void *self;
};

/* False: not well-formed, cut short, too long, too deep or with a document type. What the listener
 * was told until then is then not to be used. */
bool xml_read(struct bytes document, const struct xml_listener *to);
