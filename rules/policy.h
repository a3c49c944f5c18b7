/* What the operator wants: which hosts are cameras, what each may do, which level of the guide
 * holds. Read from a YAML file; without one, the guide as it is. The file is described in
 * rules/README.md. */
#pragma once

#include "core/error.h"
#include "core/guide.h"
#include "core/srtp_keys.h"

enum {
    POLICY_HOSTS = 16384,  /* how many hosts the judge remembers unless told otherwise */
    POLICY_FACTS_DAYS = 30 /* for how long it believes what it saw, likewise */
};

enum server_role {
    SERVER_FTP,
    SERVER_SMTP,
    SERVER_NTP,
    SERVER_DNS,
    SERVER_SNMP_MANAGER,
    SERVER_EASYIP_TOOL,
    SERVER_ROUTER,
    SERVER_ROLES
};

/* A camera, or a network of cameras, as the policy lists it. */
struct listed_camera {
    const char *name; /* "" if it has none */
    bool by_itself;   /* by its own MAC or address, not only by a network it is in */
};

struct suppression {
    const char *reason; /* the operator's words */
    uint64_t until_ns; /* the first moment it no longer holds; UINT64_MAX: an exception, for ever */
};

/* From one moment up to another, which is no part of it. */
struct period {
    uint64_t from_ns, to_ns;
};

/* Cuts off what lies beyond `end_ns`, seen from time_ns, which is in the period. */
static inline void period_narrow(struct period *p, uint64_t time_ns, uint64_t end_ns)
{
    if (end_ns <= time_ns)
        p->from_ns = end_ns > p->from_ns ? end_ns : p->from_ns;
    else
        p->to_ns = end_ns < p->to_ns ? end_ns : p->to_ns;
}

struct policy;

/* NULL: no memory. */
struct policy *policy_default(void);

/* NULL: e holds "FILE:LINE:COLUMN: what is wrong". */
struct policy *policy_read(const char *path, struct error *e);
void policy_free(struct policy *p); /* p may be NULL */

/* Which items the report asks for; for how many hosts the judge has room. */
enum level policy_level(const struct policy *p);
uint32_t policy_hosts(const struct policy *p);

/* A verdict that was not shown again for so long, in nanoseconds, holds no longer. */
uint64_t policy_facts_age(const struct policy *p);

/* The factory logins: the built-in list, or the policy's own file instead; the least length; and
 * the key of fingerprints, if they are to be made. */
const struct password_defaults *policy_passwords(const struct policy *p);

/* Whether passwords are known again by their fingerprints (`passwords: fingerprints`), and for how
 * long one may stay the same then, in nanoseconds; 0: not said. */
bool policy_fingerprints(const struct policy *p);
uint64_t policy_password_age(const struct policy *p);

/* p comes after `before`: passwords are known again as before, if both have fingerprints on. To be
 * called before p is used. */
void policy_follow(struct policy *p, const struct policy *before);

/* These and the operator's keys of SRTP. */
const struct known_secrets *policy_secrets(const struct policy *p);

/* The entry of `cameras:` for a host: by MAC first, then by address, then the first network that
 * holds it. NULL: none. */
const struct listed_camera *policy_camera(const struct policy *p, const struct mac *mac,
                                          const struct ip *ip);

/* Whether `cameras:` names that MAC. */
bool policy_lists_mac(const struct policy *p, const struct mac *mac);

/* Whether `servers:` names the address, in that role or in any. */
bool policy_is_server(const struct policy *p, enum server_role role, const struct ip *ip);
bool policy_is_any_server(const struct policy *p, const struct ip *ip);
bool policy_lists_servers(const struct policy *p, enum server_role role); /* any, in that role */

/* Whether `clients:` lets the address use cameras; true if there is no such list. */
bool policy_allows_client(const struct policy *p, const struct ip *ip);
bool policy_lists_clients(const struct policy *p); /* whether there is such a list */

/* Whether a camera may listen on a port: `ports:`, or those of guide item 3.1. */
bool policy_allows_port(const struct policy *p, enum transport transport, uint16_t port);
bool policy_lists_ports(const struct policy *p); /* false: those of the guide hold */

/* Whether `public_urls:` lists a path, or how it begins. */
bool policy_is_public(const struct policy *p, const char *path);

/* The oldest firmware allowed for a model; NULL: not listed. */
const char *policy_firmware(const struct policy *p, const char *model);

/* The oldest version of TLS allowed, 0x0303 for 1.2; 0: not said. */
uint16_t policy_tls_minimum(const struct policy *p);

/* A certificate that expires within so many days is spoken of. */
uint32_t policy_certificate_days(const struct policy *p);

/* Whether `tls: issuers:` names who issued a certificate, and whether there is such a list. */
bool policy_accepts_issuer(const struct policy *p, const char *issuer);
bool policy_lists_issuers(const struct policy *p);

/* Why a ruling on that camera and item (its number) is not to be reported at that time: a
 * suppression or an exception; false: it is to be. */
bool policy_suppresses(const struct policy *p, const struct camera_name *camera, const char *item,
                       uint64_t time_ns, struct suppression *found);

/* The same of all items at once: bits by place in items[], of which there are at most 64. */
uint64_t policy_suppressed_items(const struct policy *p, const struct camera_name *camera,
                                 uint64_t time_ns);

/* Narrows the period around that time to the part in which no suppression of the policy ends. */
void policy_narrow(const struct policy *p, uint64_t time_ns, struct period *period);
