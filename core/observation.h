/* A fact that a dissector saw on the wire, in the words of the guide and not of the protocol: a
 * login is a login, whether it came by RTSP or by HTTP. It is a value: the only pointers in it are
 * to constants, so it can be copied, queued and kept. Nothing in it is secret.
 *
 * The names of kinds and fields that leave the program stand in core/facts.def, those of values
 * (core/fact_values.h) in core/facts.c, and what each means in dissectors/README.md. */
#pragma once

#include "core/fact_values.h"
#include "core/packet.h"
#include "core/password.h"
#include "core/text.h"
#include "core/tricks.h"

enum observation_kind {
    OBS_SERVICE,   /* a port answered, or refused */
    OBS_LOGIN,     /* somebody said who they are */
    OBS_CHALLENGE, /* a server asked for a login */
    OBS_EXCHANGE,  /* a request or an answer that anybody on the wire can read */
    OBS_STREAM,    /* media was offered or set up: what, how, under which key */
    OBS_MEDIA,     /* video or audio is flowing */
    OBS_MEDIA_KEY, /* SRTP was held against a key that crossed in clear, or is the operator's */
    OBS_PICTURE,   /* pictures crossed that anybody can decode, or that are encrypted themselves */
    OBS_TRANSFER,  /* a file is asked for or sent */
    OBS_CONTENT,   /* what the first bytes of a bare connection are */
    OBS_MAIL,      /* a mail's envelope crossed in clear */
    OBS_TLS_UPGRADE, /* a clear conversation agreed to go on inside TLS */
    OBS_TLS,         /* an encrypted session was agreed */
    OBS_MANAGEMENT,  /* SNMP: asked, answered or trapped */
    OBS_DISCOVERY,   /* somebody searches, or shows itself */
    OBS_DEVICE,      /* make, model, firmware or address of a device became known */
    OBS_SETUP,       /* Easy IP: how a camera is set up */
    OBS_MAPPING,     /* a port on a router was asked to lead inside */
    OBS_CERTIFICATE, /* an end of TLS showed its certificate: up to TLS 1.2 anybody can read it */
    OBS_TIME_SYNC,   /* NTP: asked for the time, or told it */
    OBS_CLOCK,       /* something told what time a device's clock has */
    OBS_ADDRESS,     /* DHCP, ARP, IPv6 ND: who asks for, gets or has which address */
    OBS_NAME_LOOKUP, /* DNS: a name was asked for */
    OBS_LOG_EXPORT,  /* syslog: a log line left a device */
    OBS_PORT_AUTH,   /* 802.1X: a step of it, or of what stands in for it */
    OBS_SETTING,     /* a device answered how it is set up: ONVIF, CGI */
    OBS_VOLUME,      /* an encrypted conversation goes on: its server sends much for long */
    OBS_ANOMALY,     /* packets that one end understands otherwise than who listens */
    OBS_APPLICATION, /* the name nDPI gives a conversation that no dissector knows */
    OBS_KINDS
};

