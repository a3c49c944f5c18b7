/* What may stand in a policy file, for libcyaml; and what it reads it into. For policy_*.c only. */
#pragma once

#include <cyaml/cyaml.h>

#include "core/guide.h"

enum { HOSTS_MIN = 16, HOSTS_MAX = 1048576, WARN_DAYS_MAX = 3650, PASSWORD_LENGTH_MAX = 128 };

struct read_camera {
    char *name, *mac, *ip, *network;
    char **exceptions;
    uint32_t exceptions_count;
};

struct read_servers {
    char **ftp, **smtp, **ntp, **dns, **snmp_managers, **easyip_tools, **routers;
    uint32_t ftp_count, smtp_count, ntp_count, dns_count, snmp_managers_count, easyip_tools_count,
        routers_count;
};

struct read_ports {
    uint16_t *tcp, *udp;
    uint32_t tcp_count, udp_count;
};

struct read_firmware {
    char *model, *minimum;
};

struct read_suppression {
    char *camera, *item, *reason, *until;
};

struct read_tls {
    enum tls_version {
        TLS_1_0 = 0x0301,
        TLS_1_1,
        TLS_1_2,
        TLS_1_3,
    } *
        minimum;         /* NULL: not said */
    uint32_t *warn_days; /* NULL: not said */
    char **issuers;
    uint32_t issuers_count;
};

struct read_limits {
    uint32_t hosts; /* 0: not said */
};

struct read_facts {
    char *age; /* NULL: not said */
};

struct read_passwords {
    uint32_t minimum_length; /* 0: not said */
    enum fingerprints {
        FINGERPRINTS_OFF,
        FINGERPRINTS_ON,
    } *
        fingerprints; /* NULL: not said */
    char *max_age;    /* NULL: not said */
};

struct read_policy {
    enum level *level; /* NULL: not said */
    struct read_camera *cameras;
    char **clients, **public_urls;
    struct read_servers servers;
    struct read_ports ports;
    struct read_firmware *firmware;
    char *default_passwords, *srtp_keys;
    struct read_suppression *suppressions;
    struct read_tls tls;
    struct read_limits limits;
    struct read_facts facts;
    struct read_passwords passwords;
    uint32_t cameras_count, clients_count, firmware_count, suppressions_count, public_urls_count;
};

extern const cyaml_schema_value_t policy_schema;
