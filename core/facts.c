#include "core/facts.h"

static const char *const schemes[SCHEMES] = {
    [SCHEME_BASIC] = "basic",         [SCHEME_DIGEST] = "digest",
    [SCHEME_NTLM] = "ntlm",           [SCHEME_NEGOTIATE] = "negotiate",
    [SCHEME_BEARER] = "bearer",       [SCHEME_URL] = "url",
    [SCHEME_PASSWORD] = "password",   [SCHEME_PLAIN] = "plain",
    [SCHEME_LOGIN] = "login",         [SCHEME_WSSE_DIGEST] = "wsse-digest",
    [SCHEME_WSSE_TEXT] = "wsse-text", [SCHEME_CRAM_MD5] = "cram-md5",
    [SCHEME_OTHER] = "other",
};

static const char *const outcomes[] = {
    [OUTCOME_ACCEPTED] = "accepted", [OUTCOME_REFUSED] = "refused"
};

static const char *const acts[ACTS] = {
    [ACT_REQUEST] = "request", [ACT_RESPONSE] = "response", [ACT_SEARCH] = "search",
    [ACT_NOTIFY] = "notify",   [ACT_BYEBYE] = "byebye",     [ACT_ANNOUNCE] = "announce",
    [ACT_SET] = "set",         [ACT_ACK] = "ack",           [ACT_COMMIT] = "commit",
    [ACT_GET] = "get",         [ACT_WRITE] = "write",       [ACT_TRAP] = "trap",
    [ACT_INFORM] = "inform",   [ACT_REPORT] = "report",     [ACT_ADD] = "add",
    [ACT_DELETE] = "delete",   [ACT_UPLOAD] = "upload",     [ACT_DOWNLOAD] = "download",
};

static const char *const media_types[] = {
    [MEDIA_VIDEO] = "video", [MEDIA_AUDIO] = "audio", [MEDIA_DATA] = "data"
};

static const char *const media_keys[] = {
    [KEY_NONE] = "none", [KEY_SDES] = "sdes", [KEY_MIKEY] = "mikey", [KEY_DTLS] = "dtls"
};

static const char *const key_sources[] = { [KEY_SEEN] = "seen", [KEY_SUPPLIED] = "operator" };

static const char *const codecs[CODECS] = {
    [CODEC_H264] = "h264", [CODEC_H265] = "h265", [CODEC_JPEG] = "jpeg", [CODEC_MPEG4] = "mpeg4",
    [CODEC_G711] = "g711", [CODEC_G726] = "g726", [CODEC_AAC] = "aac",   [CODEC_OTHER] = "other",
};

static const char *const carriers[] = {
    [CARRIER_UDP] = "udp", [CARRIER_INTERLEAVED] = "interleaved"
};

static const char *const encryptions[] = {
    [ENCRYPTED_UNKNOWN] = "unknown", [ENCRYPTED_NO] = "no", [ENCRYPTED_YES] = "yes"
};

static const char *const contents[CONTENTS] = {
    [CONTENT_JPEG] = "jpeg", [CONTENT_MP4] = "mp4", [CONTENT_AVI] = "avi",   [CONTENT_PNG] = "png",
    [CONTENT_GZIP] = "gzip", [CONTENT_ZIP] = "zip", [CONTENT_TEXT] = "text",
};

static const char *const communities[] = {
    [COMMUNITY_PUBLIC] = "public", [COMMUNITY_PRIVATE] = "private", [COMMUNITY_OTHER] = "other"
};

static const char *const levels[] = {
    [LEVEL_NO_AUTH] = "noAuthNoPriv", [LEVEL_AUTH] = "authNoPriv", [LEVEL_PRIV] = "authPriv"
};

static const char *const readables[] = { [READABLE_NO] = "no", [READABLE_YES] = "yes" };

static const char *const places[] = { [PLACE_STREAM] = "stream",
                                      [PLACE_FILE] = "file",
                                      [PLACE_BODY] = "body",
                                      [PLACE_SERIES] = "series" };

static const char *const snmp_versions[] = { [1] = "1", [2] = "2c", [3] = "3" };

