/* Hands a dissector the bytes of one conversation, message by message, and passes on what it says.
 *
 * How it works: a message that lies whole in one packet is read where it lies. Only the beginning
 * of a message whose rest is still to come is copied, into a tail that is borrowed from a pool and
 * given back when the message is whole. Bodies that nobody needs are counted off (`ahead`), across
 * packets and across holes in the stream. Until a dissector has recognised the conversation the
 * tails hold its opening, so that nothing of it is lost. */
#pragma once

#include "core/counters.h"
#include "core/media_flow.h"
#include "core/observer.h"
#include "dissectors/dissector.h"
#include "flow/tails.h"

enum {
    OPENING_MAX = 4096,  /* how much one end may say before somebody must recognise it */
    STRANGERS_MAX = 32,  /* how many pieces may go unrecognised before a flow is let be */
    SAMPLE_PACKETS = 256 /* of a settled flow every so many-th packet is looked at; all of what the
                            kernel has thinned out already */
};

/* One direction. */
struct lane {
    struct tail *tail;  /* NULL: nothing is kept */
    uint64_t ahead;     /* let this many bytes pass before anything else */
    uint32_t wanted;    /* UNTIL_COUNT: ask again when the tail holds this many */
    uint8_t until;      /* enum until */
    uint8_t line_state; /* UNTIL_EMPTY_LINE: 1 after LF, 2 after LF CR */
    bool lost;          /* after a hole: looking for the next message */
    bool resumed;       /* the next message is the first after a hole */
    bool begun;         /* something was said: the next bytes are not the very first */
};

/* Of one direction: the media stream of which it was told that it has said everything. */
struct told_media {
    struct media_source source;
    bool told;
    bool promised;      /* that only looks at it come */
    uint8_t in_full;    /* how often in a row it came in full all the same */
    uint16_t delivered; /* packets of it since it was told */
    uint64_t told_ns;
    uint64_t last_ns; /* of its last packet that was read */
};

enum feed_stage { FEED_OPENING, FEED_KNOWN, FEED_SETTLED, FEED_GIVEN_UP };

struct feed {
    const struct dissector *dissector; /* FEED_KNOWN, FEED_SETTLED */
    uint8_t stage;                     /* enum feed_stage */
    uint8_t roles;                     /* enum roles */
    uint8_t client;                    /* which side is the client: 0 or 1 */
    uint8_t first;                     /* which side spoke first, of what the lanes hold */
    uint8_t unrecognised;              /* datagrams, or pieces of a stream, so far */
    uint8_t looked_at;                 /* sides of which only looks come: bit 0, bit 1 */
    uint8_t heard;                     /* sides that have sent a packet, likewise */
    uint16_t since_sample;
    struct lane lane[2];        /* by side */
    struct tail *room;          /* what the dissector borrowed; NULL: nothing */
    struct unpacker *unpacking; /* likewise */
    void *state;                /* STATE_MAX bytes; zeroed when a dissector takes over */
    struct told_media media[2];
};

/* Only looks come of what that side sends: its media was settled, and the listener promised it. */
static inline bool feed_is_looked_at(const struct feed *f, int side)
{
    return (f->looked_at >> side & 1) != 0;
}

/* What a feed needs beside the flow; one per worker. */
struct feeding {
    struct tail_pool *tails;
    struct counters *counters;
    const struct password_defaults *defaults;
    struct media_keys *keys;     /* NULL: none are kept */
    struct unpackers *unpackers; /* NULL: nothing is unpacked */
    struct media_listener media;
    struct observer to;
    struct remarks *remarks;
    const char **where; /* who has the packet; NULL: nobody asks */
    bool both_ways;     /* of the conversation whose packet is handled */
    bool said_all[2];   /* feed_end(): that side has said it will say no more, and all is here */
};

/* Bytes of a stream, in order, or one datagram: what `side` (0 or 1) said in packet p. `in` need
 * not be p->payload. */
void feed_take(struct feeding *fg, struct feed *f, const struct packet *p, int side,
               struct bytes in);

/* n bytes of what `side` said were lost (streams only). */
void feed_gap(struct feeding *fg, struct feed *f, int side, uint64_t n);

/* The conversation is over: lets the dissector say the rest, gives tails back. p is its last
 * packet or a stand-in with its ends, for time and addresses, sent by `side`. */
void feed_end(struct feeding *fg, struct feed *f, const struct packet *p, int side);
