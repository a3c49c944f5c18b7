/* What a policy holds once it is read; for policy*.c only. Everything is owned. */
#pragma once

#include "rules/network.h"
#include "rules/policy.h"

struct policy_camera {
    struct listed_camera listed;
    char *name; /* NULL: none */
    bool has_mac;
    struct mac mac;
    bool has_network;
    struct network network; /* or one address */
    size_t exceptions_n;
    char **exceptions; /* numbers of items */
};

struct policy_networks {
    size_t n;
    struct network *at;
};

struct policy_port {
    enum transport transport;
    uint16_t port;
};

struct policy_firmware {
    char *model;
    char *minimum;
};

struct policy_suppression {
    char *camera; /* id, name, MAC, address or network; "*": all */
    char *item;   /* number; "*": all */
    char *reason;
    uint64_t until_ns;
    bool has_mac, has_network; /* what `camera` says, read once */
    struct mac mac;
    struct network network; /* or one address */
};

struct policy_tls {
    uint16_t minimum;
    uint32_t days;
    size_t issuers_n;
    struct text *issuers; /* cut as certificates' names are */
};

struct policy {
    enum level level;
    uint32_t hosts;
    uint64_t facts_age_ns;
    size_t cameras_n, ports_n, firmware_n, suppressions_n;
    struct policy_camera *cameras;
    struct policy_networks clients;
    struct policy_networks servers[SERVER_ROLES];
    struct policy_port *ports; /* with ports_n 0: those of guide item 3.1 */
    struct policy_firmware *firmware;
    struct policy_suppression *suppressions;
    struct policy_tls tls;
    size_t public_urls_n;
    char **public_urls; /* how the paths begin */
    struct known_secrets secrets;
    struct srtp_keys *srtp_keys;            /* NULL: none */
    struct password_default *own_passwords; /* NULL: the built-in ones */
    char *password_text;                    /* what own_passwords points into */
    struct fingerprint_key *key;            /* in memory of its own; NULL: no fingerprints */
    uint64_t password_age_ns;               /* 0: not said */
};

/* The built-in list of factory logins. */
extern const struct password_defaults builtin_passwords;

/* From now on fingerprints are made, under a new key. False: no memory. */
bool policy_make_key(struct policy *p);
void policy_free_passwords(struct policy *p);
