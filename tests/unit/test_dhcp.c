#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* Made by hand after RFC 2131 section 2; MAC 02:00:00:5e:00:10, server 192.0.2.1. */

extern const struct dissector dhcp_dissector;

/* What is not told of a message is as in most: no addresses, no names, Ethernet. */
struct boot {
    const char *options; /* in hexadecimal, with their end */
    const char *ciaddr;
    const char *yiaddr;
    const char *giaddr;
    const char *sname;
    const char *file;
    const char *cookie;
    bool reply;
    bool infiniband; /* RFC 4390: no hardware address in the head */
    uint8_t hardware_n;
    uint8_t hops;
};

static void put_hex(struct datagram *d, const char *digits, size_t n)
{
    if (digits != NULL) {
        struct datagram part = datagram_of_hex(digits);
        memcpy(d->b + d->n, part.b, part.n);
        n = n > part.n ? n : part.n;
    }
    d->n += n;
}

static struct datagram datagram_of(const struct boot *m)
{
    struct datagram d = { 0 };
    put_hex(&d, m->reply ? "02" : "01", 1);
    put_hex(&d, m->infiniband ? "20" : "01", 1);
    d.b[d.n++] = m->hardware_n > 0 ? m->hardware_n : m->infiniband ? 0 : 6;
    d.b[d.n++] = m->hops;
    put_hex(&d, "12345678", 8); /* xid, secs, flags */
    put_hex(&d, m->ciaddr, 4);
    put_hex(&d, m->yiaddr, 4);
    put_hex(&d, NULL, 4);
    put_hex(&d, m->giaddr, 4);
    put_hex(&d, m->infiniband ? NULL : "0200005e0010", 16);
    put_hex(&d, m->sname, 64);
    put_hex(&d, m->file, 128);
    put_hex(&d, m->cookie != NULL ? m->cookie : "63825363", 4);
    put_hex(&d, m->options, 0);
    return d;
}

