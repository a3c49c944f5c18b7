/* ONVIF Device Management and Media: which services a device offers, who may use it, whether its
 * streams have sound. Guide items 2.4, 2.8, 3.3, 3.4, 3.5 and 4.1. */
#include "dissectors/onvif_kinds.h"

/* ---- GetNetworkProtocols ---- */

static const char *const services[ONVIF_SERVICES] = { "http", "https", "rtsp" };

static uint8_t service_of(struct bytes name)
{
    for (size_t i = 0; i < ONVIF_SERVICES; i++)
        if (bytes_equal_text(name, services[i]))
            return (uint8_t)(i + 1);
    return 0;
}

static void take_protocol(struct onvif *o, const struct xml_element *e)
{
    uint32_t port = bytes_number(e->text);
    if (onvif_is(e, "Name"))
        o->protocols.now_is = service_of(e->text);
    else if (onvif_is(e, "Enabled"))
        o->protocols.now.enabled = onvif_is_true(e->text);
    else if (onvif_is(e, "Port") && o->protocols.now.port == 0 && port <= UINT16_MAX)
        o->protocols.now.port = (uint16_t)port;
    if (!onvif_is(e, "NetworkProtocols"))
        return;
    o->protocols.now.said = true;
    if (o->protocols.now_is > 0)
        o->protocols.service[o->protocols.now_is - 1] = o->protocols.now;
    o->protocols.now = (struct onvif_service){ 0 };
    o->protocols.now_is = 0;
}

static void tell_protocols(struct dissection *d, const struct onvif *o)
{
    for (size_t i = 0; i < ONVIF_SERVICES; i++) {
        const struct onvif_service *s = &o->protocols.service[i];
        if (s->said)
            onvif_tell_setting(d, services[i], s->enabled, (struct text){ "" }, s->port);
    }
}

const struct onvif_kind onvif_protocols = { "GetNetworkProtocolsResponse", take_protocol,
                                            tell_protocols, NULL };

/* ---- GetUsers ---- */

/* Names are personal and stay where they are. */
static void take_user(struct onvif *o, const struct xml_element *e)
{
    if (!onvif_is(e, "UserLevel"))
        return;
    if (bytes_equal_text(e->text, "Administrator"))
        onvif_count(&o->users.administrators);
    else if (bytes_equal_text(e->text, "Operator"))
        onvif_count(&o->users.operators);
    else if (bytes_equal_text(e->text, "User"))
        onvif_count(&o->users.users);
}

static void tell_users(struct dissection *d, const struct onvif *o)
{
    struct text value;
    unsigned others = o->users.operators + o->users.users;
    if (o->users.administrators + others == 0)
        return;
    text_format(&value, "%u administrators, %u operators, %u users", o->users.administrators,
                o->users.operators, o->users.users);
    onvif_tell_setting(d, "users", others > 0, value, 0);
}

const struct onvif_kind onvif_users = { "GetUsersResponse", take_user, tell_users, NULL };

/* ---- GetIPAddressFilter ---- */

static void take_filter(struct onvif *o, const struct xml_element *e)
{
    bool allow = bytes_equal_text(e->text, "Allow");
    if (onvif_is(e, "IPv4Address") || onvif_is(e, "IPv6Address"))
        onvif_count(&o->filter.n);
    if (!onvif_is(e, "Type") || (!allow && !bytes_equal_text(e->text, "Deny")))
        return;
    o->filter.said = true;
    o->filter.allow = allow;
}

/* A filter that lists nobody filters nothing: one that allowed nobody would not have answered. */
static void tell_filter(struct dissection *d, const struct onvif *o)
{
    struct text value;
    if (!o->filter.said)
        return;
    text_format(&value, "%s, %u entries", o->filter.allow ? "allow" : "deny", o->filter.n);
    onvif_tell_setting(d, "address_filter", o->filter.allow && o->filter.n > 0, value, 0);
}

const struct onvif_kind onvif_address_filter = { "GetIPAddressFilterResponse", take_filter,
                                                 tell_filter, NULL };

/* ---- GetDot1XConfigurations ---- */

static void take_dot1x(struct onvif *o, const struct xml_element *e)
{
    if (onvif_is(e, "Dot1XConfiguration"))
        onvif_count(&o->port_auth.n);
    if (onvif_is(e, "EAPMethod"))
        o->port_auth.method = (uint16_t)bytes_number(e->text);
}

static void tell_dot1x(struct dissection *d, const struct onvif *o)
{
    struct text value = { "" };
    if (o->port_auth.n > 0)
        text_format(&value, "EAP method %u", o->port_auth.method);
    onvif_tell_setting(d, "dot1x", o->port_auth.n > 0, value, 0);
}

const struct onvif_kind onvif_dot1x = { "GetDot1XConfigurationsResponse", take_dot1x, tell_dot1x,
                                        NULL };

/* ---- GetProfiles ---- */

/* Media2 names them otherwise, and leaves out what was not asked for: that a profile has no sound
 * only Media says. */
static void take_profile(struct onvif *o, const struct xml_element *e)
{
    if (onvif_is(e, "AudioEncoderConfiguration") || onvif_is(e, "AudioEncoder"))
        o->media.sound = true;
    if (onvif_is(e, "VideoEncoderConfiguration"))
        o->media.video = true;
    if (!onvif_is(e, "Profiles"))
        return;
    onvif_count(&o->media.profiles);
    if (o->media.sound)
        onvif_count(&o->media.with_sound);
    if (o->media.video)
        onvif_count(&o->media.with_video);
    o->media.sound = o->media.video = false;
}

static void tell_profiles(struct dissection *d, const struct onvif *o)
{
    struct text value;
    if (o->media.with_sound == 0 && o->media.with_video == 0)
        return;
    text_format(&value, "%u of %u profiles", o->media.with_sound, o->media.profiles);
    onvif_tell_setting(d, "audio_profile", o->media.with_sound > 0, value, 0);
}

const struct onvif_kind onvif_profiles = { "GetProfilesResponse", take_profile, tell_profiles,
                                           NULL };

/* ---- GetStreamUri ---- */

/* Only the scheme: the rest may hold a password. */
static void take_uri(struct onvif *o, const struct xml_element *e)
{
    static const char *const schemes[] = { "rtsp", "rtsps", "http", "https" };
    size_t colon = bytes_find(e->text, "://");
    if (!onvif_is(e, "Uri") || colon == e->text.n)
        return;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (bytes_equal_text(bytes_first(e->text, colon), schemes[i]))
            o->other.word = text_of(bytes_of_text(schemes[i]));
}

static void tell_uri(struct dissection *d, const struct onvif *o)
{
    if (o->other.word.s[0] != '\0')
        onvif_tell_setting(d, "stream_uri", true, o->other.word, 0);
}

const struct onvif_kind onvif_stream_uri = { "GetStreamUriResponse", take_uri, tell_uri, NULL };

/* ---- GetDiscoveryMode ---- */

static void take_mode(struct onvif *o, const struct xml_element *e)
{
    if (onvif_is(e, "DiscoveryMode"))
        o->other.word = text_of(e->text);
}

static void tell_mode(struct dissection *d, const struct onvif *o)
{
    bool shows = bytes_equal_text(bytes_of_text(o->other.word.s), "Discoverable");
    if (shows || bytes_equal_text(bytes_of_text(o->other.word.s), "NonDiscoverable"))
        onvif_tell_setting(d, "discovery_mode", shows, o->other.word, 0);
}

const struct onvif_kind onvif_discovery_mode = { "GetDiscoveryModeResponse", take_mode, tell_mode,
                                                 NULL };
