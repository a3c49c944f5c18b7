/* ONVIF Core and Device Management: what a device is, its clock, its name and time servers, its
 * interfaces. Guide items 2.2, 2.6 and 2.7. */
#include "dissectors/date.h"
#include "dissectors/onvif_kinds.h"

/* ---- GetDeviceInformation ---- */

static void take_device(struct onvif *o, const struct xml_element *e)
{
    if (onvif_is(e, "Manufacturer"))
        o->device.make = text_of(e->text);
    else if (onvif_is(e, "Model"))
        o->device.model = text_of(e->text);
    else if (onvif_is(e, "FirmwareVersion"))
        o->device.firmware = text_of(e->text);
    else if (onvif_is(e, "SerialNumber"))
        o->device.serial = text_of(e->text);
}

/* Recorders and others answer this too: it proves no camera. */
static void tell_device(struct dissection *d, const struct onvif *o)
{
    observe(d, (struct observation){
                   .kind = OBS_DEVICE,
                   .protocol = "onvif",
                   .device = { .make = o->device.make,
                               .model = o->device.model,
                               .firmware = o->device.firmware,
                               .serial = o->device.serial },
               });
}

const struct onvif_kind onvif_device_information = { "GetDeviceInformationResponse", take_device,
                                                     tell_device, NULL };

/* ---- GetSystemDateAndTime, SetSystemDateAndTime ---- */

/* One that is too large to be part of a date stays so. */
static uint8_t small(struct bytes text)
{
    uint32_t n = bytes_number(text);
    return n < UINT8_MAX ? (uint8_t)n : UINT8_MAX;
}

static void take_number(struct onvif *o, const struct xml_element *e)
{
    uint32_t year = bytes_number(e->text);
    if (onvif_is(e, "Year"))
        o->date_time.date.year = year < UINT16_MAX ? (uint16_t)year : 0;
    else if (onvif_is(e, "Month"))
        o->date_time.date.month = small(e->text);
    else if (onvif_is(e, "Day"))
        o->date_time.date.day = small(e->text);
    else if (onvif_is(e, "Hour"))
        o->date_time.date.hour = small(e->text);
    else if (onvif_is(e, "Minute"))
        o->date_time.date.minute = small(e->text);
    else if (onvif_is(e, "Second"))
        o->date_time.date.second = small(e->text);
}

static void take_date_time(struct onvif *o, const struct xml_element *e)
{
    take_number(o, e);
    o->date_time.has_time = o->date_time.has_time || onvif_is(e, "Time");
    if (onvif_is(e, "DateTimeType") && bytes_equal_text(e->text, "NTP"))
        o->date_time.type = ONVIF_NTP;
    else if (onvif_is(e, "DateTimeType") && bytes_equal_text(e->text, "Manual"))
        o->date_time.type = ONVIF_MANUAL;
    bool utc = onvif_is(e, "UTCDateTime");
    if (!utc && !onvif_is(e, "LocalDateTime"))
        return;
    if (utc)
        o->date_time.has_utc =
            o->date_time.has_time && date_seconds(&o->date_time.date, &o->date_time.utc_s);
    o->date_time.date = (struct date){ 0 };
    o->date_time.has_time = false;
}

static void tell_type(struct dissection *d, uint8_t type)
{
    if (type == ONVIF_DATE_TIME_NONE)
        return;
    const char *word = type == ONVIF_NTP ? "NTP" : "Manual";
    onvif_tell_setting(d, "date_time_type", type == ONVIF_NTP, text_of(bytes_of_text(word)), 0);
}

static void tell_date_time(struct dissection *d, const struct onvif *o, struct onvif_memory *m)
{
    tell_type(d, o->date_time.type);
    if (!o->date_time.has_utc || !date_is_due(d, &m->clock_told_s))
        return;
    observe(d, (struct observation){
                   .kind = OBS_CLOCK,
                   .protocol = "onvif",
                   .clock = { .source = "onvif",
                              .ahead_ms = date_ahead_ms(d, o->date_time.utc_s),
                              .coarse_ms = 1000 },
               });
}

const struct onvif_kind onvif_date_time = { "GetSystemDateAndTimeResponse", take_date_time, NULL,
                                            tell_date_time };

static void note_set(struct dissection *d, const struct onvif *o, struct onvif_memory *m)
{
    (void)d;
    m->date_time = o->date_time.type;
}

const struct onvif_kind onvif_set_date_time = { "SetSystemDateAndTime", take_date_time, NULL,
                                                note_set };

/* Somebody set it, and the device took it: from now on that is its setting. */
static void tell_set(struct dissection *d, const struct onvif *o, struct onvif_memory *m)
{
    (void)o;
    tell_type(d, m->date_time);
    m->date_time = ONVIF_DATE_TIME_NONE;
}

const struct onvif_kind onvif_date_time_set = { "SetSystemDateAndTimeResponse", NULL, NULL,
                                                tell_set };

/* ---- GetNTP, GetDNS ---- */

static bool is_unset(struct bytes address)
{
    return address.n == 0 || bytes_equal_text(address, "0.0.0.0") ||
           bytes_equal_text(address, "::");
}

static void take_server(struct onvif *o, const struct xml_element *e)
{
    bool address = onvif_is(e, "IPv4Address") || onvif_is(e, "IPv6Address");
    if ((!address && !onvif_is(e, "DNSname")) || is_unset(e->text))
        return;
    if (o->servers.n == 0)
        o->servers.first = text_of(e->text);
    onvif_count(&o->servers.n);
}

static void tell_ntp(struct dissection *d, const struct onvif *o)
{
    onvif_tell_setting(d, "ntp", o->servers.n > 0, o->servers.first, 0);
}

const struct onvif_kind onvif_ntp = { "GetNTPResponse", take_server, tell_ntp, NULL };

static void tell_dns(struct dissection *d, const struct onvif *o)
{
    onvif_tell_setting(d, "dns", o->servers.n > 0, o->servers.first, 0);
}

const struct onvif_kind onvif_dns = { "GetDNSResponse", take_server, tell_dns, NULL };

/* ---- GetNetworkInterfaces ---- */

/* DHCP of IPv6 is another word: "Auto", "Stateful", "Off". */
static void take_interface(struct onvif *o, const struct xml_element *e)
{
    bool yes = onvif_is_true(e->text);
    if (onvif_is(e, "HwAddress")) {
        struct text mac = text_of(e->text);
        if (!mac_parse(mac.s, &o->interfaces.mac))
            o->interfaces.mac = (struct mac){ { 0 } };
        onvif_count(&o->interfaces.n);
    }
    if (!onvif_is(e, "DHCP") || (!yes && !bytes_equal_text(e->text, "false")))
        return;
    o->interfaces.said = true;
    o->interfaces.dhcp = yes;
}

/* Of several interfaces it is not known which one is seen here. */
static void tell_interfaces(struct dissection *d, const struct onvif *o)
{
    if (o->interfaces.n != 1)
        return;
    if (mac_known(&o->interfaces.mac) && !mac_is_group(&o->interfaces.mac))
        observe(d, (struct observation){ .kind = OBS_DEVICE,
                                         .protocol = "onvif",
                                         .device = { .mac = o->interfaces.mac } });
    const char *word = o->interfaces.dhcp ? "DHCP" : "Manual";
    if (o->interfaces.said)
        onvif_tell_setting(d, "dhcp", o->interfaces.dhcp, text_of(bytes_of_text(word)), 0);
}

const struct onvif_kind onvif_interfaces = { "GetNetworkInterfacesResponse", take_interface,
                                             tell_interfaces, NULL };
