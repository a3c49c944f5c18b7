/* The steps of the XML reader: xml.c has those inside of tags, xml_between.c those between them. */
#pragma once

#include "dissectors/xml.h"

enum xml_at {
    AT_TEXT,
    AT_TAG,       /* after "<" */
    AT_NAME,      /* of an element that begins */
    AT_INSIDE,    /* a tag, between attributes */
    AT_ATTRIBUTE, /* its name */
    AT_EQUALS,    /* after that */
    AT_QUOTE,     /* before its value */
    AT_VALUE,
    AT_EMPTY,    /* after the "/" of "<a/>" */
    AT_END_NAME, /* of an element that ends */
    AT_END,      /* after that */
    AT_BANG,     /* after "<!" */
    AT_COMMENT,
    AT_DATA,        /* a CDATA section */
    AT_INSTRUCTION, /* "<?", and the XML declaration */
    AT_REFERENCE,   /* after "&" */
    AT_WRONG,
    AT_PLACES
};

struct xml_walk {
    struct xml_reader *r;
    struct xml_room text;
    const struct xml_listener *to;
};

/* White space, XML 1.0 section 2.3. */
static inline bool xml_is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

/* The next byte is read there; true, so that a step can end with it. */
static inline bool xml_go_to(struct xml_walk *w, enum xml_at at)
{
    w->r->at = (uint8_t)at;
    w->r->matched = 0;
    return true;
}

/* Each takes one byte; false: it must not stand there. */
bool xml_take_text(struct xml_walk *w, uint8_t b);
bool xml_take_bang(struct xml_walk *w, uint8_t b);
bool xml_take_comment(struct xml_walk *w, uint8_t b);
bool xml_take_data(struct xml_walk *w, uint8_t b);
bool xml_take_instruction(struct xml_walk *w, uint8_t b);
bool xml_take_reference(struct xml_walk *w, uint8_t b);

/* The same, where an attribute's value stands. */
bool xml_take_in_value(struct xml_walk *w, uint8_t b);