static const char *const service_states[] = {
    [SERVICE_OPEN] = "open", [SERVICE_CLOSED] = "closed"
};

static const char *const windows[] = { [WINDOW_OPEN] = "open", [WINDOW_EXPIRED] = "expired" };

static const char *const administrators[] = {
    [ADMINISTRATOR_MISSING] = "missing", [ADMINISTRATOR_REGISTERED] = "registered"
};

static const char *const address_modes[] = {
    [ADDRESS_DHCP] = "dhcp", [ADDRESS_STATIC] = "static", [ADDRESS_AUTO] = "auto"
};

static const char *const public_keys[] = {
    [PUBLIC_KEY_RSA] = "rsa", [PUBLIC_KEY_EC] = "ec", [PUBLIC_KEY_OTHER] = "other"
};

static const char *const signatures[] = {
    [SIGNED_MD5] = "md5", [SIGNED_SHA1] = "sha1", [SIGNED_SHA2] = "sha2", [SIGNED_OTHER] = "other"
};

static const char *const time_roles[] = { [TIME_CLIENT] = "client", [TIME_SERVER] = "server" };

static const char *const address_acts[ADDRESS_ACTS] = {
    [ADDRESS_DISCOVER] = "discover", [ADDRESS_OFFER] = "offer",   [ADDRESS_REQUEST] = "request",
    [ADDRESS_ACK] = "ack",           [ADDRESS_NAK] = "nak",       [ADDRESS_DECLINE] = "decline",
    [ADDRESS_RELEASE] = "release",   [ADDRESS_INFORM] = "inform", [ADDRESS_PROBE] = "probe",
    [ADDRESS_CLAIM] = "claim",       [ADDRESS_ASK] = "ask",       [ADDRESS_ANSWER] = "answer",
    [ADDRESS_ROUTER] = "router",
};

static const char *const port_methods[PORT_METHODS] = {
    [PORT_MD5] = "md5",   [PORT_PEAP] = "peap",         [PORT_TLS] = "tls", [PORT_TTLS] = "ttls",
    [PORT_FAST] = "fast", [PORT_MSCHAPV2] = "mschapv2", [PORT_MAB] = "mab", [PORT_OTHER] = "other",
};

static const char *const port_events[PORT_EVENTS] = {
    [PORT_START] = "start",       [PORT_IDENTITY] = "identity", [PORT_PROPOSED] = "proposed",
    [PORT_ANSWERED] = "answered", [PORT_REFUSED] = "refused",   [PORT_SUCCESS] = "success",
    [PORT_FAILURE] = "failure",   [PORT_LOGOFF] = "logoff",
};

static const char *const transports[TRANSPORT_OTHER + 1] = {
    [TRANSPORT_TCP] = "tcp", [TRANSPORT_UDP] = "udp", [TRANSPORT_ICMP] = "icmp"
};

static const char *const roles_names[] = {
    [ROLES_GUESSED] = "guessed", [ROLES_BY_CONTENT] = "content", [ROLES_BY_SYN] = "syn"
};

#define NAMES(of)                          \
    {                                      \
        (of), sizeof(of) / sizeof((of)[0]) \
    }

static const struct {
    const char *const *names;
    size_t n;
} enumerations[] = {
    NAMES(schemes),        NAMES(outcomes),       NAMES(acts),        NAMES(media_types),
    NAMES(media_keys),     NAMES(key_sources),    NAMES(codecs),      NAMES(carriers),
    NAMES(encryptions),    NAMES(contents),       NAMES(communities), NAMES(levels),
    NAMES(readables),      NAMES(places),         NAMES(windows),     NAMES(snmp_versions),
    NAMES(service_states), NAMES(administrators), NAMES(public_keys), NAMES(address_modes),
    NAMES(signatures),     NAMES(time_roles),     NAMES(transports),  NAMES(address_acts),
    NAMES(port_methods),   NAMES(port_events),    NAMES(roles_names), NAMES(trick_events),
};

#undef NAMES

