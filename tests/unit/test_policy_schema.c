#include "rules/policy_schema.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/policies.h"

/* Each key of the schema is described in the commented example. */
static void expect_in_example(const cyaml_schema_field_t *fields, const char *example)
{
    for (; fields->key != NULL; fields++) {
        char key[64];
        (void)snprintf(key, sizeof key, "%s:", fields->key);
        cr_assert_not_null(strstr(example, key), "%s is not in rules/example-policy.yaml", key);
        if (fields->value.type == CYAML_MAPPING)
            expect_in_example(fields->value.mapping.fields, example);
        if (fields->value.type == CYAML_SEQUENCE &&
            fields->value.sequence.entry->type == CYAML_MAPPING)
            expect_in_example(fields->value.sequence.entry->mapping.fields, example);
    }
}

Test(policy_schema, is_shown_whole_by_the_example)
{
    static char example[16384];
    FILE *f = fopen(SOURCE_DIR "/rules/example-policy.yaml", "r");
    cr_assert_not_null(f);
    cr_assert_gt(fread(example, 1, sizeof example - 1, f), 0);
    (void)fclose(f);
    expect_in_example(policy_schema.mapping.fields, example);
}
