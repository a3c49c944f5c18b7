#include <criterion/criterion.h>

#include "tests/support/datagram.h"

#include <stdlib.h>

extern const struct dissector eap_dissector;

/* EAPOL of version 1 with EAP in it; `n` is the length of that. */
#define EAPOL(n) "0100 " n " "

static const char start[] = "0101 0000";
static const char logoff[] = "0102 0000";
static const char ask_identity[] = EAPOL("0005") "0107 0005 01";
static const char identity[] = EAPOL("000a") "0207 000a 01 6672616e6b"; /* "frank" */
static const char ask_md5[] = EAPOL("0016") "0108 0016 04 10 000102030405060708090a0b0c0d0e0f";
static const char md5[] = EAPOL("0016") "0208 0016 04 10 000102030405060708090a0b0c0d0e0f";
static const char wants_peap[] = EAPOL("0006") "0208 0006 03 19";
static const char wants_nothing[] = EAPOL("0006") "0208 0006 03 00";
static const char success[] = EAPOL("0004") "0309 0004";
static const char failure[] = EAPOL("0004") "0409 0004";
static const char ask_tls[] = EAPOL("0006") "0109 0006 0d 20";
static const char tls_answer[] = EAPOL("0006") "0209 0006 0d 00";

/* A ServerHello of TLS 1.2 with cipher 0xc030, its record as if more came in further messages. */
#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
static const char hello[] =
    EAPOL("003b") "010a 003b 19 c0 00000600 16 0303 0500 02 000026 0303" RANDOM "00 c030 00 1600";

/* ---- a conversation of frames ---- */

enum { SWITCH = 1, OTHER_SWITCH = 2, GROUP = 0 };

struct frames {
    _Alignas(max_align_t) uint8_t state[STATE_MAX];
    struct remarks remarks;
    struct observation last;
    size_t said; /* by the last frame */
};

static struct frames *frames_new(void)
{
    struct frames *f = calloc(1, sizeof *f);
    cr_assert_not_null(f);
    return f;
}

static struct mac mac_numbered(uint8_t number)
{
    static const struct mac group = { { 0x01, 0x80, 0xc2, 0, 0, 3 } };
    return number == GROUP ? group : (struct mac){ { 2, 0, 0, 0, 0, number } };
}

/* What the frame says, if it says one thing; or nothing. */
static const struct observation *send(struct frames *f, uint8_t from, uint8_t to, const char *hex)
{
    struct datagram frame = datagram_of_hex(hex);
    struct packet p = { .transport = TRANSPORT_LINK,
                        .ethertype = PROTOCOL_EAPOL,
                        .src_mac = mac_numbered(from),
                        .dst_mac = mac_numbered(to) };
    struct dissection d = { .packet = &p, .state = f->state, .remarks = &f->remarks };
    d.in = cursor_over(datagram_bytes(&frame));
    f->remarks.n = 0;
    cr_assert_eq(eap_dissector.dissect(&d), DISSECT_DONE, "%s", hex);
    f->said = f->remarks.n;
    cr_assert_leq(f->said, 2);
    f->last = f->remarks.o[0];
    return f->said > 0 ? &f->last : NULL;
}

static void expect(const struct observation *o, enum port_event event, enum port_method method,
                   uint8_t supplicant)
{
    struct mac mac = supplicant != 0 ? mac_numbered(supplicant) : (struct mac){ { 0 } };
    cr_assert_not_null(o);
    cr_assert_eq(o->kind, OBS_PORT_AUTH);
    cr_assert_eq(o->port_auth.event, event);
    cr_assert_eq(o->port_auth.method, method);
    cr_assert(mac_equal(&o->port_auth.mac, &mac));
    cr_assert_not(o->port_auth.by_radius);
    cr_assert_eq(o->roles, ROLES_BY_CONTENT);
}

Test(eap, follows_a_login_from_start_to_logoff)
{
    struct frames *f = frames_new();
    expect(send(f, 9, SWITCH, start), PORT_START, PORT_METHOD_UNKNOWN, 9);
    cr_assert(f->last.from_client);
    expect(send(f, SWITCH, 9, ask_identity), PORT_IDENTITY, PORT_METHOD_UNKNOWN, 9);
    cr_assert_not(f->last.from_client);
    expect(send(f, 9, SWITCH, identity), PORT_IDENTITY, PORT_METHOD_UNKNOWN, 9);
    expect(send(f, SWITCH, 9, ask_md5), PORT_PROPOSED, PORT_MD5, 9);
    expect(send(f, 9, SWITCH, md5), PORT_ANSWERED, PORT_MD5, 9);
    expect(send(f, SWITCH, 9, success), PORT_SUCCESS, PORT_MD5, 9);
    expect(send(f, 9, SWITCH, logoff), PORT_LOGOFF, PORT_METHOD_UNKNOWN, 9);
    free(f);
}

