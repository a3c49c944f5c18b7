#include "sensor/command_line.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor/common_options.h"

static error_t take_option(int key, char *arg, struct argp_state *state)
{
    if (key == ARGP_KEY_END)
        return command_line_mistake(state, *(int *)state->input == 3 ? "three is too much" : NULL);
    if (key != 'n')
        return ARGP_ERR_UNKNOWN;
    *(int *)state->input = arg[0] - '0';
    return 0;
}

static const struct argp_option table[] = { { "number", 'n', "N", 0, "A number", 0 }, { 0 } };
static const struct argp argp = { table, take_option, NULL, "Counts", NULL, NULL, NULL };
static char called[] = "camwarden count";

static int read_number(char *word)
{
    char first[] = "count", option[] = "-n";
    char *argv[] = { first, option, word, NULL };
    int n = 0;
    command_line_read(&argp, called, 3, argv, &n);
    cr_expect_str_eq(argv[0], called);
    return n;
}

Test(command_line, is_read_by_the_commands_own_parser)
{
    cr_expect_eq(read_number((char[]){ "2" }), 2);
    cr_expect_str_eq(program_invocation_name, called);
}

Test(command_line, ends_the_program_at_a_mistake_and_says_what_it_is, .exit_code = EXIT_USAGE)
{
    (void)read_number((char[]){ "3" });
    cr_assert(false, "it was taken");
}

/* In a child, for it ends. */
Test(command_line, begins_what_it_says_with_the_commands_name)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    if (fork() == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        (void)read_number((char[]){ "3" });
        _exit(0);
    }
    (void)close(ends[1]);
    char said[64] = "";
    cr_assert_gt(read(ends[0], said, sizeof said - 1), 0);
    cr_expect_eq(strncmp(said, "camwarden count: ", 17), 0, "%s", said);
    (void)wait(NULL);
}

Test(command_line, ends_the_program_at_an_option_that_there_is_not, .exit_code = EXIT_USAGE)
{
    char first[] = "count", option[] = "-x";
    int n = 0;
    command_line_read(&argp, called, 2, (char *[]){ first, option, NULL }, &n);
}
