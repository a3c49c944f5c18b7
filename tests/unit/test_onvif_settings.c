/* Which settings a device tells by ONVIF. */
#include <criterion/criterion.h>

#include "tests/support/onvif_answers.h"

#define PROTOCOL(name, on, port)                                                              \
    "<a:NetworkProtocols><Name>" name "</Name><Enabled>" on "</Enabled><Port>" port "</Port>" \
    "<Port>9</Port></a:NetworkProtocols>"

Test(onvif_settings, sees_which_services_are_on)
{
    struct seen *s = onvif_heard(
        "<Envelope><Body><a:GetNetworkProtocolsResponse "
        "xmlns:a=\"http://www.onvif.org/ver10/device/wsdl\">" PROTOCOL("HTTP", "false", "8080")
            PROTOCOL("X", "true", "1") PROTOCOL("HTTPS", "true", "443")
                PROTOCOL("RTSP", "1", "554") "</a:GetNetworkProtocolsResponse></Body></Envelope>");
    cr_assert_eq(seen_count(s, OBS_SETTING), 3);
    cr_assert_not(onvif_setting(s, "http")->setting.enabled);
    cr_assert_eq(onvif_setting(s, "http")->setting.port, 8080);
    cr_assert(onvif_setting(s, "https")->setting.enabled);
    cr_assert(onvif_setting(s, "rtsp")->setting.enabled);
    cr_assert_eq(onvif_setting(s, "rtsp")->setting.port, 554);
    seen_free(s);
}

Test(onvif_settings, counts_users_by_level_and_leaves_out_names)
{
    expect_setting(ENVELOPE "<tds:GetUsersResponse>" USER("anna", "Administrator")
                       USER("otto", "Operator") USER("u", "User")
                           USER("v", "User") "</tds:GetUsersResponse>" END,
                   "users", true, "1 administrators, 1 operators, 2 users");
    expect_setting(ENVELOPE "<tds:GetUsersResponse>" USER(
                       "anna", "Administrator") "</tds:GetUsersResponse>" END,
                   "users", false, "1 administrators, 0 operators, 0 users");
    expect_silence(ENVELOPE "<tds:GetUsersResponse></tds:GetUsersResponse>" END);
}

#define SERVERS(what, of, a, b)                                                                  \
    ENVELOPE "<tds:Get" what "Response><tds:" what                                               \
             "Information><tt:FromDHCP>false</tt:FromDHCP><tt:" of                               \
             "><tt:Type>IPv4</tt:Type><tt:IPv4Address>" a "</tt:IPv4Address></tt:" of "><tt:" of \
             "><tt:Type>DNS</tt:Type><tt:DNSname>" b "</tt:DNSname></tt:" of "></tds:" what      \
             "Information></tds:Get" what "Response>" END

Test(onvif_settings, sees_name_servers_and_time_servers)
{
    expect_setting(SERVERS("DNS", "DNSManual", "192.0.2.53", ""), "dns", true, "192.0.2.53");
    expect_setting(SERVERS("DNS", "DNSManual", "0.0.0.0", ""), "dns", false, "");
    expect_setting(SERVERS("NTP", "NTPManual", "0.0.0.0", "time.example.org"), "ntp", true,
                   "time.example.org");
}

#define INTERFACE(mac, dhcp)                                                                   \
    "<tds:NetworkInterfaces "                                                                  \
    "token='eth0'><tt:Enabled>true</tt:Enabled><tt:Info><tt:Name>eth0</tt:Name>"               \
    "<tt:HwAddress>" mac "</tt:HwAddress></tt:Info><tt:IPv4><tt:Config><tt:DHCP>" dhcp         \
    "</tt:DHCP></tt:Config></tt:IPv4><tt:IPv6><tt:Config><tt:DHCP>Off</tt:DHCP></tt:Config></" \
    "tt:IPv6>"                                                                                 \
    "</tds:NetworkInterfaces>"
#define INTERFACES(x) \
    ENVELOPE "<tds:GetNetworkInterfacesResponse>" x "</tds:GetNetworkInterfacesResponse>" END

