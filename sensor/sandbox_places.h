/* Which places of the file system the options of a command make necessary after the start. */
#pragma once

#include "sensor/sandbox.h"
#include "sensor/sensor_options.h"

/* Where alerts go, and what is kept: the state folder, the folder of the file of alerts, what a
 * sink reads when it connects again (certificates, password, name resolution). */
void sandbox_allow_outputs(struct sandbox_places *p, const struct common_options *o);

/* The policy's folder: the file may be replaced, and names others beside it. */
void sandbox_allow_policy(struct sandbox_places *p, const struct common_options *o);

/* All of the live sensor: the two above, and the folders of the sockets that it removes. */
void sandbox_allow_sensor(struct sandbox_places *p, const struct sensor_options *o);

/* Of `camwarden feed`: what its Redis takes, and the folder of the file that it writes, or what its
 * receiver of syslog takes. */
void sandbox_allow_feed(struct sandbox_places *p, const char *redis, const char *to);

/* Shared libraries, and what they begin their random numbers with: NSS, behind libsrtp, does not
 * work without. */
void sandbox_allow_libraries(struct sandbox_places *p);

/* What getaddrinfo() and the like read: all of /etc that this user may read, because the files
 * there are replaced, and the folders of those who replace them; the modules that they name. */
void sandbox_allow_names(struct sandbox_places *p);

/* Whether anything is delivered over a network or a Unix socket. */
bool sandbox_connects(const struct common_options *o);
