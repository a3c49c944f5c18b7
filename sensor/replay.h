/* `camwarden replay FILE...`: captures in, violations out. */
#pragma once

/* Runs the command; argv[0] is its name. Returns the exit status. */
int replay_main(int argc, char **argv);
