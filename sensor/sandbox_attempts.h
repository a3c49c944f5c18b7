/* What somebody would try who has taken a process over: one attempt each, for --check-sandbox. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "sensor/sandbox.h"

/* What an attempt needs, made before the process enters the sandbox. */
struct attempt_means {
    pid_t victim; /* another process of the same user */
    int socket;   /* of TCP; -1: none could be made */
};

struct sandbox_attempt {
    const char *what; /* "open /etc/shadow" */
    unsigned allowed; /* roles that may: bits 1 << enum sandbox_role */
    bool connects;    /* who connects may, too */
    /* 0: it could be done; else errno. May end the process. */
    int (*make)(const struct attempt_means *m);
};

extern const struct sandbox_attempt sandbox_attempts[];
extern const size_t sandbox_attempts_n;
