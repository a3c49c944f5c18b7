#include "dissectors/key_trial.h"

#include <string.h>

enum {
    MISSES = 8,   /* packets that no key fits, before the keys are given up for a source */
    PACKETS = 64, /* of a source that are authenticated */
    REPORTS = 8,  /* likewise, if only SRTCP comes */
    REPORT_MISSES = 2,
};

void key_trial_end(struct key_trial *t)
{
    srtp_session_free(t->session);
    explicit_bzero(t, sizeof *t);
}

/* Whether anybody could see what it is of, now that it is decrypted. */
static void weigh_plain(struct key_trial *t, struct bytes plain)
{
    struct observation o;
    if (!rtp_weigh_packet(&t->plain, plain, plain.n, NULL, &o) || o.kind != OBS_MEDIA)
        return;
    t->readable = o.media.encrypted == ENCRYPTED_NO;
    t->codec = o.media.codec;
}

void key_trial_count(struct key_trial *t, enum srtp_answer answer, bool control, struct bytes plain)
{
    t->tried = (uint8_t)(t->tried + (answer != SRTP_SEEN_BEFORE));
    t->reports = (uint8_t)(t->reports + (control && answer != SRTP_SEEN_BEFORE));
    t->authenticated = (uint8_t)(t->authenticated + (answer == SRTP_FITS));
    if (answer == SRTP_FITS && !control)
        weigh_plain(t, plain);
}

/* Nothing is said of seen keys that do not fit: they may be of another stream. */
bool key_trial_conclude(struct key_trial *t, struct observation *said)
{
    bool unfit = t->authenticated == 0 && t->supplied && t->reports >= REPORT_MISSES;
    bool told = t->authenticated > 0 || unfit;
    *said = (struct observation){
        .kind = OBS_MEDIA_KEY,
        .media_key = { .ssrc = t->ssrc,
                       .payload_type = t->payload_type,
                       .source = t->source,
                       .control = t->reports == t->tried,
                       .tried = t->tried,
                       .authenticated = t->authenticated,
                       .readable = t->readable ? READABLE_YES : READABLE_UNKNOWN,
                       .codec = t->readable ? t->codec : CODEC_UNKNOWN },
    };
    key_trial_end(t);
    return told;
}

bool key_trial_is_over(const struct key_trial *t)
{
    bool reports_only = t->reports == t->tried;
    if (t->authenticated > 0)
        return t->tried >= (reports_only ? REPORTS : PACKETS);
    return t->tried >= (reports_only ? REPORT_MISSES : MISSES);
}
