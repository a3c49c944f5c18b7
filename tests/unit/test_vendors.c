#include "rules/vendors.h"

#include <criterion/criterion.h>

#include "rules/rule.h"

static const uint32_t prefixes[] = {
#define OUI(number, key, weight) number,
#include "rules/vendors.def"
#undef OUI
};

static const char *const vendors[] = {
#define VENDOR(key, text) #key,
#include "rules/vendors.def"
#undef VENDOR
};

static const char *const realms[] = {
#define REALM(text, key, weight) text,
#include "rules/vendors.def"
#undef REALM
};

static const char *const agents[] = {
#define AGENT(text, key, weight) text,
#include "rules/vendors.def"
#undef AGENT
};

static const char *const paths[] = {
#define PATH(text, key) text,
#include "rules/vendors.def"
#undef PATH
};

static const char *const recorders[] = {
#define RECORDER(text) text,
#include "rules/vendors.def"
#undef RECORDER
};

static const char *const recorder_words[] = {
#define RECORDER_WORD(text) text,
#include "rules/vendors.def"
#undef RECORDER_WORD
};

static const char *const programs[] = {
#define PROGRAM(text) text,
#include "rules/vendors.def"
#undef PROGRAM
};

static struct mac mac_of(uint32_t oui)
{
    return (struct mac){ { (uint8_t)(oui >> 16), (uint8_t)(oui >> 8), (uint8_t)oui, 1, 2, 3 } };
}

static void in_order(const char *const *words, size_t n)
{
    for (size_t i = 1; i < n; i++)
        cr_assert_lt(strcasecmp(words[i - 1], words[i]), 0, "%s", words[i]);
}

Test(vendors, stand_in_order_and_once_in_their_table)
{
    for (size_t i = 1; i < sizeof prefixes / sizeof prefixes[0]; i++)
        cr_assert_lt(prefixes[i - 1], prefixes[i], "%06x", prefixes[i]);
    in_order(vendors, sizeof vendors / sizeof vendors[0]);
    in_order(realms, sizeof realms / sizeof realms[0]);
    in_order(agents, sizeof agents / sizeof agents[0]);
    in_order(paths, sizeof paths / sizeof paths[0]);
    in_order(recorders, sizeof recorders / sizeof recorders[0]);
    in_order(recorder_words, sizeof recorder_words / sizeof recorder_words[0]);
    in_order(programs, sizeof programs / sizeof programs[0]);
}

Test(vendors, have_prefixes_of_makers_only)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        struct mac mac = mac_of(prefixes[i]);
        cr_assert_lt(prefixes[i], 1u << 24);
        cr_assert_eq(mac.b[0] & 3, 0, "%06x is nobody's: local, or a group", prefixes[i]);
        cr_assert_not_null(vendor_by_mac(&mac).vendor);
    }
}

Test(vendors, are_known_by_mac)
{
    struct vendor_mark m = vendor_by_mac(&(struct mac){ { 0xd4, 0x2d, 0xc5 } });
    cr_assert_str_eq(m.vendor->name, "i-PRO");
    cr_assert_eq(m.weight, VENDOR_PROVES);
    cr_assert(vendor_makes_cameras(&(struct mac){ { 0x08, 0x00, 0x23 } }));
    cr_assert_null(vendor_by_mac(&(struct mac){ { 0xb4, 0x6c, 0x47 } }).vendor, "appliances");
    m = vendor_by_mac(&(struct mac){ { 0xa8, 0x13, 0x74 } });
    cr_assert_eq(m.weight, VENDOR_WITH_VIDEO, "television sets, too");
    cr_assert_not(vendor_makes_cameras(&(struct mac){ { 0x24, 0xa4, 0x3c } }), "access points");
}

