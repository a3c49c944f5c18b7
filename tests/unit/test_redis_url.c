#include "alerts/redis_url.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct redis_url u;
static struct error e;

static bool reads(const char *url)
{
    e.s[0] = '\0';
    return redis_url_read(url, &u, &e);
}

static void clear_environment(void)
{
    unsetenv("CAMWARDEN_REDIS_USER");
    unsetenv("CAMWARDEN_REDIS_PASSWORD");
    unsetenv("CAMWARDEN_REDIS_PASSWORD_FILE");
}

TestSuite(redis_url, .init = clear_environment);

Test(redis_url, reads_host_port_and_database)
{
    cr_assert(reads("redis://siem.example:6380/3"));
    cr_expect_str_eq(u.host, "siem.example");
    cr_expect_eq(u.port, 6380);
    cr_expect_eq(u.db, 3);
    cr_expect_str_empty(u.user);
    cr_expect_str_empty(u.password);
    cr_expect_str_empty(u.path);
}

Test(redis_url, has_the_usual_port_and_database)
{
    cr_assert(reads("redis://10.0.0.1"));
    cr_expect_str_eq(u.host, "10.0.0.1");
    cr_expect_eq(u.port, 6379);
    cr_expect_eq(u.db, 0);
    cr_expect(reads("redis://10.0.0.1/"));
}

Test(redis_url, reads_an_ipv6_address)
{
    cr_assert(reads("redis://[2001:db8::1]:6380/1"));
    cr_expect_str_eq(u.host, "2001:db8::1");
    cr_expect_eq(u.port, 6380);
    cr_assert(reads("redis://[::1]"));
    cr_expect_str_eq(u.host, "::1");
    cr_expect_eq(u.port, 6379);
}

Test(redis_url, reads_user_and_password)
{
    cr_assert(reads("redis://al%69ce:p%40ss%3A%2F@h:1"));
    cr_expect_str_eq(u.user, "alice");
    cr_expect_str_eq(u.password, "p@ss:/");
    cr_expect_str_eq(u.host, "h");
    cr_assert(reads("redis://:s3cret@h"));
    cr_expect_str_empty(u.user);
    cr_expect_str_eq(u.password, "s3cret");
    cr_assert(reads("redis://alice@h"));
    cr_expect_str_eq(u.user, "alice");
    cr_assert(reads("redis://alice:a@b:c@h"), "only the last @ ends it");
    cr_expect_str_eq(u.password, "a@b:c");
}

Test(redis_url, reads_a_unix_socket_in_each_form)
{
    static const char *const forms[] = { "redis+unix:///run/redis.sock?db=2",
                                         "unix:///run/redis.sock?db=2",
                                         "unix:/run/redis.sock?db=2" };
    for (size_t i = 0; i < 3; i++) {
        cr_assert(reads(forms[i]), "%s: %s", forms[i], e.s);
        cr_expect_str_eq(u.path, "/run/redis.sock");
        cr_expect_eq(u.db, 2);
    }
    cr_assert(reads("redis+unix://alice:s3cret@/run/a%20b.sock"));
    cr_expect_str_eq(u.path, "/run/a b.sock");
    cr_expect_str_eq(u.user, "alice");
    cr_expect_str_eq(u.password, "s3cret");
}

Test(redis_url, refuses_what_it_cannot_read)
{
    static const char *const wrong[] = {
        "",
        "localhost",
        "http://h",
        "redis://",
        "redis://:1234",
        "redis://h:x",
        "redis://h:65536",
        "redis://h:99999999999999999999",
        "redis://h/x",
        "redis://[::1",
        "redis://[::1]x",
        "redis://h?x=1",
        "redis://h?db=",
        "redis://h/0?db=x",
        "unix:",
        "unix:relative.sock",
        "redis+unix://host/path",
        "redis+unix://a@host/path",
        "redis://a%4@h",
        "redis://a%00b@h",
        "rediss://h",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_expect_not(reads(wrong[i]), "%s", wrong[i]);
        cr_expect_str_not_empty(e.s);
    }
}

