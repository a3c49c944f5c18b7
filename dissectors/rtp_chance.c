/* How it works. Repetition: each of the first 32 bits of a payload is compared with the same bit of
 * the packet before. Were it ciphertext, that would be a fair coin. Whoever bets on such coins at
 * fair odds cannot expect to win, and multiplies his stake by 2^k with a probability of at most
 * 2^-k (Ville's inequality), at whatever moment he looks at it. For every bit the stake is split in
 * three: 3/4 is not bet, 1/8 is bet on "alike" at 31:1 and 1/8 at 4:1; what is won is counted in
 * sixteenths of a bit. Payload headers of every codec that has them (H.264, JPEG, AMR, Opus, DVI4,
 * MPEG-TS, H.263, ...) win soon. */
#include "dissectors/rtp_chance.h"

enum {
    SIXTEENTHS = 16,
    NOT_BET = -7,  /* log2(3/4) */
    SPLIT = -48,   /* log2(1/8) */
    BOLD_WON = 15, /* log2(2 * 31/32) */
    BOLD_LOST = -64,
    SHY_WON = 10, /* log2(2 * 4/5) */
    SHY_LOST = -22,
};

static void count_head(struct rtp_chance *c, const uint8_t *head)
{
    if (c->heads == UINT8_MAX)
        return;
    for (size_t i = 0; i < CHANCE_HEAD && c->heads > 0; i++) {
        unsigned changed = c->head[i] ^ head[i];
        for (size_t bit = 0; bit < 8; bit++)
            c->flips[8 * i + bit] = (uint8_t)(c->flips[8 * i + bit] + (changed >> bit & 1));
    }
    memcpy(c->head, head, CHANCE_HEAD);
    c->heads++;
}

void rtp_chance_count(struct rtp_chance *c, struct bytes payload)
{
    payload = bytes_first(payload, CHANCE_SAMPLE);
    if (payload.n >= CHANCE_HEAD)
        count_head(c, payload.p);
    for (size_t i = 0; i < payload.n; i++)
        c->nibbles[payload.p[i] >> 4]++;
}

static int won(int alike, int flips)
{
    int bold = SPLIT + alike * BOLD_WON + flips * BOLD_LOST;
    int shy = SPLIT + alike * SHY_WON + flips * SHY_LOST;
    int best = bold > shy ? bold : shy;
    return best > NOT_BET ? best : NOT_BET;
}

int rtp_chance_repeats(const struct rtp_chance *c)
{
    int sum = 0;
    for (size_t i = 0; i < sizeof c->flips; i++)
        sum += won(c->heads - 1 - c->flips[i], c->flips[i]);
    return c->heads > 1 ? sum / SIXTEENTHS : 0;
}

bool rtp_chance_steady(const struct rtp_chance *c)
{
    for (size_t i = 0; i < CHANCE_HEAD; i++) {
        unsigned flips = 0;
        for (size_t bit = 0; bit < 8; bit++)
            flips += c->flips[8 * i + bit];
        if (flips == 0)
            return true;
    }
    return false;
}

uint32_t rtp_chance_bytes(const struct rtp_chance *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < 16; i++)
        n += c->nibbles[i];
    return n;
}

uint32_t rtp_chance_unevenness(const struct rtp_chance *c)
{
    uint32_t n = rtp_chance_bytes(c);
    uint64_t squares = 0;
    for (size_t i = 0; i < 16; i++)
        squares += (uint64_t)c->nibbles[i] * c->nibbles[i];
    return n > 0 ? (uint32_t)(16 * squares / n) - n : 0;
}
