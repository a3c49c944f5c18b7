/* What the command line of `camwarden sensor` asks for. */
#pragma once

#include "sensor/common_options.h"
#include "sensor/metrics_place.h"

enum { INTERFACES_MAX = 8 };

struct sensor_options {
    struct common_options common;
    const char *interface[INTERFACES_MAX];
    size_t interfaces;   /* 1 to INTERFACES_MAX */
    const char *capture; /* "af_packet", "af_xdp" or "pcap" */
    bool no_shunt;       /* media goes on being delivered when it has said everything */
    bool pin;            /* a processor for each worker */
    size_t ring_mib;     /* of memory for each source; 0: what the source thinks fit */
    const char *control; /* path of the control socket */
    bool check_sandbox;  /* instead of listening */
    const char *user;    /* whom to become; NULL: see privileges.h */
    struct metrics_place metrics;
    size_t stats_s; /* between two stats events */
    char host[65];  /* the machine's name: the sensor's, unless another is given */
};

/* Reads argv (argv[0] is the program's name as help shall show it). Ends the program on --help, and
 * with EXIT_USAGE on a mistake. */
void sensor_options_read(int argc, char **argv, struct sensor_options *o);
