#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/policies.h"

Test(policy_check, names_an_unknown_key_its_place_and_what_was_meant)
{
    expect_mistake("levle: entry\n", "policy.yaml:1:1: unknown key 'levle'; did you mean 'level'?");
    expect_mistake("level: entry\ncameras:\n  - name: a\n    macc: x\n",
                   "policy.yaml:4:5: unknown key 'macc'; did you mean 'mac'?");
    expect_mistake("servers: {\n  gopher: []}\n", "policy.yaml:2:3: unknown key 'gopher'");
}

Test(policy_check, names_an_unknown_word)
{
    expect_mistake("level: standart\n",
                   "policy.yaml:1:8: 'level' cannot be 'standart'; did you mean 'standard'?");
    expect_mistake("level: 3\n", "policy.yaml:1:8: 'level' cannot be '3'");
}

Test(policy_check, names_a_value_of_the_wrong_shape)
{
    expect_mistake("cameras: x\n", "policy.yaml:1:10: 'cameras' must be a list");
    expect_mistake("servers: [a]\n", "policy.yaml:1:10: 'servers' must hold keys and values");
    expect_mistake("level: [entry]\n", "policy.yaml:1:8: 'level' must be one value");
    expect_mistake("- a\n", "policy.yaml:1:1: 'a policy' must hold keys and values");
    expect_mistake("clients: ['']\n", "policy.yaml:1:11: 'clients' is empty");
}

Test(policy_check, names_a_value_that_is_wrong)
{
    expect_mistake("cameras: [{mac: d4:2d:c5}]\n",
                   "policy.yaml:1:17: 'd4:2d:c5' is no MAC address of a host (like "
                   "d4:2d:c5:00:00:01)");
    expect_mistake("limits:\n  hosts: 3\n",
                   "policy.yaml:2:10: '3' is no whole number from 16 to 1048576");
    expect_mistake("facts: {age: 30}\n",
                   "policy.yaml:1:14: '30' is no age from 1h to 3650d (like 30d)");
    expect_mistake("facts: {age: 0d}\n",
                   "policy.yaml:1:14: '0d' is no age from 1h to 3650d (like 30d)");
    expect_mistake("facts: {age: 99999d}\n",
                   "policy.yaml:1:14: '99999d' is no age from 1h to 3650d (like 30d)");
    expect_mistake("ports: {tcp: [80, 65536]}\n",
                   "policy.yaml:1:19: '65536' is no whole number from 1 to 65535");
    expect_mistake("firmware:\n  - {model: a, minimum: latest}\n",
                   "policy.yaml:2:25: 'latest' is no version (like 3.67)");
}

Test(policy_check, names_what_is_missing_or_there_twice)
{
    expect_mistake("firmware:\n  - model: a\n", "policy.yaml:2:5: 'minimum' is missing here");
    expect_mistake("suppressions: [{camera: a, item: 3.4, until: 2027-01-01}]\n",
                   "policy.yaml:1:16: 'reason' is missing here");
    expect_mistake("cameras:\n  - name: a\n",
                   "policy.yaml:2:5: this camera needs one of 'mac', 'ip' and 'network'");
    expect_mistake("level: entry\nlevel: entry\n", "policy.yaml:2:1: 'level' stands here twice");
}

Test(policy_check, names_the_place_where_it_is_no_yaml)
{
    expect_mistake("level: [entry\n", "policy.yaml:2:1: did not find expected ',' or ']'");
    struct error e;
    cr_assert_null(policy_from("\tlevel: entry\n", NULL, &e));
    cr_assert_eq(strncmp(e.s, "policy.yaml:1:1: ", 17), 0, "%s", e.s);
}

Test(policy_check, names_the_place_of_a_second_document)
{
    expect_mistake("level: entry\n---\nlevel: standard\n",
                   "policy.yaml:2:1: a second document begins here; a policy is one");
    expect_mistake("# mine\n---\nlevel: entry\n...\n---\n",
                   "policy.yaml:5:1: a second document begins here; a policy is one");
    expect_mistake("level: entry\n---\nlevel: [\n",
                   "policy.yaml:4:1: did not find expected node content");
}

Test(policy_check, takes_one_document_with_its_marks_and_a_file_without_any)
{
    static const char *const right[] = {
        "---\nlevel: entry\n", "level: entry\n...\n# end\n", "\xef\xbb\xbflevel: entry\n", "", "\n",
        "# nothing\n"
    };
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        policy_free(good_policy(right[i]));
}

Test(policy_check, names_the_place_where_it_is_no_text)
{
    expect_mistake("\xff\xfe", "policy.yaml:1:1: this is no text in UTF-8");
    expect_mistake("\xfe\xff", "policy.yaml:1:1: this is no text in UTF-8");
    expect_mistake("level: entry\n# \xff\n", "policy.yaml:2:3: this is no text in UTF-8");
    expect_mistake("level: entry\n# \x01\n", "policy.yaml:2:3: this is no text in UTF-8");
}

/* Whatever is cut off: an answer, and no crash. */
Test(policy_check, survives_a_file_cut_anywhere)
{
    static const char yaml[] =
        "level: entry\n"
        "cameras:\n  - {name: a, mac: d4:2d:c5:00:00:01, exceptions: [3.4]}\n"
        "servers: {ftp: &a [192.0.2.1], dns: *a}\n"
        "suppressions:\n  - {camera: a, item: 3.4, reason: r, until: 2027-01-01}\n";
    for (size_t n = 0; n < sizeof yaml; n += 3) {
        char cut[sizeof yaml];
        struct error e;
        memcpy(cut, yaml, n);
        cut[n] = '\0';
        struct policy *p = policy_from(cut, NULL, &e);
        cr_assert(p != NULL || e.s[0] != '\0');
        policy_free(p);
    }
}

Test(policy_check, survives_bytes_that_are_no_text)
{
    static const char *const odd[] = { "\xff\xfe",  "level: \"\\0\"\n", "? [a]\n: b\n", "*x\n",
                                       "&a [*a]\n", "a: &a {a: *a}\n",  "---\n---\n" };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct error e;
        struct policy *p = policy_from(odd[i], NULL, &e);
        policy_free(p);
    }
}

Test(policy_check, names_what_is_wrong_with_what_passwords_must_be)
{
    expect_mistake("passwords: {minimum_length: 0}\n",
                   "policy.yaml:1:29: '0' is no whole number from 1 to 128");
    expect_mistake("passwords: {fingerprints: of}\n",
                   "policy.yaml:1:27: 'fingerprints' cannot be 'of'; did you mean 'off'?");
    expect_mistake("passwords: {fingerprints: on, max_age: never}\n",
                   "policy.yaml:1:40: 'never' is no age from 1h to 3650d (like 30d)");
    expect_mistake("passwords: {max_age: 180d}\n",
                   "policy.yaml:1:12: 'max_age' needs 'fingerprints: on' beside it");
    expect_mistake("passwords: {max_aeg: 180d}\n",
                   "policy.yaml:1:13: unknown key 'max_aeg'; did you mean 'max_age'?");
}
