/* The words of a command, read by argp. */
#pragma once

#include <argp.h>

/* Reads argv[1] and those after it into *o. The command's messages begin with `called`, "camwarden
 * ctl", which has to last; argv[0] becomes it. Ends the program on --help, and with EXIT_USAGE on a
 * mistake. */
void command_line_read(const struct argp *argp, char *called, int argc, char **argv, void *o);

/* For a parser: tells the mistake, if it is one, and ends the program with EXIT_USAGE. Returns 0.
 */
error_t command_line_mistake(const struct argp_state *state, const char *mistake);
