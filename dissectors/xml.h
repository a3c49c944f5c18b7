/* The elements of an XML 1.0 document, by local name: what SOAP over HTTP (UPnP, ONVIF) and over
 * UDP (WS-Discovery) are read with. Documents with a document type are refused, so there are no
 * entities but the five of section 4.6.
 *
 * How it works: one step a byte, so a document may come in pieces cut anywhere; all that is kept
 * between them is a value of fixed size. Of the elements that are open only hashes of their names
 * are kept, to hold their ends against. Of names that nobody looks for nothing is checked but that
 * they begin and end alike. */
#pragma once

#include "core/bytes.h"

enum {
    XML_DOCUMENT_MAX = 16384, /* longer documents are refused by xml_read() */
    XML_DEPTH_MAX = 32,       /* deeper ones always */
    XML_TEXT_MAX = 2048,      /* of an element's text as much is kept by xml_read() */
    XML_NAME_MAX = 40,        /* of a local name, likewise */
};

/* Views that are valid only while the listener is being told. */
struct xml_element {
    struct bytes name; /* without its prefix */
    struct bytes text; /* of an element without children, or of an attribute; trimmed */
    size_t depth;      /* 1: the root */
};

struct xml_listener {
    /* Every element, when it ends: children before their parents. */
    void (*element)(void *self, const struct xml_element *e);
    void *self;
    /* Every element when it begins, and each of its attributes after that; both may be NULL. */
    void (*begins)(void *self, const struct xml_element *e);
    void (*attribute)(void *self, const struct xml_element *e);
};

/* A document that comes in pieces; all zero at first. The members are xml.c's own. */
struct xml_reader {
    uint16_t open[XML_DEPTH_MAX]; /* hashes of the full names of the elements that are open */
    uint16_t hash;                /* of the name that is being read */
    uint16_t text_n;
    uint8_t name[XML_NAME_MAX];
    uint8_t attribute[16];
    uint8_t reference[8]; /* what stands between & and ; */
    uint8_t name_n, attribute_n, reference_n;
    uint8_t depth;
    uint8_t at;      /* enum xml_at */
    uint8_t back_at; /* where a reference stands */
    uint8_t mark;    /* the quote that ends a value, or what follows "<!" */
    uint8_t matched; /* of the end of a comment and the like */
    bool ended;      /* the root was closed */
};

/* Where texts are put together; its bytes stay between two pieces. */
struct xml_room {
    uint8_t *p;
    size_t n;
};

/* Takes one more piece. False: not well-formed, too deep or with a document type; it is not to be
 * used any more, nor is what the listener was told. */
bool xml_take(struct xml_reader *r, struct bytes piece, struct xml_room text,
              const struct xml_listener *to);

/* Whether the root has ended, so that the document is whole. */
static inline bool xml_is_whole(const struct xml_reader *r)
{
    return r->ended;
}

/* A whole document. False: as xml_take(), or cut short, or too long. */
bool xml_read(struct bytes document, const struct xml_listener *to);
