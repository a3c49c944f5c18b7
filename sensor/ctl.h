/* `camwarden ctl`: asks the sensor that is running on this host, and prints its answer as JSON. */
#pragma once

enum { CTL_DONE = 0, CTL_REFUSED = 1, CTL_USAGE = 2, CTL_NO_SENSOR = 3 };

/* Returns the exit status, one of the above; on --help and on a mistake the program ends here. */
int ctl_main(int argc, char **argv);
