#include "dissectors/soap.h"

enum { ENVELOPE = 1, PARTS = 2, CALL = 3 }; /* by depth */

/* A message that is being read, and what it is held against. */
struct reading {
    struct soap *soap;
    const struct password_defaults *defaults;
};

/* ONVIF Core, "Access classes for service requests": pre_auth. */
static bool is_before_login(struct bytes call)
{
    static const char *const calls[] = { "GetSystemDateAndTime",   "GetCapabilities", "GetServices",
                                         "GetServiceCapabilities", "GetWsdlUrl",      "GetHostname",
                                         "GetEndpointReference" };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (bytes_equal_text(call, calls[i]))
            return true;
    return false;
}

/* The header comes first: where it ends, the room of the token is the call's. */
static bool in_header(const struct soap *s)
{
    return !s->in_body && s->onvif.kind == 0;
}

static void on_begin(void *self, const struct xml_element *e)
{
    struct soap *s = ((struct reading *)self)->soap;
    if (e->depth == PARTS)
        s->in_body = bytes_equal_text(e->name, "Body");
    if (s->login.at_password) /* an element in it: it has ended, as far as it is kept */
        explicit_bzero(s->text, sizeof s->text);
    if (in_header(s))
        wsse_begin(&s->login, e->name);
    if (e->depth != CALL || !s->in_body)
        return;
    s->before_login = is_before_login(e->name);
    onvif_begin(&s->onvif, e->name);
}

static void on_attribute(void *self, const struct xml_element *e)
{
    struct soap *s = ((struct reading *)self)->soap;
    wsse_attribute(&s->login, e->text);
    onvif_see_name_space(&s->onvif, e->text);
}

static void on_element(void *self, const struct xml_element *e)
{
    const struct reading *r = self;
    struct soap *s = r->soap;
    if (in_header(s))
        wsse_take(&s->login, &s->onvif.token, e, r->defaults);
    if (s->login.at_password)
        explicit_bzero(s->text, sizeof s->text);
    s->login.at_password = false;
    if (e->depth > CALL && s->in_body)
        onvif_take(&s->onvif, e);
    if (e->depth == ENVELOPE)
        s->in_body = bytes_equal_text(e->name, "Envelope");
}

bool soap_take(struct soap *s, struct bytes piece, const struct password_defaults *defaults)
{
    struct reading r = { s, defaults };
    const struct xml_listener listener = {
        .element = on_element, .self = &r, .begins = on_begin, .attribute = on_attribute
    };
    return xml_take(&s->xml, piece, (struct xml_room){ s->text, sizeof s->text }, &listener);
}

bool soap_is_whole(const struct soap *s)
{
    return xml_is_whole(&s->xml) && s->in_body;
}

void soap_tell(struct dissection *d, const struct soap *s, struct onvif_memory *m)
{
    if (soap_is_whole(s))
        onvif_tell(d, &s->onvif, m);
}
