/* A UDP datagram in fragments, each sent as somebody likes. */
#pragma once

#include "tests/support/frames.h"

struct cut {
    struct bench *b;
    struct wire *w;     /* the fragment that was sent last */
    struct wire *whole; /* what is cut */
};

struct cut cut_new(void);
void cut_free(struct cut *c);

/* What is to be cut: a UDP datagram carrying `text`. */
void cut_say(struct cut *c, const char *text);

struct cut_way {
    unsigned id;
    unsigned hops; /* that it has left */
    unsigned mark; /* is added to every byte */
};

/* Sends bytes `from` to `to` of it. Whether a datagram was whole then. */
bool cut_send(struct cut *c, struct cut_way way, size_t from, size_t to);
