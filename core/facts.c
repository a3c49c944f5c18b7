#include "core/facts.h"

#include <stdio.h>

static const char *const schemes[SCHEMES] = {
    [SCHEME_BASIC] = "basic",         [SCHEME_DIGEST] = "digest", [SCHEME_NTLM] = "ntlm",
    [SCHEME_NEGOTIATE] = "negotiate", [SCHEME_BEARER] = "bearer", [SCHEME_URL] = "url",
    [SCHEME_PASSWORD] = "password",   [SCHEME_PLAIN] = "plain",   [SCHEME_LOGIN] = "login",
    [SCHEME_CRAM_MD5] = "cram-md5",   [SCHEME_OTHER] = "other",
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

static const char *const transports[TRANSPORT_OTHER + 1] = {
    [TRANSPORT_TCP] = "tcp", [TRANSPORT_UDP] = "udp", [TRANSPORT_ICMP] = "icmp"
};

static const char *const roles_names[] = {
    [ROLES_GUESSED] = "guessed", [ROLES_BY_CONTENT] = "content", [ROLES_BY_SYN] = "syn"
};

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
    { "version", FACT_NAME, AT(management.version), snmp_versions },
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
    [OBS_APPLICATION] = { "application", application_fields },
};

const char *scheme_name(enum scheme s)
{
    return schemes[s];
}

const char *act_name(enum act a)
{
    return acts[a];
}

const char *content_name(enum content c)
{
    return contents[c];
}

const char *codec_name(enum codec c)
{
    return codecs[c];
}

const char *media_type_name(enum media_type t)
{
    return media_types[t];
}

const char *roles_name(enum roles r)
{
    return roles_names[r];
}

/* Members are read by copy: an offset need not be a pointer of the member's type. */
static uint32_t number_at(const struct observation *o, const struct fact_field *f)
{
    static const size_t sizes[] = { [FACT_NAME] = sizeof(enum act),
                                    [FACT_U8] = 1,
                                    [FACT_U16] = 2,
                                    [FACT_U32] = 4,
                                    [FACT_HEX16] = 2,
                                    [FACT_BOOL] = sizeof(bool) };
    const uint8_t *p = (const uint8_t *)o + f->offset;
    size_t n = f->names == snmp_versions ? 1 : sizes[f->type];
    uint8_t b1 = 0;
    uint16_t b2 = 0;
    uint32_t b4 = 0;
    if (n == 1)
        memcpy(&b1, p, 1);
    else if (n == 2)
        memcpy(&b2, p, 2);
    else
        memcpy(&b4, p, 4);
    return b1 + b2 + b4;
}

static bool put_string(char *out, const char *s)
{
    bool there = s != NULL && s[0] != '\0';
    if (there)
        (void)snprintf(out, FACT_TEXT_MAX, "%s", s);
    return there;
}

static bool put_address(const struct observation *o, const struct fact_field *f, char *out)
{
    static const struct ip no_ip = { { 0 } };
    struct ip ip;
    struct mac mac;
    char text[IP_TEXT_MAX];
    if (f->type == FACT_IP) {
        memcpy(&ip, (const uint8_t *)o + f->offset, sizeof ip);
        return !ip_equal(&ip, &no_ip) && put_string(out, ip_text(&ip, text));
    }
    memcpy(&mac, (const uint8_t *)o + f->offset, sizeof mac);
    return mac_known(&mac) && put_string(out, mac_text(&mac, text));
}

bool fact_text(const struct observation *o, const struct fact_field *f,
               char out[static FACT_TEXT_MAX])
{
    struct text t;
    const char *constant = NULL;
    switch (f->type) {
    case FACT_NAME:
        return put_string(out, f->names[number_at(o, f)]);
    case FACT_BOOL:
        return put_string(out, number_at(o, f) != 0 ? "true" : "false");
    case FACT_U8:
    case FACT_U16:
    case FACT_U32:
        (void)snprintf(out, FACT_TEXT_MAX, "%u", number_at(o, f));
        return true;
    case FACT_HEX16:
        (void)snprintf(out, FACT_TEXT_MAX, "0x%04x", number_at(o, f));
        return true;
    case FACT_TEXT:
        memcpy(&t, (const uint8_t *)o + f->offset, sizeof t);
        return put_string(out, t.s);
    case FACT_CONSTANT:
        memcpy(&constant, (const uint8_t *)o + f->offset, sizeof constant);
        return put_string(out, constant);
    case FACT_IP:
    case FACT_MAC:
        return put_address(o, f, out);
    }
    return false;
}

bool fact_equal(const struct observation *a, const struct observation *b)
{
    if (a->kind != b->kind || strcmp(a->protocol, b->protocol) != 0 || a->time_ns != b->time_ns ||
        a->frame_no != b->frame_no || a->from_client != b->from_client ||
        !endpoint_equal(&a->client, &b->client) || !endpoint_equal(&a->server, &b->server))
        return false;
    for (const struct fact_field *f = fact_kinds[a->kind].fields; f->name != NULL; f++) {
        char ta[FACT_TEXT_MAX] = "", tb[FACT_TEXT_MAX] = "";
        if (fact_text(a, f, ta) != fact_text(b, f, tb) || strcmp(ta, tb) != 0)
            return false;
    }
    return true;
}
