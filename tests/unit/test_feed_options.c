#include "sensor/feed_options.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

static void read_words(struct feed_options *o, const char *const *words)
{
    static char room[16][64];
    char *argv[17] = { NULL };
    int argc = 0;
    for (; words[argc] != NULL; argc++) {
        (void)snprintf(room[argc], sizeof room[argc], "%s", words[argc]);
        argv[argc] = room[argc];
    }
    feed_options_read(argc, argv, o);
}

Test(feed_options, has_defaults)
{
    static const char *const words[] = { "feed", "--redis", "redis://x", NULL };
    struct feed_options o;
    char host[65] = "";
    read_words(&o, words);
    (void)gethostname(host, sizeof host - 1);
    cr_expect_str_eq(o.redis, "redis://x");
    cr_expect_str_eq(o.group, "camwarden-feed");
    cr_expect_str_eq(o.consumer, host);
    cr_expect_str_eq(o.begin, "0");
    cr_expect_str_eq(o.to, "-");
    cr_expect(o.claim_after_s == 60 && o.most == 0 && !o.once && o.format == FORMAT_EVE);
}

Test(feed_options, takes_what_it_is_told)
{
    static const char *const words[] = { "feed",
                                         "--redis",
                                         "unix:/s",
                                         "--group",
                                         "g",
                                         "--once",
                                         "--consumer",
                                         "c",
                                         "--from",
                                         "now",
                                         "--to",
                                         "f",
                                         "--claim-after=5",
                                         "--count=7",
                                         "--format=ecs",
                                         "--no-sandbox",
                                         NULL };
    struct feed_options o;
    read_words(&o, words);
    cr_expect_str_eq(o.group, "g");
    cr_expect_str_eq(o.consumer, "c");
    cr_expect_str_eq(o.begin, "$");
    cr_expect_str_eq(o.to, "f");
    cr_expect(o.claim_after_s == 5 && o.most == 7 && o.once && o.format == FORMAT_ECS &&
              o.no_sandbox);
}

#define MISTAKE(name, ...)                                                \
    Test(feed_options, name, .exit_code = 2)                              \
    {                                                                     \
        static const char *const words[] = { "feed", __VA_ARGS__, NULL }; \
        struct feed_options o;                                            \
        read_words(&o, words);                                            \
    }

MISTAKE(wants_a_redis, "--once")
MISTAKE(knows_two_beginnings, "--redis=x", "--from=noon")
MISTAKE(counts_from_one, "--redis=x", "--count=0")
MISTAKE(waits_a_second_at_least, "--redis=x", "--claim-after=0")
MISTAKE(takes_no_empty_group, "--redis=x", "--group=")
MISTAKE(takes_no_name_with_a_line_feed, "--redis=x", "--consumer=a\nb")
MISTAKE(takes_no_other_words, "--redis=x", "more")
MISTAKE(knows_three_formats, "--redis=x", "--format=xml")
