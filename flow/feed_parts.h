/* What the parts of the feed share. Private to them: feed.c knows dissectors and what becomes of a
 * conversation, feed_datagrams.c and feed_streams.c hand on what is said, feed_openings.c holds it
 * until somebody knows it. */
#pragma once

#include "flow/feed.h"

/* ---- feed.c ---- */

/* Nothing is kept any more. */
void feed_retire(struct feeding *fg, struct feed *f, enum feed_stage stage);

/* A tail for f; if all are lent, that of another conversation, which is counted and loses what it
 * kept there. NULL: there is none. */
struct tail *feed_borrow(struct feeding *fg, struct feed *f);

/* Nothing is lent to the dissector any more. */
void feed_take_room_back(struct feeding *fg, struct feed *f);

/* What a dissector is told of the message that ends in p, said by `side`; but for its bytes. */
struct dissection feed_dissection(struct feeding *fg, struct feed *f, const struct packet *p,
                                  int side);

/* Lets the dissector take one message; what it says is published only if the message was whole. */
enum verdict_on_bytes feed_dissect(struct feeding *fg, struct feed *f, struct dissection *d,
                                   int side, struct bytes in);

/* Who knows these words; NULL: nobody. *too_little: somebody might, with more of them. */
const struct dissector *feed_recognise(struct feed *f, const struct packet *p, int side,
                                       struct bytes said, bool *too_little);

/* From here on x reads it. */
void feed_become(struct feed *f, const struct dissector *x);

/* Nobody knew these words; after STRANGERS_MAX times the flow is let be. */
void feed_meet_a_stranger(struct feeding *fg, struct feed *f);

/* ---- feed_datagrams.c ---- */

void feed_take_datagram(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                        struct bytes in);

/* ---- feed_streams.c ---- */

/* False: no tail is left, and that is counted. */
bool lane_borrow(struct feeding *fg, struct feed *f, struct lane *l);
void lane_give_back(struct feeding *fg, struct lane *l);

/* Bytes of a stream in order; its lane passes over what is counted off. */
void feed_take_stream(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                      struct bytes in);

/* The tail is whole: what it holds is taken; a copy of what is not stays in it. */
void feed_take_tail(struct feeding *fg, struct feed *f, const struct packet *p, int side);

/* ---- feed_openings.c ---- */

/* Asks who knows the opening. What nobody has read yet is returned. */
struct bytes feed_open_stream(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                              struct bytes in);
