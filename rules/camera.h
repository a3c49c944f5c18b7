/* The book of hosts: who is a camera, and who it is. Every host that has a part in a fact an item
 * listens to is in the book, because what is seen before a host proves to be a camera must not be
 * lost; only cameras are spoken of.
 *
 * How it works: a host has up to ADDRESSES_MAX addresses (IP and VLAN), each found by a keyed hash.
 * Its MAC ties its addresses together, but only a MAC that is proved to be its own and not a
 * router's: one it states itself (Easy IP), one of a camera maker, one the policy lists, one its
 * IPv6 address is made of, or one that ARP, ND or DHCP say has that address (neighbours.h). Where
 * no MAC can be known, across a router, its UUID (WS-Discovery, UPnP) and its serial number tell
 * that it has another address now.
 *
 * When the book is full the stranger longest silent is forgotten. When fifteen of sixteen places
 * are cameras', the caller lets go of one that is not firm (book_loosest()) for each that comes:
 * anybody can make up a camera that only ever shows itself, and as many as he likes. Firm is one
 * that talked with somebody who answered, that has been known for an hour, or that the policy
 * lists; those are never forgotten. */
#pragma once

#include "core/counters.h"
#include "core/guide.h"
#include "rules/policy.h"
#include "rules/rtsp_server.h"

enum { ADDRESSES_MAX = 8 };

/* What a device is known by besides its addresses. */
enum name_tag { TAG_UUID, TAG_SERIAL, TAGS };

/* The place of nobody. */
static const uint32_t nobody = UINT32_MAX;

struct address {
    struct ip ip;
    uint16_t vlan;
    bool used;
    bool half;     /* without the tag the host was met with: its own only with the same MAC */
    uint32_t next; /* in its bucket */
};

struct tag {
    uint64_t hash; /* keyed; 0: not known */
    uint32_t next; /* in its bucket */
};

struct camera {
    struct camera_name name; /* id: empty until it is first spoken of, and then for ever the same */
    struct address address[ADDRESSES_MAX];
    struct tag tag[TAGS];
    uint8_t next_address; /* which one gives way when there is no room for another */
    bool used;
    bool recorder;
    bool says_camera;        /* it said itself that it is one */
    bool firm;               /* it is sure to be there */
    bool mac_proved;         /* name.mac is its own */
    struct rtsp_server rtsp; /* what it shows as one */
    struct mac frame_mac;    /* of its side of the frames: maybe a router's */
    const char *proof;       /* why it is a camera, in words; NULL: a stranger */
    const char *own_proof;   /* why it would be one without the policy; NULL: nothing showed it */
    struct text title;       /* as it calls itself; set by camera_call() */
    uint64_t named;          /* `renamed` + 1 as of when name.name was found out; 0: not yet */
    uint64_t renamed;        /* how often anything in its name has changed */
    uint64_t ip_met_ns;      /* when it was last met with name.ip */
    uint64_t first_ns;       /* since when it is known */
    uint64_t watched_ns;     /* since when it is watched without a break; 0: not yet in this run, or
                              * in this capture */
    uint64_t judged_ns;      /* when the last fact about it was judged */
    uint64_t known_ns;       /* what came up to then was judged by an earlier run; 0: nothing was */
    uint64_t alive_ns;       /* when it last sent something */
    uint64_t reflected_ns;   /* the judge's own */
    uint32_t next_mac;       /* in its bucket, if mac_proved */
    uint32_t older, younger; /* among strangers, or cameras that are not firm */
};

/* How it calls itself. */
static inline void camera_call(struct camera *c, const struct text *title)
{
    c->title = *title;
    c->named = 0;
}

/* What was found out of the same camera under another address. */
void camera_take_over(struct camera *c, const struct camera *from);

/* Whom to look for. */
struct meeting {
    struct ip ip; /* a group or unspecified address: looked for by MAC alone */
    uint16_t vlan;
    struct mac mac;               /* may be unknown */
    bool mac_stated;              /* by the host itself, in what it says: its own for certain */
    bool only_known;              /* do not enter it in the book */
    const struct text *tag[TAGS]; /* as it says of itself; NULL or empty: it does not */
    uint64_t time_ns;
};

struct camera_book;

/* All memory at once, for policy_hosts() hosts; NULL: there is not that much. */
struct camera_book *book_new(const struct policy *policy, struct counters *counters);
void book_free(struct camera_book *b);

/* The place of a host, which stays its own until it is forgotten, or NOBODY: not known, or no room.
 * *fresh: it was entered just now, maybe in the place of one that was forgotten. */
uint32_t book_meet(struct camera_book *b, const struct meeting *m, bool *fresh);

/* Whether so many are cameras that strangers have too little room to prove that they are, too. */
bool book_is_crowded(const struct camera_book *b);

/* The camera that may be forgotten first, the longest silent of those that are not firm; nobody:
 * all are. */
uint32_t book_loosest(const struct camera_book *b);

/* The camera gives way to another: it is none any more, and counted. */
void book_let_go(struct camera_book *b, uint32_t place);

/* It is firm from now on. */
void book_firm(struct camera_book *b, uint32_t place);

/* The host that the last book_meet() found to be the same as the one it answered, or nobody: it was
 * met under another address before it was known who it is. All its addresses are the other's now;
 * what was found out of it is the caller's to take over, and then book_give_up(). */
uint32_t book_same(const struct camera_book *b);

/* The host is empty: it was somebody else. */
void book_give_up(struct camera_book *b, uint32_t place);

/* The host at a place below book_size(); `used` says whether there is one. */
struct camera *book_at(struct camera_book *b, uint32_t place);
uint32_t book_size(const struct camera_book *b);

/* Goes over to another policy and forgets the old one. Hosts met with a MAC that it lists are known
 * by that MAC from now on, unless another host is; a place, once known by its MAC, remains so. */
void book_use_policy(struct camera_book *b, const struct policy *policy);

/* The clock was set: moves every time that is kept here. */
void book_move(struct camera_book *b, int64_t by_ns);

/* A host is known as it was, with the addresses and the MAC that nobody else has by now. Its place;
 * nobody: there is no room, its MAC is another's, or it could not be found again. */
struct remembered;
uint32_t book_recall(struct camera_book *b, const struct remembered *r);

/* The camera of that id, looked for by its MAC and address first; nobody: there is none. */
uint32_t book_find_camera(struct camera_book *b, const struct camera_name *name);

/* How many cameras there are. */
uint32_t book_cameras(const struct camera_book *b);

/* It has proved to be a camera, or (proof NULL) not to be one. */
void book_prove(struct camera_book *b, uint32_t place, const char *proof);

/* Fixes name.id if it is not fixed yet and brings the rest of the name up to date: name.name is
 * what the policy calls it, else what it calls itself. */
void book_name(struct camera_book *b, uint32_t place);

/* Whether a host with that MAC is to be met whatever it does: a camera maker's, or one the policy
 * lists. */
bool book_expects(const struct camera_book *b, const struct mac *mac);

/* Learns from one end of a frame whose MAC is whose, so that routers are told from hosts. */
void book_see_neighbour(struct camera_book *b, const struct mac *mac, const struct ip *ip);

/* Learns from a fact of ARP, ND or DHCP (OBS_ADDRESS) whose address it is. */
void book_see_address(struct camera_book *b, const struct observation *o);
