#include "core/facts.h"

static const char *const schemes[SCHEMES] = {
    [SCHEME_BASIC] = "basic",         [SCHEME_DIGEST] = "digest",
    [SCHEME_NTLM] = "ntlm",           [SCHEME_NEGOTIATE] = "negotiate",
    [SCHEME_BEARER] = "bearer",       [SCHEME_URL] = "url",
    [SCHEME_PASSWORD] = "password",   [SCHEME_PLAIN] = "plain",
    [SCHEME_LOGIN] = "login",         [SCHEME_WSSE_DIGEST] = "wsse-digest",
    [SCHEME_WSSE_TEXT] = "wsse-text", [SCHEME_CRAM_MD5] = "cram-md5",
    [SCHEME_FORM] = "form",           [SCHEME_JSON] = "json",
    [SCHEME_HASHED] = "hashed",       [SCHEME_OTHER] = "other",
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

#define FIELD(name, type, member) \
    { #name, FACT_##type, offsetof(struct observation, member), NULL, 0 },
#define NAMED(name, type, member, names)                                 \
    { #name, FACT_##type, offsetof(struct observation, member), (names), \
      sizeof(names) / sizeof((names)[0]) },
#define KIND(kind, name, ...) static const struct fact_field name##_fields[] = { __VA_ARGS__{ 0 } };
#include "core/facts.def"
#undef KIND

#define KIND(kind, name, ...) [OBS_##kind] = { #name, name##_fields },
const struct fact_kind fact_kinds[OBS_KINDS] = {
#include "core/facts.def"
};
#undef KIND
#undef NAMED
#undef FIELD

const char *roles_name(enum roles r)
{
    return roles_names[r];
}
