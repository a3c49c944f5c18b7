/* What `replay` and `sensor` are both asked on the command line: which packets, held against what,
 * and where the alerts go. */
#pragma once

#include <argp.h>

#include "alerts/format.h"
#include "core/guide.h"

enum { EXIT_OK = 0, EXIT_VIOLATIONS = 1, EXIT_USAGE = 2, EXIT_INPUT = 3, EXIT_DELIVERY = 4 };

enum { SYSLOGS_MAX = 4 };

struct common_options {
    const char *filter; /* pcap-filter(7), or NULL */
    const char *eve;    /* file or "-", or NULL */
    enum format eve_format;
    size_t eve_rotate_mib; /* 0: never */
    size_t eve_keep;
    const char *syslog[SYSLOGS_MAX]; /* URLs */
    size_t syslogs;
    char *redis;          /* URL, or NULL; a password, though refused, is overwritten */
    const char *state;    /* folder, or NULL: memory only */
    const char *evidence; /* folder, or NULL: none is kept */
    size_t evidence_mib;  /* how much of it is kept */
    const char *policy;   /* file, or NULL: the guide */
    const char *sensor;   /* its name in alerts */
    int eve_compat;       /* 7 or 8 */
    size_t workers;       /* 1 to 16 */
    bool has_level;
    enum level level; /* items above it are left out; has_level: asked for */
    bool quiet;
    bool no_ndpi;
    bool no_sandbox;
};

struct common_options common_options_default(void);

/* A child parser for argp; its input is a struct common_options. Ends the program with EXIT_USAGE
 * on a mistake. Its options are of the groups 1 to 3, of what is read, of output, and of printing.
 */
extern const struct argp common_argp;

/* A number of that range, in decimal and nothing else; false: it is not. */
bool option_number(const char *s, size_t least, size_t most, size_t *n);

/* Whether a sensor may be called so: 1 to 64 printable ASCII characters, no space. */
bool option_sensor_name(const char *s);

/* "entry", "standard" or "advanced"; false: it is none of them. */
bool option_level(const char *s, enum level *level);
