#include <criterion/criterion.h>

#include "tests/support/judging.h"

Test(mail_encryption, is_broken_by_a_login_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("smtp", OBS_LOGIN, 25));
    court_expect(c, "3.2.5", VERDICT_FAIL, "smtp-login", "server 192.0.2.50");
    court_close(c);
}

Test(mail_encryption, is_broken_by_a_mail_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("smtp", OBS_MAIL, 25));
    court_expect(c, "3.2.5", VERDICT_FAIL, "smtp-mail", "mail in clear");
    court_close(c);
}

Test(mail_encryption, says_when_starttls_was_offered_and_not_used)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("smtp", OBS_MAIL, 25);
    o.mail.start_tls_offered = true;
    court_show(c, o);
    court_expect(c, "3.2.5", VERDICT_FAIL, "smtp-mail", "though the server offered STARTTLS");
    court_close(c);
}

Test(mail_encryption, is_broken_by_pop3_before_sending)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("pop3", OBS_LOGIN, 110));
    court_expect(c, "3.2.5", VERDICT_FAIL, "pop3-login", "POP3");
    court_close(c);
}

Test(mail_encryption, is_kept_by_starttls)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("smtp", OBS_TLS_UPGRADE, 25);
    o.from_client = false;
    court_show(c, o);
    court_expect(c, "3.2.5", VERDICT_PASS, "start-tls", "STARTTLS");
    court_close(c);
}

Test(mail_encryption, is_kept_by_tls_from_the_start)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("tls", OBS_TLS, 465));
    court_expect(c, "3.2.5", VERDICT_PASS, "smtps", "inside TLS");
    court_close(c);
}

Test(mail_encryption, is_mended_by_tls_to_the_same_server_only)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("smtp", OBS_MAIL, 25));
    struct observation o = used("smtp", OBS_TLS_UPGRADE, 25);
    o.server = at_host(51, 25);
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.2.5").verdict, VERDICT_FAIL);
    court_show(c, used("smtp", OBS_TLS_UPGRADE, 25));
    cr_assert_eq(court_standing(c, "3.2.5").verdict, VERDICT_PASS);
    court_close(c);
}

Test(mail_encryption, says_nothing_of_other_tls_and_other_logins)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("tls", OBS_TLS, 443));
    court_show(c, used("ftp", OBS_LOGIN, 21));
    court_show(c, asked("smtp", OBS_LOGIN, 25));
    cr_assert_eq(court_standing(c, "3.2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

/* POP before SMTP. */
Test(mail_encryption, stays_broken_by_pop3_whatever_smtp_does)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("pop3", OBS_LOGIN, 110));
    court_show(c, used("smtp", OBS_TLS_UPGRADE, 25));
    cr_assert_eq(court_standing(c, "3.2.5").verdict, VERDICT_FAIL);
    court_show(c, used("tls", OBS_TLS, 995));
    cr_assert_eq(court_standing(c, "3.2.5").verdict, VERDICT_PASS);
    court_close(c);
}

Test(mail_encryption, knows_tls_from_the_start_on_each_port_of_mail)
{
    static const uint16_t ports[] = { 25, 465, 587, 995 };
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, used("tls", OBS_TLS, ports[i]));
        court_expect(c, "3.2.5", VERDICT_PASS, "smtps", "inside TLS");
        court_close(c);
    }
}
