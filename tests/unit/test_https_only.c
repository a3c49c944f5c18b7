#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct court *open_with_camera(void)
{
    struct court *c = court_open(NULL);
    court_show(c, shows_itself());
    return c;
}

static struct observation refused(uint16_t port)
{
    struct observation o = served("tcp", OBS_SERVICE, port);
    o.service.state = SERVICE_CLOSED;
    return o;
}

static struct observation page(uint16_t status)
{
    return answered("http", 80, "GET", status, SCHEME_NONE);
}

static struct observation web_port(uint16_t port)
{
    struct observation o = easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN);
    o.setup.web_port = port;
    return o;
}

Test(https_only, is_broken_by_a_page_in_clear)
{
    struct court *c = open_with_camera();
    court_show(c, page(401));
    court_expect(c, "3.4", VERDICT_FAIL, "http-clear", "answered with 401 on port 80");
    court_close(c);
}

Test(https_only, only_suspects_redirections)
{
    struct court *c = open_with_camera();
    court_show(c, page(301));
    court_expect(c, "3.4", VERDICT_SUSPECT, "redirect-only", "redirection");
    court_close(c);
}

Test(https_only, is_kept_by_tls_and_a_refused_port_80)
{
    struct court *c = open_with_camera();
    court_show(c, served("tls", OBS_TLS, 443));
    court_expect(c, "3.4", VERDICT_UNKNOWN, "tls-seen", "nobody tried");
    court_show(c, refused(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, is_kept_by_web_port_443_and_a_refused_port_80)
{
    struct court *c = open_with_camera();
    court_show(c, web_port(443));
    court_expect(c, "3.4", VERDICT_LIKELY_OK, "web-port-443", "443");
    court_show(c, refused(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, is_likely_kept_by_a_refused_port_80_alone)
{
    struct court *c = open_with_camera();
    court_show(c, refused(80));
    court_expect(c, "3.4", VERDICT_LIKELY_OK, "http-closed", "port 80");
    court_close(c);
}

Test(https_only, only_suspects_web_port_80)
{
    struct court *c = open_with_camera();
    court_show(c, web_port(80));
    court_expect(c, "3.4", VERDICT_SUSPECT, "web-port-80", "port 80");
    court_close(c);
}

Test(https_only, only_suspects_an_onvif_address_with_http)
{
    struct court *c = open_with_camera();
    struct observation o = used("wsd", OBS_DISCOVERY, 3702);
    o.discovery.act = ACT_NOTIFY;
    o.discovery.location = text_of(bytes_of_text("http://192.0.2.10/onvif/device_service"));
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_SUSPECT, "address-http", "ONVIF");
    court_close(c);
}

Test(https_only, is_mended_when_the_port_that_answered_refuses_and_tls_answers)
{
    struct court *c = open_with_camera();
    court_show(c, served("tls", OBS_TLS, 443));
    court_show(c, answered("http", 8080, "GET", 200, SCHEME_NONE));
    court_show(c, refused(80));
    court_show(c, refused(8080));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_FAIL, "TLS was seen before only");
    court_show(c, served("tls", OBS_TLS, 443));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, says_nothing_of_upnp_descriptions_requests_and_other_servers)
{
    struct court *c = open_with_camera();
    court_show(c, answered("http", 1900, "GET", 200, SCHEME_NONE));
    struct observation o = asked("http", OBS_EXCHANGE, 80);
    o.exchange.act = ACT_REQUEST;
    court_show(c, o);
    o = used("http", OBS_EXCHANGE, 80);
    o.from_client = false;
    o.exchange.act = ACT_RESPONSE;
    o.exchange.status = 200;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(https_only, does_not_take_rtsps_for_https)
{
    struct court *c = open_with_camera();
    court_show(c, refused(80));
    court_show(c, served("tls", OBS_TLS, 322));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_LIKELY_OK);
    court_close(c);
}

Test(https_only, only_suspects_tls_older_than_1_2)
{
    struct court *c = open_with_camera();
    struct observation o = served("tls", OBS_TLS, 443);
    o.tls.version = 0x0301;
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_SUSPECT, "tls-old", "version 0301");
    court_close(c);
}
