/* The trial of one SRTP source: how many of its packets a key authenticates, and whether what comes
 * out of them can be read. Guide item 3.8. Its memory is secret: a session holds a key. */
#pragma once

#include "core/observation.h"
#include "dissectors/rtp_weigh.h"
#include "dissectors/srtp_session.h"

/* All zero at first. */
struct key_trial {
    uint64_t number;             /* media_keys.c's; 0: the place is free */
    struct srtp_ctx_t_ *session; /* NULL: no key has fitted yet */
    uint32_t ssrc;
    uint8_t payload_type;
    uint8_t tried;
    uint8_t reports; /* of these: SRTCP */
    uint8_t authenticated;
    enum key_source source; /* of the session's key */
    bool supplied;          /* keys of the operator were tried, all there are for it */
    struct rtp_weigh plain;
    enum codec codec;
    bool readable;
};

/* Counts a packet with what the session, or every key there is, answered to it; `plain` is what
 * came out of RTP that fits. What a mirror shows twice counts once. */
void key_trial_count(struct key_trial *t, enum srtp_answer answer, bool control,
                     struct bytes plain);

/* Whether enough packets were tried. */
bool key_trial_is_over(const struct key_trial *t);

/* Ends it. True: there is something to say in *said: its kind and all of observation.media_key. */
bool key_trial_conclude(struct key_trial *t, struct observation *said);

/* Frees the session, and wipes all. */
void key_trial_end(struct key_trial *t);
