/* `camwarden sensor -i IFACE`: listens at mirror ports for months. */
#pragma once

/* Runs the command; argv[0] is its name. Returns the exit status. */
int sensor_main(int argc, char **argv);
