/* Who somebody says they are, in the fields of HTTP and RTSP: RFC 9110 section 11, Basic (RFC
 * 7617), Digest (RFC 7616). Guide items 2.3 and 2.5. Passwords are weighed here and go nowhere. */
#pragma once

#include "dissectors/dissector.h"
#include "dissectors/head.h"

/* One of the challenges of a WWW-Authenticate field, or the credentials of an Authorization field.
 */
struct auth {
    enum scheme scheme; /* SCHEME_OTHER: one we have no word for */
    struct bytes name;
    struct bytes token;  /* token68: what Basic, NTLM, Negotiate and Bearer carry; may be empty */
    struct bytes params; /* name=value, ...; may be empty */
};

/* The next of the list `left`, which shrinks; false when there is none. */
bool auth_next(struct bytes *left, struct auth *a);

/* A parameter without its quotes; false if it is not there or its quotes are broken. */
bool auth_param(const struct auth *a, const char *name, struct text *value);

/* A parameter as written, quotes and all; empty if it is not there. Not to be told. */
struct bytes auth_param_written(const struct auth *a, const char *name);

enum { AUTH_REMEMBERED = 4, AUTH_MISFITS_MAX = 64 };

/* What was said on a connection, so that it can be told from news. Part of a dissector's state; all
 * zero at first. It keeps hashes only. */
struct auth_memory {
    uint64_t said[AUTH_REMEMBERED];
    uint64_t misfit; /* user and nonce of a digest that no factory login fits; 0: none */
    uint8_t next;    /* which of `said` is overwritten next */
    uint8_t misfits; /* how many of that one were tried, AUTH_MISFITS_MAX at most */
    uint8_t hashes;  /* how many that pages made of passwords were weighed */
    bool used;       /* somebody said who they are */
};

/* Whether these very credentials, in two parts, were remembered before; they are now. */
bool auth_remember(struct auth_memory *m, enum scheme scheme, struct bytes a, struct bytes b);

/* Says the login of each Authorization and Proxy-Authorization field of a request, and answers the
 * scheme of the first; SCHEME_NONE if there is none. Call it only when the message is sure to be
 * taken. */
enum scheme auth_tell_logins(struct dissection *d, struct auth_memory *m, const struct head *h);

/* Says each challenge of the WWW-Authenticate and Proxy-Authenticate fields. */
void auth_tell_challenges(struct dissection *d, struct auth_memory *m, const struct head *h);

/* "user:password" as it lies there: fills in user and weight of *login. False without a colon. */
bool auth_weigh_pair(struct bytes pair, const struct password_defaults *defaults,
                     struct observation *login);
