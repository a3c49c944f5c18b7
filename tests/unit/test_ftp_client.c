#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation login(void)
{
    struct observation o = used("ftp", OBS_LOGIN, 21);
    o.login.user = text_of(bytes_of_text("store"));
    return o;
}

static struct observation upload(const char *name)
{
    struct observation o = used("ftp", OBS_TRANSFER, 21);
    o.transfer.act = ACT_UPLOAD;
    o.transfer.name = text_of(bytes_of_text(name));
    o.transfer.data = at_host(50, 40001);
    return o;
}

static struct observation content(uint16_t port)
{
    struct observation o = used("file", OBS_CONTENT, port);
    o.content.content = CONTENT_JPEG;
    return o;
}

Test(ftp_client, is_broken_by_a_login_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login());
    court_expect(c, "3.2.2", VERDICT_FAIL, "ftp-login", "server 192.0.2.50; user store there");
    court_close(c);
}

Test(ftp_client, is_broken_by_an_upload_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, upload("alarm.jpg"));
    court_expect(c, "3.2.2", VERDICT_FAIL, "ftp-transfer", "upload of alarm.jpg in clear");
    court_close(c);
}

Test(ftp_client, names_what_the_data_connection_carried_without_counting_it)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, upload("alarm.jpg"));
    court_show(c, content(40001));
    court_expect(c, "3.2.2", VERDICT_FAIL, "ftp-transfer", "the file was a JPEG picture");
    cr_assert_eq(court_standing(c, "3.2.2").count, 1);
    size_t told = c->n;
    court_show(c, upload("next.jpg"));
    cr_assert_eq(c->n, told + 1);
    cr_assert_not_null(strstr(c->heard[told].why.s, "the last file was a JPEG picture"));
    court_close(c);
}

Test(ftp_client, says_nothing_of_a_connection_that_belongs_to_no_transfer)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, upload("alarm.jpg"));
    court_show(c, content(40002));
    court_expect(c, "3.2.2", VERDICT_FAIL, "ftp-transfer", "upload of alarm.jpg");
    court_close(c);
}

Test(ftp_client, is_kept_by_an_encrypted_transfer)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = upload("a.jpg");
    o.transfer.private = true;
    court_show(c, o);
    court_expect(c, "3.2.2", VERDICT_PASS, "ftp-protected", "encrypted data channel");
    court_close(c);
}

Test(ftp_client, is_likely_kept_when_the_login_goes_on_inside_tls)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("ftp", OBS_TLS_UPGRADE, 21);
    o.from_client = false;
    court_show(c, o);
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "ftp-tls", "inside TLS");
    court_close(c);
}

Test(ftp_client, is_likely_kept_after_a_quiet_day_and_not_before)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("http", OBS_EXCHANGE, 80));
    court_wait(c, 86000);
    court_show(c, shows_itself());
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_UNKNOWN);
    court_wait(c, 1000);
    court_show(c, shows_itself());
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "quiet", "a day");
    court_close(c);
}

Test(ftp_client, takes_no_tls_for_a_login)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("ftp", OBS_TLS, 21);
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(ftp_client, says_nothing_of_a_camera_that_is_the_server)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, asked("ftp", OBS_LOGIN, 21));
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(ftp_client, is_likely_kept_by_tls_from_the_start)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("tls", OBS_TLS, 990));
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "ftp-tls", "inside TLS");
    court_close(c);
}

Test(ftp_client, is_broken_by_a_file_in_clear_beside_a_login_inside_tls)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("ftp", OBS_TLS_UPGRADE, 21));
    struct observation o = content(40001);
    o.server = at_host(51, 40001);
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_LIKELY_OK, "to another host");
    court_show(c, content(40001));
    court_expect(c, "3.2.2", VERDICT_FAIL, "ftp-data",
                 "a JPEG picture sent in clear to 192.0.2.50");
    court_close(c);
}
