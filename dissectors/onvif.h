/* What a device answers by ONVIF: ONVIF Core, Device Management and Media service specifications.
 * Guide items 2.2, 2.4, 2.6, 2.7, 2.8, 3.3, 3.4, 4.1. */
#pragma once

#include "dissectors/date.h"
#include "dissectors/wsse.h"

enum onvif_date_time { ONVIF_DATE_TIME_NONE, ONVIF_MANUAL, ONVIF_NTP };

/* Kept for a conversation; all zero at first. */
struct onvif_memory {
    uint32_t clock_told_s; /* date_is_due() */
    uint8_t date_time;     /* enum onvif_date_time: what it was last asked to set its clock by */
};

/* One kind of service with its ports, GetNetworkProtocols. */
struct onvif_service {
    uint16_t port; /* the first; 0: not said */
    bool said;
    bool enabled;
};

enum { ONVIF_SERVICES = 3 }; /* http, https, rtsp */

/* What was read of a call's or an answer's body; all zero at first. */
struct onvif {
    bool is_onvif; /* a name space of ONVIF's was seen */
    uint8_t kind;  /* which call or answer, a place in onvif.c's table; 0: none of them */
    union {
        struct {
            struct text make, model, firmware, serial;
        } device;
        struct {
            struct date date; /* of the element that is being read */
            bool has_time;    /* likewise: it is not only a date */
            uint8_t type;     /* enum onvif_date_time */
            bool has_utc;
            int64_t utc_s; /* since 1970 */
        } date_time;
        struct {
            struct onvif_service service[ONVIF_SERVICES];
            struct onvif_service now; /* the one that is being read */
            uint8_t now_is;           /* its place, + 1; 0: another kind */
        } protocols;
        struct {
            uint16_t administrators, operators, users;
        } users;
        struct {
            struct text first; /* address or name */
            uint16_t n;
        } servers;
        struct {
            struct mac mac;
            uint16_t n;
            bool said, dhcp;
        } interfaces;
        struct {
            uint16_t n;
            bool said, allow;
        } filter;
        struct {
            uint16_t n, method;
        } port_auth;
        struct {
            uint16_t profiles, with_sound, with_video;
            bool sound, video; /* of the one that is being read */
        } media;
        struct {
            struct text word;
        } other;
        struct wsse_parts token; /* of the header, before the call begins */
    };
};

/* A name space URI was seen, perhaps. */
void onvif_see_name_space(struct onvif *o, struct bytes uri);

/* The element right inside the SOAP body begins. */
void onvif_begin(struct onvif *o, struct bytes name);

/* One inside of it ended. */
void onvif_take(struct onvif *o, const struct xml_element *e);

/* Says what it says. The message was whole. */
void onvif_tell(struct dissection *d, const struct onvif *o, struct onvif_memory *m);
