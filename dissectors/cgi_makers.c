#include "dissectors/cgi_makers.h"

static const struct {
    const char *path;
    enum cgi_asked asked;
    const char *maker;
} paths[] = {
    { "/axis-cgi/param.cgi", CGI_AXIS, "Axis" },
    { "/cgi-bin/magicBox.cgi", CGI_DAHUA, "Dahua" },
    { "/cgi-bin/configManager.cgi", CGI_DAHUA, "Dahua" },
    { "/cgi-bin/CGIProxy.fcgi", CGI_FOSCAM, "Foscam" },
    { "/stw-cgi/system.cgi", CGI_HANWHA, "Hanwha" },
    { "/ISAPI/System/deviceInfo", CGI_HIKVISION, "Hikvision" },
    { "/ISAPI/System/time", CGI_HIKVISION, "Hikvision" },
    { "/cgi-bin/api.cgi", CGI_REOLINK, "Reolink" },
    { "/api.cgi", CGI_REOLINK, "Reolink" },
};

/* What a value is. */
enum meaning { MEANS_MODEL, MEANS_FIRMWARE, MEANS_SERIAL, MEANS_MAC, MEANS_KIND, MEANS_NTP };

static const struct {
    const char *name;
    enum cgi_asked asked;
    enum meaning meaning;
} values[] = {
    { "root.Brand.ProdNbr", CGI_AXIS, MEANS_MODEL },
    { "root.Brand.ProdType", CGI_AXIS, MEANS_KIND },
    { "root.Properties.Firmware.Version", CGI_AXIS, MEANS_FIRMWARE },
    { "root.Properties.System.SerialNumber", CGI_AXIS, MEANS_SERIAL },
    { "root.Time.SyncSource", CGI_AXIS, MEANS_NTP },
    { "deviceType", CGI_DAHUA, MEANS_MODEL },
    { "type", CGI_DAHUA, MEANS_MODEL },
    { "version", CGI_DAHUA_SOFTWARE, MEANS_FIRMWARE },
    { "serialNumber", CGI_DAHUA, MEANS_SERIAL },
    { "sn", CGI_DAHUA, MEANS_SERIAL },
    { "table.NTP.Enable", CGI_DAHUA, MEANS_NTP },
    { "productName", CGI_FOSCAM, MEANS_MODEL },
    { "firmwareVer", CGI_FOSCAM, MEANS_FIRMWARE },
    { "mac", CGI_FOSCAM, MEANS_MAC },
    { "Model", CGI_HANWHA, MEANS_MODEL },
    { "FirmwareVersion", CGI_HANWHA, MEANS_FIRMWARE },
    { "SerialNumber", CGI_HANWHA, MEANS_SERIAL },
    { "ConnectedMACAddress", CGI_HANWHA, MEANS_MAC },
    { "DeviceType", CGI_HANWHA, MEANS_KIND },
    { "model", CGI_HIKVISION, MEANS_MODEL },
    { "firmwareVersion", CGI_HIKVISION, MEANS_FIRMWARE },
    { "serialNumber", CGI_HIKVISION, MEANS_SERIAL },
    { "macAddress", CGI_HIKVISION, MEANS_MAC },
    { "deviceType", CGI_HIKVISION, MEANS_KIND },
    { "timeMode", CGI_HIKVISION, MEANS_NTP },
    { "model", CGI_REOLINK, MEANS_MODEL },
    { "firmVer", CGI_REOLINK, MEANS_FIRMWARE },
    { "serial", CGI_REOLINK, MEANS_SERIAL },
    { "exactType", CGI_REOLINK, MEANS_KIND },
    { "type", CGI_REOLINK, MEANS_KIND },
};

/* Dahua's "version" is the hardware's, too, if that is asked for. */
enum cgi_asked cgi_makers_asked_by(struct bytes path, struct bytes query)
{
    enum cgi_asked asked = CGI_NOTHING;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (bytes_equal_text(path, paths[i].path))
            asked = paths[i].asked;
    bool software = bytes_find(query, "getSoftwareVersion") < query.n;
    return asked == CGI_DAHUA && software ? CGI_DAHUA_SOFTWARE : asked;
}

