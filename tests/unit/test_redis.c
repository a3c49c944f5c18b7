/* Against a server that plays a part: it expects commands and gives answers, one for one. The real
 * Redis has its say in tests/whole/redis.py. */
#include <criterion/criterion.h>
#include <hiredis/hiredis.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "alerts/redis.h"
#include "alerts/sink.h"

static const char error_of_auth[] =
    "-ERR unknown command 'AUTH', with args beginning with: 's3cret'";

struct part {
    const char *expects; /* the words of the command, with blanks between them; or what they begin
                          * with, and "..." */
    const char *answers; /* without CR LF; NULL: never */
};

static char folder[] = "/tmp/camwarden-redis-XXXXXX";
static char url[128];
static pid_t server;
static struct error e;

static bool is_command(const redisReply *command, const char *expected)
{
    char words[1024] = "";
    size_t n = 0;
    for (size_t i = 0; i < command->elements && n < sizeof words; i++)
        n += (size_t)snprintf(words + n, sizeof words - n, i > 0 ? " %s" : "%s",
                              command->element[i]->str);
    size_t begin = strlen(expected);
    if (begin > 3 && strcmp(expected + begin - 3, "...") == 0)
        return strncmp(words, expected, begin - 3) == 0;
    return strcmp(words, expected) == 0;
}

static void *take_command(int fd, redisReader *reader)
{
    void *command = NULL;
    char piece[4096];
    ssize_t n = 1;
    redisReaderGetReply(reader, &command);
    while (command == NULL && n > 0) {
        n = read(fd, piece, sizeof piece);
        redisReaderFeed(reader, piece, n > 0 ? (size_t)n : 0);
        redisReaderGetReply(reader, &command);
    }
    return command;
}

static void play(int fd, const struct part *parts)
{
    redisReader *reader = redisReaderCreate();
    for (; parts->expects != NULL; parts++) {
        void *command = take_command(fd, reader);
        if (command == NULL)
            break;
        if (parts->answers == NULL)
            pause();
        const char *answer = is_command(command, parts->expects) ? parts->answers : "-ERR surprise";
        dprintf(fd, "%s\r\n", answer);
        freeReplyObject(command);
    }
    redisReaderFree(reader);
}

/* Parts end with one that expects NULL. */
static void serve(const struct part *parts)
{
    cr_assert_not_null(mkdtemp(folder));
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/s", folder);
    (void)snprintf(url, sizeof url, "unix:%s", address.sun_path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 4), 0);
    server = fork();
    if (server == 0) {
        play(accept(listener, NULL, NULL), parts);
        _exit(0);
    }
    (void)close(listener);
}

static void end(void)
{
    if (server > 0)
        (void)kill(server, SIGKILL);
    char name[128];
    (void)snprintf(name, sizeof name, "%s/s", folder);
    (void)unlink(name);
    (void)rmdir(folder);
}

static void forget_environment(void)
{
    unsetenv("CAMWARDEN_REDIS_USER");
    unsetenv("CAMWARDEN_REDIS_PASSWORD");
    unsetenv("CAMWARDEN_REDIS_PASSWORD_FILE");
    e.s[0] = '\0';
}

TestSuite(redis, .init = forget_environment, .fini = end, .timeout = 30);

static const struct bytes lines[] = { { (const uint8_t *)"{\"a\":1}", 7 },
                                      { (const uint8_t *)"{\"b\":2}", 7 } };
static const struct batch two = { .n = 2, .line = lines };

static void expect_error(const char *words)
{
    cr_expect_not_null(strstr(e.s, words), "'%s' does not say '%s'", e.s, words);
    cr_expect_null(strstr(e.s, "s3cret"));
}

Test(redis, pushes_a_batch_with_one_command_and_keeps_postures)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", ":2" },
        { "HSET camwarden:postures:north cam@3 {}", ":1" },
        { "HDEL camwarden:postures:north cam@3", ":1" },
        { NULL, NULL },
    };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.deliver(r, &two, &e), "%s", e.s);
    const struct whose w = { "north", "cam@3" };
    cr_expect(redis_sink.keep(r, &w, (struct bytes){ (const uint8_t *)"{}", 2 }, &e), "%s", e.s);
    cr_expect(redis_sink.keep(r, &w, (struct bytes){ NULL, 0 }, &e), "%s", e.s);
    cr_expect(redis_sink.close(r, &e));
}

