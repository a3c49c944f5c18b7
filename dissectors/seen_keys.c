#include "dissectors/seen_keys.h"

#include <string.h>

static void end_key(struct seen_key *key)
{
    srtp_session_free(key->session);
    explicit_bzero(key, sizeof *key);
}

void seen_keys_end(struct seen_keys *s)
{
    for (size_t i = 0; i < SEEN_KEYS_MAX; i++)
        end_key(&s->at[i]);
}

/* Most packets are of addresses without a key: that has to be known at once. */
static size_t way_of(const struct ip *a, const struct ip *b)
{
    size_t sum = 0;
    for (size_t i = 8; i < sizeof a->b; i++)
        sum = sum * 5 + a->b[i] + b->b[i];
    return sum % SEEN_KEYS_WAYS;
}

/* Neither end is known to be the client yet, perhaps. */
static bool is_between(const struct seen_key *key, const struct packet *p)
{
    return key->number != 0 &&
           ((ip_equal(&key->client, &p->src.ip) && ip_equal(&key->server, &p->dst.ip)) ||
            (ip_equal(&key->client, &p->dst.ip) && ip_equal(&key->server, &p->src.ip)));
}

static bool is_known(const struct seen_keys *s, const struct packet *p, enum srtp_suite suite,
                     const uint8_t *key)
{
    for (size_t i = 0; i < SEEN_KEYS_MAX; i++)
        if (s->at[i].suite == suite && is_between(&s->at[i], p) &&
            memcmp(s->at[i].key, key, srtp_suites[suite].key_n) == 0)
            return true;
    return false;
}

/* In place of the oldest. */
bool seen_keys_keep(struct seen_keys *s, const struct packet *p, enum srtp_suite suite,
                    const uint8_t *key)
{
    if (is_known(s, p, suite, key))
        return false;
    struct seen_key *place = &s->at[s->n++ % SEEN_KEYS_MAX];
    if (place->number != 0)
        s->ways[way_of(&place->client, &place->server)]--;
    end_key(place);
    s->ways[way_of(&p->src.ip, &p->dst.ip)]++;
    *place = (struct seen_key){
        .client = p->src.ip, .server = p->dst.ip, .number = s->n, .suite = suite
    };
    memcpy(place->key, key, srtp_suites[suite].key_n);
    return true;
}

bool seen_keys_have(const struct seen_keys *s, const struct packet *p)
{
    if (s->ways[way_of(&p->src.ip, &p->dst.ip)] == 0)
        return false;
    for (size_t i = 0; i < SEEN_KEYS_MAX; i++)
        if (is_between(&s->at[i], p))
            return true;
    return false;
}

struct seen_key *seen_keys_next(struct seen_keys *s, const struct packet *p, size_t *i)
{
    while (s->n > 0 && *i < SEEN_KEYS_MAX) {
        struct seen_key *key = &s->at[(s->n - 1 - (*i)++) % SEEN_KEYS_MAX];
        if (is_between(key, p))
            return key;
    }
    return NULL;
}
