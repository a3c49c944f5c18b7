#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

Test(policy_read, reads_its_own_example)
{
    struct error e = { "" };
    struct policy *p = policy_read(SOURCE_DIR "/rules/example-policy.yaml", &e);
    cr_assert_not_null(p, "%s", e.s);
    struct ip ftp = ip_host(5), dns = ip_host(53), client = ip_host(130), other = ip_host(200);
    struct ip car_park = ip_host(20), in_network = ip_host(70);
    struct mac none = { { 0 } };
    cr_assert_eq(policy_level(p), LEVEL_STANDARD);
    cr_assert_eq(policy_hosts(p), 4096);
    cr_assert_str_eq(policy_camera(p, &camera_mac, &other)->name, "North gate");
    cr_assert_str_eq(policy_camera(p, &none, &car_park)->name, "Car park");
    cr_assert_str_eq(policy_camera(p, &none, &in_network)->name, "");
    cr_assert(policy_is_server(p, SERVER_FTP, &ftp));
    cr_assert_not(policy_is_server(p, SERVER_SMTP, &ftp));
    cr_assert(policy_is_any_server(p, &ftp));
    cr_assert_not(policy_is_any_server(p, &dns));
    cr_assert(policy_allows_client(p, &client));
    cr_assert_not(policy_allows_client(p, &other));
    cr_assert(policy_allows_port(p, TRANSPORT_TCP, 322));
    cr_assert_not(policy_allows_port(p, TRANSPORT_TCP, 80));
    cr_assert(policy_allows_port(p, TRANSPORT_UDP, 161));
    cr_assert_str_eq(policy_firmware(p, "X22700-V2L"), "3.67");
    policy_free(p);
}

Test(policy_read, takes_an_empty_file_for_the_guide)
{
    struct policy *p = good_policy("# nothing\n");
    cr_assert_eq(policy_level(p), LEVEL_ADVANCED);
    cr_assert_eq(policy_hosts(p), POLICY_HOSTS);
    policy_free(p);
}

Test(policy_read, takes_every_level)
{
    static const struct {
        const char *yaml;
        enum level level;
    } levels[] = { { "level: entry\n", LEVEL_ENTRY },
                   { "level: standard\n", LEVEL_STANDARD },
                   { "level: advanced\n", LEVEL_ADVANCED } };
    for (size_t i = 0; i < 3; i++) {
        struct policy *p = good_policy(levels[i].yaml);
        cr_assert_eq(policy_level(p), levels[i].level);
        policy_free(p);
    }
}

Test(policy_read, reads_factory_logins_from_a_file_beside_it)
{
    struct error e;
    struct policy *p = policy_from("default_passwords: logins.txt\n",
                                   "# made up\nroot:x:y\r\n\n:any\nroot:\n", &e);
    cr_assert_not_null(p, "%s", e.s);
    const struct password_defaults *d = policy_passwords(p);
    cr_assert_eq(d->n, 3);
    cr_assert_str_eq(d->at[0].user, "root");
    cr_assert_str_eq(d->at[0].password, "x:y");
    cr_assert_str_eq(d->at[1].user, "");
    cr_assert_str_eq(d->at[1].password, "any");
    cr_assert_str_eq(d->at[2].password, "");
    policy_free(p);
}

Test(policy_read, names_the_line_of_a_bad_login_and_not_what_it_says)
{
    struct error e;
    cr_assert_null(policy_from("default_passwords: logins.txt\n", "a:b\ncanary\n", &e));
    cr_assert_str_eq(e.s, "logins.txt:2:1: a line must be user:password");
}

Test(policy_read, says_why_a_file_cannot_be_read)
{
    struct error e;
    cr_assert_null(policy_read("/nonexistent/policy.yaml", &e));
    cr_assert_str_eq(e.s, "/nonexistent/policy.yaml: cannot be read: No such file or directory");
}