Test(redis, cuts_a_big_batch)
{
    enum { LINES = 514 };
    static struct bytes many[LINES];
    static char big[2][640] = { "RPUSH camwarden:alerts", "RPUSH camwarden:alerts" };
    for (size_t i = 0; i < LINES; i++)
        many[i] = (struct bytes){ (const uint8_t *)"x", 1 };
    for (size_t i = 0; i < 256; i++)
        memcpy(big[0] + strlen(big[0]), " x", 3);
    memcpy(big[1] + strlen(big[1]), " x x", 5);
    const struct part parts[] = {
        { "PING", "+PONG" }, { big[0], ":256" }, { big[0], ":512" },
        { big[1], ":514" },  { NULL, NULL },
    };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.deliver(r, &(struct batch){ .n = LINES, .line = many }, &e), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis, logs_in_and_chooses_the_database)
{
    static const struct part parts[] = {
        { "AUTH alice s3cret", "+OK" },
        { "SELECT 3", "+OK" },
        { "PING", "+PONG" },
        { NULL, NULL },
    };
    serve(parts);
    setenv("CAMWARDEN_REDIS_USER", "alice", 1);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    char with_db[160];
    (void)snprintf(with_db, sizeof with_db, "%s?db=3", url);
    void *r = redis_sink.open(with_db, &e);
    cr_assert_not_null(r, "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis, welcomes_a_user_who_may_only_push)
{
    static const struct part parts[] = { { "PING", "-NOPERM no PING for you" }, { NULL, NULL } };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    (void)redis_sink.close(r, &e);
}

static void refused_when_opening(const struct part *parts, const char *words)
{
    serve(parts);
    cr_expect_null(redis_sink.open(url, &e));
    expect_error(words);
}

Test(redis, says_that_a_password_is_wanted)
{
    static const struct part parts[] = { { "PING", "-NOAUTH Authentication required." }, { 0 } };
    refused_when_opening(parts, "it wants a password (NOAUTH)");
}

Test(redis, says_that_the_password_is_wrong)
{
    static const struct part parts[] = {
        { "AUTH s3cret", "-WRONGPASS invalid username-password pair" }, { 0 }
    };
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    refused_when_opening(parts, "the user name or the password is wrong (WRONGPASS)");
}

Test(redis, never_repeats_what_redis_says_of_a_login)
{
    static const struct part parts[] = { { "AUTH s3cret", error_of_auth }, { 0 } };
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    refused_when_opening(parts, "refused the login");
}

Test(redis, says_in_redis_words_what_it_does_not_know)
{
    static const struct part parts[] = { { "PING", "-ERR max number of clients reached" }, { 0 } };
    refused_when_opening(parts, "ERR max number of clients reached");
}

Test(redis, says_that_there_is_no_redis)
{
    static const struct part parts[] = { { "PING", "HTTP/1.1 400 Bad Request" }, { 0 } };
    refused_when_opening(parts, "is not Redis");
}

Test(redis, says_that_the_connection_was_closed)
{
    static const struct part parts[] = { { 0 } };
    refused_when_opening(parts, "closed the connection");
}

Test(redis, does_not_wait_for_ever)
{
    static const struct part parts[] = { { "PING", NULL }, { 0 } };
    refused_when_opening(parts, "did not answer within 5 seconds");
}

Test(redis, says_that_nobody_is_there)
{
    cr_expect_null(redis_sink.open("unix:/nowhere/redis.sock", &e));
    expect_error("cannot connect to Redis at /nowhere/redis.sock: No such file or directory");
    cr_expect_null(redis_sink.open("redis://alice@127.0.0.1:1/0", &e));
    expect_error("cannot connect to Redis at 127.0.0.1:1: Connection refused");
    cr_expect_null(redis_sink.open("redis://[::1]:1", &e));
    expect_error("cannot connect to Redis at [::1]:1: ");
    cr_expect_null(redis_sink.open("localhost", &e));
    expect_error("no Redis URL");
}

static void refused_when_pushing(const char *answer, const char *words)
{
    const struct part parts[] = { { "PING", "+PONG" },
                                  { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", answer },
                                  { NULL, NULL } };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    expect_error(words);
    cr_expect(redis_sink.close(r, &e));
}

Test(redis, says_that_the_right_is_missing)
{
    refused_when_pushing("-NOPERM this user has no permissions to run the 'rpush' command",
                         "this user has no right to (NOPERM)");
}

Test(redis, says_that_the_key_is_no_list)
{
    refused_when_pushing("-WRONGTYPE Operation against a key holding the wrong kind of value",
                         "holds something else (WRONGTYPE)");
}

Test(redis, says_that_the_memory_is_full)
{
    refused_when_pushing("-OOM command not allowed when used memory > 'maxmemory'.",
                         "its memory is full (OOM)");
}

Test(redis, says_that_it_is_read_only)
{
    refused_when_pushing("-READONLY You can't write against a read only replica.",
                         "read-only replica (READONLY)");
}

static struct redis_answer *ask_for_news(struct redis *r)
{
    static const char *words[] = { "NEWS" };
    static const size_t lengths[] = { 4 };
    return redis_ask(r, &(struct command){ "the news", false, 1, words, lengths }, &e);
}

/* Behind another connection there may be the master. */
Test(redis, hangs_up_where_nothing_is_taken)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "NEWS", "-ERR unknown command" },
        { "NEWS", "-READONLY You can't write against a read only replica." },
        { NULL, NULL },
    };
    serve(parts);
    struct redis *r = redis_new(url, &e);
    cr_assert(redis_connect(r, &e), "%s", e.s);
    cr_expect_null(ask_for_news(r));
    cr_expect(redis_connected(r));
    cr_expect_null(ask_for_news(r));
    cr_expect(redis_refused(r, "READONLY"));
    cr_expect_not(redis_connected(r));
    redis_free(r);
}

