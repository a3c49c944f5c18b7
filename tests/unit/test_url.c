#include <criterion/criterion.h>

#include "dissectors/url.h"

static const char *path_of(const char *target)
{
    static struct text t;
    t = url_path_text(bytes_of_text(target));
    return t.s;
}

static bool tells(const char *target, struct observation *o)
{
    static struct remarks remarks;
    struct packet packet = { .time_ns = 1 };
    struct auth_memory memory = { 0 };
    struct dissection d = { .packet = &packet, .remarks = &remarks };
    remarks.n = 0;
    bool told = url_tell_login(&d, &memory, bytes_of_text(target));
    cr_assert_eq(remarks.n, told ? 1 : 0);
    if (told)
        *o = remarks.o[0];
    return told;
}

static struct observation login_of(const char *target)
{
    struct observation o = { .kind = OBS_KINDS };
    cr_assert(tells(target, &o), "%s", target);
    cr_assert_eq(o.kind, OBS_LOGIN);
    cr_assert_eq(o.login.scheme, SCHEME_URL);
    cr_assert(o.login.password.seen);
    return o;
}

Test(url, splits_every_form_of_target)
{
    struct url u = url_split(bytes_of_text("rtsp://u:p@192.0.2.5:554/live?a=b"));
    cr_assert(bytes_equal(u.user, bytes_of_text("u")));
    cr_assert(bytes_equal(u.password, bytes_of_text("p")));
    cr_assert(bytes_equal(u.path, bytes_of_text("/live")));
    cr_assert(bytes_equal(u.query, bytes_of_text("a=b")));

    u = url_split(bytes_of_text("/live?a=http://x:y@z/"));
    cr_assert_not(u.has_password);
    cr_assert(bytes_equal(u.path, bytes_of_text("/live")));

    u = url_split(bytes_of_text("rtsp://[2001:db8::5]/live"));
    cr_assert_not(u.has_password);
    cr_assert(bytes_equal(u.path, bytes_of_text("/live")));
}

Test(url, tells_the_path_and_no_query)
{
    cr_assert_str_eq(path_of("/cgi-bin/getinfo?FILE=1"), "/cgi-bin/getinfo");
    cr_assert_str_eq(path_of("rtsp://192.0.2.5/MediaInput/h264/stream_1"),
                     "/MediaInput/h264/stream_1");
    cr_assert_str_eq(path_of("rtsp://192.0.2.5/live/trackID=1"), "/live/trackID");
    cr_assert_str_eq(path_of("rtsp://192.0.2.5"), "");
    cr_assert_str_eq(path_of("*"), "*");
    cr_assert_str_eq(path_of("192.0.2.5:443"), "192.0.2.5");
    cr_assert_str_eq(path_of("/a%20b/%C3%A4.cgi"), "/a%20b/%C3%A4.cgi");
    cr_assert_str_eq(path_of(""), "");
}

Test(url, tells_no_secret_in_a_path)
{
    cr_assert_str_eq(path_of("/user=admin_password=Canary_channel=1_stream=0.sdp"), "/user");
    cr_assert_str_eq(path_of("/user=admin&password=Canary&channel=1"), "/user");
    cr_assert_str_eq(path_of("/cam;password=Canary"), "/cam");
    cr_assert_str_eq(path_of("/cam/password=Canary"), "/cam/password");
    cr_assert_str_eq(path_of("/cam/password[0]:Canary"), "/cam/password");
    cr_assert_str_eq(path_of("/cam,Canary"), "/cam");
    cr_assert_str_eq(path_of("/cam|Canary"), "/cam");
    cr_assert_str_eq(path_of("/cam\\Canary"), "/cam");
    cr_assert_str_eq(path_of("/cam%3Fpassword=Canary"), "/cam");
    cr_assert_str_eq(path_of("/password%3DCanary"), "/password");
    cr_assert_str_eq(path_of("/admin%3aCanary"), "/admin");
    cr_assert_str_eq(path_of("/admin%253aCanary"), "/admin");
    cr_assert_str_eq(path_of("/http://admin:Canary@192.0.2.5/"), "/http");
    cr_assert_str_eq(path_of("/admin:Canary%40192.0.2.5/"), "/");
    cr_assert_str_eq(path_of("admin:Canary@192.0.2.5/"), "");
}

