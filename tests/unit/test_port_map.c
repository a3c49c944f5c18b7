#include "rules/port_map.h"

#include <criterion/criterion.h>

static struct port tcp(uint16_t number)
{
    return (struct port){ number, TRANSPORT_TCP };
}

Test(port_map, comes_back_from_its_words)
{
    struct port_map m = { .lost = false }, back = { .lost = false };
    struct sentence words = { "" };
    port_map_keep(&m, tcp(21));
    port_map_keep(&m, (struct port){ 53, TRANSPORT_UDP });
    port_map_write(&m, &words);
    cr_expect_str_eq(words.s, " tcp 21 udp 53");
    cr_assert(port_map_read(&back, words.s));
    cr_expect(port_map_has(&back, tcp(21)) && !port_map_has(&back, tcp(53)));
    cr_expect(port_map_has(&back, (struct port){ 53, TRANSPORT_UDP }));
    cr_expect_not(back.lost);
}

Test(port_map, says_that_there_were_more_than_words)
{
    struct port_map m = { .lost = false }, back = { .lost = false };
    struct sentence words = { "" };
    for (uint16_t i = 0; i < OPEN_MAX; i++)
        port_map_keep(&m, tcp((uint16_t)(60000 + i)));
    port_map_write(&m, &words);
    cr_assert(port_map_read(&back, words.s));
    cr_expect(back.lost, "%s", words.s);
    struct port_map passing = { .lost = false };
    port_map_keep_passing(&passing, tcp(40000));
    words.s[0] = '\0';
    port_map_write(&passing, &words);
    cr_expect_str_eq(words.s, " more");
}

Test(port_map, reads_no_port_that_is_none)
{
    static const char *const none[] = { "", "tcp", " tcp", " tcp x", " icmp 5", " tcp 0" };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct port_map m = { .lost = false };
        cr_expect_not(port_map_read(&m, none[i]), "'%s'", none[i]);
    }
}
