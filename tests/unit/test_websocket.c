#include "dissectors/websocket.h"

#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector websocket_dissector;

struct said {
    size_t n;
    uint8_t b[16384];
};

static const uint8_t mask[4] = { 0x37, 0xfa, 0x21, 0x3d };

/* One frame; a client's is masked. */
static void say_frame(struct said *s, uint8_t first, bool client, const void *p, size_t n)
{
    uint8_t head[8] = { first, (uint8_t)((client ? 0x80 : 0) | (n < 126 ? n : 126)),
                        (uint8_t)(n >> 8), (uint8_t)n };
    size_t head_n = n < 126 ? 2 : 4;
    cr_assert_leq(s->n + head_n + sizeof mask + n, sizeof s->b);
    memcpy(s->b + s->n, head, head_n);
    s->n += head_n;
    if (client) {
        memcpy(s->b + s->n, mask, sizeof mask);
        s->n += sizeof mask;
    }
    for (size_t i = 0; i < n; i++)
        s->b[s->n++] = (uint8_t)(((const uint8_t *)p)[i] ^ (client ? mask[i % 4] : 0));
}

static void say_text(struct said *s, bool client, const char *text)
{
    say_frame(s, 0x82, client, text, strlen(text));
}

static const char options[] = "OPTIONS rtsp://192.0.2.5/live RTSP/1.0\r\nCSeq: 1\r\n"
                              "User-Agent: viewer\r\nAuthorization: Basic YWRtaW46MTIzNDU=\r\n\r\n";
static const char answer[] = "RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: camera\r\n"
                             "WWW-Authenticate: Basic realm=\"cam\"\r\n\r\n";
/* A frame of media, and of RTCP that names its sender. */
static const uint8_t media[] = { '$', 0, 0, 20, 0x80, 0x62, 0, 1, 0, 0, 0, 1,
                                 1,   2, 3, 4,  0x65, 1,    2, 3, 4, 5, 6, 7 };

struct talk {
    struct said said[4];
    struct turn turns[4];
    size_t n;
};

static struct said *next_turn(struct talk *t, bool client)
{
    cr_assert_lt(t->n, 4);
    struct said *s = &t->said[t->n];
    s->n = 0;
    t->turns[t->n] = (struct turn){ .from_client = client, .said = { s->b, 0 } };
    t->n++;
    return s;
}

static const struct turn *turns_of(struct talk *t)
{
    for (size_t i = 0; i < t->n; i++)
        t->turns[i].said.n = t->said[i].n;
    return t->turns;
}

static struct talk *usual(void)
{
    static struct talk t;
    t.n = 0;
    struct said *client = next_turn(&t, true);
    say_text(client, true, options);
    say_frame(client, 0x89, true, "ping", 4);
    struct said *server = next_turn(&t, false);
    say_frame(server, 0x8a, false, "ping", 4);
    say_text(server, false, answer);
    say_frame(server, 0x82, false, media, sizeof media);
    client = next_turn(&t, true);
    say_text(client, true, "GET_PARAMETER rtsp://192.0.2.5/live RTSP/1.0\r\nCSeq: 2\r\n\r\n");
    server = next_turn(&t, false);
    say_text(server, false, "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n");
    return &t;
}

static void says_the_usual(const struct seen *seen)
{
    cr_assert_eq(seen_count(seen, OBS_EXCHANGE), 4);
    cr_assert_eq(seen_count(seen, OBS_LOGIN), 1);
    cr_assert_eq(seen_count(seen, OBS_CHALLENGE), 1);
    for (size_t i = 0; i < seen->n; i++) {
        cr_assert_str_eq(seen->o[i].protocol, "rtsp");
        if (seen->o[i].kind == OBS_EXCHANGE)
            cr_assert_str_eq(seen->o[i].exchange.tunnel, "websocket");
    }
}

Test(websocket, shows_the_rtsp_inside_it)
{
    struct talk *t = usual();
    struct seen *seen = talk(&websocket_dissector, turns_of(t), t->n, SIZE_MAX);
    says_the_usual(seen);
    cr_assert_str_eq(seen->o[0].exchange.method.s, "OPTIONS");
    cr_assert_str_eq(seen->o[0].exchange.agent.s, "viewer");
    seen_free(seen);
}

Test(websocket, says_the_same_in_pieces)
{
    struct talk *t = usual();
    says_the_same_in_pieces(&websocket_dissector, turns_of(t), t->n);
}

Test(websocket, says_less_of_a_prefix)
{
    struct talk *t = usual();
    says_less_of_a_prefix(&websocket_dissector, turns_of(t), t->n);
}

Test(websocket, puts_a_message_together_out_of_frames)
{
    static struct talk t;
    t.n = 0;
    struct said *s = next_turn(&t, true);
    say_frame(s, 0x02, true, options, 7);
    say_frame(s, 0x00, true, options + 7, 40);
    say_frame(s, 0x80, true, options + 47, sizeof options - 1 - 47);
    s = next_turn(&t, false);
    for (size_t i = 0; i < sizeof answer - 1; i += 10) {
        size_t n = sizeof answer - 1 - i < 10 ? sizeof answer - 1 - i : 10;
        say_frame(s, 0x82, false, answer + i, n);
    }
    struct seen *seen = talk(&websocket_dissector, turns_of(&t), t.n, SIZE_MAX);
    cr_assert_eq(seen_count(seen, OBS_EXCHANGE), 2);
    seen_free(seen);
    says_the_same_in_pieces(&websocket_dissector, turns_of(&t), t.n);
}

