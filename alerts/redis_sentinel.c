/* How it works: as in "Guidelines for Redis clients with support for Redis Sentinel". What the
 * sentinels know may be older than what has happened, so the master is asked for its role; a user
 * without that right is told by the first refusal (READONLY), after which all begins anew.
 *
 * A sentinel gets the password only if it wants one. */
#include "alerts/redis_sentinel.h"

#include <string.h>

#include "alerts/place.h"
#include "alerts/redis_inside.h"
#include "alerts/redis_login.h"

static struct redis_answer *ask(struct redis *r, struct error *e)
{
    const char *name = redis_settings(r)->master;
    const char *words[] = { "SENTINEL", "GET-MASTER-ADDR-BY-NAME", name };
    const size_t lengths[] = { 8, 23, strlen(name) };
    const struct command c = { "the question who the master is", false, 3, words, lengths };
    struct redis_answer *a = redis_ask(r, &c, e);
    if (a != NULL || !redis_refused(r, "NOAUTH") || !redis_authenticate(r, e))
        return a;
    return redis_ask(r, &c, e);
}

static bool find_master(struct redis *r, struct redis_place *out, struct error *e)
{
    struct redis_answer *a = ask(r, e);
    if (a == NULL)
        return false;
    size_t n = redis_answer_count(a);
    struct bytes host = redis_answer_text(redis_answer_part(a, 0));
    struct bytes port = redis_answer_text(redis_answer_part(a, 1));
    bool found = n == 2 && redis_place_read(host, port, out);
    redis_answer_free(a);
    return found || fail(e, n == 0 ? "it knows no such master" : "it answers no place");
}

static bool is_master(struct redis *r, struct error *e)
{
    const char *words[] = { "ROLE" };
    const size_t lengths[] = { 4 };
    const struct command c = { "the question what it is", false, 1, words, lengths };
    struct redis_answer *a = redis_ask(r, &c, e);
    if (a == NULL)
        return redis_refused(r, "NOPERM");
    bool is = bytes_equal_text(redis_answer_text(redis_answer_part(a, 0)), "master");
    redis_answer_free(a);
    return is || fail(e, "what it leads to is no master");
}

static bool go_by(struct redis *r, const struct redis_place *sentinel, struct error *e)
{
    struct redis_place master;
    return redis_reach(r, sentinel, e) && find_master(r, &master, e) &&
           redis_reach(r, &master, e) && redis_log_in(r, e) && is_master(r, e);
}

bool redis_sentinel_connect(struct redis *r, struct error *e)
{
    const struct redis_url *u = redis_settings(r);
    struct error why = { 0 };
    for (size_t i = 0; i < u->places; i++)
        if (go_by(r, &u->place[i], &why))
            return true;
    const struct redis_place *last = &u->place[u->places - 1];
    return fail(e, "no sentinel leads to the master %s; %s:%u: %s", u->master, last->host,
                last->port, why.s);
}
