#include "dissectors/cgi_makers.h"

#include <criterion/criterion.h>

#include "tests/support/dissect.h"

static enum cgi_asked asked_by(const char *path, const char *query)
{
    return cgi_makers_asked_by(bytes_of_text(path), bytes_of_text(query));
}

static struct cgi read_asked(const char *path, const char *query, const char *answer)
{
    struct cgi c = { .asked = (uint8_t)asked_by(path, query) };
    struct cursor lines = cursor_over(bytes_of_text(answer));
    while (cursor_left(&lines) > 0)
        cgi_makers_take(&c, take_line(&lines));
    return c;
}

static struct cgi read_lines(const char *path, const char *answer)
{
    return read_asked(path, "", answer);
}

Test(cgi_makers, takes_dahuas_version_for_the_firmwares_only_if_that_is_asked_for)
{
    static const char path[] = "/cgi-bin/magicBox.cgi";
    struct cgi c = read_asked(path, "?action=getHardwareVersion", "version=1.00\r\n");
    cr_assert_str_eq(c.firmware.s, "");
    c = read_asked(path, "?action=getSoftwareVersion", "version=2.800.0.16.R,build:2020-06-05\r\n");
    cr_assert_str_eq(c.firmware.s, "2.800.0.16.R,build:2020-06-05");
    cr_assert_str_eq(cgi_maker((enum cgi_asked)c.asked), "Dahua");
}

Test(cgi_makers, reads_hikvisions_elements)
{
    static const struct mac mac = { { 0x28, 0x57, 0xbe, 0, 0, 1 } };
    struct cgi c = read_lines("/ISAPI/System/deviceInfo",
                              "<DeviceInfo version=\"2.0\">\n<model>DS-2CD2042WD-I</model>\n"
                              "<macAddress>28:57:be:00:00:01</macAddress>\n"
                              "<firmwareVersion>V5.4.5</firmwareVersion>\n"
                              "<deviceType>IPCamera</deviceType>\n");
    cr_assert_str_eq(c.model.s, "DS-2CD2042WD-I");
    cr_assert_str_eq(c.firmware.s, "V5.4.5");
    cr_assert(mac_equal(&c.mac, &mac));
    cr_assert(c.camera);
    cr_assert_not(c.recorder);
    c = read_lines("/ISAPI/System/deviceInfo", "<deviceType>hybridNVR</deviceType>\n");
    cr_assert(c.recorder);
    cr_assert_not(c.camera);
}

Test(cgi_makers, reads_names_with_values)
{
    struct cgi c = read_lines("/cgi-bin/magicBox.cgi", "deviceType=IPC-HDW4431C-A\r\nsn=2D01\r\n");
    cr_assert_str_eq(c.model.s, "IPC-HDW4431C-A");
    cr_assert_str_eq(c.serial.s, "2D01");
    cr_assert(c.camera);
    c = read_lines("/axis-cgi/param.cgi", "root.Brand.ProdType=Network Camera\n"
                                          "root.Properties.Firmware.Version=9.80.1\n");
    cr_assert_str_eq(c.firmware.s, "9.80.1");
    cr_assert(c.camera);
    c = read_lines("/stw-cgi/system.cgi", "Model=SNB-6004\r\nDeviceType=NWC\r\n");
    cr_assert_str_eq(c.model.s, "SNB-6004");
    cr_assert(c.camera);
}

Test(cgi_makers, reads_members_of_json)
{
    struct cgi c = read_lines("/cgi-bin/api.cgi", "   \"firmVer\" : \"v3.0.0.136\",\n"
                                                  "   \"type\" : \"NVR\"\n   \"model\" :\n  \"\n");
    cr_assert_str_eq(c.firmware.s, "v3.0.0.136");
    cr_assert(c.recorder);
    cr_assert_str_eq(c.model.s, "");
}

Test(cgi_makers, knows_how_the_clock_is_set)
{
    static const char *const cases[][3] = {
        { "/ISAPI/System/time", "<timeMode>NTP</timeMode>", "NTP" },
        { "/ISAPI/System/time", "<timeMode>manual</timeMode>", "Manual" },
        { "/ISAPI/System/time", "<timeMode>satellite</timeMode>", "" },
        { "/cgi-bin/configManager.cgi", "table.NTP.Enable=false", "Manual" },
        { "/axis-cgi/param.cgi", "root.Time.SyncSource=NTP", "NTP" },
        { "/cgi-bin/magicBox.cgi", "timeMode=NTP", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cgi c = { .asked = (uint8_t)asked_by(cases[i][0], "") };
        cgi_makers_take(&c, bytes_of_text(cases[i][1]));
        cr_assert_str_eq(c.clock.s, cases[i][2], "%s", cases[i][1]);
    }
}

Test(cgi_makers, takes_no_other_path_for_theirs)
{
    cr_assert_eq(asked_by("/ISAPI/System", ""), CGI_NOTHING);
    cr_assert_eq(asked_by("", ""), CGI_NOTHING);
    cr_assert_null(cgi_maker(CGI_INFORMATION));
    cr_assert_str_eq(cgi_maker(CGI_DAHUA), "Dahua");
}

Test(cgi_makers, tells_the_device_and_its_clock)
{
    extern const struct dissector http_dissector;
    static const struct turn turns[] = {
        CLIENT("GET /ISAPI/System/deviceInfo HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 29\r\n\r\n"
               "<model>DS-2CD2042WD-I</model>"),
        CLIENT("GET /ISAPI/System/time HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 24\r\n\r\n"
               "<timeMode>NTP</timeMode>"),
    };
    struct seen *s = talk(&http_dissector, turns, 4, SIZE_MAX);
    const struct observation *device = seen_nth(s, OBS_DEVICE, 0);
    cr_assert_str_eq(device->device.make.s, "Hikvision");
    cr_assert_str_eq(device->device.model.s, "DS-2CD2042WD-I");
    const struct observation *clock = seen_nth(s, OBS_SETTING, 0);
    cr_assert_str_eq(clock->setting.name, "date_time_type");
    cr_assert(clock->setting.enabled);
    seen_free(s);
}
