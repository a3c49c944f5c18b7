/* A redis-server of the test's own, on a Unix socket in a folder of its own; ends with the test. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct redis_server {
    char folder[64];
    char path[96];            /* of its socket */
    char url[128];            /* "unix:PATH" */
    const char **options;     /* "--name", "value", ..., NULL */
    pid_t pid;                /* 0: it does not run */
    struct redisContext *own; /* the test's own connection */
};

/* Starts it and waits until it answers. Skips the test if Redis is not installed. options live as
 * long as it. */
void redis_server_start(struct redis_server *s, const char **options);

/* kill -9; starts it again, in the same folder. */
void redis_server_kill(struct redis_server *s);
void redis_server_again(struct redis_server *s);

/* Ends it and removes its folder; of { 0 }, too. */
void redis_server_end(struct redis_server *s);

/* Asks with a command of words with blanks between them. What it answers as a number (-1: it is
 * none), as text (lives until the next question; an error is text, too; of nil: "(nil)", of 1:
 * "(1)"), or, of a list, its texts with blanks between them. */
long long redis_server_number(struct redis_server *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *redis_server_text(struct redis_server *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same with words of any bytes but zero. */
const char *redis_server_words(struct redis_server *s, int n, const char **words);

/* A port of the loopback that nobody listens on now. */
unsigned free_port(void);

/* The environment names no user and no password any more. */
void forget_logins(void);
