/* The life of a conversation with Redis. What is needed to connect again is kept where secrets are
 * kept (secret.h): neither the arguments nor the password file need be readable by then. */
#include "alerts/redis.h"

#include <stdio.h>
#include <stdlib.h>

#include "alerts/redis_inside.h"
#include "alerts/redis_sentinel.h"
#include "core/secret.h"

static void hang_up(struct redis *r)
{
    for (size_t i = 0; i < REDIS_WIRES; i++)
        redis_wire_hang_up(&r->wire[i]);
    r->now = &r->wire[0];
}

bool redis_connect(struct redis *r, struct error *e)
{
    hang_up(r);
    r->known.n = 0;
    r->told_nodes = false;
    bool connected =
        r->url->master[0] != '\0' ? redis_sentinel_connect(r, e) : redis_find_node(r, e);
    if (!connected)
        hang_up(r);
    return connected;
}

void redis_free(struct redis *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < REDIS_WIRES; i++)
        redis_wire_end(&r->wire[i]);
    tls_context_free(r->tls);
    secret_free(r->url, sizeof *r->url);
    free(r);
}

static void name_all(struct redis *r)
{
    const struct redis_url *u = r->url;
    char place[sizeof r->now->at];
    if (u->path[0] != '\0')
        (void)snprintf(place, sizeof place, "%s", u->path);
    else
        redis_place_name(&u->place[0], place, sizeof place);
    for (size_t i = 0; i < REDIS_WIRES; i++)
        (void)snprintf(r->wire[i].at, sizeof r->wire[i].at, "%s", place);
    if (u->master[0] != '\0')
        (void)snprintf(r->where, sizeof r->where, "%s (sentinel %s)", u->master, place);
    else
        (void)snprintf(r->where, sizeof r->where, "%s", place);
}

/* The files are read once, with the rights that we were started with. */
static bool prepare_tls(struct redis *r, struct error *e)
{
    const struct redis_url *u = r->url;
    const struct tls_settings settings = {
        .ca = u->ca, .cert = u->cert, .cert_key = u->cert_key, .name = u->name
    };
    if (!u->tls)
        return true;
    r->tls = tls_context_new(&settings, e);
    return r->tls != NULL;
}

static bool prepare(struct redis *r, const char *url, struct error *e)
{
    r->now = &r->wire[0];
    for (size_t i = 0; i < REDIS_WIRES; i++)
        r->wire[i].dial = (struct dial){ .fd = -1, .stop = -1 };
    r->url = secret_new(sizeof *r->url);
    if (r->url == NULL)
        return fail(e, "out of memory");
    if (!redis_url_read(url, r->url, e) || !prepare_tls(r, e))
        return false;
    for (size_t i = 0; i < REDIS_WIRES; i++)
        if (!redis_wire_begin(&r->wire[i], e))
            return false;
    name_all(r);
    return true;
}

struct redis *redis_new(const char *url, struct error *e)
{
    struct redis *r = calloc(1, sizeof *r);
    if (r == NULL)
        fail(e, "out of memory");
    if (r == NULL || prepare(r, url, e))
        return r;
    redis_free(r);
    return NULL;
}

bool redis_connected(const struct redis *r)
{
    return redis_wire_connected(r->now);
}

void redis_stop(struct redis *r)
{
    for (size_t i = 0; i < REDIS_WIRES; i++)
        dial_stop(&r->wire[i].dial);
}

const struct redis_url *redis_settings(const struct redis *r)
{
    return r->url;
}

const char *redis_where(const struct redis *r)
{
    return r->where;
}

const char *redis_key(const struct redis *r)
{
    return r->url->key;
}