size_t fact_names_n(const char *const *names)
{
    for (size_t i = 0; i < sizeof enumerations / sizeof enumerations[0]; i++)
        if (enumerations[i].names == names)
            return enumerations[i].n;
    return 0;
}

#define AT(member) offsetof(struct observation, member)

static const struct fact_field service_fields[] = {
    { "state", FACT_NAME, AT(service.state), service_states },
    { "transport", FACT_NAME, AT(transport), transports },
    { 0 },
};

static const struct fact_field login_fields[] = {
    { "scheme", FACT_NAME, AT(login.scheme), schemes },
    { "outcome", FACT_NAME, AT(login.outcome), outcomes },
    { "repeated", FACT_BOOL, AT(login.repeated), NULL },
    { "user", FACT_TEXT, AT(login.user), NULL },
    { "realm", FACT_TEXT, AT(login.realm), NULL },
    { "password_seen", FACT_BOOL, AT(login.password.seen), NULL },
    { "password_empty", FACT_BOOL, AT(login.password.empty), NULL },
    { "password_classes", FACT_U8, AT(login.password.classes), NULL },
    { "password_length", FACT_U8, AT(login.password.length), NULL },
    { "password_contains_user", FACT_BOOL, AT(login.password.contains_user), NULL },
    { "password_default", FACT_BOOL, AT(login.password.is_default), NULL },
    { "password_tried", FACT_BOOL, AT(login.password.tried), NULL },
    { 0 },
};

static const struct fact_field challenge_fields[] = {
    { "scheme", FACT_NAME, AT(challenge.scheme), schemes },
    { "realm", FACT_TEXT, AT(challenge.realm), NULL },
    { "algorithm", FACT_TEXT, AT(challenge.algorithm), NULL },
    { 0 },
};

static const struct fact_field exchange_fields[] = {
    { "what", FACT_NAME, AT(exchange.act), acts },
    { "method", FACT_TEXT, AT(exchange.method), NULL },
    { "path", FACT_TEXT, AT(exchange.path), NULL },
    { "status", FACT_U16, AT(exchange.status), NULL },
    { "scheme", FACT_NAME, AT(exchange.scheme), schemes },
    { "vouched", FACT_BOOL, AT(exchange.vouched), NULL },
    { "content", FACT_NAME, AT(exchange.content), contents },
    { "agent", FACT_TEXT, AT(exchange.agent), NULL },
    { "tunnel", FACT_CONSTANT, AT(exchange.tunnel), NULL },
    { 0 },
};

static const struct fact_field stream_fields[] = {
    { "what", FACT_NAME, AT(stream.act), acts },
    { "type", FACT_NAME, AT(stream.type), media_types },
    { "codec", FACT_NAME, AT(stream.codec), codecs },
    { "key", FACT_NAME, AT(stream.key), media_keys },
    { "secure", FACT_BOOL, AT(stream.secure), NULL },
    { "interleaved", FACT_BOOL, AT(stream.interleaved), NULL },
    { "back_channel", FACT_BOOL, AT(stream.back_channel), NULL },
    { "ends", FACT_BOOL, AT(stream.ends), NULL },
    { "payload_type", FACT_U8, AT(stream.payload_type), NULL },
    { "client_port", FACT_U16, AT(stream.client_port), NULL },
    { "server_port", FACT_U16, AT(stream.server_port), NULL },
    { "status", FACT_U16, AT(stream.status), NULL },
    { 0 },
};

static const struct fact_field media_fields[] = {
    { "encrypted", FACT_NAME, AT(media.encrypted), encryptions },
    { "because", FACT_CONSTANT, AT(media.because), NULL },
    { "type", FACT_NAME, AT(media.type), media_types },
    { "codec", FACT_NAME, AT(media.codec), codecs },
    { "payload_type", FACT_U8, AT(media.payload_type), NULL },
    { "ssrc", FACT_U32, AT(media.ssrc), NULL },
    { "carrier", FACT_NAME, AT(media.carrier), carriers },
    { "control", FACT_BOOL, AT(media.control), NULL },
    { 0 },
};

