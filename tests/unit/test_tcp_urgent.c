#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

/* Of the end that talks: where it and the other one are. */
struct talk {
    struct rig *r;
    uint32_t client, server;
};

static struct talk t;

static void begin(void)
{
    t = (struct talk){ .r = rig_new(16), .client = 101, .server = 201 };
}

static void end(void)
{
    rig_free(t.r);
}

TestSuite(tcp_urgent, .init = begin, .fini = end);

static void say(bool from_client, const char *text)
{
    uint32_t *own = from_client ? &t.client : &t.server;
    uint32_t *other = from_client ? &t.server : &t.client;
    rig_segment(t.r, from_client, TCP_ACK, *own, *other, text);
    *own += (uint32_t)strlen(text);
    rig_segment(t.r, !from_client, TCP_ACK, *other, *own, "");
}

/* The client's, with a pointer behind its urgent byte. */
static void say_urgent(const char *text, uint16_t pointer)
{
    struct packet p = rig_packet(t.r, TRANSPORT_TCP, true);
    p.tcp_flags = TCP_ACK | TCP_URG;
    p.tcp_seq = t.client;
    p.tcp_ack = t.server;
    p.tcp_urgent = pointer;
    p.payload = bytes_of_text(text);
    flows_take(t.r->flows, &p);
    t.client += (uint32_t)p.payload.n;
}

/* NULL: none was said. */
static const struct observation *first_of(enum observation_kind kind)
{
    for (size_t i = 0; i < t.r->n; i++)
        if (t.r->o[i].kind == kind)
            return &t.r->o[i];
    return NULL;
}

static void expect_user(const char *name)
{
    const struct observation *o = first_of(OBS_LOGIN);
    cr_assert_not_null(o);
    cr_expect_eq(o->login.scheme, SCHEME_PASSWORD);
    cr_expect_str_eq(o->login.user.s, name);
}

Test(tcp_urgent, a_byte_is_taken_out_of_whichever_segment_brings_it)
{
    rig_handshake(t.r, 100, 200);
    say_urgent("GET / ", 9);
    say(true, "HT!TP/1.1\r\n\r\n");
    cr_expect_eq(rig_count(t.r, OBS_EXCHANGE), 1);
    cr_expect_eq(rig_count(t.r, OBS_ANOMALY), 1);
}

/* Whatever its value: only Telnet's programs read such bytes where they stand. */
Test(tcp_urgent, a_sign_of_telnet_in_a_header_hides_no_login)
{
    static const char *const begins[] = { "GET / HTTP/1.1\r\nAuthori\xff", "GE\xff", "\xf0" };
    static const char *const rests[] = {
        "zation: Basic YWRtaW46MTIzNDU=\r\n\r\n",
        "T / HTTP/1.1\r\nAuthorization: Basic YWRtaW46MTIzNDU=\r\n\r\n",
        "GET / HTTP/1.1\r\nAuthorization: Basic YWRtaW46MTIzNDU=\r\n\r\n"
    };
    for (size_t i = 0; i < 3; i++) {
        t.r->port++;
        t.r->n = 0;
        t.client = 101;
        t.server = 201;
        rig_handshake(t.r, 100, 200);
        say_urgent(begins[i], (uint16_t)strlen(begins[i]));
        say(true, rests[i]);
        say(false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        cr_expect_eq(rig_count(t.r, OBS_LOGIN), 1);
        cr_expect_eq(rig_count(t.r, OBS_ANOMALY), 1, "and it is told");
    }
}

static void log_in(const char *login, const char *user)
{
    say(false, "\xff\xfb\x01login: ");
    say_urgent("\xff\xf2", 2);
    say(true, login);
    say(false, "\r\nPassword: ");
    say(true, "12345\r\n");
    say(false, "\r\n# ");
    expect_user(user);
    cr_expect_eq(rig_count(t.r, OBS_ANOMALY), 0, "that is no trick");
}

/* RFC 854, Synch: IAC, and DM as urgent data. */
Test(tcp_urgent, signs_stay_in_what_is_known_as_telnet)
{
    t.r->service = 2323;
    rig_handshake(t.r, 100, 200);
    say(false, "\xff\xfd\x18\xff\xfd\x20");
    say(true, "\xff\xfc\x18\xff\xfc\x20");
    log_in("operator\r\n", "operator");
}

Test(tcp_urgent, signs_stay_on_telnets_port_from_the_first_byte)
{
    t.r->service = 23;
    rig_handshake(t.r, 100, 200);
    say_urgent("\xff\xf2", 2);
    log_in("operator\r\n", "operator");
}

/* A client may choose its own. */
Test(tcp_urgent, a_clients_port_does_not_make_it_telnet)
{
    t.r->port = 23;
    rig_handshake(t.r, 100, 200);
    say_urgent("GE\xff", 3);
    say(true, "T / HTTP/1.1\r\n\r\n");
    cr_expect_eq(rig_count(t.r, OBS_EXCHANGE), 1);
    cr_expect_eq(rig_count(t.r, OBS_ANOMALY), 1);
}
