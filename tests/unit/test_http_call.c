/* Calls to a router (UPnP) inside HTTP. */
#include <criterion/criterion.h>

#include <stdio.h>

#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&http_dissector, turns, n, SIZE_MAX);
}

#define CALL                                                                                    \
    "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">" \
    "<s:Body><u:AddPortMapping "                                                                \
    "xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\"><NewRemoteHost/>"               \
    "<NewExternalPort>8080</NewExternalPort><NewProtocol>TCP</NewProtocol>"                     \
    "<NewInternalPort>80</NewInternalPort><NewInternalClient>192.0.2.9</NewInternalClient>"     \
    "</u:AddPortMapping></s:Body></s:Envelope>"
#define SOAP_ACTION \
    "SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"\r\n"

Test(http_call, waits_for_the_whole_of_a_call_to_a_router)
{
    static const char head[] = "POST /ctl HTTP/1.1\r\n" SOAP_ACTION "Content-Length: ";
    static char text[1024];
    int n = snprintf(text, sizeof text, "%s%zu\r\n\r\n%s", head, sizeof CALL - 1, CALL);
    const struct turn turns[] = {
        { true, { (const uint8_t *)text, (size_t)n } },
        SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        { true, { (const uint8_t *)text, (size_t)n } },
        SERVER("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_MAPPING), 4);
    cr_assert_str_eq(seen_nth(s, OBS_MAPPING, 0)->protocol, "igd");
    cr_assert_eq(seen_nth(s, OBS_MAPPING, 0)->mapping.external_port, 8080);
    cr_assert_eq(seen_nth(s, OBS_MAPPING, 0)->mapping.outcome, OUTCOME_UNKNOWN);
    cr_assert_eq(seen_nth(s, OBS_MAPPING, 1)->mapping.outcome, OUTCOME_ACCEPTED);
    cr_assert_eq(seen_nth(s, OBS_MAPPING, 1)->mapping.internal_port, 80);
    cr_assert_eq(seen_nth(s, OBS_MAPPING, 3)->mapping.outcome, OUTCOME_REFUSED);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

/* The mapping that a call in these words asks for. */
static struct observation mapping_of(const char *head, const char *body)
{
    static char text[2048];
    int n = snprintf(text, sizeof text, "%s\r\n%s", head, body);
    const struct turn turns[] = {
        { true, { (const uint8_t *)text, (size_t)n } },
        CLIENT("GET /next HTTP/1.1\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_MAPPING), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2); /* in step after it */
    struct observation o = *seen_nth(s, OBS_MAPPING, 0);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
    return o;
}

Test(http_call, reads_a_call_in_chunks)
{
    static const char head[] =
        "POST /ctl HTTP/1.1\r\n" SOAP_ACTION "Transfer-Encoding: chunked\r\n";
    static char body[1024];
    struct ip none = { { 0 } };
    (void)snprintf(body, sizeof body, "%zx\r\n%s\r\n0\r\n\r\n", sizeof CALL - 1, CALL);
    cr_assert_eq(mapping_of(head, body).mapping.external_port, 8080);
    cr_assert_eq(mapping_of(head, body).mapping.internal_port, 80);
    (void)snprintf(body, sizeof body, "9\r\n%.9s\r\n%zx;a=b\r\n%s\r\n0\r\nX: y\r\n\r\n", CALL,
                   sizeof CALL - 10, &CALL[9]);
    cr_assert_eq(mapping_of(head, body).mapping.external_port, 8080);

    struct observation o = mapping_of(head, "6\r\n<?xml \r\n2\r\n/>\r\n0\r\n\r\n");
    cr_assert_eq(o.mapping.act, ACT_ADD);
    cr_assert_eq(o.mapping.external_port, 0);
    cr_assert(ip_equal(&o.mapping.internal, &none));
    cr_assert_eq(mapping_of(head, "0\r\n\r\n").mapping.external_port, 0);
}

Test(http_call, reads_a_call_by_m_post)
{
    static const char head[] =
        "M-POST /ctl HTTP/1.1\r\nMAN: \"http://schemas.xmlsoap.org/soap/envelope/\"; ns=01\r\n"
        "01-" SOAP_ACTION "Transfer-Encoding: chunked\r\n";
    static char body[1024];
    (void)snprintf(body, sizeof body, "%zx\r\n%s\r\n0\r\n\r\n", sizeof CALL - 1, CALL);
    cr_assert_eq(mapping_of(head, body).mapping.external_port, 8080);
}

Test(http_call, does_not_wait_for_a_long_call)
{
    static const struct turn turns[] = {
        CLIENT("POST /ctl HTTP/1.1\r\n" SOAP_ACTION "Content-Length: 300000\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_nth(s, OBS_MAPPING, 0)->mapping.external_port, 0);
    seen_free(s);
}