static const struct fact_field media_key_fields[] = {
    { "source", FACT_NAME, AT(media_key.source), key_sources },
    { "control", FACT_BOOL, AT(media_key.control), NULL },
    { "authenticated", FACT_U8, AT(media_key.authenticated), NULL },
    { "tried", FACT_U8, AT(media_key.tried), NULL },
    { "readable", FACT_NAME, AT(media_key.readable), readables },
    { "codec", FACT_NAME, AT(media_key.codec), codecs },
    { "payload_type", FACT_U8, AT(media_key.payload_type), NULL },
    { "ssrc", FACT_U32, AT(media_key.ssrc), NULL },
    { 0 },
};

static const struct fact_field picture_fields[] = {
    { "readable", FACT_NAME, AT(picture.readable), readables },
    { "because", FACT_CONSTANT, AT(picture.because), NULL },
    { "place", FACT_NAME, AT(picture.place), places },
    { "content", FACT_NAME, AT(picture.content), contents },
    { "codec", FACT_NAME, AT(picture.codec), codecs },
    { "ssrc", FACT_U32, AT(picture.ssrc), NULL },
    { 0 },
};

static const struct fact_field transfer_fields[] = {
    { "what", FACT_NAME, AT(transfer.act), acts },
    { "name", FACT_TEXT, AT(transfer.name), NULL },
    { "private", FACT_BOOL, AT(transfer.private), NULL },
    { "active", FACT_BOOL, AT(transfer.active), NULL },
    { "data_ip", FACT_IP, AT(transfer.data.ip), NULL },
    { "data_port", FACT_U16, AT(transfer.data.port), NULL },
    { 0 },
};

static const struct fact_field content_fields[] = {
    { "content", FACT_NAME, AT(content.content), contents },
    { 0 },
};

static const struct fact_field mail_fields[] = {
    { "start_tls_offered", FACT_BOOL, AT(mail.start_tls_offered), NULL },
    { "helo", FACT_TEXT, AT(mail.helo), NULL },
    { 0 },
};

static const struct fact_field tls_upgrade_fields[] = {
    { 0 },
};

static const struct fact_field tls_fields[] = {
    { "version", FACT_HEX16, AT(tls.version), NULL },
    { "cipher", FACT_HEX16, AT(tls.cipher), NULL },
    { "server_name", FACT_TEXT, AT(tls.server_name), NULL },
    { "guessed", FACT_BOOL, AT(tls.guessed), NULL },
    { 0 },
};

static const struct fact_field management_fields[] = {
    { "what", FACT_NAME, AT(management.act), acts },
    { "version", FACT_NAME_U8, AT(management.version), snmp_versions },
    { "level", FACT_NAME, AT(management.level), levels },
    { "community", FACT_NAME, AT(management.community), communities },
    { "community_length", FACT_U8, AT(management.community_n), NULL },
    { "discovery", FACT_BOOL, AT(management.discovery), NULL },
    { "has_uptime", FACT_BOOL, AT(management.has_uptime), NULL },
    { "uptime_s", FACT_U32, AT(management.uptime_s), NULL },
    { "system", FACT_TEXT, AT(management.system), NULL },
    { 0 },
};

static const struct fact_field discovery_fields[] = {
    { "what", FACT_NAME, AT(discovery.act), acts },
    { "type", FACT_TEXT, AT(discovery.type), NULL },
    { "location", FACT_TEXT, AT(discovery.location), NULL },
    { "server", FACT_TEXT, AT(discovery.server), NULL },
    { "uuid", FACT_TEXT, AT(discovery.uuid), NULL },
    { 0 },
};

static const struct fact_field device_fields[] = {
    { "mac", FACT_MAC, AT(device.mac), NULL },
    { "ip", FACT_IP, AT(device.ip), NULL },
    { "make", FACT_TEXT, AT(device.make), NULL },
    { "model", FACT_TEXT, AT(device.model), NULL },
    { "title", FACT_TEXT, AT(device.title), NULL },
    { "firmware", FACT_TEXT, AT(device.firmware), NULL },
    { "serial", FACT_TEXT, AT(device.serial), NULL },
    { "recorder", FACT_BOOL, AT(device.recorder), NULL },
    { "camera", FACT_BOOL, AT(device.camera), NULL },
    { 0 },
};

