/* Request targets of HTTP and RTSP (RFC 3986, RFC 9112 section 3.2), and the credentials that some
 * cameras want in them. What is kept of a target as text has neither user, password nor query. */
#pragma once

#include "dissectors/auth.h"

struct url {
    struct bytes user;     /* as written, not decoded */
    struct bytes password; /* likewise */
    bool has_password;     /* there was "user:password@" */
    struct bytes path;     /* from its first slash; may be empty, or "*" */
    struct bytes query;    /* after the first `?`; may be empty */
};

/* Of any form of target: "scheme://authority/path", "/path", "host:port", "*". */
struct url url_split(struct bytes target);

/* The path as far as nothing in it may be a secret. */
struct text url_path_text(struct bytes target);

/* Whether the target carries what is called like a secret, in its path or query: a token, a session
 * key. It may stand for a login made elsewhere. */
bool url_has_token(struct bytes target);

/* Says the login that a target carries, if any: before the host, in its query, or in its path as
 * "/user=admin_password=..." . True if it did. Call it only when the message is sure to be taken.
 */
bool url_tell_login(struct dissection *d, struct auth_memory *m, struct bytes target);
