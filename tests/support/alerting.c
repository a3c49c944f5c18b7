#include "tests/support/alerting.h"

const struct guide_item clear_item = {
    .number = "3.5",
    .title = "Live streaming",
    .recommended = "SRTP",
    .level = LEVEL_STANDARD,
    .signature = 7200350,
    .severity = 2,
    .category = "Potential Corporate Privacy Violation",
    .cwe = "CWE-319",
    .remedy = "Image/Audio > RTSP over TLS",
};

const struct guide_item setup_item = {
    .number = "3.2.4",
    .title = "Easy IP Setup",
    .recommended = "20 minutes",
    .level = LEVEL_ENTRY,
    .signature = 7200324,
    .severity = 1,
    .category = "Misc activity",
    .cwe = "",
    .remedy = "Network > Easy IP Setup",
};

struct ruling ruling_at(const struct guide_item *item, enum verdict verdict, uint64_t seconds)
{
    struct ruling r = { .item = item,
                        .verdict = verdict,
                        .reason = "rtsp-clear",
                        .times = 1,
                        .camera = { .mac = { { 0xbc, 0xc3, 0x42, 0, 0, 5 } } },
                        .evidence = { .kind = OBS_LOGIN,
                                      .protocol = "rtsp",
                                      .frame_no = 7,
                                      .transport = TRANSPORT_TCP,
                                      .from_client = true,
                                      .login = { .scheme = SCHEME_BASIC } } };
    text_format(&r.camera.id, "bc:c3:42:00:00:05");
    text_format(&r.camera.make, "i-PRO");
    text_format(&r.camera.model, "WV-X1551");
    r.camera.ip = ip_from_v4((const uint8_t[]){ 10, 0, 0, 5 });
    r.evidence.time_ns = UINT64_C(1783479247123456789) + seconds * 1000000000;
    r.evidence.client = (struct endpoint){ ip_from_v4((const uint8_t[]){ 10, 0, 0, 9 }), 51000 };
    r.evidence.server = (struct endpoint){ r.camera.ip, 554 };
    r.evidence.client_mac = (struct mac){ { 2, 0, 0, 0, 0, 9 } };
    r.evidence.server_mac = r.camera.mac;
    text_format(&r.evidence.login.user, "admin");
    sentence_format(&r.why, "logged in over clear RTSP (Basic)");
    return r;
}

struct alert alert_of(const struct ruling *r)
{
    return (struct alert){ .event = ALERT_OPENED,
                           .id = "0123456789abcdef",
                           .sequence = 1,
                           .first_ns = r->evidence.time_ns,
                           .last_ns = r->evidence.time_ns,
                           .count = 1,
                           .reason = r->reason,
                           .ruling = *r };
}

const char *text_at(const json_t *o, const char *const path[])
{
    for (size_t i = 0; path[i] != NULL; i++)
        o = json_object_get(o, path[i]);
    return json_string_value(json_is_array(o) ? json_array_get(o, 0) : o);
}
