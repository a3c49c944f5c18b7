#include "sensor/sandbox_places.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "alerts/redis_url.h"
#include "alerts/syslog_place.h"

void sandbox_allow_libraries(struct sandbox_places *p)
{
    static const char *const places[] = { "/usr/lib", "/usr/lib64", "/usr/local/lib",
                                          "/etc/ld.so.cache", "/dev/urandom" };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        sandbox_allow(p, places[i], SANDBOX_READ);
}

void sandbox_allow_names(struct sandbox_places *p)
{
    static const char *const places[] = { "/etc", "/run/systemd/resolve", "/run/NetworkManager",
                                          "/run/resolvconf" };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        sandbox_allow(p, places[i], SANDBOX_READ);
    sandbox_allow_libraries(p);
}

static void allow_name(struct sandbox_places *p, const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];
    bool literal =
        inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
    if (host[0] != '\0' && !literal)
        sandbox_allow_names(p);
}

/* What others replace now and then is allowed with its folder. */
static void allow_reread(struct sandbox_places *p, const char *file)
{
    if (file[0] != '\0')
        sandbox_allow_folder_of(p, file, SANDBOX_READ);
}

/* Whom the system trusts, and what OpenSSL is set to. */
static void allow_trust(struct sandbox_places *p)
{
    static const char *const places[] = { "/etc/ssl", "/usr/lib/ssl", "/usr/share/ca-certificates",
                                          "/usr/local/share/ca-certificates" };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        sandbox_allow(p, places[i], SANDBOX_READ);
}

static void allow_redis(struct sandbox_places *p, const char *url)
{
    struct redis_url u;
    struct error unheard;
    const char *folder = secure_getenv("CREDENTIALS_DIRECTORY");
    if (!redis_url_read(url, &u, &unheard))
        return; /* it was opened before, and cannot be again */
    for (size_t i = 0; u.path[0] == '\0' && i < u.places; i++)
        allow_name(p, u.place[i].host);
    if (u.tls)
        allow_trust(p);
    allow_reread(p, u.ca);
    allow_reread(p, u.cert);
    allow_reread(p, u.cert_key);
    allow_reread(p, u.password_file);
    if (u.credential[0] != '\0' && folder != NULL)
        sandbox_allow(p, folder, SANDBOX_READ);
    redis_url_wipe(&u);
}

static void allow_syslog(struct sandbox_places *p, const char *url)
{
    struct syslog_place to;
    struct error unheard;
    if (!syslog_place_read(url, &to, &unheard) || to.way == SYSLOG_UNIX)
        return;
    allow_name(p, to.host);
    if (to.way == SYSLOG_TLS)
        allow_trust(p);
    allow_reread(p, to.ca);
    allow_reread(p, to.cert);
    allow_reread(p, to.cert_key);
}

void sandbox_allow_outputs(struct sandbox_places *p, const struct common_options *o)
{
    if (o->state != NULL)
        sandbox_allow(p, o->state, SANDBOX_WRITE);
    if (o->evidence != NULL)
        sandbox_allow(p, o->evidence, SANDBOX_WRITE);
    if (o->eve != NULL && strcmp(o->eve, "-") != 0)
        sandbox_allow_folder_of(p, o->eve, SANDBOX_WRITE);
    if (o->redis != NULL)
        allow_redis(p, o->redis);
    for (size_t i = 0; i < o->syslogs; i++)
        allow_syslog(p, o->syslog[i]);
}

void sandbox_allow_feed(struct sandbox_places *p, const char *redis, const char *to)
{
    bool syslog = strncmp(to, "syslog+", strlen("syslog+")) == 0;
    allow_redis(p, redis);
    if (syslog)
        allow_syslog(p, to);
    else if (strcmp(to, "-") != 0)
        sandbox_allow_folder_of(p, to, SANDBOX_WRITE);
}

void sandbox_allow_policy(struct sandbox_places *p, const struct common_options *o)
{
    if (o->policy != NULL)
        sandbox_allow_folder_of(p, o->policy, SANDBOX_READ);
}

void sandbox_allow_sensor(struct sandbox_places *p, const struct sensor_options *o)
{
    sandbox_allow_policy(p, &o->common);
    sandbox_allow_outputs(p, &o->common);
    sandbox_allow_folder_of(p, o->control, SANDBOX_REMOVE);
    if (o->metrics.kind == METRICS_UNIX)
        sandbox_allow_folder_of(p, o->metrics.path, SANDBOX_REMOVE);
}

bool sandbox_connects(const struct common_options *o)
{
    return o->redis != NULL || o->syslogs > 0;
}
