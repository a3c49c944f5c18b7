/* What the packets of an RTP source that were weighed so far come to: is it in clear, or encrypted?
 * protocols.md D.5. The statistics stand in rtp_codec.h and rtp_chance.h. */
#pragma once

#include "dissectors/rtp_weigh.h"

struct rtp_judgement {
    enum encrypted encrypted;
    enum media_type type;
    const char *because; /* a constant; NULL: it is too early */
};

/* `last`: no more packets will come. Notes in w the codec that is proved. hint may be NULL. */
struct rtp_judgement rtp_judge(struct rtp_weigh *w, const struct rtp_hint *hint, bool last);

/* The codec by the session description, by what was proved, or by the payload type (RFC 3551). */
enum codec rtp_expected_codec(const struct rtp_weigh *w, const struct rtp_hint *hint);

/* Whether nothing weighed so far speaks for clear. */
bool rtp_nothing_fits(const struct rtp_weigh *w);
