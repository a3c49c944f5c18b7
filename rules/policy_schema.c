#include "rules/policy_schema.h"

enum { TEXT_MAX = 255, SOME = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL };

static const cyaml_schema_value_t text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, TEXT_MAX),
};

static const cyaml_schema_value_t port = {
    CYAML_VALUE_UINT(CYAML_FLAG_DEFAULT, uint16_t),
};

static const cyaml_strval_t levels[] = {
    { "entry", LEVEL_ENTRY },
    { "standard", LEVEL_STANDARD },
    { "advanced", LEVEL_ADVANCED },
};

static const cyaml_schema_field_t camera_fields[] = {
    CYAML_FIELD_STRING_PTR("name", SOME, struct read_camera, name, 1, 63),
    CYAML_FIELD_STRING_PTR("mac", SOME, struct read_camera, mac, 1, TEXT_MAX),
    CYAML_FIELD_STRING_PTR("ip", SOME, struct read_camera, ip, 1, TEXT_MAX),
    CYAML_FIELD_STRING_PTR("network", SOME, struct read_camera, network, 1, TEXT_MAX),
    CYAML_FIELD_SEQUENCE("exceptions", SOME, struct read_camera, exceptions, &text, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t camera = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct read_camera, camera_fields),
};

static const cyaml_schema_field_t server_fields[] = {
    CYAML_FIELD_SEQUENCE("ftp", SOME, struct read_servers, ftp, &text, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("smtp", SOME, struct read_servers, smtp, &text, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("ntp", SOME, struct read_servers, ntp, &text, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("dns", SOME, struct read_servers, dns, &text, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("snmp_managers", SOME, struct read_servers, snmp_managers, &text, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("easyip_tools", SOME, struct read_servers, easyip_tools, &text, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("routers", SOME, struct read_servers, routers, &text, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t port_fields[] = {
    CYAML_FIELD_SEQUENCE("tcp", SOME, struct read_ports, tcp, &port, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("udp", SOME, struct read_ports, udp, &port, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t firmware_fields[] = {
    CYAML_FIELD_STRING_PTR("model", CYAML_FLAG_POINTER, struct read_firmware, model, 1, 63),
    CYAML_FIELD_STRING_PTR("minimum", CYAML_FLAG_POINTER, struct read_firmware, minimum, 1, 63),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t firmware = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct read_firmware, firmware_fields),
};

static const cyaml_schema_field_t suppression_fields[] = {
    CYAML_FIELD_STRING_PTR("camera", CYAML_FLAG_POINTER, struct read_suppression, camera, 1,
                           TEXT_MAX),
    CYAML_FIELD_STRING_PTR("item", CYAML_FLAG_POINTER, struct read_suppression, item, 1, TEXT_MAX),
    CYAML_FIELD_STRING_PTR("reason", CYAML_FLAG_POINTER, struct read_suppression, reason, 1,
                           TEXT_MAX),
    CYAML_FIELD_STRING_PTR("until", CYAML_FLAG_POINTER, struct read_suppression, until, 1,
                           TEXT_MAX),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t suppression = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct read_suppression, suppression_fields),
};

static const cyaml_strval_t tls_versions[] = {
    { "1.0", TLS_1_0 },
    { "1.1", TLS_1_1 },
    { "1.2", TLS_1_2 },
    { "1.3", TLS_1_3 },
};

static const cyaml_schema_field_t tls_fields[] = {
    CYAML_FIELD_ENUM_PTR("minimum", SOME | CYAML_FLAG_STRICT, struct read_tls, minimum,
                         tls_versions, sizeof tls_versions / sizeof tls_versions[0]),
    CYAML_FIELD_UINT_PTR("warn_days", SOME, struct read_tls, warn_days),
    CYAML_FIELD_SEQUENCE("issuers", SOME, struct read_tls, issuers, &text, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t fact_fields[] = {
    CYAML_FIELD_STRING_PTR("age", SOME, struct read_facts, age, 1, TEXT_MAX),
    CYAML_FIELD_END,
};

static const cyaml_strval_t switches[] = {
    { "off", FINGERPRINTS_OFF },
    { "on", FINGERPRINTS_ON },
};

static const cyaml_schema_field_t password_fields[] = {
    CYAML_FIELD_UINT("minimum_length", CYAML_FLAG_OPTIONAL, struct read_passwords, minimum_length),
    CYAML_FIELD_ENUM_PTR("fingerprints", SOME | CYAML_FLAG_STRICT, struct read_passwords,
                         fingerprints, switches, sizeof switches / sizeof switches[0]),
    CYAML_FIELD_STRING_PTR("max_age", SOME, struct read_passwords, max_age, 1, TEXT_MAX),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t limit_fields[] = {
    CYAML_FIELD_UINT("hosts", CYAML_FLAG_OPTIONAL, struct read_limits, hosts),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t policy_fields[] = {
    CYAML_FIELD_ENUM_PTR("level", SOME | CYAML_FLAG_STRICT, struct read_policy, level, levels,
                         sizeof levels / sizeof levels[0]),
    CYAML_FIELD_SEQUENCE("cameras", SOME, struct read_policy, cameras, &camera, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("clients", SOME, struct read_policy, clients, &text, 0, CYAML_UNLIMITED),
    CYAML_FIELD_MAPPING("servers", CYAML_FLAG_OPTIONAL, struct read_policy, servers, server_fields),
    CYAML_FIELD_MAPPING("ports", CYAML_FLAG_OPTIONAL, struct read_policy, ports, port_fields),
    CYAML_FIELD_SEQUENCE("firmware", SOME, struct read_policy, firmware, &firmware, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("public_urls", SOME, struct read_policy, public_urls, &text, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_STRING_PTR("default_passwords", SOME, struct read_policy, default_passwords, 1,
                           TEXT_MAX),
    CYAML_FIELD_STRING_PTR("srtp_keys", SOME, struct read_policy, srtp_keys, 1, TEXT_MAX),
    CYAML_FIELD_SEQUENCE("suppressions", SOME, struct read_policy, suppressions, &suppression, 0,
                         CYAML_UNLIMITED),
    CYAML_FIELD_MAPPING("tls", CYAML_FLAG_OPTIONAL, struct read_policy, tls, tls_fields),
    CYAML_FIELD_MAPPING("limits", CYAML_FLAG_OPTIONAL, struct read_policy, limits, limit_fields),
    CYAML_FIELD_MAPPING("facts", CYAML_FLAG_OPTIONAL, struct read_policy, facts, fact_fields),
    CYAML_FIELD_MAPPING("passwords", CYAML_FLAG_OPTIONAL, struct read_policy, passwords,
                        password_fields),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t policy_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct read_policy, policy_fields),
};