static struct observation said_from(const struct boot *m, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of(m);
    cr_assert_eq(recognised(&dhcp_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    struct seen *seen = hear(&dhcp_dissector, datagram_bytes(&d), from, to);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    cr_assert_eq(o.kind, OBS_ADDRESS);
    cr_assert_str_eq(o.protocol, "dhcp");
    return o;
}

static struct observation asked(struct boot m)
{
    struct observation o = said_from(&m, 68, 67);
    static const struct mac mac = { { 2, 0, 0, 0x5e, 0, 0x10 } };
    cr_assert(o.from_client);
    cr_assert(mac_equal(&o.address.mac, &mac));
    return o;
}

static struct observation answered(struct boot m)
{
    m.reply = true;
    struct observation o = said_from(&m, 67, 68);
    static const struct mac mac = { { 2, 0, 0, 0x5e, 0, 0x10 } };
    cr_assert_not(o.from_client);
    cr_assert_eq(o.server.port, 67);
    cr_assert(mac_equal(&o.address.mac, &mac));
    return o;
}

static bool is_address(const struct ip *ip, const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    struct ip wanted = ip_from_v4(d.b);
    return ip_equal(ip, &wanted);
}

static bool is_none(const struct ip *ip)
{
    return ip_equal(ip, &(struct ip){ { 0 } });
}

static bool is_taken(const struct boot *m)
{
    struct datagram d = datagram_of(m);
    bool mine = recognised(&dhcp_dissector, datagram_bytes(&d), 68, 67, NULL) == MINE;
    struct seen *seen = hear(&dhcp_dissector, datagram_bytes(&d), 68, 67);
    cr_assert_eq(mine, seen->n > 0);
    seen_free(seen);
    return mine;
}

Test(dhcp, sees_what_a_client_tells_of_itself_and_asks_for)
{
    /* type, wanted 192.0.2.77, "cam-7" NUL, "TestCam 1.2", pad, list 1 3 6 42 */
    struct observation o = asked((struct boot){ .options = "350101 3204c000024d 0c0663616d2d3700"
                                                           "3c0b5465737443616d20312e32"
                                                           "00 37040103062a ff" });

    cr_assert_eq(o.address.act, ADDRESS_DISCOVER);
    cr_assert(is_none(&o.address.ip));
    cr_assert_str_eq(o.address.host.s, "cam-7");
    cr_assert_str_eq(o.address.maker.s, "TestCam 1.2");
    cr_assert(o.address.asks_dns);
    cr_assert(o.address.asks_ntp);
    cr_assert(o.address.dhcp);
}

Test(dhcp, sees_what_a_server_offers)
{
    struct observation o = answered(
        (struct boot){ .yiaddr = "c000020a",
                       .options = "350102 3604c0000201 0608c0000235c0000236 0c056e616d6564 ff" });

    cr_assert_eq(o.address.act, ADDRESS_OFFER);
    cr_assert(is_address(&o.address.ip, "c000020a"));
    cr_assert(is_address(&o.address.server, "c0000201"));
    cr_assert(is_address(&o.address.dns, "c0000235"));
    cr_assert_str_empty(o.address.host.s); /* the server gives it, the client does not tell it */
}

Test(dhcp, tells_the_messages_apart)
{
    static const struct {
        const char *options;
        const char *ciaddr;
        enum address_act act;
        const char *ip;
        bool dhcp;
    } cases[] = {
        { "350103 3204c000020a 37020103 ff", NULL, ADDRESS_REQUEST, "c000020a", true },
        { "350103 ff", "c000020b", ADDRESS_REQUEST, "c000020b", true }, /* renewing */
        { "350104 3204c000020a ff", NULL, ADDRESS_DECLINE, "c000020a", true },
        { "350107 3604c0000201 ff", "c000020a", ADDRESS_RELEASE, "c000020a", true },
        { "350108 370106 ff", "c0000214", ADDRESS_INFORM, "c0000214", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct observation o =
            asked((struct boot){ .options = cases[i].options, .ciaddr = cases[i].ciaddr });
        cr_assert_eq(o.address.act, cases[i].act);
        cr_assert(is_address(&o.address.ip, cases[i].ip));
        cr_assert_eq(o.address.dhcp, cases[i].dhcp);
        cr_assert_not(o.address.asks_ntp);
    }
}

Test(dhcp, sees_a_lease_through_a_relay)
{
    struct observation o = answered((struct boot){ .yiaddr = "c000020a",
                                                   .giaddr = "c6336401",
                                                   .hops = 1,
                                                   .options = "350105 3604c0000201 52020100 ff" });

    cr_assert_eq(o.address.act, ADDRESS_ACK);
    cr_assert(is_address(&o.address.ip, "c000020a"));
    cr_assert(is_address(&o.address.server, "c0000201"));
    cr_assert(o.address.dhcp);
}

Test(dhcp, says_not_of_a_device_that_has_its_address_otherwise_that_it_is_given)
{
    struct observation o =
        answered((struct boot){ .ciaddr = "c0000214", .options = "350105 3604c0000201 ff" });

    cr_assert_eq(o.address.act, ADDRESS_ACK);
    cr_assert(is_address(&o.address.ip, "c0000214"));
    cr_assert_not(o.address.dhcp);
}

Test(dhcp, gives_no_address_with_a_refusal)
{
    struct observation o =
        answered((struct boot){ .yiaddr = "c000020a", .options = "350106 3604c0000201 ff" });

    cr_assert_eq(o.address.act, ADDRESS_NAK);
    cr_assert(is_none(&o.address.ip));
}

Test(dhcp, reads_options_from_the_fields_of_names)
{
    struct observation o = asked((struct boot){ .options = "340103 ff",
                                                .file = "350101 0c07696e2d66696c65 ff",
                                                .sname = "3c08696e20736e616d65 ff" });

    cr_assert_eq(o.address.act, ADDRESS_DISCOVER);
    cr_assert_str_eq(o.address.host.s, "in-file");
    cr_assert_str_eq(o.address.maker.s, "in sname");
}

Test(dhcp, takes_names_for_names_where_nothing_is_overloaded)
{
    struct boot m = { .options = "350101 ff", .file = "0c07696e2d66696c65 ff" };
    struct boot broken = { .options = "350101 340103 ff", .file = "0cfe62", .sname = "3c4163" };

    cr_assert_str_empty(asked(m).address.host.s);
    cr_assert_str_empty(asked(broken).address.host.s);
}

Test(dhcp, finds_the_mac_in_the_client_identifier)
{
    struct boot m = { .infiniband = true, .options = "350101 3d07010200005e0010 ff" };
    struct boot other = { .infiniband = true, .options = "350101 3d0500cafecafe ff" };

    cr_assert_eq(asked(m).address.mac.b[5], 0x10);
    struct observation o = said_from(&other, 68, 67);
    cr_assert_not(mac_known(&o.address.mac));
}

Test(dhcp, knows_it_on_any_port)
{
    struct boot m = { .options = "350101 ff" };

    cr_assert(said_from(&m, 40000, 4011).from_client);
}

Test(dhcp, says_nothing_of_what_it_has_no_word_for)
{
    struct boot m = { .options = "35010a ff" }; /* RFC 4388 */
    struct datagram d = datagram_of(&m);
    struct seen *seen = hear(&dhcp_dissector, datagram_bytes(&d), 67, 67);

    cr_assert_eq(recognised(&dhcp_dissector, datagram_bytes(&d), 67, 67, NULL), MINE);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(dhcp, rejects_what_is_not_its_own)
{
    static const struct boot others[] = {
        { .options = "0c036f6c64 ff" }, /* BOOTP */
        { .options = "350101 ff", .cookie = "63825364" },
        { .options = "350101" },                   /* no end */
        { .options = "350101 ff", .reply = true }, /* a server discovers nothing */
        { .options = "350105 ff" },                /* a client acknowledges nothing */
        { .options = "35020101 ff" },              /* a type of two bytes */
        { .options = "350100 ff" },
        { .options = "350113 ff" },
        { .options = "350101 ff", .hardware_n = 17 },
        { .options = "350101 ff", .hops = 17 },
        { .options = "350101 0cc8616263" }, /* an option beyond the end */
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_not(is_taken(&others[i]), "case %zu", i);
}

Test(dhcp, says_nothing_of_a_cut_datagram)
{
    struct boot m = { .options = "350101 0c0463616d37 37020106 ff" };
    struct datagram d = datagram_of(&m);

    says_nothing_of_a_cut_datagram(&dhcp_dissector, datagram_bytes(&d), 68, 67);
}
