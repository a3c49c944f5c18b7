/* Where a Redis is and who we are to it, read from a URL:
 *
 *   redis://[USER[:PASSWORD]@]HOST[:PORT][/DB]           HOST: a name, an IPv4 address, [an IPv6
 * one] redis+unix://[USER[:PASSWORD]@]/PATH[?db=DB]   unix:/PATH[?db=DB]
 *
 * each with ?password-file=FILE or &password-file=FILE; user, password, path and file in percent
 * encoding (RFC 3986). A user or password the URL does not have comes from the environment:
 * CAMWARDEN_REDIS_USER, CAMWARDEN_REDIS_PASSWORD, or CAMWARDEN_REDIS_PASSWORD_FILE (a file whose
 * first line is the password). That keeps it out of what `ps` shows. */
#pragma once

#include "core/error.h"

enum { REDIS_SECRET_MAX = 512 };

struct redis_url {
    char path[108]; /* of a Unix socket, unix(7); empty: host and port */
    char host[256];
    unsigned port;
    unsigned db;
    char user[128];
    char password[REDIS_SECRET_MAX];
    char password_file[256];
};

/* Reads the URL, the environment and the password file. The environment's copy of the password is
 * wiped. The caller has to redis_url_wipe() what it gets. The error tells nothing of user or
 * password; *out is wiped then. */
bool redis_url_read(const char *url, struct redis_url *out, struct error *e);

/* Overwrites the password. */
void redis_url_wipe(struct redis_url *u);

/* Overwrites the password in the text of a URL, for one that stands in the arguments of a process.
 */
void redis_url_hide(char *url);
