/* Bodies of HTTP that are read, piece by piece as they come: SOAP, calls to a router, logins by a
 * form and their answers, and what a maker's CGI answers; of others but text as much as it takes to
 * know whether they are pictures (guide item 3.6). All the rest is passed over. */
#pragma once

#include "dissectors/cgi.h"
#include "dissectors/igd.h"
#include "dissectors/login_form.h"
#include "dissectors/login_reply.h"
#include "dissectors/picture.h"
#include "dissectors/soap.h"

enum { HTTP_BODY_MAX = 1 << 18 }; /* longer ones are not read */

enum http_body_kind {
    HTTP_BODY_NONE,
    HTTP_BODY_CHALLENGED, /* none: a challenge was given, and its login is waited for */
    HTTP_BODY_SOAP,
    HTTP_BODY_CGI,
    HTTP_BODY_IGD,
    HTTP_BODY_FORM,
    HTTP_BODY_ASKED, /* none: a form was sent, and its answer is waited for */
    HTTP_BODY_REPLY,
    HTTP_BODY_CHALLENGE, /* what a login page is to hash the password with */
    HTTP_BODY_PICTURE
};

/* What may be one picture, or one after the other. */
struct http_picture {
    struct picture look;
    uint8_t place; /* enum picture_place */
    bool shown;    /* its type says that it is pictures */
};

/* One at a time on a connection; all zero at first. */
struct http_body {
    uint32_t n;       /* bytes of it that have come */
    uint8_t kind;     /* enum http_body_kind */
    bool from_client; /* whose it is */
    bool packed;      /* it comes compressed; its unpacker is the conversation's */
    union {
        struct soap soap;
        struct cgi cgi;
        struct igd_body igd;
        struct login_form form;       /* of HTTP_BODY_CHALLENGE, too */
        struct login_challenge given; /* of HTTP_BODY_CHALLENGED */
        struct login_reply reply;     /* of HTTP_BODY_ASKED, too */
        struct http_picture picture;
    };
};

/* Begins to read one of that kind, in place of any other; HTTP_BODY_NONE: none. */
void http_body_begin(struct http_body *b, enum http_body_kind kind, bool from_client);

/* Whether the body that this end sends is being read. */
static inline bool http_body_is_read(const struct http_body *b, bool from_client)
{
    return b->kind > HTTP_BODY_CHALLENGED && b->from_client == from_client;
}

/* Whether it lies in the room that the conversation lends. */
static inline bool http_body_is_gathered(const struct http_body *b)
{
    return b->kind == HTTP_BODY_FORM || b->kind == HTTP_BODY_CHALLENGE;
}

/* Takes one more piece of its text; reads no more of a body that is broken. Passwords in it are
 * held against the defaults, which may be NULL. */
void http_body_take(struct http_body *b, struct bytes piece,
                    const struct password_defaults *defaults);

/* Whether the words themselves prove that nothing more comes. */
bool http_body_is_whole(const struct http_body *b);

/* All of it has come: says what it says, and reads no more. */
void http_body_end(struct dissection *d, struct http_body *b, struct onvif_memory *m);
