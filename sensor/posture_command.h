/* `camwarden posture`: how every camera stands, by a running sensor, a replay, or Redis. */
#pragma once

/* Returns the exit status; on --help and on a mistake the program ends here. */
int posture_main(int argc, char **argv);
