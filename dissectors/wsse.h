/* Who a SOAP call says it is: the UsernameToken in its header. OASIS Web Services Security
 * UsernameToken Profile 1.1, section 3; ONVIF Core, "Security". Guide item 2.3. Passwords are
 * weighed as soon as they were read and go nowhere. */
#pragma once

#include "core/observation.h"
#include "dissectors/xml.h"

enum { WSSE_RESPONSE_MAX = 20, WSSE_NONCE_MAX = 48, WSSE_CREATED_MAX = 40 };

/* What a digest is made of, until the token has ended; then it is wiped. */
struct wsse_parts {
    uint8_t response[WSSE_RESPONSE_MAX], nonce[WSSE_NONCE_MAX], created[WSSE_CREATED_MAX];
    uint8_t response_n, nonce_n, created_n;
};

/* What is known of the login; all zero at first. */
struct wsse {
    struct text user;
    struct password_weight weight;
    uint8_t scheme;   /* enum scheme; SCHEME_NONE: no password was said */
    bool inside;      /* the token has begun and not ended */
    bool at_password; /* the element that began last is the password */
    bool is_digest;   /* its type says so */
};

/* An element of the header begins; one of its attributes. */
void wsse_begin(struct wsse *w, struct bytes name);
void wsse_attribute(struct wsse *w, struct bytes value);

/* One ended. `defaults` may be NULL; of those that fit the user the first 32 are tried. */
void wsse_take(struct wsse *w, struct wsse_parts *p, const struct xml_element *e,
               const struct password_defaults *defaults);
