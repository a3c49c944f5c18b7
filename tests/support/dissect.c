#include "tests/support/dissect.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void collect(void *self, const struct observation *o)
{
    struct seen *seen = self;
    if (seen->n < SEEN_MAX)
        seen->o[seen->n++] = *o;
}

/* The dissector that talk() is given. What follows the end of its part is recognised afresh, by
 * anybody: that depends on where the pieces begin and is not its saying, so there the talk ends. */
static const struct dissector *talked_to;

static enum verdict_on_bytes dissect_own_part(struct dissection *d)
{
    enum verdict_on_bytes verdict = talked_to->dissect(d);
    d->settled |= d->starts_anew;
    d->starts_anew = false;
    return verdict;
}

/* One flow between 192.0.2.9:40000, the client, and 192.0.2.5:9999, and what feeds it. */
struct rig {
    struct feed feed;
    struct feeding feeding;
    struct tail_pool tails;
    struct remarks remarks;
    struct packet packet;
    _Alignas(max_align_t) uint8_t state[STATE_MAX];
};

static const struct password_default factory_logins[] = { { "admin", "12345" } };
static const struct password_defaults factory = { .n = 1, .at = factory_logins };

static struct rig *rig_new(struct seen *seen, enum transport transport)
{
    static const uint8_t client_ip[4] = { 192, 0, 2, 9 }, server_ip[4] = { 192, 0, 2, 5 };
    struct rig *r = calloc(1, sizeof *r);
    if (r == NULL || !tail_pool_make(&r->tails, 3))
        abort();
    r->feed = (struct feed){ .roles = ROLES_BY_SYN, .state = r->state };
    r->feeding = (struct feeding){ .tails = &r->tails,
                                   .counters = &seen->counters,
                                   .defaults = &factory,
                                   .keys = media_keys_new(),
                                   .unpackers = unpackers_new(&seen->counters),
                                   .to = { collect, seen },
                                   .remarks = &r->remarks };
    r->packet = (struct packet){ .time_ns = 1700000000000000000,
                                 .frame_no = 1,
                                 .transport = transport,
                                 .src = { ip_from_v4(client_ip), 40000 },
                                 .dst = { ip_from_v4(server_ip), 9999 },
                                 .src_mac = { { 2, 0, 0, 0, 0, 9 } },
                                 .dst_mac = { { 2, 0, 0, 0, 0, 5 } } };
    return r;
}

static void rig_free(struct rig *r)
{
    media_keys_free(r->feeding.keys);
    unpackers_free(r->feeding.unpackers);
    tail_pool_drop(&r->tails);
    free(r);
}

static struct packet packet_from(const struct rig *r, bool from_client)
{
    return from_client ? r->packet : packet_back(&r->packet);
}

static void say(struct rig *r, bool from_client, struct bytes piece)
{
    uint8_t *exact = malloc(piece.n); /* its own block, so that a read too far is caught */
    if (exact == NULL)
        abort();
    memcpy(exact, piece.p, piece.n);
    struct packet p = packet_from(r, from_client);
    p.payload = (struct bytes){ exact, piece.n };
    feed_take(&r->feeding, &r->feed, &p, from_client ? 0 : 1, p.payload);
    free(exact);
}

static void say_all(struct rig *r, const struct turn *turns, size_t n, size_t piece)
{
    for (size_t i = 0; i < n; i++) {
        struct bytes said = turns[i].said;
        size_t step = r->packet.transport == TRANSPORT_TCP ? piece : said.n;
        for (; said.n > 0; said = bytes_after(said, step))
            say(r, turns[i].from_client, bytes_first(said, step));
    }
    struct packet p = packet_from(r, true);
    feed_end(&r->feeding, &r->feed, &p, 0);
}

static struct seen *seen_new(void)
{
    struct seen *seen = calloc(1, sizeof *seen);
    if (seen == NULL)
        abort();
    return seen;
}

bool seen_tells(const struct seen *s, const char *secret)
{
    return memmem(s->o, s->n * sizeof s->o[0], secret, strlen(secret)) != NULL;
}

void seen_free(struct seen *s)
{
    free(s);
}

struct seen *talk(const struct dissector *x, const struct turn *turns, size_t n, size_t piece)
{
    return talk_with_keys(x, NULL, turns, n, piece);
}