/* A port for TLS does so. */
Test(redis, says_what_it_may_be_when_it_hangs_up_before_the_first_word)
{
    static const struct part parts[] = { { NULL, NULL } };
    refused_when_opening(parts, "without a word (the greeting): it may want TLS");
}

Test(redis, does_not_take_less_for_an_answer)
{
    refused_when_pushing(":1", "is not Redis");
}

Test(redis, does_not_take_another_kind_of_answer)
{
    refused_when_pushing("+OK", "is not Redis");
}

Test(redis, outlives_a_server_that_goes_away)
{
    static const struct part parts[] = { { "PING", "+PONG" }, { NULL, NULL } };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    (void)kill(server, SIGKILL);
    usleep(50000);
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    expect_error("closed the connection");
    (void)redis_sink.close(r, &e);
}

Test(redis, gives_an_answer_as_it_is_nested)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "NEWS", "*1\r\n*2\r\n$1\r\nk\r\n*2\r\n*2\r\n$3\r\n1-0\r\n*-1\r\n:7" },
        { "NEWS", "*-1" },
        { "NEWS", "-NOGROUP No such key" },
        { NULL, NULL },
    };
    serve(parts);
    struct redis *r = redis_new(url, &e);
    cr_assert(redis_connect(r, &e), "%s", e.s);
    struct redis_answer *a = ask_for_news(r);
    cr_assert_not_null(a, "%s", e.s);
    const struct redis_answer *pair = redis_answer_part(a, 0);
    const struct redis_answer *list = redis_answer_part(pair, 1);
    const struct redis_answer *gone = redis_answer_part(redis_answer_part(list, 0), 1);
    cr_expect(bytes_equal_text(redis_answer_text(redis_answer_part(pair, 0)), "k"));
    cr_expect_eq(redis_answer_count(list), 2);
    cr_expect(redis_answer_count(gone) == 0 && redis_answer_part(gone, 0) == NULL);
    cr_expect_null(redis_answer_text(redis_answer_part(list, 1)).p, "a number is no text");
    cr_expect_null(redis_answer_part(list, 2));
    redis_answer_free(a);
    a = ask_for_news(r);
    cr_expect(a != NULL && redis_answer_count(a) == 0 && redis_answer_text(a).p == NULL);
    redis_answer_free(a);
    cr_expect_null(ask_for_news(r));
    expect_error("refused the news: NOGROUP");
    cr_expect(redis_connected(r));
    redis_free(r);
}

