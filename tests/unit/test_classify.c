#include <criterion/criterion.h>

#include "flow/classify.h"

/* The banner of an SSH server, which no dissector of ours knows. */
static struct packet banner(const char *text, bool v6)
{
    struct packet p = { .transport = TRANSPORT_TCP,
                        .time_ns = 1700000000000000000,
                        .tcp_flags = TCP_ACK,
                        .payload = bytes_of_text(text) };
    cr_assert(ip_parse(v6 ? "2001:db8::5" : "192.0.2.5", &p.src.ip));
    cr_assert(ip_parse(v6 ? "2001:db8::9" : "192.0.2.9", &p.dst.ip));
    p.src.port = 2222;
    p.dst.port = 40000;
    return p;
}

static bool names_ssh(bool v6)
{
    struct classifier *c = classifier_new(1);
    struct classified *memory = NULL;
    struct observation o;
    struct packet server = banner("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", v6);
    struct packet client = banner("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", v6);
    client.src = server.dst;
    client.dst = server.src;
    bool named =
        classify(c, &memory, &server, false, &o) || classify(c, &memory, &client, true, &o);
    bool ssh = named && strcmp(o.application.name.s, "SSH") == 0;
    cr_assert_null(memory, "the memory was given back");
    classifier_free(c);
    return ssh;
}

Test(classify, names_what_no_dissector_of_ours_knows)
{
    cr_assert(names_ssh(false));
    cr_assert(names_ssh(true));
}

Test(classify, looks_at_no_more_flows_than_it_was_allowed)
{
    struct classifier *c = classifier_new(1);
    struct classified *one = NULL, *two = NULL;
    struct observation o;
    struct packet p = banner("zq", false);
    p.src.port = 50001; /* no port that means anything */
    cr_assert_not(classify(c, &one, &p, false, &o));
    cr_assert_not_null(one);
    cr_assert_not(classify(c, &two, &p, false, &o));
    cr_assert_null(two);
    classifier_forget(c, one);
    cr_assert_not(classify(c, &two, &p, false, &o));
    cr_assert_not_null(two);
    classifier_free(c);
}

Test(classify, none_is_wanted)
{
    struct classified *memory = NULL;
    struct observation o;
    struct packet p = banner("x", false);
    cr_assert_not(classify(classifier_new(0), &memory, &p, true, &o));
}