const char *cgi_maker(enum cgi_asked asked)
{
    asked = asked == CGI_DAHUA_SOFTWARE ? CGI_DAHUA : asked;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (paths[i].asked == asked)
            return paths[i].maker;
    return NULL;
}

struct pair {
    struct bytes name, value;
};

/* `<name>value</name>`; attributes belong to no value. */
static struct pair read_element(struct bytes line)
{
    line = bytes_after(line, 1);
    size_t n = bytes_find(line, ">");
    struct bytes value = bytes_after(line, n + 1);
    return (struct pair){ bytes_first(line, n), bytes_first(value, bytes_find(value, "<")) };
}

/* `"name" : "value"` */
static struct pair read_member(struct bytes line)
{
    line = bytes_after(line, 1);
    struct bytes name = bytes_first(line, bytes_find(line, "\""));
    struct bytes value = bytes_after(line, name.n + 1);
    value = bytes_after(value, bytes_find(value, "\"") + 1);
    return (struct pair){ name, bytes_first(value, bytes_find(value, "\"")) };
}

static struct pair read_line(struct bytes line)
{
    line = bytes_trim(line);
    if (line.n > 0 && line.p[0] == '<')
        return read_element(line);
    if (line.n > 0 && line.p[0] == '"')
        return read_member(line);
    size_t n = bytes_find(line, "=");
    return (struct pair){ bytes_trim(bytes_first(line, n)), bytes_trim(bytes_after(line, n + 1)) };
}

static bool has(struct bytes b, const char *text)
{
    return bytes_find(b, text) < b.n;
}

/* "IPCamera", "IPDome", "IPC", "Network Camera", "NWC" (Hanwha); "NVR", "hybridDVR", ... */
static void take_kind(struct cgi *c, struct bytes kind)
{
    c->recorder = c->recorder || has(kind, "NVR") || has(kind, "DVR") || has(kind, "recorder");
    c->camera = c->camera || bytes_start_with(kind, "IP") || has(kind, "camera") ||
                bytes_equal_text(kind, "NWC");
}

/* Whether its clock is set by NTP, in each maker's words. */
static void take_ntp(struct cgi *c, struct bytes value)
{
    bool ntp = bytes_equal_text(value, "NTP") || bytes_equal_text(value, "true");
    bool manual = bytes_equal_text(value, "manual") || bytes_equal_text(value, "false") ||
                  bytes_equal_text(value, "None") || bytes_equal_text(value, "PC");
    if (ntp || manual)
        c->clock = text_of(bytes_of_text(ntp ? "NTP" : "Manual"));
}

static void take_mac(struct cgi *c, struct bytes value)
{
    struct mac mac;
    if (mac_parse(text_of(value).s, &mac) && !mac_is_group(&mac))
        c->mac = mac;
}

static void take_value(struct cgi *c, enum meaning meaning, struct bytes value)
{
    switch (meaning) {
    case MEANS_MODEL:
        c->model = text_of(value);
        c->camera = c->camera || bytes_start_with(value, "IPC-");
        break;
    case MEANS_FIRMWARE:
        c->firmware = text_of(value);
        break;
    case MEANS_SERIAL:
        c->serial = text_of(value);
        break;
    case MEANS_MAC:
        take_mac(c, value);
        break;
    case MEANS_KIND:
        take_kind(c, value);
        break;
    case MEANS_NTP:
    default:
        take_ntp(c, value);
        break;
    }
}

void cgi_makers_take(struct cgi *c, struct bytes line)
{
    struct pair p = read_line(line);
    for (size_t i = 0; i < sizeof values / sizeof values[0] && p.value.n > 0; i++)
        if (values[i].asked == (enum cgi_asked)c->asked && bytes_equal_text(p.name, values[i].name))
            take_value(c, values[i].meaning, p.value);
}
