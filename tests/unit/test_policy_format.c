#include "rules/policy_format.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void wrong(const char *key, const char *value, const char *sentence)
{
    struct error e = { "" };
    cr_assert_not(policy_format_ok(key, value, "/tmp/policy.yaml", &e));
    cr_assert_str_eq(e.s, sentence);
}

Test(policy_format, takes_what_is_right)
{
    static const char *const right[][2] = {
        { "mac", "d4:2d:c5:00:00:01" },
        { "mac", "D4-2D-C5-00-00-01" },
        { "ip", "2001:db8::1" },
        { "network", "192.0.2.0/24" },
        { "ftp", "192.0.2.1" },
        { "item", "3.2.4" },
        { "item", "*" },
        { "until", "2028-02-29" },
        { "hosts", "16" },
        { "tcp", "65535" },
        { "minimum", "3.67" },
        { "minimum", "2" },
        { "minimum", "10.0.12" },
        { "minimum", "3.67a" },
        { "minimum", "V5.7.3 build 220112" },
        { "minimum", "2.800.0000000.16.R" },
        { "minimum", "UVC.S2L.v4.23.8" },
        { "minimum", "1.41.00_20200310 (beta)" },
        { "name", "anything at all" },
    };
    struct error e;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        cr_assert(policy_format_ok(right[i][0], right[i][1], "p", &e), "%s", right[i][1]);
}

Test(policy_format, says_what_is_wrong)
{
    wrong("mac", "ff:ff:ff:ff:ff:ff",
          "'ff:ff:ff:ff:ff:ff' is no MAC address of a host (like d4:2d:c5:00:00:01)");
    wrong("ip", "192.0.2.0/24", "'192.0.2.0/24' is no IP address");
    wrong("clients", "host", "'host' is no address or network (like 192.0.2.0/24)");
    wrong("item", "3.2.44", "the guide has no item '3.2.44'; did you mean '3.2.4'?");
    wrong("item", "FTP", "the guide has no item 'FTP'");
    wrong("until", "2027-02-29", "'2027-02-29' is no day (like 2027-01-31)");
    wrong("until", "31.01.2027", "'31.01.2027' is no day (like 2027-01-31)");
    wrong("hosts", "1e3", "'1e3' is no whole number from 16 to 1048576");
    wrong("udp", "-1", "'-1' is no whole number from 1 to 65535");
    wrong("minimum", "new", "'new' is no version (like 3.67)");
    wrong("minimum", "3.", "'3.' is no version (like 3.67)");
    wrong("minimum", ".3", "'.3' is no version (like 3.67)");
    wrong("minimum", "3..6", "'3..6' is no version (like 3.67)");
    wrong("minimum", "3.67;", "'3.67;' is no version (like 3.67)");
    wrong("minimum", "", "'' is no version (like 3.67)");
    wrong("default_passwords", "camwarden-none",
          "cannot read 'camwarden-none': No such file or directory");
}

Test(policy_format, knows_when_a_day_ends)
{
    uint64_t ns = 0;
    static const uint64_t day_ns = 86400000000000;
    cr_assert(policy_day_end("1970-01-01", &ns));
    cr_assert_eq(ns, day_ns);
    cr_assert(policy_day_end("2000-02-29", &ns));
    cr_assert_eq(ns, 951868800 * UINT64_C(1000000000));
    cr_assert(policy_day_end("2026-12-31", &ns));
    cr_assert_eq(ns, 1798761600 * UINT64_C(1000000000));
}

Test(policy_format, looks_for_files_beside_the_policy)
{
    static const char *const cases[][3] = { { "/etc/camwarden/p.yaml", "a.txt",
                                              "/etc/camwarden/a.txt" },
                                            { "p.yaml", "a.txt", "a.txt" },
                                            { "/etc/p.yaml", "/a.txt", "/a.txt" } };
    for (size_t i = 0; i < 3; i++) {
        char *full = policy_beside(cases[i][0], cases[i][1]);
        cr_assert_str_eq(full, cases[i][2]);
        free(full);
    }
}