Test(url, tells_nothing_of_a_password_that_holds_a_separator)
{
    cr_assert_str_eq(path_of("rtsp://admin:Can/ary@192.0.2.5/live"), "/");
    cr_assert_str_eq(path_of("rtsp://admin:Ca/na/ry@192.0.2.5/live"), "/");
    cr_assert_str_eq(path_of("rtsp://admin:Ca/na/ry%40192.0.2.5/live"), "/");
    cr_assert_str_eq(path_of("rtsp://admin:Can/ary;x@192.0.2.5/live"), "/");
    cr_assert_str_eq(path_of("rtsp://admin:Can/ary?x@192.0.2.5/live"), "/");
    cr_assert_str_eq(path_of("rtsp://admin:Can#ary/x@192.0.2.5/live"), "");
    cr_assert_str_eq(path_of("rtsp://admin:Canary@192.0.2.5/live"), "/live");
}

Test(url, tells_nothing_after_a_segment_that_names_a_secret)
{
    cr_assert_str_eq(path_of("/user/admin/pass/Canary"), "/user");
    cr_assert_str_eq(path_of("/cam/Password/Canary"), "/cam/Password");
    cr_assert_str_eq(path_of("/cam/p%61ss/Canary"), "/cam/p%61ss");
    cr_assert_str_eq(path_of("/cam/admin_password2/Canary"), "/cam/admin_password2");
    cr_assert_str_eq(path_of("/api/sessions/Canary"), "/api/sessions");
    cr_assert_str_eq(path_of("/jsessionid/Canary"), "/jsessionid");
    cr_assert_str_eq(path_of("/cam/psk"), "/cam/psk");
    cr_assert_str_eq(path_of("/passage/1"), "/passage/1");
}

Test(url, finds_a_login_before_the_host)
{
    struct observation o = login_of("rtsp://admin:Can%61ry%40home@192.0.2.5/live");
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert_eq(o.login.password.classes, 3);
    cr_assert_eq(o.login.password.length, 8);
    o = login_of("http://admin:@192.0.2.5/");
    cr_assert(o.login.password.empty);
    o = login_of("http://admin:p@ss@192.0.2.5/");
    cr_assert_eq(o.login.password.length, 4);
    cr_assert_eq(o.login.password.classes, 2);
}

Test(url, finds_a_login_in_the_query)
{
    cr_assert_str_eq(login_of("/snap.cgi?user=admin&pwd=Canary").login.user.s, "admin");
    cr_assert_str_eq(login_of("/videostream.cgi?loginuse=admin&loginpas=12").login.user.s, "admin");
    cr_assert_str_eq(login_of("/cgi?cmd=Snap&USERNAME=a%64min&PassWord=12").login.user.s, "admin");
    cr_assert_str_eq(login_of("/cgi?a;usr=x;passwd=y").login.user.s, "x");
    cr_assert(login_of("/cgi?user=admin&password=").login.password.empty);
}

Test(url, finds_a_login_in_base64)
{
    /* admin:12345 */
    struct observation o = login_of("/cam/realmonitor?channel=1&authbasic=YWRtaW46MTIzNDU%3D");
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert_eq(o.login.password.length, 4);
    cr_assert_str_eq(login_of("/Streaming/Channels/1?auth=YWRtaW46MTIzNDU=").login.user.s, "admin");
}

/* i-PRO: both values are base64; here "root" and "Abcd1234". */
Test(url, finds_the_registration_of_an_administrator)
{
    struct observation o = login_of(
        "/cgi-bin/reg_admin?name=cm9vdA%3D%3D&password=QWJjZDEyMzQ%3D&repassword=QWJjZDEyMzQ%3D");
    cr_assert_str_eq(o.login.user.s, "root");
    cr_assert_eq(o.login.password.classes, 3);
    cr_assert_eq(o.login.password.length, 8);
}

