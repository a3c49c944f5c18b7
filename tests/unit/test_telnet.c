#include <criterion/criterion.h>

#include "tests/support/datagram.h"

extern const struct dissector telnet_dissector;

#define WILL_ECHO "\xff\xfb\x01"
#define DO_ECHO   "\xff\xfd\x01"

/* One character a packet, as terminals do; the name comes back, the password does not. */
static const struct turn typed[] = {
    SERVER("\xff\xfd\x18\xff\xfd\x20"),
    CLIENT("\xff\xfb\x18\xff\xfc\x20"),
    SERVER("\xff\xfa\x18\x01\xff\xf0" WILL_ECHO "\xff\xfb\x03"),
    CLIENT("\xff\xfa\x18\x00"
           "Password:\xff\xff\xff\xf0" DO_ECHO),
    SERVER("cam-7 login: "),
    CLIENT("r"),
    SERVER("r"),
    CLIENT("ox"),
    SERVER("ox"),
    CLIENT("\x7f"),
    SERVER("\x08 \x08"),
    CLIENT("ot"),
    SERVER("ot"),
    CLIENT("\r\0"),
    SERVER("\r\nPassword: "),
    CLIENT("P"),
    CLIENT("4x\x08"),
    CLIENT("rola-\x1b[A7"),
    CLIENT("\r\0"),
    SERVER("\r\n"),
    SERVER("Last login: Thu Dec  2 21:32:59 on ttyp1\r\n\r\n# "),
    CLIENT("ls\r\0"),
};
enum { TYPED_N = sizeof typed / sizeof typed[0] };

/* Whole lines, and three tries. */
static const struct turn tried[] = {
    SERVER(WILL_ECHO "\r\nUsername: "),
    CLIENT(DO_ECHO "admin\r\n"),
    SERVER("\r\nPassword:"),
    CLIENT("12345\r\n"),
    SERVER("\r\nLogin incorrect\r\nUsername: "),
    CLIENT("admin\r\n"),
    SERVER("\r\nPassword:"),
    CLIENT("\r\n"),
    SERVER("\r\nUsername: "),
    CLIENT("admin\r\n"),
    SERVER("\r\nPassword:"),
    CLIENT("admin2024\r\n"),
    SERVER("\r\n*** Main menu ***\r\n 1) Network\r\nSelect: "),
    CLIENT("1\r\n"),
};
enum { TRIED_N = sizeof tried / sizeof tried[0] };

static struct observation login(const struct seen *seen, size_t i, enum outcome outcome)
{
    cr_assert_lt(i, seen->n);
    struct observation o = seen->o[i];
    cr_assert_eq(o.kind, OBS_LOGIN);
    cr_assert_str_eq(o.protocol, "telnet");
    cr_assert_eq(o.login.scheme, SCHEME_PASSWORD);
    cr_assert_eq(o.login.outcome, outcome);
    cr_assert_eq(o.login.repeated, outcome != OUTCOME_UNKNOWN);
    cr_assert(o.login.password.seen);
    return o;
}

Test(telnet, puts_a_name_and_a_password_together_from_single_characters)
{
    struct seen *seen = talk(&telnet_dissector, typed, TYPED_N, SIZE_MAX);

    cr_assert_eq(seen->n, 2);
    struct observation o = login(seen, 0, OUTCOME_UNKNOWN);
    cr_assert(o.from_client);
    cr_assert_str_eq(o.login.user.s, "root");
    cr_assert_eq(o.login.password.length, 8); /* P4rola-7 */
    cr_assert_eq(o.login.password.classes, 4);
    cr_assert_not(o.login.password.contains_user);
    o = login(seen, 1, OUTCOME_ACCEPTED);
    cr_assert_not(o.from_client);
    cr_assert_str_eq(o.login.user.s, "root");
    cr_assert_eq(o.login.password.classes, 4);
    cr_assert_not(seen_tells(seen, "rola"));
    seen_free(seen);
}

Test(telnet, tells_logins_that_were_refused_from_the_one_that_was_accepted)
{
    static const enum outcome outcomes[] = { OUTCOME_UNKNOWN, OUTCOME_REFUSED, OUTCOME_UNKNOWN,
                                             OUTCOME_REFUSED, OUTCOME_UNKNOWN, OUTCOME_ACCEPTED };
    struct seen *seen = talk(&telnet_dissector, tried, TRIED_N, SIZE_MAX);

    cr_assert_eq(seen->n, 6);
    for (size_t i = 0; i < 6; i++)
        cr_assert_str_eq(login(seen, i, outcomes[i]).login.user.s, "admin");
    cr_assert_eq(seen->o[0].login.password.length, 4);
    cr_assert(seen->o[2].login.password.empty);
    cr_assert(seen->o[4].login.password.contains_user);
    cr_assert_not(seen_tells(seen, "12345"));
    seen_free(seen);
}

