#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

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
    struct court *c = court_with_camera(NULL);
    court_show(c, page(401));
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
    court_show(c, page(301));
    court_expect(c, "3.4", VERDICT_SUSPECT, "redirect-only", "redirection");
    court_close(c);
}

Test(https_only, is_kept_by_tls_and_a_refused_port_80)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, served("tls", OBS_TLS, 443));
    court_expect(c, "3.4", VERDICT_UNKNOWN, "tls-seen", "nobody tried");
    court_show(c, refused(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, is_kept_by_web_port_443_and_a_refused_port_80)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, web_port(443));
    court_expect(c, "3.4", VERDICT_LIKELY_OK, "web-port-443", "443");
    court_show(c, refused(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, is_likely_kept_by_a_refused_port_80_alone)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, refused(80));
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
    court_show(c, refused(80));
    court_show(c, refused(8080));
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
    court_show(c, refused(80));
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

/* ---- what HTTPS is worth ---- */

static struct observation session(uint16_t version, uint16_t cipher)
{
    struct observation o = served("tls", OBS_TLS, 443);
    o.tls.version = version;
    o.tls.cipher = cipher;
    return o;
}

/* A good one. */
static struct observation certificate(const struct court *c)
{
    struct observation o = served("tls", OBS_CERTIFICATE, 443);
    o.certificate.subject = text_of(bytes_of_text("cam"));
    o.certificate.issuer = text_of(bytes_of_text("Site CA"));
    o.certificate.not_before_s = c->time_ns / 1000000000 - 86400;
    o.certificate.not_after_s = c->time_ns / 1000000000 + 86400 * UINT64_C(365);
    o.certificate.key = PUBLIC_KEY_EC;
    o.certificate.key_bits = 256;
    o.certificate.signed_with = SIGNED_SHA2;
    o.certificate.key_id = 1;
    return o;
}

static struct observation expired(const struct court *c)
{
    struct observation o = certificate(c);
    o.certificate.not_after_s = c->time_ns / 1000000000 - 3 * 86400;
    return o;
}

Test(https_only, is_broken_by_a_session_that_protects_nothing)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, session(0x0303, 0x003b));
    court_expect(c, "3.4", VERDICT_FAIL, "tls-weak-cipher", "does not encrypt");
    court_close(c);
}

Test(https_only, is_broken_by_an_expired_certificate_and_mended_by_a_good_one)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, refused(80));
    court_show(c, session(0x0303, 0xc02f));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_show(c, expired(c));
    court_expect(c, "3.4", VERDICT_FAIL, "certificate-expired", "expired 3 days ago");
    struct observation elsewhere = certificate(c);
    elsewhere.server.port = 8443;
    court_show(c, elsewhere);
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_FAIL, "another port has another one");
    court_show(c, certificate(c));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, stays_broken_when_only_one_of_two_faults_is_gone)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, page(200));
    court_show(c, expired(c));
    court_show(c, session(0x0303, 0xc02f));
    court_show(c, refused(80));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_FAIL, "the certificate is no better");
    court_show(c, certificate(c));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, stays_broken_after_a_weak_session)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, session(0x0300, 0xc02f));
    court_show(c, session(0x0303, 0xc02f));
    court_show(c, refused(80));
    court_show(c, certificate(c));
    court_expect(c, "3.4", VERDICT_FAIL, "tls-broken", "SSL 3");
    court_close(c);
}

Test(https_only, only_suspects_a_self_signed_certificate)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = certificate(c);
    o.certificate.self_signed = true;
    court_show(c, refused(80));
    court_show(c, session(0x0303, 0xc02f));
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_SUSPECT, "certificate-self-signed", "by itself");
    court_show(c, session(0x0303, 0xc02f));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_SUSPECT);
    court_close(c);
}

/* With TLS 1.3 nothing is known of it. */
Test(https_only, says_nothing_of_certificates_that_tls_1_3_hides)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, session(0x0304, 0x1302));
    court_show(c, refused(80));
    court_expect(c, "3.4", VERDICT_PASS, "https-only", "refuses");
    court_close(c);
}

Test(https_only, does_not_blame_a_camera_for_what_it_shows_as_a_client)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = expired(c); /* of the server it sends alarms to */
    struct observation to = used("tls", OBS_CERTIFICATE, 443);
    o.client = to.client;
    o.server = to.server;
    o.client_mac = to.client_mac;
    o.server_mac = to.server_mac;
    court_show(c, o);
    o.from_client = true; /* its own, to that server */
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    o = expired(c); /* of a viewer that logs in with one */
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(https_only, asks_for_the_policys_minimum)
{
    struct court *c = court_open(good_policy("tls: {minimum: \"1.3\"}\n"));
    court_show(c, shows_itself());
    court_show(c, session(0x0304, 0x1301));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_show(c, session(0x0303, 0xc02f));
    court_expect(c, "3.4", VERDICT_FAIL, "tls-below-minimum", "TLS 1.2");
    court_close(c);
}

Test(https_only, accepts_the_policys_issuers_only)
{
    struct court *c = court_with_camera("tls: {issuers: [Site CA, cam]}\n");
    struct observation o = certificate(c);
    court_show(c, o);
    o.certificate.issuer = o.certificate.subject;
    o.certificate.self_signed = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    o.certificate.issuer = text_of(bytes_of_text("Somebody"));
    court_show(c, o);
    court_expect(c, "3.4", VERDICT_FAIL, "certificate-issuer", "Somebody");
    court_close(c);
}

/* ---- the same key ---- */

static struct observation of_camera(struct observation o, unsigned host)
{
    o.server.ip = ip_host(host);
    o.server_mac = (struct mac){ { 0xd4, 0x2d, 0xc5, 0, 1, (uint8_t)host } };
    return o;
}

static struct standing standing_of(struct court *c, size_t camera)
{
    size_t item = 0;
    while (strcmp(items[item]->about.number, "3.4") != 0)
        item++;
    cr_assert_gt(judge_cameras(c->judge), camera);
    return judge_standing(c->judge, camera, item);
}

Test(https_only, suspects_both_cameras_that_have_the_same_key)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, certificate(c));
    court_show(c, of_camera(certificate(c), 11));
    court_show(c, certificate(c));
    court_show(c, of_camera(certificate(c), 11));
    for (size_t i = 0; i < 2; i++) {
        cr_assert_str_eq(standing_of(c, i).reason, "certificate-shared");
        cr_assert_not_null(strstr(standing_of(c, i).why, "d4:2d:c5"));
    }
    court_close(c);
}

Test(https_only, does_not_take_a_camera_with_another_address_for_two)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, certificate(c));
    struct observation o = of_camera(certificate(c), 11);
    court_show(c, o);
    court_show(c, o);
    cr_assert_eq(standing_of(c, 1).verdict, VERDICT_UNKNOWN, "the first was not seen since");
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
    court_show(c, page(100));
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_show(c, page(101));
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
