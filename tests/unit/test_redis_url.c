#include "alerts/redis_url.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/redis_server.h"

static struct redis_url u;
static struct error e;

static bool reads(const char *url)
{
    e.s[0] = '\0';
    return redis_url_read(url, &u, &e);
}

TestSuite(redis_url, .init = forget_logins);

Test(redis_url, reads_host_port_and_database)
{
    cr_assert(reads("redis://siem.example:6380/3"));
    cr_expect_str_eq(u.place[0].host, "siem.example");
    cr_expect_eq(u.place[0].port, 6380);
    cr_expect_eq(u.db, 3);
    cr_expect_str_empty(u.user);
    cr_expect_str_empty(u.password);
    cr_expect_str_empty(u.path);
}

Test(redis_url, has_the_usual_port_and_database)
{
    cr_assert(reads("redis://10.0.0.1"));
    cr_expect_str_eq(u.place[0].host, "10.0.0.1");
    cr_expect_eq(u.place[0].port, 6379);
    cr_expect_eq(u.db, 0);
    cr_expect(reads("redis://10.0.0.1/"));
}

Test(redis_url, reads_an_ipv6_address)
{
    cr_assert(reads("redis://[2001:db8::1]:6380/1"));
    cr_expect_str_eq(u.place[0].host, "2001:db8::1");
    cr_expect_eq(u.place[0].port, 6380);
    cr_assert(reads("redis://[::1]"));
    cr_expect_str_eq(u.place[0].host, "::1");
    cr_expect_eq(u.place[0].port, 6379);
}

Test(redis_url, reads_the_user)
{
    cr_assert(reads("redis://al%69ce%3A%40@h:1"));
    cr_expect_str_eq(u.user, "alice:@");
    cr_expect_str_eq(u.place[0].host, "h");
    cr_expect_str_empty(u.password);
    cr_assert(reads("redis-sentinel://alice@a,b/m"));
    cr_expect_str_eq(u.user, "alice");
}

Test(redis_url, refuses_a_password_and_says_where_to_put_it)
{
    static const char *const wrong[] = { "redis://alice:s3cret@h",       "redis://:s3cret@h",
                                         "rediss://alice:s3cret@h",      "redis://alice:@h",
                                         "redis://alice:a@s3cret@h",     "redis+unix://a:s3cret@/s",
                                         "redis-sentinel://a:s3cret@h/m" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_expect_not(reads(wrong[i]), "%s", wrong[i]);
        cr_expect_not_null(strstr(e.s, "put it into a file (?password-file=FILE)"), "%s", e.s);
        cr_expect_null(strstr(e.s, "s3cret"));
    }
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
    cr_assert(reads("redis+unix://alice@/run/a%20b.sock"));
    cr_expect_str_eq(u.path, "/run/a b.sock");
    cr_expect_str_eq(u.user, "alice");
}

Test(redis_url, knows_TLS_and_its_files)
{
    cr_assert(reads("redis://h") && !u.tls);
    cr_assert(reads("rediss://h:6380/2") && u.tls);
    cr_expect_eq(u.db, 2);
    cr_assert(
        reads("rediss://h?ca=/c/ca.pem&cert=/c/me.pem&cert-key=/c/me.key&name=redis.example"));
    cr_expect_str_eq(u.ca, "/c/ca.pem");
    cr_expect_str_eq(u.cert, "/c/me.pem");
    cr_expect_str_eq(u.cert_key, "/c/me.key");
    cr_expect_str_eq(u.name, "redis.example");
    cr_assert(reads("rediss://h?cert=/c/both.pem"));
    cr_expect_str_eq(u.cert_key, "/c/both.pem");
}

Test(redis_url, reads_sentinels)
{
    cr_assert(reads("redis-sentinel://a,b:5000,[::1],[::2]:7/my%20master?db=3&tls=yes&ca=/x"));
    cr_assert_eq(u.places, 4);
    cr_expect_str_eq(u.place[0].host, "a");
    cr_expect_eq(u.place[0].port, 26379);
    cr_expect_eq(u.place[1].port, 5000);
    cr_expect_str_eq(u.place[2].host, "::1");
    cr_expect_eq(u.place[2].port, 26379);
    cr_expect_str_eq(u.place[3].host, "::2");
    cr_expect_eq(u.place[3].port, 7);
    cr_expect_str_eq(u.master, "my master");
    cr_expect_eq(u.db, 3);
    cr_expect(u.tls);
    cr_assert(reads("redis-sentinel://a/m?tls=no") && !u.tls);
    cr_assert(reads("redis-sentinel://a,b,c,d,e,f,g,h/m"));
    cr_expect_not(reads("redis-sentinel://a,b,c,d,e,f,g,h,i/m"));
}

Test(redis_url, says_what_alerts_become)
{
    cr_assert(reads("redis://h"));
    cr_expect_eq(u.mode, REDIS_LIST);
    cr_expect_str_eq(u.key, "camwarden:alerts");
    cr_expect_eq(u.max, 1000000);
    cr_expect_eq(u.wait, 0);
    cr_assert(reads("unix:/s?mode=stream"));
    cr_expect_eq(u.mode, REDIS_STREAM);
    cr_expect_eq(u.max, 100000);
    cr_assert(reads("redis://h?max=0&mode=stream&key=a%3Ab&wait=2"));
    cr_expect_eq(u.max, 0);
    cr_expect_str_eq(u.key, "a:b");
    cr_expect_eq(u.wait, 2);
    cr_assert(reads("redis://h?mode=channel"));
    cr_expect_eq(u.mode, REDIS_CHANNEL);
    cr_assert(reads("redis://h?mode=list&max=1000000000"));
    cr_expect_eq(u.max, 1000000000);
}