/* The outcome of a login whose answer is `shown`; goes_on: the client types on. */
static enum outcome outcome_after(const char *shown, bool goes_on)
{
    const struct turn turns[] = {
        SERVER("login: "),
        CLIENT("admin\r\n"),
        SERVER("Password: "),
        CLIENT("secret\r"),
        { false, bytes_of_text(shown) },
        CLIENT("x"),
    };
    struct seen *seen = talk(&telnet_dissector, turns, goes_on ? 6 : 5, SIZE_MAX);
    cr_assert_geq(seen->n, 1);
    enum outcome outcome = seen->n > 1 ? seen->o[1].login.outcome : OUTCOME_UNKNOWN;
    seen_free(seen);
    return outcome;
}

Test(telnet, knows_the_outcome_by_what_follows)
{
    static const struct {
        const char *shown;
        bool goes_on;
        enum outcome outcome;
    } cases[] = {
        { "\r\n~ # ", false, OUTCOME_ACCEPTED },
        { "\r\n\x1b[1;32mcam\x1b[0m$ ", false, OUTCOME_ACCEPTED },
        { "\r\nMatrix(su)->", true, OUTCOME_ACCEPTED },
        { "\r\nLast failed login: Mon\r\n", false, OUTCOME_ACCEPTED },
        { "\r\nSelect an item: ", true, OUTCOME_ACCEPTED },
        { "\r\nSelect an item: ", false, OUTCOME_UNKNOWN },
        { "\r\nLogin incorrect\r\n", false, OUTCOME_REFUSED },
        { "\r\n% Bad passwords\r\n", false, OUTCOME_REFUSED },
        { "\r\nAccess denied\r\n", false, OUTCOME_REFUSED },
        { "\r\ncam login: ", false, OUTCOME_REFUSED },
        { "\r\nPassword: ", true, OUTCOME_REFUSED },
        { "\r\n", true, OUTCOME_UNKNOWN },
        { "\r\nEnter new password: ", true, OUTCOME_UNKNOWN },
        { "", false, OUTCOME_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_eq(outcome_after(cases[i].shown, cases[i].goes_on), cases[i].outcome, "case %zu",
                     i);
}

Test(telnet, sees_a_login_by_password_alone)
{
    static const struct turn turns[] = { SERVER("\r\nUser Access Verification\r\n\r\nPassword: "),
                                         CLIENT("cisco\n") };
    struct seen *seen = talk(&telnet_dissector, turns, 2, SIZE_MAX);

    cr_assert_str_empty(login(seen, 0, OUTCOME_UNKNOWN).login.user.s);
    seen_free(seen);
}

Test(telnet, takes_no_other_line_for_a_login)
{
    static const struct turn turns[] = {
        SERVER("Last login: Thu Dec  2"),
        CLIENT("a\r\n"),
        SERVER("password: is what?\r\n> "),
        CLIENT("b\r\n"),
        SERVER("login: "),
        CLIENT("ad\x03"),
        SERVER("\r\n$ "),
        CLIENT("Password: x\r\n"),
    };
    struct seen *seen = talk(&telnet_dissector, turns, 8, SIZE_MAX);

    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(telnet, lets_a_conversation_be_once_a_login_was_accepted)
{
    static const struct turn turns[] = {
        SERVER("login: "), CLIENT("admin\r\n"), SERVER("Password: "),
        CLIENT("a\r\n"),   SERVER("\r\n$ "),    CLIENT("telnet other\r\n"),
        SERVER("login: "), CLIENT("me\r\n"),    SERVER("Password: "),
        CLIENT("b\r\n"),
    };
    struct seen *seen = talk(&telnet_dissector, turns, 10, SIZE_MAX);

    cr_assert_eq(seen->n, 2);
    seen_free(seen);
}

/* Hands turns to the dissector one by one, so that its state can be looked at. */
struct rig {
    _Alignas(max_align_t) uint8_t state[STATE_MAX];
    struct remarks remarks;
    struct packet packet;
};

static void hand(struct rig *r, struct turn turn, bool after_hole)
{
    struct dissection d = { .in = cursor_over(turn.said),
                            .from_client = turn.from_client,
                            .after_hole = after_hole,
                            .state = r->state,
                            .packet = &r->packet,
                            .remarks = &r->remarks };
    r->remarks.n = 0;
    cr_assert_eq(telnet_dissector.dissect(&d), DISSECT_DONE);
    cr_assert_eq(cursor_left(&d.in), 0);
}

Test(telnet, keeps_no_password_in_its_state)
{
    static struct rig r;
    hand(&r, (struct turn)SERVER("Password: "), false);
    hand(&r, (struct turn)CLIENT("hunter2"), false);
    hand(&r, (struct turn)SERVER("hunter2"), false); /* some echo it */
    cr_assert_not_null(memmem(r.state, sizeof r.state, "hunter2", 7));
    hand(&r, (struct turn)CLIENT("\r"), false);

    cr_assert_eq(r.remarks.n, 1);
    cr_assert_null(memmem(r.state, sizeof r.state, "unter", 5));
}

Test(telnet, forgets_what_was_typed_before_a_hole)
{
    static struct rig r;
    hand(&r, (struct turn)SERVER("Password: "), false);
    hand(&r, (struct turn)CLIENT("hunt"), false);
    hand(&r, (struct turn)CLIENT("r2\r"), true);

    cr_assert_eq(r.remarks.n, 0);
    cr_assert_null(memmem(r.state, sizeof r.state, "hunt", 4));
    cr_assert_eq(telnet_dissector.resynchronise(bytes_of_text("any")), 0);
}

Test(telnet, stays_within_its_bounds_when_lines_are_long)
{
    static char name[3000], banner[3000];
    memset(name, 'n', sizeof name - 1);
    memset(banner, '-', sizeof banner - 1);
    memcpy(banner + sizeof banner - 8, "login:", 7);
    const struct turn turns[] = { { false, bytes_of_text(banner) },
                                  { true, bytes_of_text(name) },
                                  CLIENT("\r\n"),
                                  SERVER("Password: "),
                                  { true, bytes_of_text(name) },
                                  CLIENT("\r\n") };
    struct seen *seen = talk(&telnet_dissector, turns, 6, SIZE_MAX);

    cr_assert_eq(login(seen, 0, OUTCOME_UNKNOWN).login.password.length, 16);
    seen_free(seen);
}

static enum recognition answer_to(const char *text, uint16_t from, uint16_t to, bool at_start,
                                  enum speaker *speaker)
{
    struct opening o = {
        .said = bytes_of_text(text), .from_port = from, .to_port = to, .at_start = at_start
    };
    enum recognition answer = telnet_dissector.recognise(&o);
    if (speaker != NULL)
        *speaker = o.speaker;
    return answer;
}

Test(telnet, is_recognised_by_its_commands)
{
    enum speaker speaker = SPEAKER_UNKNOWN;

    cr_assert_eq(answer_to(WILL_ECHO, 23, 5000, false, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_SERVER);
    cr_assert_eq(answer_to(DO_ECHO, 5000, 23, true, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    cr_assert_eq(answer_to("\xff\xfd\x01\xff\xfd\x1f", 9527, 5000, true, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    cr_assert_eq(answer_to("\xff\xfb\x03\xff\xfd\x1f", 9527, 5000, true, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_SERVER);
    cr_assert_eq(answer_to("\xff\xfb", 23, 5000, true, NULL), TOO_LITTLE);
    cr_assert_eq(answer_to("\xff\xfb\x03", 9527, 5000, true, NULL), TOO_LITTLE);
}

Test(telnet, is_recognised_by_a_prompt_on_its_own_port)
{
    cr_assert_eq(answer_to("Welcome\r\nlogin: ", 23, 5000, true, NULL), MINE);
    cr_assert_eq(answer_to("Welcome\r\nlog", 23, 5000, true, NULL), TOO_LITTLE);
    cr_assert_eq(answer_to("Welcome\r\nlogin: ", 2323, 5000, true, NULL), NOT_MINE);
    cr_assert_eq(answer_to("\x03\x06login: ", 23, 5000, true, NULL), NOT_MINE);
}

Test(telnet, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "\xff\xfb\x90\x44", "\xff\xf4\xff\xf2STOR x\r\n",
        "\xff\xd8\xff\xe0", "\xff\xfb\x01 x 1",
        "login: ",          "SSH-2.0-x\r\n",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_eq(answer_to(others[i], 9527, 5000, true, NULL), NOT_MINE, "case %zu", i);
    cr_assert_eq(answer_to("\xff\xfb\x01\xff\xfb\x03", 9527, 5000, false, NULL), NOT_MINE);
    cr_assert_eq(answer_to("GET / HTTP/1.0\r\n", 5000, 23, true, NULL), NOT_MINE);
}

Test(telnet, is_recognised_among_all_others)
{
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(typed, TYPED_N, TRANSPORT_TCP, &protocol);

    cr_assert_str_eq(protocol, "telnet");
    cr_assert_eq(seen_count(seen, OBS_LOGIN), 2);
    seen_free(seen);
}

Test(telnet, says_the_same_in_pieces)
{
    says_the_same_in_pieces(&telnet_dissector, typed, TYPED_N);
    says_the_same_in_pieces(&telnet_dissector, tried, TRIED_N);
}

Test(telnet, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&telnet_dissector, typed, TYPED_N);
    says_less_of_a_prefix(&telnet_dissector, tried, TRIED_N);
}
