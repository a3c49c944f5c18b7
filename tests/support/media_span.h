/* A sensor that listens to a span with a shunt, and media that are sent to it. */
#pragma once

#include "capture/shunt.h"
#include "tests/support/span.h"

enum { QUIET_MS = 200, SSRC = 0x12345678, TYPE = 96, PORT = 40000, LOOK = 2, EVERY = 50 };

struct media_span {
    const struct live_source *source;
    struct shunt *shunt;
    void *self;
    int far;
};

/* The test is skipped where there are no network namespaces, or no BPF. */
void media_span_begin(struct media_span *m);
void media_span_end(struct media_span *m);

/* From 192.0.2.9 to 192.0.2.5, or their IPv6 likes, as tests/support/frames.h makes them. */
struct media_flow media_span_stream(bool v6);

/* What a packet is, that a test sends. */
struct sent {
    const char *link; /* in hexadecimal digits, up to the network header */
    bool v6;
    unsigned port;
    uint32_t ssrc;
    unsigned second; /* byte of RTP: marker and payload type */
    unsigned first;  /* byte of RTP: version, ... */
};

static const char ethernet[] = "020000000005 020000000009 0800";
static const char ethernet6[] = "020000000005 020000000009 86dd";
static const struct sent usual = { ethernet, false, PORT, SSRC, TYPE, 0x80 };

/* To be freed by wire_free(). */
struct wire *media_span_wire(struct sent s);

/* n such packets; how long one is. */
size_t media_span_send(const struct media_span *m, struct sent s, int n);

/* How many of n such packets are delivered. */
uint64_t media_span_delivered(const struct media_span *m, struct sent s, int n);

/* Adds the usual stream, and lets the first look at it pass. */
void media_span_add_usual(const struct media_span *m);