struct observation {
    enum observation_kind kind;
    const char *protocol; /* the dissector's name, or another constant */
    uint64_t time_ns;
    uint64_t frame_no; /* of the packet that made it whole */
    struct endpoint client;
    struct endpoint server;
    struct mac client_mac; /* of the frame's ends: a router's, where one stands between */
    struct mac server_mac;
    uint16_t vlan;
    enum transport transport;
    enum roles roles;
    bool from_client; /* which end sent the packet */
    bool both_ways;   /* by then both ends had sent packets of this conversation; not printed */
    union {
        struct {
            enum service_state state;
        } service; /* port: server.port */
        struct {
            enum scheme scheme;
            enum outcome outcome; /* as far as it is known when it is said */
            bool repeated;        /* the same credentials as before on this connection */
            struct password_weight password;
            struct text user;
            struct text realm;
        } login;
        struct {
            enum scheme scheme;
            struct text realm;
            struct text algorithm; /* of Digest: as offered; empty: MD5 */
            uint64_t nonce;        /* a hash of it, to know it again; never told; 0: it has none */
        } challenge;
        struct {
            enum act act;
            uint16_t status;      /* of a response, else 0 */
            enum scheme scheme;   /* a response: of the credentials its request carried */
            enum content content; /* of the body, by its Content-Type */
            struct text method;   /* a response: of its request, where known */
            struct text path;     /* likewise; no query, no user: neither may be told */
            bool vouched;         /* a response: instead of credentials its request carried what may
                                   * stand for a login, or there was one on the connection before */
            struct text agent;    /* Server or User-Agent */
            const char *tunnel; /* what it is carried in: "http", "websocket"; NULL: nothing else */
        } exchange;
        struct {
            enum act act; /* ACT_NOTIFY: offered by SDP; ACT_REQUEST, ACT_RESPONSE: SETUP */
            enum media_type type;
            enum codec codec;
            enum media_key key;
            bool secure;       /* RTP/SAVP or RTP/SAVPF */
            bool interleaved;  /* RTP/AVP/TCP */
            bool back_channel; /* sound from the client to the server: ONVIF Streaming */
            bool ends;         /* a recording: its description tells where it ends */
            uint8_t payload_type;
            uint16_t client_port; /* RTP; 0: not said */
            uint16_t server_port;
            uint16_t status;
        } stream;
        struct {
            uint32_t ssrc;
            uint8_t payload_type;
            enum media_type type;
            enum codec codec;
            enum encrypted encrypted;
            enum carrier carrier;
            bool control;        /* RTCP */
            const char *because; /* a constant: what decided `encrypted` */
        } media;
        struct {
            uint32_t ssrc;
            uint8_t payload_type;
            enum key_source source;
            bool control;           /* all of them were SRTCP */
            uint8_t tried;          /* packets, up to 64 */
            uint8_t authenticated;  /* of these; 0: no key fits that was supplied for it */
            enum readable readable; /* what came out of them; codec: if it can be read */
            enum codec codec;
        } media_key;
        struct {
            enum picture_place place;
            enum readable readable;
            enum content content; /* of a file or body */
            enum codec codec;
            uint32_t ssrc;       /* of a stream */
            const char *because; /* a constant: what decided `readable` */
        } picture;
        struct {
            enum act act;         /* ACT_UPLOAD, ACT_DOWNLOAD */
            bool private;         /* PROT P: the data channel is encrypted, RFC 4217 */
            bool active;          /* the server opens the data connection */
            struct endpoint data; /* where it goes: the listening end; port 0: not known */
            struct text name;
        } transfer;
        struct {
            enum content content;
        } content;
        struct {
            bool start_tls_offered; /* and not used */
            struct text helo;
        } mail;
        struct {
            uint16_t version; /* 0x0303: TLS 1.2, ...; 0x0002: SSL 2 */
            uint16_t cipher;  /* IANA number; 0: not seen */
            bool guessed;     /* picked up in mid-stream: from record headers */
            struct text server_name;
        } tls;
        struct {
            enum act act;
            uint8_t version; /* 1, 2, 3 */
            enum snmp_level level;
            enum community community;
            uint8_t community_n; /* its length */
            bool discovery;      /* RFC 3414 section 4: empty user, reports */
            bool has_uptime;
            uint32_t uptime_s;  /* sysUpTime.0 or msgAuthoritativeEngineTime */
            struct text system; /* sysDescr.0 */
        } management;
        struct {
            enum act act;
            struct text type;     /* ST, NT; model it is searched for */
            struct text location; /* LOCATION, XAddrs */
            struct text server;
            struct text uuid; /* of the device: EndpointReference, USN; without "urn:uuid:" */
        } discovery;
        struct {
            struct mac mac;
            struct ip ip; /* as it says itself; all zero: not said */
            struct text make;
            struct text model;
            struct text title;
            struct text firmware;
            struct text serial;
            bool recorder;
            bool camera; /* proved to be one by what it says */
        } device;
        struct {
            enum act act;
            struct mac mac;
            struct ip ip;
            enum window window;
            enum administrator administrator;
            enum address_mode mode;
            bool checksum_ok;
            bool dns_set;
            bool outside_subnet; /* says another address than it sends from */
            uint16_t web_port;
        } setup;
        struct {
            enum act act;
            enum outcome outcome;
            uint16_t external_port;
            uint16_t internal_port;
            uint32_t lease_s;
            struct ip internal; /* whom it leads to */
            bool udp;
        } mapping;
        struct {
            struct text subject; /* its common name */
            struct text issuer;
            uint64_t not_before_s; /* since 1970 */
            uint64_t not_after_s;
            enum public_key key;
            uint16_t key_bits;
            enum signed_with signed_with;
            bool self_signed;
            uint64_t key_id; /* of the public key: the same on two cameras is the same key */
        } certificate;
        struct {
            enum time_role role;  /* of who sent it: NTP mode 3, mode 4 */
            uint8_t stratum;      /* of a server: 1 to 15; 0 and 16: it has no time to give */
            uint8_t leap;         /* 3: not synchronised */
            bool authenticated;   /* a key or NTS goes with it: RFC 5905 section 7.3, RFC 8915 */
            bool has_clock;       /* the sender's own time stands in it, and looks like one */
            int32_t clock_off_ms; /* by how much that is ahead of ours; ends at +-2^31 */
        } time_sync;
        struct {
            const char *source; /* "date", "onvif", "rtcp", "mail", ... */
            int32_t ahead_ms;   /* of ours; ends at +-2^31 */
            uint32_t coarse_ms; /* it is told in steps of that much */
        } clock;
        struct {
            enum address_act act;
            struct mac mac;    /* whose address it is, or shall be */
            struct ip ip;      /* that address; all zero: none yet */
            struct ip server;  /* who gives it: DHCP; all zero: not said */
            struct ip dns;     /* the first name server that was given; all zero: none */
            struct text host;  /* the name the client gives itself */
            struct text maker; /* DHCP vendor class */
            bool asks_dns;     /* DHCP parameter request list */
            bool asks_ntp;
            bool dhcp; /* it got the address from a server */
        } address;
        struct {
            struct text name;
            uint16_t type; /* 1 A, 28 AAAA, 12 PTR, ... */
            bool answer;
            bool failed; /* an answer: there is no such name, or the server could not tell */
        } name_lookup;
        struct {
            uint8_t facility;
            uint8_t severity;
            bool structured;    /* RFC 5424; else RFC 3164 */
            struct text sender; /* the name it gives itself */
        } log_export;
        struct {
            enum port_event event;
            enum port_method method;
            struct mac mac; /* the supplicant's */
            bool by_radius; /* seen on its way to the server, not on the port */
        } port_auth;
        struct {
            const char *name; /* a constant: "date_time_type", "http", "address_filter", ... */
            struct text value;
            uint16_t port; /* of a service; 0: none */
            bool enabled;
        } setting;
        struct {
            uint32_t kbit_s;  /* what the server sent, on average */
            uint16_t seconds; /* for so long */
        } volume;
        struct {
            enum trick trick;
        } anomaly;
        struct {
            struct text name;
        } application;
    };
};

/* By how much a clock is off, as a fact holds it: ends at +-2^31. */
static inline int32_t clock_off_ms(int64_t ms)
{
    if (ms > INT32_MAX)
        return INT32_MAX;
    return ms < INT32_MIN ? INT32_MIN : (int32_t)ms;
}
