#include "rules/awaited_files.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation transfer(uint16_t port)
{
    struct observation o = used("ftp", OBS_TRANSFER, 21);
    o.transfer.data = at_host(50, port);
    return o;
}

static struct observation content(uint16_t port)
{
    struct observation o = used("file", OBS_CONTENT, port);
    o.content.content = CONTENT_MP4;
    return o;
}

Test(awaited_files, are_matched_by_the_listening_end)
{
    struct awaited_files f = { 0 };
    struct observation t = transfer(4000), right = content(4000), wrong = content(4001);
    awaited_files_expect(&f, &t);
    cr_assert_not(awaited_files_match(&f, &wrong));
    cr_assert(awaited_files_match(&f, &right));
    cr_assert_str_eq(awaited_content_name(f.last), "an MP4 film");
    struct endpoint swap = right.client;
    right.client = right.server;
    right.server = swap;
    cr_assert(awaited_files_match(&f, &right), "roles may be guessed wrong");
}

Test(awaited_files, are_forgotten_after_four_more)
{
    struct awaited_files f = { 0 };
    for (uint16_t i = 0; i < AWAITED_MAX + 1; i++) {
        struct observation t = transfer((uint16_t)(4000 + i));
        awaited_files_expect(&f, &t);
    }
    struct observation first = content(4000), second = content(4001);
    cr_assert_not(awaited_files_match(&f, &first));
    cr_assert(awaited_files_match(&f, &second));
}

Test(awaited_files, without_an_address_or_encrypted_are_not_awaited)
{
    struct awaited_files f = { 0 };
    struct observation t = transfer(0), secret = transfer(4000), c = content(4000);
    secret.transfer.private = true;
    awaited_files_expect(&f, &t);
    awaited_files_expect(&f, &secret);
    cr_assert_not(awaited_files_match(&f, &c));
}
