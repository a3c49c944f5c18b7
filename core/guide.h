/* The hardening guide: its rows, and what can be said of a camera under each. */
#pragma once

#include "core/observation.h"

enum level { LEVEL_ENTRY, LEVEL_STANDARD, LEVEL_ADVANCED };

enum verdict {
    VERDICT_UNKNOWN,        /* no opportunity to see it yet */
    VERDICT_FAIL,           /* proof on the wire */
    VERDICT_PASS,           /* positive proof on the wire */
    VERDICT_SUSPECT,        /* indirect */
    VERDICT_LIKELY_OK,      /* indirect */
    VERDICT_NOT_OBSERVABLE, /* cannot be decided on the wire, ever */
    VERDICTS
};

/* What of a host reaches the sensor, protocols.md 0.1. */
enum vantage {
    VANTAGE_BROADCAST, /* what it sends to all, and no more: an access port without a mirror */
    VANTAGE_ONE_WAY,   /* unicast in one direction only: a mirror of half a port */
    VANTAGE_MIRROR,    /* unicast in both directions */
    VANTAGE_LINK,      /* 802.1X of its port: a tap on its link, or the way to the RADIUS server */
    VANTAGES
};

/* "FAIL", "LIKELY_OK"...; "entry", "standard", "advanced"; "broadcast", "one way"... */
const char *verdict_name(enum verdict v);
const char *level_name(enum level l);
const char *vantage_name(enum vantage v);

/* What outweighs what, from FAIL (4) over SUSPECT, PASS and LIKELY_OK to what says nothing (0). */
int verdict_weight(enum verdict v);

/* One row of the guide: constant text, the same for every camera. */
struct guide_item {
    const char *number;      /* the guide's own: "3.2.4" */
    const char *title;       /* the guide's own words: "Easy IP Setup" */
    const char *recommended; /* "20 minutes" */
    enum level level;
    uint32_t signature;   /* EVE signature_id; stable for ever; 7200000 + section digits */
    uint8_t severity;     /* EVE: 1 worst to 4 */
    const char *category; /* a Suricata classification text */
    const char *cwe;      /* "CWE-319", or "" */
    const char *meaning;  /* what it is about: a paragraph */
    const char *judged;   /* how it is judged from the wire */
    const char *remedy;   /* which menu of the camera to change */
    const char *unseen;   /* why it stands UNKNOWN or NOT_OBSERVABLE when nothing was seen */
    const char *decides;  /* what would decide it */
};

/* Who a camera is, as far as it is known. */
struct camera_name {
    struct text id;   /* MAC if known, else IP, then "@vlan" if tagged; the key of everything */
    struct text name; /* the policy's name for it, or its title, or empty */
    struct mac mac;
    struct ip ip;
    uint16_t vlan;
    struct text make, model, firmware, serial;
};

/* What the judge says of one camera and one item after an observation. A value. */
struct ruling {
    const struct guide_item *item;
    struct camera_name camera;
    enum verdict verdict; /* as it stands now */
    enum verdict before;
    bool suppressed;     /* by the policy */
    const char *reason;  /* a constant: which of the item's proofs, "rtp-clear" */
    uint64_t times;      /* how many observations it stands for: 1, or more if it was held back */
    const char *remedy;  /* in that camera's own menus; NULL: as the item says */
    struct sentence why; /* the evidence in words; nothing secret */
    struct observation evidence; /* the one that led to it */
};

/* Is told every ruling that says FAIL or that changes the verdict. */
struct ruling_listener {
    void (*hear)(void *self, const struct ruling *r);
    void *self;
};
