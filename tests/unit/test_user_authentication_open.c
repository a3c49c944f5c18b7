/* Guide item 2.5: what is served without a login. */
#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation page(const char *path, enum content content)
{
    struct observation o = answered("http", 80, "GET", 200, SCHEME_NONE);
    o.exchange.path = text_of(bytes_of_text(path));
    o.exchange.content = content;
    return o;
}

static void says_nothing(struct observation o)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN, "%s", o.exchange.path.s);
    court_close(c);
}

Test(user_authentication, is_broken_by_a_picture_for_anybody)
{
    static const char *const paths[] = { "/SnapshotJPEG",           "/cgi-bin/camera",
                                         "/axis-cgi/jpg/image.cgi", "/tmpfs/auto.jpg",
                                         "/mjpg/video.mjpg",        "/snapshot.jpg" };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, page(paths[i], CONTENT_JPEG));
        court_expect(c, "2.5", VERDICT_FAIL, "no-login-asked", paths[i]);
        court_close(c);
    }
}

Test(user_authentication, is_broken_by_a_stream_that_anybody_sets_up)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("rtsp", 554, "SETUP", 200, SCHEME_NONE));
    court_expect(c, "2.5", VERDICT_FAIL, "no-login-asked", "RTSP SETUP answered 200");
    court_close(c);
}

Test(user_authentication, counts_a_stream_described_and_set_up_once)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_NONE));
    court_show(c, answered("rtsp", 554, "SETUP", 200, SCHEME_NONE));
    court_show(c, answered("rtsp", 554, "SETUP", 200, SCHEME_NONE));
    cr_assert_eq(court_count(c, "2.5", "no-login-asked"), 1);
    court_close(c);
}

Test(user_authentication, a_connection_joined_later_may_have_had_its_login)
{
    struct observation o = answered("rtsp", 554, "SETUP", 200, SCHEME_NONE);
    o.roles = ROLES_BY_CONTENT;
    says_nothing(o);
}

Test(user_authentication, is_suspicious_if_settings_are_answered_to_anybody)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, page("/cgi-bin/getinfo", CONTENT_TEXT));
    court_expect(c, "2.5", VERDICT_SUSPECT, "page-without-login", "/cgi-bin/getinfo answered 200");
    court_close(c);
}

Test(user_authentication, static_login_pages_are_public)
{
    static const char *const paths[] = { "/",
                                         "/index.html",
                                         "/doc/page/login.asp",
                                         "/cgi-bin/login.cgi",
                                         "/admin/login.html",
                                         "/ISAPI/Security/sessionLogin/capabilities" };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        says_nothing(page(paths[i], CONTENT_TEXT));
}

Test(user_authentication, scripts_styles_and_pictures_of_the_pages_are_public)
{
    says_nothing(page("/css/style.css", CONTENT_TEXT));
    says_nothing(page("/admin/js/menu.js", CONTENT_TEXT));
    says_nothing(page("/images/logo.jpg", CONTENT_JPEG));
    says_nothing(page("/img/live_video_back.jpg", CONTENT_JPEG));
    says_nothing(page("/banner.jpg", CONTENT_JPEG));
}

Test(user_authentication, the_ssdp_description_is_public)
{
    says_nothing(page("/rootDesc.xml", CONTENT_TEXT));
    says_nothing(page("/upnp/description.xml", CONTENT_TEXT));
}

Test(user_authentication, onvif_calls_before_the_login_are_public)
{
    struct observation o = page("/onvif/device_service", CONTENT_TEXT);
    o.exchange.method = text_of(bytes_of_text("POST"));
    says_nothing(o);
}

Test(user_authentication, a_session_cookie_may_stand_for_a_login)
{
    struct observation o = page("/SnapshotJPEG", CONTENT_JPEG);
    o.exchange.vouched = true;
    says_nothing(o);
}

Test(user_authentication, a_refusal_or_a_redirection_is_no_service)
{
    static const uint16_t statuses[] = { 204, 301, 302, 401, 403, 404 };
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        struct observation o = page("/SnapshotJPEG", CONTENT_JPEG);
        o.exchange.status = statuses[i];
        says_nothing(o);
    }
}

Test(user_authentication, inside_tls_nothing_is_seen)
{
    struct observation o = served("tls", OBS_TLS, 443);
    o.tls.version = 0x0304;
    says_nothing(o);
}

/* ---- Basic that nobody asked for ---- */

static struct observation with_basic(const char *path)
{
    struct observation o = page(path, CONTENT_UNKNOWN);
    o.exchange.scheme = SCHEME_BASIC;
    return o;
}

Test(user_authentication, does_not_take_a_part_of_a_page_for_basic_that_is_accepted)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, with_basic("/favicon.ico"));
    court_show(c, with_basic("/ui/main.css"));
    court_expect(c, "2.5", VERDICT_SUSPECT, "basic-volunteered", "public page");
    court_show(c, with_basic("/cgi-bin/getinfo"));
    court_expect(c, "2.5", VERDICT_FAIL, "basic-accepted", "Basic accepted");
    court_close(c);
}

Test(user_authentication, does_not_take_a_public_url_for_basic_that_is_accepted)
{
    struct court *c = court_with_camera("public_urls: [/public/]\n");
    court_show(c, with_basic("/public/state"));
    court_expect(c, "2.5", VERDICT_SUSPECT, "basic-volunteered", "public page");
    court_close(c);
}