Test(eap, says_which_method_is_wanted_instead)
{
    struct frames *f = frames_new();
    expect(send(f, SWITCH, 9, ask_md5), PORT_PROPOSED, PORT_MD5, 9);
    expect(send(f, 9, SWITCH, wants_peap), PORT_REFUSED, PORT_PEAP, 9);
    expect(send(f, SWITCH, 9, failure), PORT_FAILURE, PORT_METHOD_UNKNOWN, 9);
    expect(send(f, 9, SWITCH, wants_nothing), PORT_REFUSED, PORT_METHOD_UNKNOWN, 9);
    free(f);
}

Test(eap, knows_the_methods)
{
    static const struct {
        const char *hex;
        enum port_method method;
    } all[] = {
        { EAPOL("0006") "0109 0006 04 20", PORT_MD5 },
        { EAPOL("0006") "0109 0006 0d 20", PORT_TLS },
        { EAPOL("0006") "0109 0006 15 20", PORT_TTLS },
        { EAPOL("0006") "0109 0006 19 20", PORT_PEAP },
        { EAPOL("0006") "0109 0006 1a 20", PORT_MSCHAPV2 },
        { EAPOL("0006") "0109 0006 1d 20", PORT_MSCHAPV2 },
        { EAPOL("0006") "0109 0006 2b 21", PORT_FAST },
        { EAPOL("0006") "0109 0006 11 20", PORT_OTHER },
        { EAPOL("0006") "0109 0006 fe 20", PORT_OTHER },
    };
    struct frames *f = frames_new();
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        (void)send(f, SWITCH, 9, ask_identity);
        expect(send(f, SWITCH, 9, all[i].hex), PORT_PROPOSED, all[i].method, 9);
    }
    free(f);
}

Test(eap, tells_a_method_of_many_messages_once)
{
    struct frames *f = frames_new();
    for (int i = 0; i < 2; i++) {
        (void)send(f, 9, SWITCH, identity);
        expect(send(f, SWITCH, 9, ask_tls), PORT_PROPOSED, PORT_TLS, 9);
        expect(send(f, 9, SWITCH, tls_answer), PORT_ANSWERED, PORT_TLS, 9);
        cr_assert_null(send(f, SWITCH, 9, ask_tls));
        cr_assert_null(send(f, 9, SWITCH, tls_answer));
        expect(send(f, SWITCH, 9, success), PORT_SUCCESS, PORT_TLS, 9);
    }
    free(f);
}

Test(eap, sees_the_session_that_is_agreed_in_it)
{
    struct frames *f = frames_new();
    (void)send(f, SWITCH, 9, hello);
    cr_assert_eq(f->said, 2);
    expect(&f->remarks.o[0], PORT_PROPOSED, PORT_PEAP, 9);
    cr_assert_eq(f->remarks.o[1].kind, OBS_TLS);
    cr_assert_eq(f->remarks.o[1].tls.version, 0x0303);
    cr_assert_eq(f->remarks.o[1].tls.cipher, 0xc030);
    cr_assert_not(f->remarks.o[1].from_client);
    free(f);
}

Test(eap, says_nothing_of_keys_notifications_and_announcements)
{
    static const char *const others[] = {
        "0203 0004 02000000",
        "0305 0004 01000000",
        "0308 0000",
        EAPOL("0006") "0107 0006 02 41",
        EAPOL("0005") "0207 0005 02",
    };
    struct frames *f = frames_new();
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_null(send(f, SWITCH, 9, others[i]));
    free(f);
}

/* ---- frames to the group address ---- */

