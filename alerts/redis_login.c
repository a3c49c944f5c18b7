#include "alerts/redis_login.h"

#include <stdio.h>
#include <string.h>

#include "alerts/redis_url.h"

bool redis_authenticate(struct redis *r, struct error *e)
{
    const struct redis_url *u = redis_settings(r);
    if (u->user[0] == '\0' && u->password[0] == '\0')
        return true;
    const char *words[3] = { "AUTH" };
    size_t lengths[3] = { 4 };
    int n = 1;
    if (u->user[0] != '\0') {
        words[n] = u->user;
        lengths[n++] = strlen(u->user);
    }
    words[n] = u->password;
    lengths[n++] = strlen(u->password);
    struct command c = { "the login", true, n, words, lengths };
    return redis_order(r, &c, NULL, e);
}

static bool choose(struct redis *r, struct error *e)
{
    char text[16];
    int n = snprintf(text, sizeof text, "%u", redis_settings(r)->db);
    const char *words[] = { "SELECT", text };
    size_t lengths[] = { 6, (size_t)n };
    struct command c = { "the database", false, 2, words, lengths };
    return redis_settings(r)->db == 0 || redis_order(r, &c, NULL, e);
}

/* Whether it talks to us at all, before hours of reading. A user who may RPUSH and nothing else is
 * welcome. */
static bool greet(struct redis *r, struct error *e)
{
    const char *words[] = { "PING" };
    size_t lengths[] = { 4 };
    struct command c = { "the greeting", false, 1, words, lengths };
    return redis_order(r, &c, NULL, e) || redis_refused(r, "NOPERM");
}

bool redis_log_in(struct redis *r, struct error *e)
{
    return redis_authenticate(r, e) && choose(r, e) && greet(r, e);
}
