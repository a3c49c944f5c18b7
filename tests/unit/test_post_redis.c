/* With a real Redis: killed, frozen, not there yet. */
#include <criterion/criterion.h>
#include <signal.h>
#include <unistd.h>

#include "tests/support/alerting.h"
#include "tests/support/posting.h"

enum { FREEZE_US = 100000 };

static struct redis_server *server;

TestSuite(post_redis, .init = posting_begin, .fini = posting_end, .timeout = 120);

Test(post_redis, brings_each_sink_what_it_takes)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &file_sink, posting_file());
    posting_add(p, &redis_sink, posting_url(""));
    posting_start(p);
    posting_hear(p, 1000);
    post_stats(p, bytes_of_text("{\"event_type\":\"stats\"}"));
    post_beat(p, bytes_of_text("{\"state\":\"running\"}"));
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row row = { .item = &clear_item, .verdict = VERDICT_FAIL };
    post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    cr_expect(posting_delivers(p, 0, 1001) && posting_delivers(p, 1, 1000));
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(posting_lines_of(posting_file()), 1001, "alerts and statistics");
    cr_expect_eq(posting_repeated(), 0);
    posting_expect("HGET camwarden:sensors sensor-a", "running");
    posting_expect("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "FAIL");
}

Test(post_redis, delivers_what_is_left_when_it_is_closed)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    posting_hear(p, 3000);
    posting_start(p);
    cr_expect_eq(post_close(p, 60000), 0);
    cr_expect_eq(posting_repeated(), 0);
}

Test(post_redis, loses_nothing_when_redis_is_killed_and_comes_again)
{
    server = posting_redis();
    struct post *p = posting_new(64 << 20);
    posting_add(p, &redis_sink, posting_url(""));
    posting_start(p);
    for (size_t round = 0; round < 3; round++) {
        posting_hear(p, 2000);
        cr_assert(posting_delivers(p, 0, posting_told() - 1900));
        redis_server_kill(server);
        posting_hear(p, 500);
        cr_expect(posting_becomes(p, 0, false));
        redis_server_again(server);
    }
    cr_expect(posting_delivers(p, 0, posting_told()));
    cr_expect(posting_becomes(p, 0, true));
    cr_expect_eq(posting_status(p, 0).recoveries, 3);
    cr_expect_eq(post_close(p, 30000), 0);
    cr_expect_leq(posting_repeated(), 3 * 64, "at most a batch each time");
}

Test(post_redis, takes_alerts_while_redis_is_frozen_and_goes_on_when_it_thaws)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    posting_start(p);
    posting_hear(p, 1);
    cr_assert(posting_delivers(p, 0, 1));
    (void)kill(server->pid, SIGSTOP);
    posting_hear(p, 2000);
    cr_expect_eq(posting_status(p, 0).delivered, 1,
                 "every call returned, and nothing could be delivered");
    cr_expect_eq(posting_status(p, 0).queued, 2000);
    cr_expect(posting_becomes(p, 0, false), "and it is noticed");
    (void)kill(server->pid, SIGCONT);
    cr_expect(posting_delivers(p, 0, 2001));
    cr_expect_eq(post_close(p, 30000), 0);
    cr_expect_leq(posting_repeated(), 128);
}

Test(post_redis, does_not_wait_for_a_frozen_redis_when_it_is_closed)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    posting_add(p, &file_sink, posting_file());
    posting_start(p);
    (void)kill(server->pid, SIGSTOP);
    posting_hear(p, 100);
    usleep(FREEZE_US); /* so that its thread waits for an answer */
    double begun = posting_seconds();
    cr_expect_eq(post_close(p, 500), 100, "those for Redis");
    cr_expect_lt(posting_seconds() - begun, 4, "and not the 5 seconds that an answer may take");
    cr_expect_eq(posting_lines_of(posting_file()), 100);
    (void)kill(server->pid, SIGCONT);
}

Test(post_redis, starts_without_redis_and_goes_on_trying)
{
    server = posting_redis();
    redis_server_kill(server);
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    cr_expect_not(posting_status(p, 0).up);
    posting_start(p);
    struct post_status s = posting_tried(p, 0);
    cr_expect_not(s.up);
    cr_expect_not_null(strstr(s.reason.s, "Connection refused"));
    posting_hear(p, 10);
    post_hasten(p);
    redis_server_again(server);
    post_hasten(p);
    cr_expect(posting_delivers(p, 0, 10));
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(posting_repeated(), 0);
}

