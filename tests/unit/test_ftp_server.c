#include <criterion/criterion.h>

#include "tests/support/client_facts.h"
#include "tests/support/judging.h"
#include "tests/support/port_facts.h"

Test(ftp_server, is_broken_by_an_open_port_21)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(21, SERVICE_OPEN));
    court_expect(c, "3.2.1", VERDICT_FAIL, "port-open", "port 21");
    court_close(c);
}

Test(ftp_server, is_broken_by_a_login_on_any_port)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = asked("ftp", OBS_LOGIN, 2121);
    o.login.user = text_of(bytes_of_text("admin"));
    court_show(c, o);
    court_expect(c, "3.2.1", VERDICT_FAIL, "ftp-login", "port 2121; user admin");
    court_close(c);
}

Test(ftp_server, is_broken_by_a_greeting)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("ftp", 21, "", 220, SCHEME_NONE));
    court_expect(c, "3.2.1", VERDICT_FAIL, "ftp-server", "serves FTP on port 21");
    court_close(c);
}

Test(ftp_server, is_broken_by_a_transfer)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = asked("ftp", OBS_TRANSFER, 21);
    o.transfer.act = ACT_DOWNLOAD;
    o.transfer.name = text_of(bytes_of_text("a.jpg"));
    court_show(c, o);
    court_expect(c, "3.2.1", VERDICT_FAIL, "ftp-transfer", "FTP download of a.jpg");
    court_close(c);
}

Test(ftp_server, is_broken_inside_tls_too)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, served("ftp", OBS_TLS_UPGRADE, 21));
    court_expect(c, "3.2.1", VERDICT_FAIL, "ftp-server", "inside TLS");
    court_close(c);
}

Test(ftp_server, is_kept_by_a_refused_connection)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(21));
    court_expect(c, "3.2.1", VERDICT_PASS, "port-closed", "refuses");
    court_close(c);
}

Test(ftp_server, is_mended_by_a_refused_connection_to_the_port_that_had_answered)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("ftp", 2121, "", 220, SCHEME_NONE));
    court_show(c, port_refuses(21));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(2121));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_close(c);
}

Test(ftp_server, says_nothing_of_other_ports)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(80, SERVICE_OPEN));
    court_show(c, port_refuses(22));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(ftp_server, says_nothing_of_a_camera_that_is_the_client)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("ftp", OBS_LOGIN, 21));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(ftp_server, stays_broken_while_another_port_speaks_ftp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(21, SERVICE_OPEN));
    court_show(c, answered("ftp", 2121, "", 220, SCHEME_NONE));
    court_show(c, port_refuses(2121));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(21));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_close(c);
}

/* What asks on a port is not yet a server there. */
Test(ftp_server, does_not_wait_for_a_port_that_never_spoke)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, asked("ftp", OBS_EXCHANGE, 2121));
    court_show(c, port_refuses(21));
    court_expect(c, "3.2.1", VERDICT_PASS, "port-closed", "port 21");
    court_close(c);
}

Test(ftp_server, trap_its_address_filter_may_refuse_a_stranger)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_client(STRANGER, port_refuses(21)));
    court_expect(c, "3.2.1", VERDICT_LIKELY_OK, "port-closed-to-it", "192.0.2.77 on port 21");
    court_show(c, answered("ftp", 21, "", 220, SCHEME_NONE));
    court_show(c, of_client(STRANGER, port_refuses(21)));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_FAIL);
    court_show(c, port_refuses(21));
    cr_assert_eq(court_standing(c, "3.2.1").verdict, VERDICT_PASS);
    court_close(c);
}

Test(ftp_server, is_kept_by_refusing_a_stranger_whom_it_answers_elsewhere)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_client(STRANGER, port_seen(443, SERVICE_OPEN)));
    court_show(c, of_client(STRANGER, port_refuses(21)));
    court_expect(c, "3.2.1", VERDICT_PASS, "port-closed", "port 21");
    court_close(c);
}
