/* `camwarden feed`: alerts out of a stream of Redis, as lines. */
#pragma once

/* Returns the exit status. */
int feed_main(int argc, char **argv);
