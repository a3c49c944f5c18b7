#include <criterion/criterion.h>

#include "tests/support/judging.h"

Test(sd_card_lock, is_not_observable_whatever_is_seen)
{
    court_cannot_observe("2.9", "lock");
}
