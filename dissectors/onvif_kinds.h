/* The calls and answers of ONVIF that are read; onvif.c lists them. */
#pragma once

#include "dissectors/onvif.h"

struct onvif_kind {
    const char *name;
    /* An element inside of it; NULL: none matters. */
    void (*take)(struct onvif *o, const struct xml_element *e);
    /* It was whole: one of the two, the other is NULL. */
    void (*tell)(struct dissection *d, const struct onvif *o);
    void (*tell_and_note)(struct dissection *d, const struct onvif *o, struct onvif_memory *m);
};

/* Whether the element has that name, whatever its namespace. */
static inline bool onvif_is(const struct xml_element *e, const char *name)
{
    return bytes_equal_text(e->name, name);
}

/* xs:boolean. */
static inline bool onvif_is_true(struct bytes text)
{
    return bytes_equal_text(text, "true") || bytes_equal_text(text, "1");
}

/* Of something that is counted; it stops at 65535. */
static inline void onvif_count(uint16_t *n)
{
    *n = (uint16_t)(*n + (*n < UINT16_MAX));
}

/* A setting that a device says it has; `name` is a constant. */
static inline void onvif_tell_setting(struct dissection *d, const char *name, bool enabled,
                                      struct text value, uint16_t port)
{
    observe(d, (struct observation){
                   .kind = OBS_SETTING,
                   .protocol = "onvif",
                   .setting = { .name = name, .value = value, .port = port, .enabled = enabled },
               });
}

/* What it is and which time it has: onvif_device.c. */
extern const struct onvif_kind onvif_device_information, onvif_date_time, onvif_set_date_time,
    onvif_date_time_set, onvif_ntp, onvif_dns, onvif_interfaces;

/* Who may use it, and how: onvif_access.c. */
extern const struct onvif_kind onvif_protocols, onvif_users, onvif_address_filter, onvif_dot1x,
    onvif_profiles, onvif_stream_uri, onvif_discovery_mode;
