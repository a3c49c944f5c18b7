#include "sensor/command_line.h"

#include "sensor/common_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NOLINTBEGIN(concurrency-mt-unsafe): there is no thread yet */

void command_line_read(const struct argp *argp, char *called, int argc, char **argv, void *o)
{
    program_invocation_name = called;
    argv[0] = called;
    argp_err_exit_status = EXIT_USAGE;
    error_t wrong = argp_parse(argp, argc, argv, 0, NULL, o);
    if (wrong == 0)
        return;
    (void)fprintf(stderr, "%s: %s\n", called, strerrordesc_np(wrong));
    exit(EXIT_USAGE);
}

error_t command_line_mistake(const struct argp_state *state, const char *mistake)
{
    if (mistake != NULL)
        argp_error(state, "%s", mistake);
    return 0;
}

/* NOLINTEND(concurrency-mt-unsafe) */
