/* Guide item 3.4: what HTTPS is worth, and a key that two cameras have. */
#include <criterion/criterion.h>

#include "tests/support/client_facts.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"
#include "tests/support/port_facts.h"

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
    court_show(c, port_refuses(80));
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
    court_show(c, http_answer(200));
    court_show(c, expired(c));
    court_show(c, session(0x0303, 0xc02f));
    court_show(c, port_refuses(80));
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
    court_show(c, port_refuses(80));
    court_show(c, certificate(c));
    court_expect(c, "3.4", VERDICT_FAIL, "tls-broken", "SSL 3");
    court_close(c);
}

Test(https_only, only_suspects_a_self_signed_certificate)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = certificate(c);
    o.certificate.self_signed = true;
    court_show(c, port_refuses(80));
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
    court_show(c, port_refuses(80));
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

Test(https_only, trap_a_sensor_without_a_clock_knows_no_certificate_to_hold_yet)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = certificate(c);
    court_close(c);
    c = court_open(NULL);
    c->time_ns = 60 * UINT64_C(1000000000); /* since 1970 */
    court_show(c, shows_itself());
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}