Test(redis, does_not_follow_an_answer_without_bottom)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "NEWS", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1" },
        { NULL, NULL },
    };
    serve(parts);
    struct redis *r = redis_new(url, &e);
    cr_assert(redis_connect(r, &e), "%s", e.s);
    cr_expect_null(ask_for_news(r));
    expect_error("is not Redis");
    redis_free(r);
}

Test(redis, makes_no_room_for_a_list_that_is_only_announced)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "NEWS", "*2147483647" },
        { NULL, NULL },
    };
    serve(parts);
    struct redis *r = redis_new(url, &e);
    cr_assert(redis_connect(r, &e), "%s", e.s);
    cr_expect_null(ask_for_news(r));
    expect_error("answered too much");
    redis_free(r);
}

Test(redis, tells_the_heartbeat_of_a_sensor)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "HSET camwarden:sensors sensor-a {}", ":1" },
        { "LLEN camwarden:alerts", ":7" },
        { "HSET camwarden:sensors sensor-a {}", ":1" },
        { "LLEN camwarden:alerts", "-NOPERM no LLEN for you" },
        { "HSET camwarden:sensors sensor-a {}", "-NOPERM no HSET for you" },
        { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", ":2" },
        { NULL, NULL },
    };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.beat(r, "sensor-a", bytes_of_text("{}"), &e), "%s", e.s);
    cr_expect(redis_sink.beat(r, "sensor-a", bytes_of_text("{}"), &e), "%s", e.s);
    struct sink_figures figures;
    redis_sink.figures(r, &figures);
    cr_expect_eq(figures.depth, 7);
    cr_expect_not(redis_sink.beat(r, "sensor-a", bytes_of_text("{}"), &e));
    expect_error("heartbeat");
    cr_expect_not(redis_sink.broken(r), "it was only refused");
    cr_expect(redis_sink.deliver(r, &two, &e), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis, tells_what_is_kept_of_a_sensor)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "HGET camwarden:sensors sensor-a", "$2\r\n{}" },
        { "HGET camwarden:sensors sensor-a", "$-1" },
        { "HGET camwarden:sensors sensor-a", "$3\r\n{ }" },
        { "HGET camwarden:sensors sensor-a", "-NOPERM no HGET for you" },
        { NULL, NULL },
    };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    char kept[2];
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 2);
    cr_expect_eq(memcmp(kept, "{}", 2), 0);
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 0, "there is none");
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 0, "it is too long");
    cr_expect_eq(redis_sink.recall(r, "sensor-a", kept, sizeof kept), 0, "it may not be read");
    cr_expect_not(redis_sink.broken(r));
    (void)redis_sink.close(r, &e);
}

/* The script's call, with its name, of two lines of number 8 and 9 of epoch 3. */
static const char script_call[] =
    "EVALSHA 968db87a993bdd541916d0096c1282e3cd26ec92 2 camwarden:alerts "
    "camwarden:delivered:{camwarden:alerts}:me list 3 8 0 1000000 7776000 {\"a\":1} {\"b\":2}";
static const struct batch numbered = {
    .n = 2, .line = lines, .sender = "me", .epoch = 3, .first = 8
};