Test(vendors, are_known_by_what_they_call_themselves)
{
    cr_assert_str_eq(vendor_by_realm("Panasonic network device").vendor->name, "Panasonic");
    cr_assert_str_eq(vendor_by_realm("AXIS_00408C000001").vendor->name, "Axis");
    cr_assert_null(vendor_by_realm("").vendor);
    cr_assert_str_eq(vendor_by_agent("Dahua Rtsp Server").vendor->name, "Dahua");
    cr_assert_eq(vendor_by_agent("App-webs/").weight, VENDOR_NAMES, "recorders', too");
    cr_assert_null(vendor_by_agent("nginx").vendor);
    cr_assert_eq(vendor_by_realm("TP-Link IP-Camera").weight, VENDOR_PROVES);
    cr_assert_eq(vendor_by_realm("DS-2CD2042WD-I").weight, VENDOR_PROVES);
    cr_assert_null(vendor_by_realm("DS-7608NI-K2").vendor);
    cr_assert_eq(vendor_by_agent("Hipcam RealServer/V1.0").weight, VENDOR_PROVES);
}

Test(vendors, are_known_by_a_path_up_to_where_a_segment_ends)
{
    cr_assert_str_eq(vendor_by_path("/MediaInput/h264/stream_1")->name, "Panasonic");
    cr_assert_str_eq(vendor_by_path("/axis-media/media.amp")->name, "Axis");
    cr_assert_not_null(vendor_by_path("/Streaming/Channels/101/trackID=1"));
    cr_assert_null(vendor_by_path("/Streaming/Channels/1601"), "a recorder's sixteenth");
    cr_assert_null(vendor_by_path("/MediaInputs"));
    cr_assert_null(vendor_by_path("/"));
    cr_assert_null(vendor_by_path(""));
}

Test(vendors, know_recorders_and_programs_by_name)
{
    cr_assert(vendor_model_records("WJ-NX510"));
    cr_assert(vendor_model_records("Embedded Net DVR"));
    cr_assert(vendor_model_records("NVR4108HS"));
    cr_assert(vendor_realm_records("DS-7608NI-K2"));
    cr_assert_not(vendor_realm_records("DVRNVRDVS"), "cameras, too");
    cr_assert_not(vendor_model_records("DS-2CD2042WD-I"));
    cr_assert_not(vendor_model_records("WV-X22700-V2L"));
    cr_assert_not(vendor_model_records(""));
    cr_assert(vendor_is_program("VLC/3.0.12"));
    cr_assert(vendor_is_program("WMServer/9.0.0.3380"));
    cr_assert_not(vendor_is_program(""));
    cr_assert_not(vendor_is_program("Rtsp Server"));
}

Test(vendors, have_remedies_in_order_and_for_items_of_the_guide)
{
    size_t n;
    const struct vendor_remedy *r = vendor_remedies(&n);
    for (size_t i = 0; i < n; i++) {
        cr_assert_not_null(item_find(r[i].item), "%s", r[i].item);
        if (i == 0)
            continue;
        int order = strcmp(r[i - 1].item, r[i].item);
        bool last = r[i].vendor->name[0] == '\0';
        cr_assert(order < 0 || (order == 0 &&
                                (last || strcmp(r[i - 1].vendor->name, r[i].vendor->name) < 0)),
                  "%s %s", r[i].item, r[i].vendor->name);
    }
}

Test(vendors, have_their_own_menus)
{
    cr_assert_null(vendor_remedy("i-PRO", "3.4"), "the guide's words");
    cr_assert_null(vendor_remedy("Panasonic/i-PRO", "3.4"));
    cr_assert_null(vendor_remedy("", "3.4"), "nobody knows whose");
    cr_assert_not_null(strstr(vendor_remedy("AXIS", "3.4"), "AXIS OS"));
    cr_assert_not_null(strstr(vendor_remedy("Hikvision", "4.2"), "Configuration"));
    cr_assert_not_null(strstr(vendor_remedy("Vivotek", "3.4"), "the camera's"));
    cr_assert_null(vendor_remedy("Vivotek", "3.2.4"), "nothing better is known");
}
