/* SRTP keys that crossed in clear, and those of the operator, held against the packets they are
 * for: RFC 3711; a=crypto of RFC 4568, MIKEY of RFC 3830 without encryption. Guide item 3.8. One a
 * worker.
 *
 * A key goes in and never comes out: what is said is how many packets it authenticates. It lies in
 * memory that is in no core dump and is wiped when it is replaced. Keys are looked for by the two
 * addresses of the RTSP conversation, whose packets go to the same worker as its media. */
#pragma once

#include "dissectors/dissector.h"

enum { MEDIA_KEY_PACKET_MAX = 2048 };

/* What stands behind "crypto:" in a session description, or behind "mikey" in one or in a KeyMgmt
 * field, said in the conversation of that packet. What is not understood is passed over. k may be
 * NULL. */
void media_keys_take_sdes(struct media_keys *k, const struct packet *p, struct bytes crypto);
void media_keys_take_mikey(struct media_keys *k, const struct packet *p, struct bytes base64);

/* One source's trial, a number that a dissector keeps for it; 0 at first. */
enum {
    MEDIA_KEY_REPORTS_LEFT = 254, /* no key fits its RTP, which need not be the keys' fault */
    MEDIA_KEY_TRIED = 255
};

/* Whether the next packet of that source should be given whole to media_keys_try(). */
bool media_keys_want(const struct media_keys *k, const struct packet *p, uint8_t trial);

/* Whether it was begun and is not over: packets still count. */
static inline bool media_keys_are_tried(uint8_t trial)
{
    return trial != 0 && trial < MEDIA_KEY_REPORTS_LEFT;
}

/* Holds one whole packet that goes the way of p against the keys: RTP, or SRTCP that shows by its
 * index that it is encrypted and has a tag of 80 bits. True: there is something to
 * say in *said: its kind and all of observation.media_key. */
bool media_keys_try(struct media_keys *k, uint8_t *trial, const struct packet *p,
                    struct bytes whole, struct observation *said);

/* No more packets come: likewise, once. */
bool media_keys_end(struct media_keys *k, uint8_t *trial, uint32_t ssrc, struct observation *said);

/* The source is gone: another has its place, or no more comes. What there is to say is said. */
static inline void media_keys_leave(struct dissection *d, uint8_t *trial, uint32_t ssrc)
{
    struct observation said;
    if (media_keys_end(d->keys, trial, ssrc, &said))
        observe(d, said);
    *trial = 0;
}