static const struct fact_field setup_fields[] = {
    { "what", FACT_NAME, AT(setup.act), acts },
    { "mac", FACT_MAC, AT(setup.mac), NULL },
    { "ip", FACT_IP, AT(setup.ip), NULL },
    { "window", FACT_NAME, AT(setup.window), windows },
    { "administrator", FACT_NAME, AT(setup.administrator), administrators },
    { "mode", FACT_NAME, AT(setup.mode), address_modes },
    { "checksum_ok", FACT_BOOL, AT(setup.checksum_ok), NULL },
    { "dns_set", FACT_BOOL, AT(setup.dns_set), NULL },
    { "outside_subnet", FACT_BOOL, AT(setup.outside_subnet), NULL },
    { "web_port", FACT_U16, AT(setup.web_port), NULL },
    { 0 },
};

static const struct fact_field mapping_fields[] = {
    { "what", FACT_NAME, AT(mapping.act), acts },
    { "outcome", FACT_NAME, AT(mapping.outcome), outcomes },
    { "external_port", FACT_U16, AT(mapping.external_port), NULL },
    { "internal_port", FACT_U16, AT(mapping.internal_port), NULL },
    { "internal", FACT_IP, AT(mapping.internal), NULL },
    { "lease_s", FACT_U32, AT(mapping.lease_s), NULL },
    { "udp", FACT_BOOL, AT(mapping.udp), NULL },
    { 0 },
};

static const struct fact_field certificate_fields[] = {
    { "subject", FACT_TEXT, AT(certificate.subject), NULL },
    { "issuer", FACT_TEXT, AT(certificate.issuer), NULL },
    { "not_before_s", FACT_U64, AT(certificate.not_before_s), NULL },
    { "not_after_s", FACT_U64, AT(certificate.not_after_s), NULL },
    { "public_key", FACT_NAME, AT(certificate.key), public_keys },
    { "key_bits", FACT_U16, AT(certificate.key_bits), NULL },
    { "signed_with", FACT_NAME, AT(certificate.signed_with), signatures },
    { "self_signed", FACT_BOOL, AT(certificate.self_signed), NULL },
    { "key_id", FACT_HEX64, AT(certificate.key_id), NULL },
    { 0 },
};

static const struct fact_field time_sync_fields[] = {
    { "role", FACT_NAME, AT(time_sync.role), time_roles },
    { "stratum", FACT_U8, AT(time_sync.stratum), NULL },
    { "leap", FACT_U8, AT(time_sync.leap), NULL },
    { "authenticated", FACT_BOOL, AT(time_sync.authenticated), NULL },
    { "has_clock", FACT_BOOL, AT(time_sync.has_clock), NULL },
    { "clock_off_ms", FACT_I32, AT(time_sync.clock_off_ms), NULL },
    { 0 },
};

static const struct fact_field clock_fields[] = {
    { "source", FACT_CONSTANT, AT(clock.source), NULL },
    { "ahead_ms", FACT_I32, AT(clock.ahead_ms), NULL },
    { "coarse_ms", FACT_U32, AT(clock.coarse_ms), NULL },
    { 0 },
};

static const struct fact_field address_fields[] = {
    { "what", FACT_NAME, AT(address.act), address_acts },
    { "mac", FACT_MAC, AT(address.mac), NULL },
    { "ip", FACT_IP, AT(address.ip), NULL },
    { "given_by", FACT_IP, AT(address.server), NULL },
    { "dns", FACT_IP, AT(address.dns), NULL },
    { "host", FACT_TEXT, AT(address.host), NULL },
    { "maker", FACT_TEXT, AT(address.maker), NULL },
    { "asks_dns", FACT_BOOL, AT(address.asks_dns), NULL },
    { "asks_ntp", FACT_BOOL, AT(address.asks_ntp), NULL },
    { "dhcp", FACT_BOOL, AT(address.dhcp), NULL },
    { 0 },
};

