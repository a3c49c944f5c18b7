#include "alerts/quill.h"

#include <criterion/criterion.h>

Test(quill, writes_what_finds_a_place_and_no_more)
{
    char room[] = "....";
    struct quill q = { room, room + 3 };
    quill_text(&q, "");
    quill_char(&q, 'a');
    quill_text(&q, "bcd");
    quill_char(&q, 'e');
    cr_expect_str_eq(room, "abc.");
    cr_expect_eq(q.at, q.end);
}
