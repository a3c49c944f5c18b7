/* Frames that prove something, and facts said of them. Frame `no` comes in second `no`. */
#pragma once

#include "evidence/catcher.h"
#include "tests/support/frames.h"

/* Of the packet that frame `no` was. */
struct observation fact_of(const struct packet *p, uint64_t no);

/* A masked frame to port 21 that is `text`, and a fact of it. */
struct kept_frame frame_kept(uint64_t no, uint16_t port, const char *text);
struct observation fact_kept(const struct kept_frame *k);
