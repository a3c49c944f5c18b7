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
    enum cgi_asked asked;
    const char *name;
    enum meaning meaning;
} values[] = {
    { CGI_AXIS, "root.Brand.ProdNbr", MEANS_MODEL },
    { CGI_AXIS, "root.Brand.ProdType", MEANS_KIND },
    { CGI_AXIS, "root.Properties.Firmware.Version", MEANS_FIRMWARE },
    { CGI_AXIS, "root.Properties.System.SerialNumber", MEANS_SERIAL },
    { CGI_AXIS, "root.Time.SyncSource", MEANS_NTP },
    { CGI_DAHUA, "deviceType", MEANS_MODEL },
    { CGI_DAHUA, "type", MEANS_MODEL },
    { CGI_DAHUA, "version", MEANS_FIRMWARE },
    { CGI_DAHUA, "serialNumber", MEANS_SERIAL },
    { CGI_DAHUA, "sn", MEANS_SERIAL },
    { CGI_DAHUA, "table.NTP.Enable", MEANS_NTP },
    { CGI_FOSCAM, "productName", MEANS_MODEL },
    { CGI_FOSCAM, "firmwareVer", MEANS_FIRMWARE },
    { CGI_FOSCAM, "mac", MEANS_MAC },
    { CGI_HANWHA, "Model", MEANS_MODEL },
    { CGI_HANWHA, "FirmwareVersion", MEANS_FIRMWARE },
    { CGI_HANWHA, "SerialNumber", MEANS_SERIAL },
    { CGI_HANWHA, "ConnectedMACAddress", MEANS_MAC },
    { CGI_HANWHA, "DeviceType", MEANS_KIND },
    { CGI_HIKVISION, "model", MEANS_MODEL },
    { CGI_HIKVISION, "firmwareVersion", MEANS_FIRMWARE },
    { CGI_HIKVISION, "serialNumber", MEANS_SERIAL },
    { CGI_HIKVISION, "macAddress", MEANS_MAC },
    { CGI_HIKVISION, "deviceType", MEANS_KIND },
    { CGI_HIKVISION, "timeMode", MEANS_NTP },
    { CGI_REOLINK, "model", MEANS_MODEL },
    { CGI_REOLINK, "firmVer", MEANS_FIRMWARE },
    { CGI_REOLINK, "serial", MEANS_SERIAL },
    { CGI_REOLINK, "exactType", MEANS_KIND },
    { CGI_REOLINK, "type", MEANS_KIND },
};

enum cgi_asked cgi_makers_asked_by(struct bytes path)
{
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        if (bytes_equal_text(path, paths[i].path))
            return paths[i].asked;
    return CGI_NOTHING;
}

const char *cgi_maker(enum cgi_asked asked)
{
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
