/* Media between the messages of RTSP (RFC 2326 section 10.12), and the way back
 * among them. */
#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector rtsp_dissector;

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&rtsp_dissector, turns, n, SIZE_MAX);
}

enum { FRAME_N = 204, FRAMES = 40 };

/* A frame on a channel: G.711 silence in RTP, 20 ms each. */
static void frame_of(uint8_t out[FRAME_N], uint8_t channel, uint16_t seq)
{
    memset(out, 0xff, FRAME_N);
    const uint8_t head[] = { '$',         channel, 0, FRAME_N - 4, 0x80, 0, (uint8_t)(seq >> 8),
                             (uint8_t)seq };
    memcpy(out, head, sizeof head);
    uint32_t timestamp = seq * 160U;
    for (size_t i = 0; i < 4; i++) {
        out[8 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
        out[12 + i] = (uint8_t)(0x11 * (i + 1));
    }
}

static struct bytes frames_of(uint8_t channel)
{
    static uint8_t frames[FRAMES * FRAME_N];
    for (size_t i = 0; i < FRAMES; i++)
        frame_of(frames + i * FRAME_N, channel, (uint16_t)i);
    return (struct bytes){ frames, sizeof frames };
}

Test(rtsp_interleaved, sees_media_inside_the_connection)
{
    const struct turn turns[] = {
        CLIENT("DESCRIBE rtsp://192.0.2.5/live RTSP/1.0\r\nCSeq: 3\r\n\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Type: application/sdp\r\n"
               "Content-Length: 57\r\n\r\n"
               "v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\n"
               "m=audio 0 RTP/AVP 0\r\n"),
        { false, frames_of(20) },
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    const struct observation *media = seen_nth(s, OBS_MEDIA, 0);

    cr_assert_eq(media->media.carrier, CARRIER_INTERLEAVED);
    cr_assert_eq(media->media.encrypted, ENCRYPTED_NO);
    cr_assert_eq(media->media.type, MEDIA_AUDIO);
    cr_assert_eq(media->media.codec, CODEC_G711);
    cr_assert_eq(media->media.ssrc, 0x11223344);
    cr_assert_not(media->from_client);
    cr_assert_eq(seen_count(s, OBS_MEDIA), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 3);
    seen_free(s);
}

Test(rtsp_interleaved, reads_frames_however_they_are_cut)
{
    const struct turn turns[] = {
        { false, bytes_first(frames_of(2), (size_t)12 * FRAME_N) },
        SERVER("$\1\0\0RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n$\7\0\3abcRTSP/1.0 200 OK\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2);
    seen_free(s);
    says_the_same_in_pieces(&rtsp_dissector, turns, LENGTH(turns));
}

Test(rtsp_interleaved, has_room_for_so_many_channels_only)
{
    static uint8_t frames[256 * FRAME_N];
    for (size_t i = 0; i < 256; i++)
        frame_of(frames + i * FRAME_N, (uint8_t)i, (uint16_t)i);
    const struct turn turns[] = {
        { false, { frames, sizeof frames } },
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 1);
    seen_free(s);
}

/* ---- out of step ---- */

Test(rtsp_interleaved, finds_its_step_again)
{
    static uint8_t text[4000];
    memset(text, 'x', sizeof text);
    struct bytes frames = frames_of(0);
    memcpy(text + 1000, "$\1\xff\xffRTSP$\0\0\x01GET_PARAM", 21);
    memcpy(text + 2000, frames.p, 2000);
    const struct turn turns[] = {
        { false, { text, sizeof text } },
        { false, bytes_after(frames, 2000) },
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_MEDIA), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 1);
    for (size_t piece = 1; piece < 300; piece += 7) {
        struct seen *pieces = talk(&rtsp_dissector, turns, LENGTH(turns), piece);
        cr_assert_eq(pieces->n, s->n, "pieces of %zu", piece);
        seen_free(pieces);
    }
    seen_free(s);
}

Test(rtsp_interleaved, does_not_search_for_ever)
{
    static uint8_t noise[300 * 1024];
    memset(noise, 'x', sizeof noise);
    const struct turn turn = { false, { noise, sizeof noise } };
    struct seen *s = talk(&rtsp_dissector, &turn, 1, 1460);

    cr_assert_eq(s->counters.n[COUNT_message_rejected], 1);
    seen_free(s);
}

Test(rtsp_interleaved, finds_its_place_after_a_hole)
{
    uint8_t text[100 + FRAME_N];
    memset(text, '$', 100);
    frame_of(text + 100, 20, 1);
    struct bytes in = { text, sizeof text };
    cr_assert_eq(rtsp_dissector.resynchronise(in), 100);
    in = bytes_of_text("d: 1\r\n\r\nRTSP/1.0 200 OK\r\n");
    cr_assert_eq(rtsp_dissector.resynchronise(in), 8);
    in = bytes_of_text("d: 1\r\n\r\nTEARDOWN rtsp://a/ RTSP/1.0\r\n");
    cr_assert_eq(rtsp_dissector.resynchronise(in), 8);
    in = bytes_of_text("$\1\2\3 nothing RTSP/1.0");
    cr_assert_eq(rtsp_dissector.resynchronise(in), in.n);
}

Test(rtsp_interleaved, is_recognised_by_its_media_if_joined_late)
{
    const struct turn turn = { false, frames_of(20) };
    const char *protocol = "";
    struct seen *s = talk_recognised(&turn, 1, TRANSPORT_TCP, &protocol);

    cr_assert_str_eq(protocol, "rtsp");
    cr_assert_eq(seen_count(s, OBS_MEDIA), 1);
    seen_free(s);
}
