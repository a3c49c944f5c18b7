#include <criterion/criterion.h>

#include "tests/support/judging.h"

Test(alteration_detection, is_not_observable_whatever_is_seen)
{
    court_cannot_observe("3.7", "card");
}
