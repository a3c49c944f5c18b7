/* Facts that show whether a camera gives sound, and how guide item 2.8 stands. */
#pragma once

#include "tests/support/judging.h"

/* A stream that is described, or set up; the same as a back channel. */
struct observation sound_offered(enum media_type type, uint8_t payload_type);
struct observation sound_set_up(enum media_type type, uint16_t status);
struct observation back_channel(struct observation o);

/* Media that the camera sends, or is sent. */
struct observation media_sent(uint8_t payload_type, enum codec codec);
struct observation media_received(uint8_t payload_type);

/* What it says by its CGI. */
struct observation sound_setting(const char *name, const char *value);

/* A description of two media, in one packet. */
void describe(struct court *c, struct observation a, struct observation b);

void describe_without(struct court *c); /* sound */

/* How 2.8 stands. */
enum verdict sound_verdict(struct court *c);

/* How many rulings there were on this item. */
size_t sound_told(const struct court *c);
