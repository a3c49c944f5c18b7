/* A user name or password as it was before it was written into a URL, a form or JSON. Whoever has
 * one wipes it with explicit_bzero() after use. */
#pragma once

#include "core/bytes.h"

enum { PLAIN_MAX = 256 }; /* what is longer is weighed by its beginning */

struct plain {
    size_t n;
    uint8_t b[PLAIN_MAX];
};

static inline struct bytes plain_bytes(const struct plain *p)
{
    return (struct bytes){ p->b, p->n };
}

/* As it is. */
void plain_copy(struct bytes in, struct plain *out);

/* Without percent-encoding, RFC 3986 section 2.1. */
void plain_of_url(struct bytes in, struct plain *out);

/* The same, and a plus is a space: application/x-www-form-urlencoded. */
void plain_of_form(struct bytes in, struct plain *out);

/* Without the escapes of JSON, RFC 8259 section 7; what is beyond ASCII becomes a dot. */
void plain_of_json(struct bytes in, struct plain *out);

/* In place; empty if it is not base64. */
void plain_base64(struct plain *p);

/* Printable ASCII, and not empty. */
bool plain_is_text(const struct plain *p);

/* A digest in hexadecimal or base64 (of it, or of its hexadecimal digits), or what is too long to
 * be typed: a page has hashed or encrypted the password. */
bool plain_is_digest(const struct plain *p);