static const struct fact_field name_lookup_fields[] = {
    { "name", FACT_TEXT, AT(name_lookup.name), NULL },
    { "type", FACT_U16, AT(name_lookup.type), NULL },
    { "answer", FACT_BOOL, AT(name_lookup.answer), NULL },
    { "failed", FACT_BOOL, AT(name_lookup.failed), NULL },
    { 0 },
};

static const struct fact_field log_export_fields[] = {
    { "facility", FACT_U8, AT(log_export.facility), NULL },
    { "severity", FACT_U8, AT(log_export.severity), NULL },
    { "structured", FACT_BOOL, AT(log_export.structured), NULL },
    { "sender", FACT_TEXT, AT(log_export.sender), NULL },
    { 0 },
};

static const struct fact_field port_auth_fields[] = {
    { "what", FACT_NAME, AT(port_auth.event), port_events },
    { "method", FACT_NAME, AT(port_auth.method), port_methods },
    { "mac", FACT_MAC, AT(port_auth.mac), NULL },
    { "by_radius", FACT_BOOL, AT(port_auth.by_radius), NULL },
    { 0 },
};

static const struct fact_field setting_fields[] = {
    { "name", FACT_CONSTANT, AT(setting.name), NULL },
    { "value", FACT_TEXT, AT(setting.value), NULL },
    { "port", FACT_U16, AT(setting.port), NULL },
    { "enabled", FACT_BOOL, AT(setting.enabled), NULL },
    { 0 },
};

static const struct fact_field volume_fields[] = {
    { "kbit_s", FACT_U32, AT(volume.kbit_s), NULL },
    { "seconds", FACT_U16, AT(volume.seconds), NULL },
    { 0 },
};

static const struct fact_field anomaly_fields[] = {
    { "event", FACT_NAME, AT(anomaly.trick), trick_events },
    { 0 },
};

static const struct fact_field application_fields[] = {
    { "name", FACT_TEXT, AT(application.name), NULL },
    { 0 },
};

#undef AT

const struct fact_kind fact_kinds[OBS_KINDS] = {
    [OBS_SERVICE] = { "service", service_fields },
    [OBS_LOGIN] = { "login", login_fields },
    [OBS_CHALLENGE] = { "challenge", challenge_fields },
    [OBS_EXCHANGE] = { "exchange", exchange_fields },
    [OBS_STREAM] = { "stream", stream_fields },
    [OBS_MEDIA] = { "media", media_fields },
    [OBS_MEDIA_KEY] = { "media_key", media_key_fields },
    [OBS_PICTURE] = { "picture", picture_fields },
    [OBS_TRANSFER] = { "transfer", transfer_fields },
    [OBS_CONTENT] = { "content", content_fields },
    [OBS_MAIL] = { "mail", mail_fields },
    [OBS_TLS_UPGRADE] = { "tls_upgrade", tls_upgrade_fields },
    [OBS_TLS] = { "tls", tls_fields },
    [OBS_MANAGEMENT] = { "management", management_fields },
    [OBS_DISCOVERY] = { "discovery", discovery_fields },
    [OBS_DEVICE] = { "device", device_fields },
    [OBS_SETUP] = { "setup", setup_fields },
    [OBS_MAPPING] = { "mapping", mapping_fields },
    [OBS_CERTIFICATE] = { "certificate", certificate_fields },
    [OBS_TIME_SYNC] = { "time_sync", time_sync_fields },
    [OBS_CLOCK] = { "clock", clock_fields },
    [OBS_ADDRESS] = { "address", address_fields },
    [OBS_NAME_LOOKUP] = { "name_lookup", name_lookup_fields },
    [OBS_LOG_EXPORT] = { "log_export", log_export_fields },
    [OBS_PORT_AUTH] = { "port_auth", port_auth_fields },
    [OBS_SETTING] = { "setting", setting_fields },
    [OBS_VOLUME] = { "volume", volume_fields },
    [OBS_ANOMALY] = { "anomaly", anomaly_fields },
    [OBS_APPLICATION] = { "application", application_fields },
};

const char *roles_name(enum roles r)
{
    return roles_names[r];
}