Test(url, finds_a_login_in_the_path)
{
    struct observation o = login_of("/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp?real");
    cr_assert_str_eq(o.login.user.s, "admin");
    cr_assert_eq(o.login.password.length, 8);
    cr_assert_eq(o.login.password.classes, 3);
    cr_assert(login_of("/user=admin&password=&channel=1&stream=0.sdp?").login.password.empty);
}

/* Every parameter of it once had the whole rest searched. */
Test(url, takes_no_longer_for_many_parameters, .timeout = 20)
{
    static char target[15002] = "/";
    struct observation o;
    for (size_t i = 1; i + 3 < sizeof target; i += 3)
        memcpy(target + i, "a_=", 3);
    for (size_t i = 0; i < 2000; i++)
        cr_assert_not(tells(target, &o));
    memcpy(target, "/user=a&password=b&", 19);
    cr_assert_str_eq(login_of(target).login.user.s, "a");
    cr_assert_str_eq(path_of(target), "/user");
}

Test(url, wants_a_user_as_well_as_a_password)
{
    struct observation o;
    cr_assert_not(tells("/update?key=1234&password=Canary", &o)); /* a weather station */
    cr_assert_not(tells("/password=Canary", &o));
    cr_assert(tells("/snap.cgi?user=&password=Canary", &o));
    cr_assert_str_eq(o.login.user.s, "");
}

Test(url, finds_no_login_where_there_is_none)
{
    struct observation o;
    cr_assert_not(tells("/live?user=admin", &o));
    cr_assert_not(tells("rtsp://admin@192.0.2.5/", &o));
    cr_assert_not(tells("/live?auth=abc", &o));
    cr_assert_not(tells("/live?auth=%00%00", &o));
    cr_assert_not(tells("/password", &o));
    cr_assert_not(tells("/a?compassword2=1", &o));
    cr_assert_not(tells("/trackID=1", &o));
    cr_assert_not(tells("*", &o));
    cr_assert_not(tells("", &o));
}

Test(url, a_token_may_stand_for_a_login)
{
    static const char *const with[] = { "/live?token=abc", "/a?x=1&sessionId=2", "/s/session/abc/x",
                                        "/key=abc/live", "rtsp://h/live?auth_key=1" };
    static const char *const without[] = { "/SnapshotJPEG?Resolution=320x240",
                                           "/",
                                           "",
                                           "*",
                                           "rtsp://h:554/MediaInput/h264",
                                           "/cgi-bin/camera?&x" };
    for (size_t i = 0; i < sizeof with / sizeof with[0]; i++)
        cr_assert(url_has_token(bytes_of_text(with[i])), "%s", with[i]);
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
        cr_assert_not(url_has_token(bytes_of_text(without[i])), "%s", without[i]);
}

Test(url, does_not_take_a_hash_for_a_password)
{
    static const struct password_default logins[] = { { "admin", "12345" } };
    static const struct password_defaults defaults = { .n = 1, .at = logins };
    static const struct {
        const char *target;
        bool is_default;
    } hashed[] = {
        { "/login?user=admin&password=21232f297a57a5a743894a0e4a801fc3", false },
        { "/login?user=admin&password=827ccb0eea8a706c4c34a16891f84e7b", true },
        { "/login?user=admin&password=gnzLDuqKcGxMNKFokfhOew%3D%3D", true },
    };
    static struct remarks remarks;
    for (size_t i = 0; i < 3; i++) {
        struct packet packet = { .time_ns = 1 };
        struct auth_memory memory = { 0 };
        struct dissection d = { .packet = &packet, .remarks = &remarks, .defaults = &defaults };
        remarks.n = 0;
        cr_assert(url_tell_login(&d, &memory, bytes_of_text(hashed[i].target)));
        const struct password_weight *w = &remarks.o[0].login.password;
        cr_assert_not(w->seen, "%s", hashed[i].target);
        cr_assert_eq(w->is_default, hashed[i].is_default);
        cr_assert_eq(w->tried, hashed[i].is_default, "it may be hashed in another way");
    }
}
