#include <criterion/criterion.h>

#include "core/checksum.h"
#include "tests/support/two_hosts.h"

static struct rig *r;

static void begin(void)
{
    r = rig_new(16);
}

static void end(void)
{
    rig_free(r);
}

TestSuite(tcp, .init = begin, .fini = end);

Test(tcp, a_reset_with_a_wrong_number_changes_nothing)
{
    rig_handshake(r, 100, 200);
    rig_segment(r, false, TCP_RST, 99999, 0, "");
    rig_segment(r, true, TCP_ACK, 101, 201, rig_get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
}

Test(tcp, a_conversation_joined_in_its_middle_is_read_and_its_roles_come_from_the_words)
{
    rig_segment(r, false, TCP_ACK, 5000, 300, rig_ok);
    rig_segment(r, true, TCP_ACK, 300, 5000 + sizeof rig_ok - 1, rig_get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->o[0].roles, ROLES_BY_CONTENT);
    cr_assert_eq(r->o[0].server.port, 80);
    cr_assert_eq(r->counters.n[COUNT_tcp_midstream], 2);
}

Test(tcp, a_hole_in_a_body_is_counted_off_at_the_end)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    rig_handshake(r, 100, 200);
    uint32_t at = 201;
    rig_segment(r, false, TCP_ACK, at, 101, answer);
    at += sizeof answer - 1 + 100; /* the whole body is lost */
    rig_segment(r, false, TCP_ACK, at, 101, rig_ok);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    flows_end(r->flows);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->counters.n[COUNT_tcp_gap_bytes], 100);
}

Test(tcp, bytes_that_the_snap_length_took_are_a_hole)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxx";
    rig_handshake(r, 100, 200);
    struct packet p = rig_packet(r, TRANSPORT_TCP, false);
    p.tcp_flags = TCP_ACK;
    p.tcp_seq = 201;
    p.payload = bytes_of_text(answer);
    p.payload_cut = 98;
    flows_take(r->flows, &p);
    rig_segment(r, false, TCP_ACK, 201 + sizeof answer - 1 + 98, 101, rig_ok);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
}

/* ---- bytes that nobody reads ---- */

/* A segment with its header, of a right checksum or a wrong one. */
static void send(bool from_client, uint8_t flags, uint32_t seq, uint32_t ack, const char *text,
                 bool right)
{
    uint8_t bytes[256] = { [12] = 5 << 4 };
    size_t n = strlen(text);
    memcpy(bytes + 20, text, n);
    struct packet p = rig_packet(r, TRANSPORT_TCP, from_client);
    p.tcp_flags = flags;
    p.tcp_seq = seq;
    p.tcp_ack = ack;
    p.segment = (struct bytes){ bytes, 20 + n };
    p.payload = (struct bytes){ bytes + 20, n };
    uint16_t sum = (uint16_t)~checksum_of_segment(&p, p.segment);
    bytes[16] = (uint8_t)(sum >> 8);
    bytes[17] = (uint8_t)(sum ^ !right);
    flows_take(r->flows, &p);
}

/* How many tricks were noticed so far, when something of a wrong checksum comes before "wxyz",
 * which ends a body. */
static size_t tricks_with(const char *inserted)
{
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nabc12";
    const uint32_t body = 201 + sizeof answer - 1;
    r->port++;
    rig_handshake(r, 100, 200);
    send(true, TCP_ACK, 101, 201, rig_get, true);
    send(false, TCP_ACK, 201, 101 + RIG_GET_N, answer, true);
    send(true, TCP_ACK, 101 + RIG_GET_N, body, "", true);
    send(false, TCP_ACK, body, 101 + RIG_GET_N, inserted, false);
    send(false, TCP_ACK, body, 101 + RIG_GET_N, "wxyz", true);
    send(false, TCP_ACK, body + 4, 101 + RIG_GET_N, "HTTP/1.1 404 Not Found\r\n\r\n", true);
    return rig_count(r, OBS_ANOMALY);
}

Test(tcp, a_body_that_is_counted_off_is_not_summed_up_but_what_is_behind_it)
{
    cr_expect_eq(tricks_with("WX"), 0);
    cr_expect_eq(tricks_with("WXYZ"), 0);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 6, "and what follows it is read");
    cr_expect_eq(tricks_with("WXYZHTTP/1.1 200 OK\r\n\r\n"), 1);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 9);
}

/* An end may have taken another way; what it says has more hops left than what does not rig_get
 * there.
 */
Test(tcp, of_what_has_few_hops_left_that_with_more_is_read)
{
    static const uint8_t hops[] = { 2, 59, 2 };
    rig_handshake(r, 100, 200);
    for (size_t i = 0; i < 3; i++) {
        r->hops = hops[i];
        rig_segment(r, true, TCP_ACK, 101, 201, hops[i] == 2 ? "GOT 0 FORGED.1\r\n\r\n" : rig_get);
    }
    r->hops = 64;
    rig_segment(r, false, TCP_ACK, 201, 101 + RIG_GET_N, "");
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1);
}

/* An answer that only the end of the connection ends: how many logins are told. `lost` bytes of it
 * are missing, and it ends with a FIN of its server, or only with that of the client. */
static size_t logins_of(uint32_t lost, bool server_ends)
{
    static const char form[] =
        "POST /login HTTP/1.0\r\nContent-Type: application/"
        "x-www-form-urlencoded\r\nContent-Length: 17\r\n\r\nuser=a&password=b";
    static const char head[] = "HTTP/1.0 200 OK\r\nSet-Cookie: sid=12345678\r\n\r\n<html>";
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, form);
    uint32_t asked = 101 + sizeof form - 1, at = 201;
    rig_segment(r, false, TCP_ACK, at, asked, head);
    at += (uint32_t)sizeof head - 1 + lost;
    rig_segment(r, true, TCP_ACK, asked, at, "");
    rig_segment(r, false, TCP_ACK, at, asked, "Live</html>");
    at += sizeof "Live</html>" - 1;
    if (server_ends)
        rig_segment(r, false, TCP_ACK | TCP_FIN, at, asked, "");
    rig_segment(r, true, TCP_ACK | TCP_FIN, asked, at + server_ends, "");
    flows_end(r->flows);
    return rig_count(r, OBS_LOGIN);
}

Test(tcp, an_answer_ends_with_a_connection_that_its_server_closes)
{
    cr_assert_eq(logins_of(0, true), 2);
    cr_assert_eq(r->o[r->n - 1].login.outcome, OUTCOME_ACCEPTED);
    cr_assert_eq(r->o[r->n - 1].server.port, 80);
}

Test(tcp, an_answer_does_not_end_with_a_connection_that_breaks_off)
{
    cr_assert_eq(logins_of(0, false), 1);
}

Test(tcp, an_answer_with_a_hole_does_not_end)
{
    cr_assert_eq(logins_of(9, true), 1);
}