static void answers_of_the_script(const char *answer, bool taken)
{
    const struct part parts[] = { { "PING", "+PONG" }, { script_call, answer }, { NULL, NULL } };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_eq(redis_sink.deliver(r, &numbered, &e), taken, "%s: %s", answer, e.s);
    if (!taken)
        expect_error("is not Redis");
    (void)redis_sink.close(r, &e);
    end();
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

Test(redis, has_the_script_called_by_its_name)
{
    answers_of_the_script("*4\r\n$1\r\n1\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n3-8", true);
}

Test(redis, takes_no_other_answer_for_that_of_the_script)
{
    static const char *const others[] = {
        ":2",
        "+OK",
        "*0",
        "*3\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5",
        "*4\r\n$1\r\n3\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n3-8",
        "*4\r\n$2\r\n-1\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n3-8",
        "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$20\r\n99999999999999999999\r\n$3\r\n3-8",
        "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5\r\n$1\r\n3",
        "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5\r\n$4\r\n3-8x",
        "*4\r\n$-1\r\n*0\r\n:5\r\n$3\r\n3-8",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        answers_of_the_script(others[i], false);
}

/* What the script answers of lines that are new. */
static const char fresh[] = "*4\r\n$1\r\n0\r\n$1\r\n0\r\n$1\r\n5\r\n$3\r\n0-0";

/* 600 lines are three calls, which are on their way at once. */
static bool delivers_three_calls(void *sink)
{
    static struct bytes many[600];
    for (size_t i = 0; i < 600; i++)
        many[i] = (struct bytes){ (const uint8_t *)"x", 1 };
    const struct batch b = { .n = 600, .line = many, .sender = "me", .epoch = 3, .first = 1 };
    return redis_sink.deliver(sink, &b, &e);
}

/* After a refusal one line goes alone before the others: four calls. */
Test(redis, tells_the_first_refusal_of_several_and_stays_in_step)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },          { "EVALSHA ...", fresh }, { "EVALSHA ...", "-WRONGTYPE no" },
        { "EVALSHA ...", "-CURSOR" }, { "EVALSHA ...", fresh }, { "EVALSHA ...", fresh },
        { "EVALSHA ...", fresh },     { "EVALSHA ...", fresh }, { NULL, NULL },
    };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_not(delivers_three_calls(r));
    expect_error("that key holds something else (WRONGTYPE)");
    cr_expect_not(redis_sink.broken(r));
    cr_expect(delivers_three_calls(r), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis, goes_on_from_the_call_whose_script_was_not_known)
{
    static const struct part parts[] = {
        { "PING", "+PONG" },
        { "EVALSHA ...", fresh },
        { "EVALSHA ...", "-NOSCRIPT No matching script." },
        { "EVALSHA ...", "-CURSOR" },
        { "EVAL local function ...", fresh },
        { "EVALSHA ...", fresh },
        { NULL, NULL },
    };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(delivers_three_calls(r), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

Test(redis, ends_when_the_connection_breaks_amid_several_calls)
{
    static const struct part parts[] = { { "PING", "+PONG" }, { "EVALSHA ...", fresh }, { 0 } };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect_not(delivers_three_calls(r));
    expect_error("closed the connection");
    cr_expect(redis_sink.broken(r));
    (void)redis_sink.close(r, &e);
}

Test(redis, can_be_made_ready_before_anybody_is_there)
{
    cr_expect_null(redis_sink.ready("nonsense", &e));
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    (void)snprintf(url, sizeof url, "unix:%s/s", folder);
    void *r = redis_sink.ready(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    cr_expect(redis_sink.broken(r));
    cr_expect_not(redis_sink.mend(r, &e));
    expect_error("cannot connect");
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    (void)redis_sink.close(r, &e);
}

Test(redis, connects_again_with_what_it_has_kept)
{
    static const struct part parts[] = {
        { "AUTH alice s3cret", "+OK" },
        { "PING", "+PONG" },
        { "RPUSH camwarden:alerts {\"a\":1} {\"b\":2}", ":2" },
        { NULL, NULL },
    };
    serve(parts);
    setenv("CAMWARDEN_REDIS_PASSWORD", "s3cret", 1);
    char with_user[200];
    (void)snprintf(with_user, sizeof with_user, "unix://alice@%s", url + strlen("unix:"));
    void *r = redis_sink.ready(with_user, &e);
    cr_assert_not_null(r, "%s", e.s);
    memset(with_user, '*', sizeof with_user - 1);
    cr_expect_null(strstr(redis_sink.where(r), "s3cret"));
    cr_expect(redis_sink.mend(r, &e), "%s", e.s);
    cr_expect(redis_sink.deliver(r, &two, &e), "%s", e.s);
    (void)redis_sink.close(r, &e);
}

static void *stop_soon(void *self)
{
    usleep(50000);
    redis_sink.stop(self);
    return NULL;
}

Test(redis, stops_waiting_when_it_is_told_to)
{
    static const struct part parts[] = { { "PING", "+PONG" }, { "RPUSH", NULL }, { NULL, NULL } };
    serve(parts);
    void *r = redis_sink.open(url, &e);
    cr_assert_not_null(r, "%s", e.s);
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, stop_soon, r), 0);
    cr_expect_not(redis_sink.deliver(r, &two, &e));
    expect_error("anceled");
    (void)pthread_join(thread, NULL);
    (void)redis_sink.close(r, &e);
}
