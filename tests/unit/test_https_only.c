#include <criterion/criterion.h>

#include "tests/support/client_facts.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"
#include "tests/support/port_facts.h"

static struct observation web_port(uint16_t port)
{
    struct observation o = easy_ip(ACT_RESPONSE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN);
    o.setup.web_port = port;
    return o;
}

Test(https_only, is_broken_by_a_page_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, http_answer(401));
    court_expect(c, "3.4", VERDICT_FAIL, "http-clear", "answered with 401 on port 80");
    court_close(c);
}

Test(https_only, does_not_mind_the_error_of_a_port_for_tls)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("http", 443, "GET", 400, SCHEME_NONE));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_show(c, served("tls", OBS_TLS, 8443));
    court_show(c, answered("http", 8443, "GET", 400, SCHEME_NONE));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_show(c, answered("http", 8080, "GET", 400, SCHEME_NONE));
    court_expect(c, "3.4", VERDICT_FAIL, "http-clear", "answered with 400 on port 8080");
    court_close(c);
}

Test(https_only, only_suspects_redirections)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, http_answer(301));
    court_expect(c, "3.4", VERDICT_SUSPECT, "redirect-only", "redirection");
    court_close(c);
}

Test(https_only, is_kept_by_tls_and_a_refused_port_80)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, served("tls", OBS_TLS, 443));
    court_expect(c, "3.4", VERDICT_UNKNOWN, "tls-seen", "nobody tried");
    court_show(c, port_refuses(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, is_kept_by_web_port_443_and_a_refused_port_80)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, web_port(443));
    court_expect(c, "3.4", VERDICT_LIKELY_OK, "web-port-443", "443");
    court_show(c, port_refuses(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, is_likely_kept_by_a_refused_port_80_alone)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(80));
    court_expect(c, "3.4", VERDICT_LIKELY_OK, "http-closed", "port 80");
    court_close(c);
}

Test(https_only, only_suspects_web_port_80)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, web_port(80));
    court_expect(c, "3.4", VERDICT_SUSPECT, "web-port-80", "port 80");
    court_close(c);
}

Test(https_only, only_suspects_an_onvif_address_with_http)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("wsd", OBS_DISCOVERY, 3702);
    o.discovery.act = ACT_NOTIFY;
    o.discovery.location = text_of(bytes_of_text("http://192.0.2.10/onvif/device_service"));
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_SUSPECT, "address-http", "ONVIF");
    court_close(c);
}

Test(https_only, is_mended_when_the_port_that_answered_refuses_and_tls_answers)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, served("tls", OBS_TLS, 443));
    court_show(c, answered("http", 8080, "GET", 200, SCHEME_NONE));
    court_show(c, port_refuses(80));
    court_show(c, port_refuses(8080));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_FAIL, "TLS was seen before only");
    court_show(c, served("tls", OBS_TLS, 443));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, says_nothing_of_upnp_descriptions_requests_and_other_servers)
{
    struct court *c = court_with_camera(NULL);
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
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(80));
    court_show(c, served("tls", OBS_TLS, 322));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_LIKELY_OK);
    court_close(c);
}

Test(https_only, only_suspects_tls_older_than_1_2)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("tls", OBS_TLS, 443);
    o.tls.version = 0x0301;
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_SUSPECT, "tls-old", "TLS 1.0");
    court_close(c);
}

/* ---- other traps of the row ---- */

Test(https_only, does_not_mind_a_custom_web_port)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, web_port(8080));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(https_only, counts_rtsp_inside_http_as_http)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("http", 80, "GET", 200, SCHEME_NONE);
    o.exchange.tunnel = "http";
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_FAIL, "http-clear", "port 80");
    court_close(c);
}

Test(https_only, counts_a_websocket_in_clear_as_http)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, http_answer(100));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_show(c, http_answer(101));
    court_expect(c, "3.4", VERDICT_FAIL, "http-clear", "101");
    court_close(c);
}

Test(https_only, knows_addresses_with_https_only)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("wsd", OBS_DISCOVERY, 3702);
    o.discovery.act = ACT_NOTIFY;
    o.discovery.location = text_of(bytes_of_text("https://192.0.2.10/onvif"));
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_LIKELY_OK, "address-https", "HTTPS only");
    o.discovery.location = text_of(bytes_of_text("https://192.0.2.10/a http://192.0.2.10/a"));
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_SUSPECT, "address-http", "plain HTTP");
    court_close(c);
}

Test(https_only, is_broken_when_the_camera_says_that_http_is_on)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = "http";
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    o.setting.enabled = true;
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_FAIL, "http-enabled", "on");
    court_close(c);
}

/* ---- what does not end a FAIL ---- */

Test(https_only, stays_broken_while_another_port_gives_pages_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, http_answer(200));
    court_show(c, answered("http", 8080, "GET", 200, SCHEME_NONE));
    court_show(c, served("tls", OBS_TLS, 443));
    court_show(c, port_refuses(8080));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, trap_its_address_filter_may_refuse_a_stranger)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_client(STRANGER, port_refuses(80)));
    court_expect(c, "3.4", VERDICT_LIKELY_OK, "http-closed-to-it", "address filter");
    court_show(c, http_answer(200));
    court_show(c, served("tls", OBS_TLS, 443));
    court_show(c, of_client(STRANGER, port_refuses(80)));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_FAIL);
    court_show(c, of_client(STRANGER, served("tls", OBS_TLS, 443)));
    court_show(c, of_client(STRANGER, port_refuses(80)));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}
