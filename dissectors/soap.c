#include "dissectors/soap.h"

enum { ENVELOPE = 1, PARTS = 2, CALL = 3 }; /* by depth */

static void on_begin(void *self, const struct xml_element *e)
{
    struct soap *s = self;
    if (e->depth == PARTS)
        s->in_body = bytes_equal_text(e->name, "Body");
    if (e->depth == CALL && s->in_body)
        onvif_begin(&s->onvif, e->name);
}

static void on_attribute(void *self, const struct xml_element *e)
{
    struct soap *s = self;
    onvif_see_name_space(&s->onvif, e->text);
}

static void on_element(void *self, const struct xml_element *e)
{
    struct soap *s = self;
    if (e->depth > CALL && s->in_body)
        onvif_take(&s->onvif, e);
    if (e->depth == ENVELOPE)
        s->in_body = bytes_equal_text(e->name, "Envelope");
}

bool soap_take(struct soap *s, struct bytes piece)
{
    const struct xml_listener listener = {
        .element = on_element, .self = s, .begins = on_begin, .attribute = on_attribute
    };
    return xml_take(&s->xml, piece, (struct xml_room){ s->text, sizeof s->text }, &listener);
}

void soap_tell(struct dissection *d, const struct soap *s, struct onvif_memory *m)
{
    bool whole = xml_is_whole(&s->xml) && s->in_body;
    if (whole)
        onvif_tell(d, &s->onvif, m);
}
