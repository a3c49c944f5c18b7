#include <criterion/criterion.h>

#include "flow/volume.h"

static const uint64_t second_ns = 1000000000;

/* So many bytes in each second from `from_s` up to `to_s`; how often a minute was told, and the
 * last rate. */
static int send(struct volume *v, uint64_t from_s, uint64_t to_s, size_t n, uint32_t *kbit_s)
{
    int told = 0;
    for (uint64_t s = from_s; s < to_s; s++) {
        uint32_t rate = 0;
        if (volume_note(v, (1000 + s) * second_ns, n, &rate)) {
            told++;
            *kbit_s = rate;
        }
    }
    return told;
}

Test(volume, is_told_once_a_minute)
{
    struct volume v = { 0 };
    uint32_t kbit_s = 0;
    cr_assert_eq(send(&v, 0, 60, 25000, &kbit_s), 0, "the minute is not over");
    cr_assert_eq(send(&v, 60, 181, 25000, &kbit_s), 3);
    cr_assert_eq(kbit_s, 200);
}

Test(volume, of_less_is_not_told)
{
    struct volume v = { 0 };
    uint32_t kbit_s = 0;
    cr_assert_eq(send(&v, 0, 600, 12500, &kbit_s), 0);
}

Test(volume, of_a_download_is_not_told)
{
    struct volume v = { 0 };
    uint32_t kbit_s = 0;
    cr_assert_eq(send(&v, 0, 1, 50000000, &kbit_s), 0);
    cr_assert_eq(send(&v, 1, 300, 100, &kbit_s), 0);
}

Test(volume, counts_from_the_last_silence)
{
    struct volume v = { 0 };
    uint32_t kbit_s = 0;
    cr_assert_eq(send(&v, 0, 55, 25000, &kbit_s), 0);
    cr_assert_eq(send(&v, 80, 135, 25000, &kbit_s), 0);
    cr_assert_eq(send(&v, 135, 141, 25000, &kbit_s), 1);
}

Test(volume, begins_anew_when_the_clock_goes_back)
{
    struct volume v = { 0 };
    uint32_t kbit_s = 0;
    cr_assert_eq(send(&v, 500, 555, 25000, &kbit_s), 0);
    cr_assert_eq(send(&v, 0, 61, 25000, &kbit_s), 1);
}