Test(eap, finds_out_whom_a_request_to_all_is_for)
{
    struct frames *f = frames_new();
    expect(send(f, SWITCH, GROUP, ask_identity), PORT_IDENTITY, PORT_METHOD_UNKNOWN, 0);
    expect(send(f, 9, GROUP, identity), PORT_IDENTITY, PORT_METHOD_UNKNOWN, 9);
    expect(send(f, SWITCH, GROUP, ask_md5), PORT_PROPOSED, PORT_MD5, 9);
    expect(send(f, 9, GROUP, md5), PORT_ANSWERED, PORT_MD5, 9);
    expect(send(f, SWITCH, GROUP, success), PORT_SUCCESS, PORT_MD5, 9);
    free(f);
}

Test(eap, keeps_two_ports_apart)
{
    struct frames *f = frames_new();
    (void)send(f, 9, GROUP, start);
    (void)send(f, SWITCH, GROUP, ask_identity);
    (void)send(f, 9, GROUP, identity);
    (void)send(f, OTHER_SWITCH, GROUP, ask_identity);
    (void)send(f, 9, GROUP, identity); /* again: it answered already, to its own */
    (void)send(f, 8, GROUP, identity);
    expect(send(f, OTHER_SWITCH, GROUP, ask_md5), PORT_PROPOSED, PORT_MD5, 8);
    expect(send(f, SWITCH, GROUP, ask_tls), PORT_PROPOSED, PORT_TLS, 9);
    (void)send(f, 8, GROUP, md5);
    (void)send(f, 9, GROUP, tls_answer);
    expect(send(f, SWITCH, GROUP, success), PORT_SUCCESS, PORT_TLS, 9);
    expect(send(f, OTHER_SWITCH, GROUP, failure), PORT_FAILURE, PORT_MD5, 8);
    free(f);
}

Test(eap, a_crowd_of_supplicants_is_not_mixed_up)
{
    struct frames *f = frames_new();
    for (uint8_t i = 10; i < 250; i++)
        expect(send(f, i, SWITCH, identity), PORT_IDENTITY, PORT_METHOD_UNKNOWN, i);
    expect(send(f, SWITCH, 249, success), PORT_SUCCESS, PORT_METHOD_UNKNOWN, 249);
    expect(send(f, SWITCH, 10, success), PORT_SUCCESS, PORT_METHOD_UNKNOWN, 10);
    free(f);
}

/* ---- what every dissector must ---- */

Test(eap, never_tells_who_logs_in)
{
    struct frames *f = frames_new();
    (void)send(f, 9, SWITCH, identity);
    for (size_t i = 0; i + 5 <= sizeof f->remarks.o[0]; i++)
        cr_assert_neq(memcmp((const char *)&f->remarks.o[0] + i, "frank", 5), 0);
    free(f);
}

Test(eap, says_nothing_of_a_message_cut_short)
{
    struct datagram d = datagram_of_hex(hello), e = datagram_of_hex(success);
    says_nothing_of_a_cut_datagram(&eap_dissector, datagram_bytes(&d), 0, 0);
    says_nothing_of_a_cut_datagram(&eap_dissector, datagram_bytes(&e), 0, 0);
}

static bool is_known(const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    return recognised(&eap_dissector, datagram_bytes(&d), 0, 0, NULL) == MINE;
}

Test(eap, does_not_mind_padding)
{
    cr_assert(is_known(EAPOL("0004") "0309 0004 0000000000000000"));
    cr_assert(is_known("0101 0000 0000000000000000"));
}

Test(eap, rejects_what_is_not_its_own)
{
    cr_assert_not(is_known("0001 0800 0604 0001"));           /* ARP */
    cr_assert_not(is_known("0401 0000"));                     /* version */
    cr_assert_not(is_known("0109 0000"));                     /* type */
    cr_assert_not(is_known(EAPOL("0005") "0507 0005 01"));    /* code */
    cr_assert_not(is_known(EAPOL("0005") "0107 0006 01"));    /* longer than its frame */
    cr_assert_not(is_known(EAPOL("0005") "0107 0003 01"));    /* shorter than its head */
    cr_assert_not(is_known(EAPOL("0005") "0107 0004 01"));    /* a request of nothing */
    cr_assert_not(is_known(EAPOL("0005") "0309 0005 01"));    /* success has no more */
    cr_assert_not(is_known(EAPOL("0006") "0108 0006 03 19")); /* a refusal by the asker */
    cr_assert_not(is_known(EAPOL("0005") "0108 0005 00"));    /* no type */
    cr_assert_not(is_known(EAPOL("0005") "0108 0005 0d"));    /* TLS without flags */
}
