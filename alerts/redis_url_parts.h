/* What the files that read a URL of Redis share (redis_url.h). */
#pragma once

#include "alerts/place.h"
#include "alerts/redis_url.h"

enum { REDIS_DB_MAX = 1000000 };

enum redis_form { REDIS_TCP, REDIS_TLS, REDIS_UNIX, REDIS_SENTINEL, REDIS_FORMS };

/* The parameters; what was not given gets its default. */
bool redis_url_query(struct bytes query, enum redis_form form, struct redis_url *out,
                     struct error *e);

/* User and password from where the URL or the environment says that they are. */
bool redis_url_login(struct redis_url *u, struct error *e);
