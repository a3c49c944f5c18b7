#include "rules/explain.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "rules/rule.h"

static char *page_of(const char *number)
{
    char *page = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&page, &n);
    cr_assert_not_null(out);
    explain(out, &item_find(number)->about);
    (void)fclose(out);
    return page;
}

Test(explain, says_what_an_item_means_how_it_is_judged_and_how_to_change_it)
{
    char *page = page_of("3.2.4");
    cr_assert_eq(strncmp(page,
                         "3.2.4 Easy IP Setup\n  recommended: 20 minutes\n  level:       standard\n"
                         "  signature:   7232400, CWE-306\n\nWhat it means\n  Easy IP Setup finds",
                         130),
                 0, "%s", page);
    cr_assert_not_null(strstr(page, "\nHow it is judged\n"));
    cr_assert_not_null(strstr(page, "\nHow to change it\n  [Network] - [Network]"));
    cr_assert_not_null(strstr(page, "\nWhy it may be unknown\n"));
    free(page);
}

Test(explain, keeps_every_page_within_79_columns)
{
    for (size_t i = 0; i < items_n; i++) {
        char *page = page_of(items[i]->about.number);
        for (const char *line = page; *line != '\0';) {
            size_t n = strcspn(line, "\n");
            cr_assert_leq(n, 79, "%.*s", (int)n, line);
            cr_assert(n == 0 || line[n - 1] != ' ');
            line += n + 1;
        }
        free(page);
    }
}
