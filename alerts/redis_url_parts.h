/* What the files that read a URL of Redis share (redis_url.h). */
#pragma once

#include "alerts/redis_url.h"
#include "core/bytes.h"

/* What follows a mark, and what is before it; without the mark nothing follows. */
struct halves {
    struct bytes before;
    struct bytes after;
    bool found;
};

struct halves halves_of(struct bytes b, char mark);      /* at the first mark */
struct halves halves_of_last(struct bytes b, char mark); /* at the last */

/* A decimal number, at most max. */
bool url_number(struct bytes b, uint64_t max, uint64_t *out);

/* Percent encoding, RFC 3986 section 2.1. false: it does not fit, or is not such. */
bool url_decode(struct bytes b, char *out, size_t room);

enum { REDIS_DB_MAX = 1000000 };

enum redis_form { REDIS_TCP, REDIS_TLS, REDIS_UNIX, REDIS_SENTINEL, REDIS_FORMS };

/* The parameters; what was not given gets its default. */
bool redis_url_query(struct bytes query, enum redis_form form, struct redis_url *out,
                     struct error *e);

/* User and password from where the URL or the environment says that they are. */
bool redis_url_login(struct redis_url *u, struct error *e);
