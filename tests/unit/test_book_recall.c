#include <criterion/criterion.h>

#include "rules/remembered.h"
#include "tests/support/judging.h"

struct shelf {
    struct policy *policy;
    struct counters counters;
    struct camera_book *book;
};

static struct shelf *shelf(void)
{
    struct shelf *s = calloc(1, sizeof *s);
    s->policy = policy_default();
    s->book = book_new(s->policy, &s->counters);
    return s;
}

static void clear(struct shelf *s)
{
    book_free(s->book);
    policy_free(s->policy);
    free(s);
}

/* The camera of host n, behind a router: known by its address alone. */
static struct remembered routed(unsigned n)
{
    struct remembered r = { .addresses = 1, .alive_ns = 1000, .first_ns = 10, .judged_ns = 1000 };
    char ip[IP_TEXT_MAX];
    r.name.ip = r.address[0].ip = ip_host(n);
    text_format(&r.name.id, "%s", ip_text(&r.name.ip, ip));
    return r;
}

static uint32_t meet(struct shelf *s, struct ip ip, const struct text *serial)
{
    bool fresh = false;
    struct meeting m = { .ip = ip, .time_ns = UINT64_C(100000000000), .tag = { NULL, serial } };
    return book_meet(s->book, &m, &fresh);
}

Test(book_recall, finds_a_host_by_an_address_it_had)
{
    struct shelf *s = shelf();
    struct remembered r = routed(20);
    r.addresses = 2;
    r.address[1].ip = ip_host(21);
    uint32_t place = book_recall(s->book, &r);
    cr_assert_neq(place, nobody);
    cr_expect_eq(meet(s, ip_host(20), NULL), place);
    cr_expect_eq(meet(s, ip_host(21), NULL), place);
    cr_expect_neq(meet(s, ip_host(22), NULL), place);
    cr_expect_eq(book_at(s->book, place)->first_ns, 10);
    cr_expect_eq(book_at(s->book, place)->watched_ns, 0, "nobody watches it yet");
    clear(s);
}

Test(book_recall, finds_a_host_by_its_serial_number)
{
    struct shelf *s = shelf();
    struct remembered r = routed(20);
    struct text serial;
    text_format(&serial, "ACCC8E012345");
    r.name.serial = serial;
    uint32_t place = book_recall(s->book, &r);
    cr_expect_eq(meet(s, ip_host(77), &serial), place);
    clear(s);
}

Test(book_recall, takes_no_address_and_no_mac_from_another)
{
    struct shelf *s = shelf();
    struct remembered first = routed(20), second = routed(20), third = routed(30);
    uint32_t place = book_recall(s->book, &first);
    cr_expect_eq(book_recall(s->book, &second), nobody, "nobody could ever meet it");
    second.addresses = 2;
    second.address[1].ip = ip_host(21);
    uint32_t other = book_recall(s->book, &second);
    cr_assert_neq(other, nobody);
    cr_expect_eq(meet(s, ip_host(20), NULL), place);
    cr_expect_eq(meet(s, ip_host(21), NULL), other);
    third.mac_proved = true;
    third.name.mac = camera_mac;
    cr_expect_neq(book_recall(s->book, &third), nobody);
    third.address[0].ip = ip_host(31);
    cr_expect_eq(book_recall(s->book, &third), nobody, "its MAC is another's");
    clear(s);
}

Test(book_recall, finds_the_camera_of_a_name)
{
    struct shelf *s = shelf();
    struct remembered r = routed(20);
    uint32_t place = book_recall(s->book, &r);
    cr_expect_eq(book_find_camera(s->book, &r.name), nobody, "it is none yet");
    book_prove(s->book, place, "is one");
    cr_expect_eq(book_find_camera(s->book, &r.name), place);
    struct camera_name moved = r.name;
    moved.ip = ip_host(99);
    cr_expect_eq(book_find_camera(s->book, &moved), place, "by its id");
    text_format(&moved.id, "another");
    moved.ip = r.name.ip;
    cr_expect_eq(book_find_camera(s->book, &moved), nobody);
    clear(s);
}
