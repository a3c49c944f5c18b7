/* SRTP keys that crossed in clear, kept by the two addresses they were agreed between; the oldest
 * give way. Guide item 3.8. They are secret: the memory they lie in is media_keys.c's, that of
 * core/secret.h. */
#pragma once

#include "core/packet.h"
#include "core/srtp_keys.h"
#include "dissectors/srtp_session.h"

enum { SEEN_KEYS_MAX = 256, SEEN_KEYS_WAYS = 1024 };

struct seen_key {
    struct ip client, server;
    uint64_t number;             /* keys are numbered as they come; 0: none is here */
    struct srtp_ctx_t_ *session; /* no packet has fitted it; NULL: not made ready */
    enum srtp_suite suite;
    uint8_t key[SRTP_KEY_MAX];
};

/* All zero at first. */
struct seen_keys {
    struct seen_key at[SEEN_KEYS_MAX];
    uint16_t ways[SEEN_KEYS_WAYS]; /* how many keys there are between addresses of that sum */
    uint64_t n;                    /* how many there ever were */
};

/* Keeps the key, as long as the suite says, for the addresses of the packet. False: it is known. */
bool seen_keys_keep(struct seen_keys *s, const struct packet *p, enum srtp_suite suite,
                    const uint8_t *key);

/* Whether there is one between the addresses of the packet. */
bool seen_keys_have(const struct seen_keys *s, const struct packet *p);

/* Those between the addresses of the packet, the last that came first; *i is 0 before the first.
 * NULL: there are no more. */
struct seen_key *seen_keys_next(struct seen_keys *s, const struct packet *p, size_t *i);

/* Forgets and wipes all, and frees their sessions. */
void seen_keys_end(struct seen_keys *s);
