/* What is kept of an HTTP connection, and what its messages give rise to. */
#pragma once

#include "dissectors/auth.h"
#include "dissectors/http_body.h"
#include "dissectors/http_coding.h"
#include "dissectors/http_start.h"
#include "dissectors/igd.h"

enum { HTTP_ASKED_MAX = 6 };

/* A request that has no answer yet. */
struct http_asked {
    struct igd_call call; /* act ACT_NONE: it asks no router for anything */
    uint8_t method;       /* its number, or 0 */
    uint8_t scheme;       /* enum scheme */
    uint8_t cgi;          /* enum cgi_asked */
    bool tunnels;         /* it asks for RTSP inside HTTP */
    bool vouched;         /* see struct observation */
    bool has_path;        /* its path is kept: none waited before it */
    bool from_client;
    bool asks_challenge; /* for what to hash a password with (login_challenge.h) */
};

/* What one end says next. */
enum http_reading {
    HTTP_HEAD,
    HTTP_READ_BODY, /* one that is read, not passed over */
    HTTP_CHUNKS,
    HTTP_READ_CHUNK, /* likewise, a part of it */
    HTTP_TRAILER,
    HTTP_TUNNEL, /* RTSP requests in base64 */
    HTTP_LOST,   /* something else, until a start line comes */
};

struct http_state {
    struct auth_memory memory;
    struct http_asked asked[HTTP_ASKED_MAX]; /* a ring */
    struct text path;                        /* of the one that has it */
    uint8_t first;
    uint8_t n;
    uint32_t beyond;    /* requests since that are not in it; answered after those that are */
    uint32_t passed[2]; /* bytes that were something else, by from_client */
    uint8_t reading[2]; /* enum http_reading, by from_client */
    bool known;         /* a message was read: this is HTTP */
    uint32_t left[2];   /* of the body or chunk that is read, by from_client */
    struct http_body body;
    struct onvif_memory onvif;
    uint32_t date_told_s; /* date_is_due() */
};

_Static_assert(sizeof(struct http_state) <= STATE_MAX, "a flow has room for no more");

enum http_field {
    HTTP_LENGTH,
    HTTP_CODING,
    HTTP_CONTENT_CODING,
    HTTP_TYPE,
    HTTP_ACCEPT,
    HTTP_AGENT,
    HTTP_SERVER,
    HTTP_DATE,
    HTTP_AGE,
    HTTP_VIA,
    HTTP_SOAP_ACTION,
    HTTP_COOKIE,
    HTTP_AUTHORIZATION,
    HTTP_PROXY_AUTHORIZATION,
    HTTP_FIELDS
};

/* Their names, in lower case. */
extern const char *const http_field_names[HTTP_FIELDS];

struct http_message {
    struct http_start start;
    struct head head;
    struct bytes field[HTTP_FIELDS];
    struct http_coding coding;
};

/* Whether it opens a tunnel for RTSP, or is the answer that does. */
bool http_is_tunnel(const struct http_message *m);

/* What the call to a router asks for that this message is; ACT_NONE: it is none. */
enum act http_asks_router(const struct http_message *m);

/* How the body of this message is to be read; `asked` is what is known of an answer's request. */
enum http_body_kind http_reads_body(const struct http_message *m, const struct http_asked *asked);

/* Says what a request says, and remembers it until its answer comes. */
void http_take_request(struct dissection *d, const struct http_message *m);

/* The last request, if it has no answer yet and this end made it; NULL: it is not known. */
struct http_asked *http_last_asked(struct http_state *s, bool from_client);

/* Says the login in a SOAP call, the body of the last request. */
void http_tell_token(struct dissection *d, const struct soap *call);

/* Says the call to a router that the last request is. */
void http_tell_call(struct dissection *d, const struct igd_call *call);

/* Says what an answer says; *asked becomes what is known of its request, all zero if nothing. */
void http_take_answer(struct dissection *d, const struct http_message *m, struct http_asked *asked);

/* After a hole nobody knows how many requests or answers are missing. */
void http_forget_requests(struct http_state *s);

bool http_is_success(uint16_t status);