static void say_to(struct rig *r, const struct dissector *x, const struct turn *turns, size_t n,
                   size_t piece)
{
    struct dissector own_part = *x;
    own_part.dissect = dissect_own_part;
    talked_to = x;
    r->feed.dissector = &own_part;
    r->feed.stage = FEED_KNOWN;
    say_all(r, turns, n, piece);
    rig_free(r);
}

struct seen *talk_closed(const struct dissector *x, const struct turn *turns, size_t n,
                         size_t piece)
{
    struct seen *seen = seen_new();
    struct rig *r = rig_new(seen, x->transport);
    r->feeding.said_all[0] = r->feeding.said_all[1] = true;
    say_to(r, x, turns, n, piece);
    return seen;
}

struct seen *talk_with_keys(const struct dissector *x, const struct srtp_keys *keys,
                            const struct turn *turns, size_t n, size_t piece)
{
    struct seen *seen = seen_new();
    struct rig *r = rig_new(seen, x->transport);
    media_keys_use(r->feeding.keys, keys);
    say_to(r, x, turns, n, piece);
    return seen;
}

struct seen *talk_recognised(const struct turn *turns, size_t n, enum transport transport,
                             const char **protocol)
{
    struct seen *seen = seen_new();
    struct rig *r = rig_new(seen, transport);
    say_all(r, turns, n, SIZE_MAX);
    if (protocol != NULL)
        *protocol = r->feed.dissector != NULL ? r->feed.dissector->name : "";
    rig_free(r);
    return seen;
}

const char *recognised_as(const char *client, const char *server)
{
    const struct turn turns[] = { { true, bytes_of_text(client) },
                                  { false, bytes_of_text(server) } };
    const char *protocol = "";
    seen_free(talk_recognised(turns, server[0] != '\0' ? 2 : 1, TRANSPORT_TCP, &protocol));
    return protocol;
}

struct seen *dissect(const struct dissector *x, const char *text)
{
    struct turn turn = { true, bytes_of_text(text) };
    return talk(x, &turn, 1, SIZE_MAX);
}

void says_the_same_in_pieces(const struct dissector *x, const struct turn *turns, size_t n)
{
    struct seen *whole = talk(x, turns, n, SIZE_MAX);
    size_t longest = 0;
    for (size_t i = 0; i < n; i++)
        longest = turns[i].said.n > longest ? turns[i].said.n : longest;
    for (size_t piece = 1; piece <= longest; piece++) {
        struct seen *pieces = talk(x, turns, n, piece);
        cr_assert_eq(pieces->n, whole->n, "pieces of %zu bytes: %zu facts, not %zu", piece,
                     pieces->n, whole->n);
        for (size_t i = 0; i < whole->n; i++)
            cr_assert(fact_equal(&pieces->o[i], &whole->o[i]), "pieces of %zu bytes, fact %zu",
                      piece, i);
        seen_free(pieces);
    }
    seen_free(whole);
}

/* What is said of a conversation that ends early is the beginning of what is said of it whole. */
void says_less_of_a_prefix(const struct dissector *x, const struct turn *turns, size_t n)
{
    struct seen *whole = talk(x, turns, n, SIZE_MAX);
    for (size_t last = 0; last < n; last++) {
        struct turn cut[64];
        cr_assert_leq(n, sizeof cut / sizeof cut[0]);
        memcpy(cut, turns, (last + 1) * sizeof cut[0]);
        for (size_t k = 1; k < turns[last].said.n; k++) {
            cut[last].said = bytes_first(turns[last].said, k);
            struct seen *less = talk(x, cut, last + 1, SIZE_MAX);
            cr_assert_leq(less->n, whole->n, "turn %zu cut to %zu bytes", last, k);
            for (size_t i = 0; i < less->n; i++)
                cr_assert(fact_equal(&less->o[i], &whole->o[i]), "turn %zu cut to %zu, fact %zu",
                          last, k, i);
            seen_free(less);
        }
    }
    seen_free(whole);
}

const struct observation *seen_first(const struct seen *s, enum observation_kind kind)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->o[i].kind == kind)
            return &s->o[i];
    return NULL;
}

const struct observation *seen_nth(const struct seen *s, enum observation_kind kind, size_t n)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->o[i].kind == kind && n-- == 0)
            return &s->o[i];
    cr_assert_fail("not so many were seen");
    return NULL;
}

size_t seen_count(const struct seen *s, enum observation_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->o[i].kind == kind;
    return n;
}
