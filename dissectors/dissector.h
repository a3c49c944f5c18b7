/* What a dissector is. Adding one: write dissectors/NAME.c, add a line to dissectors.def, write
 * tests/unit/test_NAME.c; its fuzz target follows by itself. */
#pragma once

#include "core/counters.h"
#include "core/observation.h"
#include "core/srtp_keys.h"
#include "dissectors/unpack.h"

enum recognition { NOT_MINE, TOO_LITTLE, MINE };

enum speaker { SPEAKER_UNKNOWN, SPEAKER_CLIENT, SPEAKER_SERVER };

/* The beginning of what one end says: a datagram, or the first bytes of a stream. */
struct opening {
    struct bytes said;
    uint16_t from_port;
    uint16_t to_port;
    bool at_start; /* these are the very first bytes, not some picked up later */
    enum speaker
        speaker; /* in: by the SYN, if one was seen; out: what the words themselves prove */
};

enum verdict_on_bytes {
    DISSECT_DONE,   /* a whole message was taken */
    DISSECT_WAIT,   /* the rest of it is still to come; nothing was said or changed */
    DISSECT_REJECT, /* this is some other protocol, or broken beyond reading on */
};

enum { REMARKS_MAX = 24, STATE_MAX = 1024, ROOM_MAX = 16384 };

/* What one message gave rise to. Dropped unless the dissector answers DISSECT_DONE. */
struct remarks {
    size_t n;
    bool full;
    struct observation o[REMARKS_MAX];
};

/* What tells the packets of one media stream from others that go the same way. */
struct media_source {
    uint32_t ssrc;
    uint8_t payload_type;
};

/* Whether both are the same stream. */
static inline bool media_source_equal(const struct media_source *a, const struct media_source *b)
{
    return a->ssrc == b->ssrc && a->payload_type == b->payload_type;
}

/* Whoever feeds a dissector lends it room beyond its state: for what is put together out of several
 * messages. */
struct lender {
    void *(*borrow)(void *feeding, void *feed); /* NULL: nothing is lent */
    void (*give_back)(void *feeding, void *feed);
    void *feeding, *feed;
};

/* Keys of media that crossed in clear, and those of the operator, one worker's:
 * dissectors/media_keys.h. NULL: no memory. */
struct media_keys;
struct media_keys *media_keys_new(void);
void media_keys_free(struct media_keys *k);

/* Has the library made ready now and not with the first key: it reads files then, and does not bear
 * that in two threads at a time. False: it will not work, and no key is tried. */
bool media_keys_prepare(struct media_keys *k);

/* The operator's keys from now on, which outlive k or the next call; NULL: none. */
void media_keys_use(struct media_keys *k, const struct srtp_keys *supplied);

struct dissection {
    struct cursor in; /* what has arrived and was not taken yet, in order */
    bool from_client;
    enum roles roles;
    bool after_hole;  /* bytes of this end were lost since its last message */
    bool said_all[2]; /* end() of streams, by from_client: that end closed in order, and of its
                         last words nothing is missing */
    void *state;      /* state_size bytes, all zero at first, this flow's own */
    const struct packet *packet; /* the one that brought the last byte; its payload is not `in` */
    struct remarks *remarks;
    const struct password_defaults *defaults;
    struct lender lender;
    struct media_keys *keys;              /* NULL: none are kept */
    struct unpackers *unpackers;          /* NULL: nothing is unpacked */
    struct unpacker **unpacking;          /* this conversation's own */
    const struct media_source *looked_at; /* datagrams: of this stream of this end only looks come,
                                             a few packets in sequence now and then: each one
                                             counts. NULL: everything comes */

    /* What the dissector may answer beside its verdict; all are reset before each message. */
    bool settled;     /* this conversation has said everything: only a sample is wanted from now */
    bool starts_anew; /* what follows, both ways, is another protocol: recognise it afresh */
    bool source_settled; /* datagrams: `source`, of which this one is, has said everything: only
                            looks at it are wanted from now */
    bool source_opened;  /* datagrams: only looks at `source` came, and now all of it is wanted */
    struct media_source source;
    bool is_client; /* the words prove: this side is the client (mends guessed roles) */
    bool is_server;
};

struct dissector {
    const char *name;
    enum transport transport;
    size_t state_size; /* at most STATE_MAX */
    bool tells_volume; /* streams: once settled, whether the server sends much for long is told */
    bool signs_are_urgent; /* streams: urgent bytes from 0xf0 on are read where they stand */

    /* Looks at the beginning of one end's words. Cheap, and without memory. */
    enum recognition (*recognise)(struct opening *o);

    /* Takes one message. DONE must take at least one byte. Before WAIT or REJECT, state must not
     * have been changed. In a stream a message may be cut anywhere; a datagram comes whole, and one
     * that ends too early is answered REJECT or WAIT. */
    enum verdict_on_bytes (*dissect)(struct dissection *d);

    /* Streams only, may be NULL: after a hole, where in `in` a message may begin; in.n if nowhere.
     * NULL: the flow is given up at the first hole that no skipped body covers. */
    size_t (*resynchronise)(struct bytes in);

    /* May be NULL: the conversation is over; `in` is empty. What was not yet certain is said. */
    void (*end)(struct dissection *d);
};

extern const struct dissector *const dissectors[]; /* ends with NULL */

/* Says what was seen; time, ends and protocol name are filled in. A protocol name that is set
 * already stays. */
void observe(struct dissection *d, struct observation o);

/* ROOM_MAX bytes of this conversation's own, aligned for any type: all zero when they are lent, and
 * the same until they are given back, or the conversation is over or settled. NULL: none are left;
 * that is counted. */
void *borrow_room(struct dissection *d);
void give_room_back(struct dissection *d);

/* For datagrams: the words themselves prove which end speaks, whoever began the conversation. What
 * is observed from here on says so. */
static inline void speaker_is(struct dissection *d, enum speaker speaker)
{
    d->is_client = speaker == SPEAKER_CLIENT;
    d->is_server = speaker == SPEAKER_SERVER;
    d->from_client = d->is_client;
    d->roles = ROLES_BY_CONTENT;
}

/* What a message comes to that was read by c to its end: nothing is missing, or the rest is waited
 * for. */
static inline enum verdict_on_bytes verdict_of(const struct cursor *c)
{
    return cursor_ok(c) ? DISSECT_DONE : DISSECT_WAIT;
}
