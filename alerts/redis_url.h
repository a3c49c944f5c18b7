/* Where a Redis is, who we are to it and what we do there, read from a URL:
 *
 *   redis://[USER@]HOST[:PORT][,HOST[:PORT]...][/DB]
 *                               HOST: a name, an IPv4 address, [an IPv6 one]; several: of a cluster
 *   rediss://...                                 the same with TLS
 *   redis+unix://[USER@]/PATH   unix:/PATH       a Unix socket
 *   redis-sentinel://[USER@]HOST[:PORT][,HOST[:PORT]...]/MASTER
 *
 * each with parameters, ?NAME=VALUE&NAME=VALUE..., each at most once:
 *
 *   db=N                      the database (not of redis://, where it is the path)
 *   mode=list|stream|channel  what alerts become there; key=K: under which key, or channel
 *   max=N                     how many entries are kept; 0: all. wait=N: replicas that must have it
 *   password-file=FILE        its first line is the password
 *   credential=NAME           so is that of this credential of systemd (systemd.exec(5))
 *   tls=yes|no                of redis-sentinel: the sentinels and the master speak TLS
 *   ca=FILE                   who may vouch for the server; without it, whom the system trusts
 *   cert=FILE cert-key=FILE   who we are, in TLS; without cert-key, cert has both
 *   name=NAME                 whose certificate the server must show, if not HOST's
 *
 * User, path, master and values are in percent encoding (RFC 3986). There is no password in a URL:
 * `ps` would show it. A user and a password that the URL does not lead to come from the
 * environment: CAMWARDEN_REDIS_USER, CAMWARDEN_REDIS_PASSWORD, or CAMWARDEN_REDIS_PASSWORD_FILE. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

enum { REDIS_SECRET_MAX = 512, REDIS_PLACES_MAX = 8, REDIS_HOST_MAX = 256 };

enum redis_mode { REDIS_LIST, REDIS_STREAM, REDIS_CHANNEL };

struct redis_place {
    char host[REDIS_HOST_MAX]; /* a name or an address, without brackets */
    unsigned port;
};

/* Texts are empty when they are not given. */
struct redis_url {
    char path[108];                             /* of a Unix socket; empty: place[0] */
    struct redis_place place[REDIS_PLACES_MAX]; /* of Redis, its cluster's nodes, the sentinels */
    size_t places;
    char master[64]; /* what the sentinels call it; empty: there are no sentinels */
    unsigned db;     /* 0: need not be chosen */

    char user[128];
    char password[REDIS_SECRET_MAX];
    char password_file[256];
    char credential[128];

    bool tls;
    char ca[256];
    char cert[256];
    char cert_key[256];        /* the same as cert if only that was given */
    char name[REDIS_HOST_MAX]; /* the server's, in its certificate; empty: the host */

    enum redis_mode mode;
    char key[128]; /* beside it is a cursor in the same slot: redis_cursor_key() */
    uint64_t max;  /* entries; 0: no limit. By default 1,000,000 of a list, 100,000 of a stream */
    unsigned wait; /* replicas; 0: we do not wait for any */
};

/* Reads the URL, the environment and the password's file. The environment's copy of the password is
 * wiped. The caller has to redis_url_wipe() what it gets. The error names the parameter that is
 * wrong and tells nothing of user or password; *out is wiped then. */
bool redis_url_read(const char *url, struct redis_url *out, struct error *e);

/* Overwrites the password. */
void redis_url_wipe(struct redis_url *u);

/* Overwrites what may be a password in the text of a URL, for one that stands in the arguments of a
 * process: it was refused, but should not be seen for longer than that takes. */
void redis_url_hide(char *url);
