#include "rules/vendors.h"

static const struct vendor panasonic = { "Panasonic", true };
static const struct vendor panasonic_other = { "Panasonic", false };
static const struct vendor ipro = { "i-PRO", true };
static const struct vendor axis = { "Axis", true };
static const struct vendor hikvision = { "Hikvision", true };
static const struct vendor dahua = { "Dahua", true };
static const struct vendor hanwha = { "Hanwha", true };
static const struct vendor bosch = { "Bosch", true };
static const struct vendor vivotek = { "Vivotek", true };
static const struct vendor avigilon = { "Avigilon", true };
static const struct vendor uniview = { "Uniview", true };
static const struct vendor reolink = { "Reolink", true };
static const struct vendor arecont = { "Arecont Vision", true };
static const struct vendor ubiquiti = { "Ubiquiti", false }; /* access points and routers too */

/* A seed list, from the IEEE registry as Debian's ieee-data and nmap have it (2022). Makers whose
 * prefixes also stand on television sets, telephones or computers only lend their name. */
static const struct {
    uint32_t oui;
    const struct vendor *vendor;
} prefixes[] = {
    { 0xd42dc5, &ipro },
    { 0xbcc342, &panasonic },       /* Panasonic Communications */
    { 0x080023, &panasonic },       /* Panasonic Communications */
    { 0x0080f0, &panasonic },       /* Panasonic Communications */
    { 0x008045, &panasonic_other }, /* Matsushita Electric */
    { 0x000b97, &panasonic_other },
    { 0x0000eb, &panasonic_other },
    { 0xb8208e, &panasonic_other }, /* Panasonic Connect */
    { 0x4c364e, &panasonic_other },
    { 0xa81374, &panasonic_other }, /* Panasonic AVC Networks */
    { 0x001bd3, &panasonic_other },
    { 0x04209a, &panasonic_other },
    { 0x20c6eb, &panasonic_other },
    { 0x705812, &panasonic_other },
    { 0x8cc121, &panasonic_other },
    { 0xcc7ee7, &panasonic_other },
    { 0x00408c, &axis },
    { 0xaccc8e, &axis },
    { 0xb8a44f, &axis },
    { 0xe82725, &axis },
    { 0x2857be, &hikvision },
    { 0x4419b6, &hikvision },
    { 0xc056e3, &hikvision },
    { 0x3cef8c, &dahua },
    { 0x4c11bf, &dahua },
    { 0xe0508b, &dahua },
    { 0xe43022, &hanwha },
    { 0x000918, &hanwha },
    { 0x00075f, &bosch },
    { 0x0002d1, &vivotek },
    { 0x001885, &avigilon },
    { 0x4ccc34, &avigilon },
    { 0x48ea63, &uniview },
    { 0x6cf17e, &uniview },
    { 0xc47905, &uniview },
    { 0xec71db, &reolink },
    { 0x001a07, &arecont },
    { 0x24a43c, &ubiquiti },
    { 0x7483c2, &ubiquiti },
};

struct mark {
    const char *text; /* how it begins; case does not matter */
    const struct vendor *vendor;
};

static const struct mark realms[] = {
    { "Panasonic network device", &panasonic },
    { "AXIS_", &axis },
    { "IP Camera(", &hikvision },
    { "iPOLiS", &hanwha },
};

static const struct mark agents[] = {
    { "Dahua Rtsp Server", &dahua },
    { "Vivotek Network Camera", &vivotek },
    { "VCS-VideoJet-Webserver", &bosch },
};

const struct vendor *vendor_by_mac(const struct mac *mac)
{
    uint32_t oui = (uint32_t)mac->b[0] << 16 | (uint32_t)mac->b[1] << 8 | mac->b[2];
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (prefixes[i].oui == oui)
            return prefixes[i].vendor;
    return NULL;
}

static const struct vendor *find(const struct mark *marks, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (bytes_start_with(bytes_of_text(text), marks[i].text))
            return marks[i].vendor;
    return NULL;
}

const struct vendor *vendor_by_realm(const char *realm)
{
    return find(realms, sizeof realms / sizeof realms[0], realm);
}

const struct vendor *vendor_by_agent(const char *agent)
{
    return find(agents, sizeof agents / sizeof agents[0], agent);
}