/* Frames of media may be cut anywhere, too: most of them is only counted off. */
Test(websocket, counts_off_media_across_frames)
{
    static struct talk t;
    t.n = 0;
    uint8_t big[2004] = { '$', 0, 2000 >> 8, 2000 & 0xff, 0x80, 0x62 };
    struct said *s = next_turn(&t, false);
    say_text(s, false, answer);
    say_frame(s, 0x82, false, big, 900);
    say_frame(s, 0x82, false, big + 900, sizeof big - 900);
    say_text(s, false, "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n");
    struct seen *seen = talk(&websocket_dissector, turns_of(&t), t.n, SIZE_MAX);
    cr_assert_eq(seen_count(seen, OBS_EXCHANGE), 2);
    seen_free(seen);
}

Test(websocket, gives_up_what_is_no_rtsp_or_too_long)
{
    static struct talk t;
    static uint8_t much[9000];
    t.n = 0;
    memset(much, 'a', sizeof much);
    memcpy(much, "OPTIONS rtsp://a ", 17);
    struct said *s = next_turn(&t, true);
    say_frame(s, 0x82, true, much, sizeof much);
    say_text(s, true, options);
    struct seen *seen = talk(&websocket_dissector, turns_of(&t), t.n, SIZE_MAX);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

static enum recognition asked(const void *p, size_t n, enum speaker *speaker)
{
    struct opening o = { .said = { p, n }, .at_start = true };
    enum recognition known = websocket_dissector.recognise(&o);
    *speaker = o.speaker;
    return known;
}

Test(websocket, is_recognised_by_the_rtsp_inside_it)
{
    static struct said client, server, picture;
    enum speaker speaker;
    say_text(&client, true, options);
    say_text(&server, false, answer);
    say_frame(&picture, 0x82, false, media, sizeof media);
    cr_assert_eq(asked(client.b, client.n, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    cr_assert_eq(asked(server.b, server.n, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_SERVER);
    cr_assert_eq(asked(picture.b, picture.n, &speaker), MINE);
    for (size_t n = 0; n < 12; n++)
        cr_assert_eq(asked(client.b, n, &speaker), TOO_LITTLE, "%zu", n);
}

Test(websocket, rejects_what_is_not_its_own)
{
    static struct said chat, ping, reserved, part;
    enum speaker speaker;
    say_text(&chat, true, "{\"hello\": \"world\", \"n\": 1}");
    say_frame(&ping, 0x89, true, "OPTIONS rtsp://a/ ", 18);
    say_frame(&reserved, 0xc2, true, options, sizeof options - 1);
    say_frame(&part, 0x80, true, options, sizeof options - 1);
    cr_assert_eq(asked(chat.b, chat.n, &speaker), NOT_MINE);
    cr_assert_eq(asked(ping.b, ping.n, &speaker), NOT_MINE);
    cr_assert_eq(asked(reserved.b, reserved.n, &speaker), NOT_MINE, "compressed");
    cr_assert_eq(asked(part.b, part.n, &speaker), NOT_MINE);
    cr_assert_eq(asked(options, sizeof options - 1, &speaker), NOT_MINE);
    cr_assert_eq(asked("\x82\x05RTSP/", 7, &speaker), NOT_MINE);
}

Test(websocket, finds_the_next_frame_after_a_hole)
{
    static struct said s;
    say_frame(&s, 0x82, false, "\x82 rest of something", 18);
    size_t begin = s.n;
    say_text(&s, false, answer);
    cr_assert_eq(websocket_dissector.resynchronise((struct bytes){ s.b, s.n }), begin);
    cr_assert_eq(websocket_dissector.resynchronise((struct bytes){ s.b, begin }), begin);
}

Test(websocket, follows_the_http_that_agreed_to_it)
{
    static struct talk t;
    const char *protocol = NULL;
    t.n = 0;
    struct said *s = next_turn(&t, true);
    const char get[] = "GET /rtsp HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                       "Upgrade: websocket\r\nSec-WebSocket-Protocol: rtsp.onvif.org\r\n\r\n";
    memcpy(s->b, get, s->n = sizeof get - 1);
    s = next_turn(&t, false);
    const char agreed[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\n\r\n";
    memcpy(s->b, agreed, s->n = sizeof agreed - 1);
    say_text(next_turn(&t, true), true, options);
    say_text(next_turn(&t, false), false, answer);
    struct seen *seen = talk_recognised(turns_of(&t), t.n, TRANSPORT_TCP, &protocol);
    cr_assert_eq(seen_count(seen, OBS_EXCHANGE), 4);
    cr_assert_str_eq(seen->o[seen->n - 1].protocol, "rtsp");
    seen_free(seen);
}