Test(post_redis, tries_at_once_when_it_is_told_to)
{
    server = posting_redis();
    redis_server_kill(server);
    struct post *p = posting_patient();
    posting_add(p, &redis_sink, posting_url(""));
    posting_start(p);
    posting_hear(p, 1);
    cr_expect_not(posting_tried(p, 0).up);
    redis_server_again(server);
    cr_expect_not(posting_status(p, 0).up);
    post_hasten(p);
    cr_expect(posting_delivers(p, 0, 1));
    cr_expect_eq(post_close(p, 10000), 0);
}

/* Redis closes what is idle ("timeout"); it may also have been restarted. */
Test(post_redis, takes_a_connection_that_was_closed_for_no_failure_if_another_works)
{
    server = posting_redis();
    struct post *p = posting_patient();
    posting_add(p, &redis_sink, posting_url(""));
    posting_start(p);
    posting_hear(p, 1);
    cr_expect(posting_delivers(p, 0, 1));
    posting_command("CLIENT KILL TYPE normal SKIPME yes");
    posting_hear(p, 1);
    cr_expect(posting_delivers(p, 0, 2));
    for (int k = 0; k < PATIENCE && posting_status(p, 0).recoveries == 0; k++)
        usleep(TICK_US);
    cr_expect_eq(posting_status(p, 0).recoveries, 1, "it may have forgotten what it kept");
    cr_expect(posting_status(p, 0).up);
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(posting_repeated(), 0);
}

Test(post_redis, keeps_only_the_newest_posture_of_a_camera)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row row = { .item = &clear_item };
    for (uint64_t i = 1; i <= 100; i++) {
        row.count = i;
        post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    }
    cr_expect_eq(posting_status(p, 0).postures, 1);
    posting_start(p);
    cr_expect_eq(post_close(p, 10000), 0);
    posting_expect("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "\"count\":100");
    posting_expect("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "\"sensor\":\"sensor-a\"");
}

Test(post_redis, forgets_the_posture_of_what_is_no_camera_after_all)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct posture_row row = { .item = &clear_item, .verdict = VERDICT_FAIL };
    post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    posting_start(p);
    for (int k = 0; k < PATIENCE && posting_status(p, 0).postures > 0; k++)
        usleep(TICK_US);
    text_format(&r.camera.id, "10.0.0.5");
    post_posture(p, &(struct posture){ .camera = &r.camera, .row = &row, .n = 1 });
    post_forget(p, "10.0.0.5");
    post_forget(p, "never-known");
    cr_expect_eq(post_close(p, 10000), 0);
    posting_expect("HGET camwarden:postures:sensor-a bc:c3:42:00:00:05", "FAIL");
    posting_expect("HLEN camwarden:postures:sensor-a", "(1)");
}

static void wait_for_beat(const char *value)
{
    bool there = false;
    for (int k = 0; k < PATIENCE && !there; k++) {
        there = strstr(redis_server_text(server, "HGET camwarden:sensors sensor-a"), value) != NULL;
        usleep(TICK_US);
    }
    cr_assert(there, "%s", value);
}

Test(post_redis, notices_another_sensor_of_its_name)
{
    server = posting_redis();
    struct post *p = posting_new(0);
    posting_add(p, &redis_sink, posting_url(""));
    posting_start(p);
    post_beat(p, bytes_of_text("{\"instance\":\"aa\",\"state\":\"running\",\"n\":1}"));
    wait_for_beat("\"n\":1");
    cr_expect_str_eq(posting_status(p, 0).rival.s, "");
    posting_command("HSET camwarden:sensors sensor-a {\"instance\":\"bb\",\"state\":\"running\","
                    "\"every_s\":30,\"machine\":\"gate\",\"pid\":7}");
    post_beat(p, bytes_of_text("{\"instance\":\"aa\",\"state\":\"running\",\"n\":2}"));
    wait_for_beat("\"n\":2");
    cr_expect_str_eq(posting_status(p, 0).rival.s, "process 7 on gate");
    cr_expect_eq(post_close(p, 10000), 0);
}
