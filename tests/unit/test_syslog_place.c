#include "alerts/syslog_place.h"

#include <criterion/criterion.h>

static struct syslog_place place;
static struct error e;

static void expect_error(const char *url, const char *why)
{
    cr_expect_not(syslog_place_read(url, &place, &e), "%s", url);
    cr_expect_str_eq(e.s, why, "%s: %s", url, e.s);
}

Test(syslog_place, reads_hosts)
{
    cr_assert(syslog_place_read("syslog+tcp://siem.example", &place, &e), "%s", e.s);
    cr_expect_eq(place.way, SYSLOG_TCP);
    cr_expect_str_eq(place.host, "siem.example");
    cr_expect_eq(place.port, 514);
    cr_expect_eq(place.facility, 16);
    cr_expect_eq(place.format, FORMAT_EVE);
    cr_assert(syslog_place_read("syslog+tcp://[::1]:601?format=cef&facility=local7", &place, &e));
    cr_expect_str_eq(place.host, "::1");
    cr_expect_eq(place.port, 601);
    cr_expect_eq(place.facility, 23);
    cr_expect_eq(place.format, FORMAT_CEF);
}

Test(syslog_place, reads_what_tls_needs)
{
    cr_assert(syslog_place_read("syslog+tls://10.0.0.7?ca=/a%20b&cert=/c&name=siem", &place, &e));
    cr_expect_eq(place.way, SYSLOG_TLS);
    cr_expect_eq(place.port, 6514);
    cr_expect_str_eq(place.ca, "/a b");
    cr_expect_str_eq(place.cert, "/c");
    cr_expect_str_eq(place.cert_key, "/c");
    cr_expect_str_eq(place.name, "siem");
    cr_assert(syslog_place_read("syslog+tls://h?cert=/c&cert-key=/k", &place, &e));
    cr_expect_str_eq(place.cert_key, "/k");
}

Test(syslog_place, reads_sockets)
{
    cr_assert(syslog_place_read("syslog+unix:///dev/log?facility=daemon", &place, &e));
    cr_expect_eq(place.way, SYSLOG_UNIX);
    cr_expect_str_eq(place.path, "/dev/log");
    cr_expect_eq(place.facility, 3);
    cr_assert(syslog_place_read("syslog+unix:///a%20b?facility=authpriv", &place, &e));
    cr_expect_str_eq(place.path, "/a b");
    cr_expect_eq(place.facility, 10);
}

Test(syslog_place, says_what_is_wrong)
{
    static const char no_url[] = "that is no syslog URL: syslog+tcp://HOST[:PORT], "
                                 "syslog+tls://HOST[:PORT] or syslog+unix:///PATH";
    static const char no_host[] = "the syslog URL names no host: syslog+tcp://HOST[:PORT], "
                                  "syslog+tls://HOST[:PORT] or syslog+unix:///PATH";
    static const char no_path[] = "the syslog URL names no path of a socket: "
                                  "syslog+tcp://HOST[:PORT], syslog+tls://HOST[:PORT] or "
                                  "syslog+unix:///PATH";
    static const char no_facility[] = "the facility in the syslog URL is local0 to local7, user, "
                                      "daemon, auth or authpriv";
    expect_error("", no_url);
    expect_error("syslog://h", no_url);
    expect_error("redis://h", no_url);
    expect_error("syslog+tcp://", no_host);
    expect_error("syslog+tcp://[::1", no_host);
    expect_error("syslog+tcp://h:0", "the port in the syslog URL is not one");
    expect_error("syslog+tcp://h?format=leef", "the format in the syslog URL is eve, cef or ecs");
    expect_error("syslog+tcp://h?facility=local8", no_facility);
    expect_error("syslog+tcp://h?facility=kern", no_facility);
    expect_error("syslog+tcp://h?ca=/a", "the parameter 'ca' is for TLS: syslog+tls://");
    expect_error("syslog+tls://h?ca=", "the parameter 'ca' of the syslog URL is empty, too long or "
                                       "wrongly encoded");
    expect_error("syslog+tls://h?cert-key=/k",
                 "the parameter 'cert-key' of the syslog URL needs 'cert'");
    expect_error("syslog+tcp://h?colour=red", "a syslog URL has the parameters format, facility, "
                                              "ca, cert, cert-key and name");
    expect_error("syslog+unix://dev/log", no_path);
    expect_error("syslog+unix:///%0", "the socket's path in the syslog URL is too long, or wrongly "
                                      "encoded");
}
