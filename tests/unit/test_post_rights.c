/* With a real Redis that does not let in, or refuses. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/posting.h"

static struct error e;
static struct redis_server *server;

TestSuite(post_rights, .init = posting_begin, .fini = posting_end, .timeout = 120);

Test(post_rights, goes_on_when_a_wrong_password_becomes_right)
{
    server = posting_redis();
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    posting_command("ACL SETUSER pusher on >other ~camwarden:* +evalsha +eval +get +set +rpush "
                    "+llen +ltrim +hset");
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url("pusher@"));
    posting_start(p);
    struct post_status s = posting_tried(p, 0);
    cr_expect_not_null(strstr(s.reason.s, "WRONGPASS"));
    cr_expect_null(strstr(s.where, "s3cret"));
    posting_hear(p, 10);
    cr_expect_eq(posting_status(p, 0).delivered, 0);
    posting_command("ACL SETUSER pusher >s3cret");
    cr_expect(posting_delivers(p, 0, 10));
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(posting_repeated(), 0);
}

Test(post_rights, needs_the_password_file_only_once)
{
    server = posting_redis();
    char name[96];
    char place[192];
    (void)snprintf(name, sizeof name, "%s.password", posting_file());
    (void)snprintf(place, sizeof place, "%s?password-file=%s", posting_url("pusher@"), name);
    struct post *p = posting_new(0);
    cr_expect_not(post_add(p, &redis_sink, place, &e), "it is not there yet");
    FILE *f = fopen(name, "we");
    cr_assert(f != NULL && fputs("s3cret\n", f) >= 0 && fclose(f) == 0);
    posting_command("ACL SETUSER pusher on >s3cret ~camwarden:* +evalsha +eval +get +set +rpush "
                    "+llen +ltrim");
    posting_add(p, &redis_sink, place);
    (void)unlink(name);
    posting_start(p);
    cr_expect(posting_becomes(p, 0, true));
    redis_server_kill(server);
    redis_server_again(server);
    posting_command("ACL SETUSER pusher on >s3cret ~camwarden:* +evalsha +eval +get +set +rpush "
                    "+llen +ltrim");
    posting_hear(p, 10);
    cr_expect(posting_delivers(p, 0, 10), "%s", posting_status(p, 0).reason.s);
    cr_expect_eq(post_close(p, 10000), 0);
}

Test(post_rights, goes_on_without_the_right_to_tell_the_heartbeat)
{
    server = posting_redis();
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    posting_command("ACL SETUSER pusher on >s3cret ~camwarden:* +evalsha +eval +get +set +rpush "
                    "+llen +ltrim");
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url("pusher@"));
    posting_start(p);
    for (size_t i = 1; i <= 3; i++) {
        post_beat(p, bytes_of_text("{}"));
        for (int k = 0; k < PATIENCE && posting_status(p, 0).shed.beats < i; k++)
            usleep(TICK_US);
        posting_hear(p, 1);
        cr_expect(posting_delivers(p, 0, i));
    }
    cr_expect_eq(posting_status(p, 0).shed.beats, 3);
    cr_expect(posting_status(p, 0).up);
    posting_command("ACL SETUSER pusher +hset");
    post_beat(p, bytes_of_text("{\"state\":\"running\"}"));
    cr_expect_eq(post_close(p, 10000), 0);
    posting_expect("HGET camwarden:sensors sensor-a", "running");
}

Test(post_rights, learns_from_the_heartbeat_that_redis_takes_nothing)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    posting_start(p);
    cr_assert(posting_becomes(p, 0, true));
    posting_command("CONFIG SET maxmemory 1");
    post_beat(p, bytes_of_text("{\"state\":\"running\"}"));
    cr_expect(posting_becomes(p, 0, false));
    cr_expect_not_null(strstr(posting_status(p, 0).reason.s, "its memory is full (OOM)"));
    posting_command("CONFIG SET maxmemory 0");
    cr_expect(posting_becomes(p, 0, true));
    cr_expect_eq(posting_status(p, 0).shed.beats, 0);
    cr_expect_eq(post_close(p, 10000), 0);
    posting_expect("HGET camwarden:sensors sensor-a", "running");
}