Test(redis_url, names_the_parameter_that_is_wrong)
{
    static const char *const wrong[][2] = {
        { "redis://h?colour=blue", "takes no parameter 'colour'" },
        { "redis://h?mode=queue", "'mode' of the Redis URL must be list, stream or channel" },
        { "redis://h?mode=", "'mode'" },
        { "redis://h?mode", "'mode'" },
        { "redis://h?mode=list&mode=list", "'mode' twice" },
        { "redis://h?max=-1", "'max'" },
        { "redis://h?max=1000000001", "'max'" },
        { "redis://h?max=99999999999999999999999999", "'max'" },
        { "redis://h?wait=101", "'wait'" },
        { "redis://h?wait=x", "'wait'" },
        { "redis://h?key=", "'key'" },
        { "redis://h?key={}b", "'key'" },
        { "redis://h?key=a%7Db", "'key'" },
        { "redis://h?key=%zz", "'key'" },
        { "redis://h?db=1", "not the parameter 'db'" },
        { "unix:/s?db=x", "'db'" },
        { "redis://h?tls=yes", "write rediss://" },
        { "redis-sentinel://h/m?tls=maybe", "'tls'" },
        { "redis://h?ca=/x", "'ca' is for TLS" },
        { "redis-sentinel://h/m?ca=/x", "'ca' is for TLS" },
        { "unix:/s?cert=/x", "'cert' is for TLS" },
        { "rediss://h?cert-key=/x", "needs 'cert'" },
        { "rediss://h?ca=", "'ca'" },
        { "redis://h?credential=a/b", "'credential'" },
        { "redis://h?credential=..", "'credential'" },
        { "redis://h?credential=a&password-file=/b", "one of" },
        { "redis://h?password-file=", "'password-file'" },
        { "redis://h?mode=channel&max=5", "'max'" },
        { "redis://h?wait=1&mode=channel", "'wait'" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_expect_not(reads(wrong[i][0]), "%s", wrong[i][0]);
        cr_expect_not_null(strstr(e.s, wrong[i][1]), "%s: %s", wrong[i][0], e.s);
    }
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
        "redis://h:0",
        "redis://h:65536",
        "redis://h:99999999999999999999",
        "redis://h/x",
        "redis://[::1",
        "redis://[::1]x",
        "redis://a,b",
        "unix:",
        "unix:relative.sock",
        "redis+unix://host/path",
        "redis+unix://a@host/path",
        "redis://a%4@h",
        "redis://a%00b@h",
        "redis-sentinel://h",
        "redis-sentinel://h/",
        "redis-sentinel:///m",
        "redis-sentinel://a,,b/m",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        bool read = reads(wrong[i]);
        cr_expect(!read || strcmp(wrong[i], "redis://a,b") == 0, "%s", wrong[i]);
        cr_expect(read || e.s[0] != '\0');
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
    memcpy(url, "redis://", 8);
    memcpy(url + sizeof url - 3, "@h", 3);
    cr_expect_not(reads(url));
    memcpy(url, "redis://h?key=xx", 16);
    cr_expect_not(reads(url));
}

Test(redis_url, never_tells_a_password_in_an_error)
{
    static const char *const wrong[] = {
        "redis://a:s3cret@",    "redis://a:s3cret@h:x",   "redis://a:s3cret@h/x",
        "redis://a:s3cret@h?x", "redis://a:1?s3cret=x@h", "redis://a:1?x=1&s3cret@h",
        "redis://a:1?S3cret=1", "redis://h?ca=s3cret",    "redis://h?mode=s3cret",
        "redis://a:1?s3cret",   "redis://a:s?s3cret@h",   "redis://a:%zzs3cret@h",
        "rediss://a:s3cret@h",  "http://a:s3cret@h",      "redis+unix://a:s3cret@h"
    };
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

Test(redis_url, prefers_what_the_url_says)
{
    const char *name = password_file("other\n");
    char url[128];
    (void)snprintf(url, sizeof url, "redis://bob@h?password-file=%s", name);
    setenv("CAMWARDEN_REDIS_USER", "alice", 1);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    cr_assert(reads(url));
    cr_expect_str_eq(u.user, "bob");
    cr_expect_str_eq(u.password, "other");
    cr_expect_str_empty(getenv("CAMWARDEN_REDIS_PASSWORD"), "wiped all the same");
    (void)unlink(name);
}

Test(redis_url, takes_the_password_from_a_credential_of_systemd)
{
    const char *name = password_file("s3cret\n");
    char url[128];
    (void)snprintf(url, sizeof url, "rediss://h?credential=%s", strrchr(name, '/') + 1);
    unsetenv("CREDENTIALS_DIRECTORY");
    cr_expect_not(reads(url));
    cr_expect_not_null(strstr(e.s, "LoadCredential="));
    setenv("CREDENTIALS_DIRECTORY", "/tmp", 1);
    setenv("CAMWARDEN_REDIS_PASSWORD_FILE", "/nowhere", 1);
    cr_assert(reads(url), "%s", e.s);
    cr_expect_str_eq(u.password, "s3cret");
    (void)unlink(name);
    cr_expect_not(reads(url));
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
