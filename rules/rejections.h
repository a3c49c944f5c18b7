/* Logins that are rejected one after another: for a few clients the last eight of each. Clients are
 * pseudonyms; of credentials no more is kept than tells whether they are the same. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* protocols.md B.3: so many within 30 s, and older cameras refuse the address. */
enum { REJECTED_MAX = 8, REJECTING_MAX = 3 };

/* Credentials: the last bits say something of them, the rest is a hash. 0: not known. */
enum { SAID_IN_CLEAR = 1, SAID_KNOWN = 2, SAID_FLAGS = SAID_IN_CLEAR | SAID_KNOWN };

struct rejected {
    uint32_t client;              /* 0: free */
    uint32_t at_ms[REJECTED_MAX]; /* of packet time; comes round every 49 days */
    uint16_t said[REJECTED_MAX];
    uint8_t n, next;
};

/* Part of an item's memory; all zero at first. */
struct rejections {
    struct rejected client[REJECTING_MAX];
};

/* Eight of one client within 30 s. */
struct burst {
    bool is_one;
    uint8_t different; /* how many different credentials, as far as they are known */
    bool in_clear;     /* each of those */
    bool known;        /* each of those was taken before */
};

/* Notes one more and says what it makes with those before. */
struct burst rejections_note(struct rejections *all, uint32_t client, uint64_t now_ns,
                             uint16_t said);

/* These credentials were taken in the end: only the nonce had been too old. */
void rejections_forgive(struct rejections *all, uint32_t client, uint64_t now_ns, uint16_t said);

/* The clock was set. */
void rejections_move(struct rejections *all, int64_t by_ns);
