/* SOAP messages over HTTP, read as they come: SOAP 1.2 part 1 section 5 (1.1: section 4). What
 * ONVIF says in their bodies is onvif.c's matter; names count without their prefixes. */
#pragma once

#include "dissectors/onvif.h"
#include "dissectors/xml.h"

enum { SOAP_TEXT_MAX = 128 }; /* of a text as much is kept */

/* A message of which a part has come; all zero at first. */
struct soap {
    struct xml_reader xml;
    bool in_body;
    bool before_login; /* it calls what anybody may call */
    uint8_t text[SOAP_TEXT_MAX];
    struct onvif onvif;
    struct wsse login;
};

/* Takes one more piece, and holds the password in it against the defaults, which may be NULL.
 * False: it is no SOAP, or broken: it is not to be used any more. */
bool soap_take(struct soap *s, struct bytes piece, const struct password_defaults *defaults);

/* Whether all of it has come. */
bool soap_is_whole(const struct soap *s);

/* Says what a whole message says; nothing if it is not whole. */
void soap_tell(struct dissection *d, const struct soap *s, struct onvif_memory *m);