Test(redis_url, refuses_what_is_too_long)
{
    char url[2048];
    memset(url, 'x', sizeof url);
    memcpy(url, "redis://", 8);
    url[sizeof url - 1] = '\0';
    cr_expect_not(reads(url));
    memcpy(url, "unix:/", 6);
    cr_expect_not(reads(url));
    memcpy(url, "redis://:", 9);
    memcpy(url + sizeof url - 3, "@h", 3);
    cr_expect_not(reads(url));
    for (size_t i = 0; i < sizeof u.password; i++)
        cr_assert_eq(u.password[i], 0);
}

Test(redis_url, never_tells_a_password_in_an_error)
{
    static const char *const wrong[] = { "redis://a:s3cret@",      "redis://a:s3cret@h:x",
                                         "redis://a:s3cret@h/x",   "redis://a:s3cret@h?x",
                                         "redis://a:s?s3cret@h",   "redis://a:%zzs3cret@h",
                                         "rediss://a:s3cret@h",    "http://a:s3cret@h",
                                         "redis+unix://a:s3cret@h" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_expect_not(reads(wrong[i]));
        cr_expect_null(strstr(e.s, "s3cret"), "%s: %s", wrong[i], e.s);
    }
}

Test(redis_url, takes_user_and_password_from_the_environment_and_wipes_it)
{
    setenv("CAMWARDEN_REDIS_USER", "alice", 1);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    cr_assert(reads("redis://h"));
    cr_expect_str_eq(u.user, "alice");
    cr_expect_str_eq(u.password, "s3cret");
    cr_expect_str_empty(getenv("CAMWARDEN_REDIS_PASSWORD"));
}

Test(redis_url, prefers_what_the_url_says)
{
    setenv("CAMWARDEN_REDIS_USER", "alice", 1);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    cr_assert(reads("redis://bob:other@h"));
    cr_expect_str_eq(u.user, "bob");
    cr_expect_str_eq(u.password, "other");
}

static const char *password_file(const char *content)
{
    static char name[64];
    (void)snprintf(name, sizeof name, "/tmp/camwarden-password-XXXXXX");
    int fd = mkstemp(name);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, content, strlen(content)), (ssize_t)strlen(content));
    (void)close(fd);
    return name;
}

Test(redis_url, takes_the_password_from_the_first_line_of_a_file)
{
    const char *name = password_file("s3cret\r\nnothing else\n");
    char url[128];
    (void)snprintf(url, sizeof url, "unix:/run/redis.sock?db=1&password-file=%s", name);
    cr_expect(reads(url));
    cr_expect_str_eq(u.password, "s3cret");
    for (size_t i = strlen("s3cret"); i < sizeof u.password; i++)
        cr_assert_eq(u.password[i], 0, "the rest of the file is wiped");
    setenv("CAMWARDEN_REDIS_PASSWORD_FILE", name, 1);
    cr_expect(reads("redis://h"));
    cr_expect_str_eq(u.password, "s3cret");
    (void)unlink(name);
    cr_expect_not(reads("redis://h"));
    cr_expect_not_null(strstr(e.s, "No such file"));
}

Test(redis_url, refuses_a_file_without_a_password)
{
    const char *name = password_file("\n");
    setenv("CAMWARDEN_REDIS_PASSWORD_FILE", name, 1);
    cr_expect_not(reads("redis://h"));
    (void)unlink(name);
}

Test(redis_url, hides_the_password_in_an_argument)
{
    char url[] = "redis://alice:s3@cret@h:6379/1";
    redis_url_hide(url);
    cr_expect_str_eq(url, "redis://alice:*******@h:6379/1");
    char none[] = "redis://alice@h:6379/1";
    redis_url_hide(none);
    cr_expect_str_eq(none, "redis://alice@h:6379/1");
    char path[] = "unix:/run/redis.sock";
    redis_url_hide(path);
    cr_expect_str_eq(path, "unix:/run/redis.sock");
}