Test(onvif_settings, sees_how_its_address_is_given)
{
    static const struct mac mac = { { 0xbc, 0xc3, 0x42, 1, 2, 3 } };
    expect_setting(INTERFACES(INTERFACE("bc:c3:42:01:02:03", "true")), "dhcp", true, "DHCP");
    expect_setting(INTERFACES(INTERFACE("bc:c3:42:01:02:03", "false")), "dhcp", false, "Manual");
    struct seen *s = onvif_heard(INTERFACES(INTERFACE("BC:C3:42:01:02:03", "true")));
    cr_assert(mac_equal(&seen_first(s, OBS_DEVICE)->device.mac, &mac));
    seen_free(s);
}

Test(onvif_settings, does_not_guess_which_of_several_interfaces_it_is)
{
    expect_silence(
        INTERFACES(INTERFACE("bc:c3:42:01:02:03", "true") INTERFACE("bc:c3:42:01:02:04", "false")));
}

#define FILTER(type, entries)                                                      \
    ENVELOPE "<tds:GetIPAddressFilterResponse><tds:IPAddressFilter><tt:Type>" type \
             "</tt:Type>" entries "</tds:IPAddressFilter></tds:GetIPAddressFilterResponse>" END
#define ENTRY "<tt:IPv4Address><tt:Address>192.0.2.0</tt:Address></tt:IPv4Address>"

Test(onvif_settings, sees_whether_hosts_are_filtered)
{
    expect_setting(FILTER("Allow", ENTRY ENTRY), "address_filter", true, "allow, 2 entries");
    expect_setting(FILTER("Allow", ""), "address_filter", false, "allow, 0 entries");
    expect_setting(FILTER("Deny", ENTRY), "address_filter", false, "deny, 1 entries");
    expect_silence(FILTER("", ENTRY));
}

Test(onvif_settings, sees_whether_802_1x_is_set_up)
{
    expect_setting(ENVELOPE "<tds:GetDot1XConfigurationsResponse/>" END, "dot1x", false, "");
    expect_setting(ENVELOPE
                   "<tds:GetDot1XConfigurationsResponse><tds:Dot1XConfiguration><tt:EAPMethod>13"
                   "</tt:EAPMethod></tds:Dot1XConfiguration>"
                   "</tds:GetDot1XConfigurationsResponse>" END,
                   "dot1x", true, "EAP method 13");
}

#define PROFILES(x) ENVELOPE "<trt:GetProfilesResponse>" x "</trt:GetProfilesResponse>" END
#define VIDEO       "<tt:VideoEncoderConfiguration/>"

Test(onvif_settings, sees_whether_profiles_have_sound)
{
    expect_setting(PROFILES("<trt:Profiles token='1'>" VIDEO "</trt:Profiles><trt:Profiles>" VIDEO
                            "<tt:AudioEncoderConfiguration><tt:Encoding>G711</tt:Encoding>"
                            "</tt:AudioEncoderConfiguration></trt:Profiles>"),
                   "audio_profile", true, "1 of 2 profiles");
    expect_setting(
        PROFILES("<trt:Profiles>" VIDEO "<tt:AudioDecoderConfiguration/></trt:Profiles>"),
        "audio_profile", false, "0 of 1 profiles");
    expect_silence(PROFILES("<tr2:Profiles><tr2:Configurations><tr2:VideoEncoder/>"
                            "</tr2:Configurations></tr2:Profiles>"));
}

Test(onvif_settings, sees_the_scheme_of_a_stream_and_no_more)
{
    expect_setting(ENVELOPE
                   "<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>rtsp://admin:Secret1@192.0.2.5/"
                   "s?a=1&amp;b=2</tt:Uri></trt:MediaUri></trt:GetStreamUriResponse>" END,
                   "stream_uri", true, "rtsp");
    expect_silence(ENVELOPE "<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>Secret1://x</tt:Uri>"
                            "</trt:MediaUri></trt:GetStreamUriResponse>" END);
}

Test(onvif_settings, sees_whether_it_shows_itself)
{
    expect_setting(ENVELOPE "<tds:GetDiscoveryModeResponse><tds:DiscoveryMode>NonDiscoverable"
                            "</tds:DiscoveryMode></tds:GetDiscoveryModeResponse>" END,
                   "discovery_mode", false, "NonDiscoverable");
}
