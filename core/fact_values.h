/* What a fact may say by one word of several. The words stand in core/facts.c. */
#pragma once

/* How it is known which end is the client. */
enum roles { ROLES_GUESSED, ROLES_BY_CONTENT, ROLES_BY_SYN };

enum scheme {
    SCHEME_NONE,
    SCHEME_BASIC,
    SCHEME_DIGEST,
    SCHEME_NTLM,
    SCHEME_NEGOTIATE,
    SCHEME_BEARER,
    SCHEME_URL,         /* user:password@ in a URL, or credentials in its query */
    SCHEME_PASSWORD,    /* USER and PASS: FTP, POP3 */
    SCHEME_PLAIN,       /* SASL PLAIN, RFC 4616 */
    SCHEME_LOGIN,       /* SASL LOGIN */
    SCHEME_CRAM_MD5,    /* RFC 2195 */
    SCHEME_WSSE_DIGEST, /* WS-Security UsernameToken of a SOAP call */
    SCHEME_WSSE_TEXT,   /* the same with the password in clear */
    SCHEME_FORM,        /* a form's fields in the body of an HTTP request */
    SCHEME_JSON,        /* the same in JSON */
    SCHEME_HASHED,      /* either, or ISAPI's XML: the page hashed the password */
    SCHEME_OTHER,
    SCHEMES
};

/* What the other end made of it. */
enum outcome { OUTCOME_UNKNOWN, OUTCOME_ACCEPTED, OUTCOME_REFUSED };

enum act {
    ACT_NONE,
    ACT_REQUEST,
    ACT_RESPONSE,
    ACT_SEARCH,
    ACT_NOTIFY,
    ACT_BYEBYE,
    ACT_ANNOUNCE, /* Easy IP command 0x0001 */
    ACT_SET,      /* Easy IP 0x0002 */
    ACT_ACK,      /* Easy IP 0x0003 */
    ACT_COMMIT,   /* Easy IP 0x0004 */
    ACT_GET,
    ACT_WRITE,
    ACT_TRAP,
    ACT_INFORM,
    ACT_REPORT,
    ACT_ADD,
    ACT_DELETE,
    ACT_UPLOAD,   /* from the client to the server: STOR */
    ACT_DOWNLOAD, /* RETR */
    ACTS
};

enum media_type { MEDIA_UNKNOWN, MEDIA_VIDEO, MEDIA_AUDIO, MEDIA_DATA };

/* What a media key is and whether the wire shows it, protocols.md D.3. */
enum media_key { KEY_NONE, KEY_SDES, KEY_MIKEY, KEY_DTLS };
enum key_source { KEY_SEEN, KEY_SUPPLIED };

enum codec {
    CODEC_UNKNOWN,
    CODEC_H264,
    CODEC_H265,
    CODEC_JPEG,
    CODEC_MPEG4,
    CODEC_G711,
    CODEC_G726,
    CODEC_AAC,
    CODEC_OTHER,
    CODECS
};

enum carrier { CARRIER_UDP, CARRIER_INTERLEAVED };

/* Whether media can be read, protocols.md D.5. */
enum encrypted { ENCRYPTED_UNKNOWN, ENCRYPTED_NO, ENCRYPTED_YES };

/* Whether pictures can be decoded once they are at hand, by their own form: protocols.md D.5 #7. */
enum readable { READABLE_UNKNOWN, READABLE_NO, READABLE_YES };

enum picture_place {
    PLACE_STREAM, /* RTP */
    PLACE_FILE,   /* a connection of its own */
    PLACE_BODY,   /* of a request or an answer */
    PLACE_SERIES, /* pictures one after the other: multipart/x-mixed-replace */
};

enum content {
    CONTENT_UNKNOWN,
    CONTENT_JPEG,
    CONTENT_MP4,
    CONTENT_AVI,
    CONTENT_PNG,
    CONTENT_GZIP,
    CONTENT_ZIP,
    CONTENT_TEXT,
    CONTENTS
};

/* What kind of community string, RFC 1157; the string itself stays on the wire. */
enum community { COMMUNITY_NONE, COMMUNITY_PUBLIC, COMMUNITY_PRIVATE, COMMUNITY_OTHER };

enum snmp_level { LEVEL_NONE, LEVEL_NO_AUTH, LEVEL_AUTH, LEVEL_PRIV };

enum service_state { SERVICE_OPEN, SERVICE_CLOSED };

/* protocols.md A: 0x00b4 and byte 37. */
enum window { WINDOW_UNKNOWN, WINDOW_OPEN, WINDOW_EXPIRED };
enum administrator { ADMINISTRATOR_UNKNOWN, ADMINISTRATOR_MISSING, ADMINISTRATOR_REGISTERED };
enum address_mode { ADDRESS_UNKNOWN, ADDRESS_DHCP, ADDRESS_STATIC, ADDRESS_AUTO };

enum public_key { PUBLIC_KEY_UNKNOWN, PUBLIC_KEY_RSA, PUBLIC_KEY_EC, PUBLIC_KEY_OTHER };
enum signed_with { SIGNED_UNKNOWN, SIGNED_MD5, SIGNED_SHA1, SIGNED_SHA2, SIGNED_OTHER };

enum time_role { TIME_ROLE_UNKNOWN, TIME_CLIENT, TIME_SERVER };

/* What is done about an address: DHCP's messages (RFC 2131, RFC 8415), ARP's and ND's. */
enum address_act {
    ADDRESS_ACT_NONE,
    ADDRESS_DISCOVER, /* DHCPv6: solicit */
    ADDRESS_OFFER,    /* DHCPv6: advertise */
    ADDRESS_REQUEST,
    ADDRESS_ACK, /* DHCPv6: reply */
    ADDRESS_NAK,
    ADDRESS_DECLINE,
    ADDRESS_RELEASE,
    ADDRESS_INFORM,
    ADDRESS_PROBE,  /* is anybody using it? RFC 5227 section 1.1, RFC 4862 section 5.4 */
    ADDRESS_CLAIM,  /* it is mine: announced unasked */
    ADDRESS_ASK,    /* who has it? */
    ADDRESS_ANSWER, /* it is mine: answered */
    ADDRESS_ROUTER, /* an IPv6 router's advertisement */
    ADDRESS_ACTS
};

/* EAP methods by what they are worth (protocols.md D.11), and MAB, which is none. */
enum port_method {
    PORT_METHOD_UNKNOWN,
    PORT_MD5,
    PORT_PEAP,
    PORT_TLS,
    PORT_TTLS,
    PORT_FAST,
    PORT_MSCHAPV2,
    PORT_MAB,
    PORT_OTHER,
    PORT_METHODS
};

enum port_event {
    PORT_EVENT_NONE,
    PORT_START,
    PORT_IDENTITY,
    PORT_PROPOSED, /* the authenticator asks by that method */
    PORT_ANSWERED, /* the supplicant answers by it */
    PORT_REFUSED,  /* the supplicant wants another: the method is the one it wants */
    PORT_SUCCESS,
    PORT_FAILURE,
    PORT_LOGOFF,
    PORT_EVENTS
};
