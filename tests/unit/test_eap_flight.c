#include <criterion/criterion.h>

#include "dissectors/eap_flight.h"
#include "tests/support/certificates.h"

/* A room that is lent, and what is said. */
struct desk {
    struct eap_flight flight;
    struct remarks remarks;
    struct packet packet;
    bool lent, none_left;
    _Alignas(max_align_t) uint8_t room[ROOM_MAX];
};

static void *lend(void *feeding, void *feed)
{
    struct desk *k = feeding;
    (void)feed;
    k->lent = !k->none_left;
    return k->lent ? k->room : NULL;
}

static void take_back(void *feeding, void *feed)
{
    struct desk *k = feeding;
    (void)feed;
    k->lent = false;
    memset(k->room, 0, sizeof k->room);
}

static void hear(struct desk *k, uint8_t login, struct eap_message m)
{
    struct dissection d = { .packet = &k->packet,
                            .remarks = &k->remarks,
                            .from_client = m.from_peer,
                            .lender = { lend, take_back, k, NULL } };
    eap_flight_take(&d, &k->flight, &m, login);
}

/* A Certificate message in one record. */
static struct bytes flight(void)
{
    static uint8_t b[2048];
    struct bytes der = CERTIFICATE("ec_signed");
    size_t n = der.n;
    const uint8_t head[] = { 22,
                             3,
                             3,
                             (uint8_t)((n + 10) >> 8),
                             (uint8_t)(n + 10),
                             11,
                             0,
                             (uint8_t)((n + 6) >> 8),
                             (uint8_t)(n + 6),
                             0,
                             (uint8_t)((n + 3) >> 8),
                             (uint8_t)(n + 3),
                             0,
                             (uint8_t)(n >> 8),
                             (uint8_t)n };
    cr_assert_leq(n + sizeof head, sizeof b);
    memcpy(b, head, sizeof head);
    memcpy(b + sizeof head, der.p, n);
    return (struct bytes){ b, n + sizeof head };
}

enum { PIECE = 150 };

static struct eap_message piece(size_t i)
{
    struct bytes all = flight();
    struct bytes rest = bytes_after(all, i * PIECE);
    return (struct eap_message){ .id = (uint8_t)(10 + i),
                                 .tls = bytes_first(rest, PIECE),
                                 .tls_more = rest.n > PIECE,
                                 .tls_total = i == 0 ? (uint32_t)all.n : 0 };
}

static size_t pieces_n(void)
{
    return (flight().n + PIECE - 1) / PIECE;
}

static void says(const struct desk *k, size_t n)
{
    cr_assert_eq(k->remarks.n, n);
    cr_assert_not(k->lent);
}

Test(eap_flight, is_told_whole_out_of_one_message)
{
    static struct desk k;
    hear(&k, 0, (struct eap_message){ .tls = flight() });
    says(&k, 1);
    cr_assert_eq(k.remarks.o[0].kind, OBS_CERTIFICATE);
    cr_assert_str_eq(k.remarks.o[0].certificate.subject.s, "cam.example.net");
}

Test(eap_flight, is_put_together_out_of_many)
{
    static struct desk k;
    for (size_t i = 0; i < pieces_n(); i++) {
        cr_assert_eq(k.remarks.n, 0);
        hear(&k, 0, piece(i));
        hear(&k, 0, piece(i)); /* sent again */
        hear(&k, 0, (struct eap_message){ .id = (uint8_t)(10 + i), .from_peer = true });
    }
    says(&k, 1);
}

Test(eap_flight, is_not_told_if_a_message_was_missed)
{
    static struct desk k;
    for (size_t i = 0; i < pieces_n(); i++)
        if (i != 1)
            hear(&k, 0, piece(i));
    says(&k, 0);
    static struct desk unknown; /* how long it is was not said */
    for (size_t i = 0; i < pieces_n(); i++) {
        struct eap_message m = piece(i);
        m.tls_total = 0;
        hear(&unknown, 0, m);
    }
    says(&unknown, 0);
}

Test(eap_flight, of_two_logins_is_not_mixed_up)
{
    static struct desk k;
    for (size_t i = 0; i < pieces_n(); i++) {
        if (i == 1)
            hear(&k, 7, piece(1));
        hear(&k, 3, piece(i));
    }
    says(&k, 1);
}

Test(eap_flight, is_given_up_when_the_login_begins_anew)
{
    static struct desk k;
    hear(&k, 0, piece(0));
    cr_assert(k.lent);
    hear(&k, 0, (struct eap_message){ .tls_start = true });
    says(&k, 0);
    for (size_t i = 0; i < pieces_n(); i++)
        hear(&k, 0, piece(i));
    says(&k, 1);
}

Test(eap_flight, is_given_up_when_it_is_too_long_or_nothing_is_lent)
{
    static uint8_t much[1200] = { 22 };
    static struct desk k, poor = { .none_left = true };
    for (size_t i = 0; i < 20; i++)
        hear(&k, 0,
             (struct eap_message){
                 .id = (uint8_t)i, .tls = { much, i < 14 ? sizeof much : 1 }, .tls_more = i < 14 });
    cr_assert_eq(k.remarks.n, 0);
    hear(&poor, 0, piece(0));
    hear(&poor, 0, piece(1));
    says(&poor, 0);
}

Test(eap_flight, of_other_data_is_passed_over)
{
    static struct desk k;
    static const uint8_t data[] = { 23, 3, 3, 0, 1, 9 };
    hear(&k, 0, (struct eap_message){ .tls = { data, sizeof data }, .tls_more = true });
    says(&k, 0);
}
