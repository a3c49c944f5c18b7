/* A Redis that plays a part: it expects commands and gives answers, one for one, on a Unix socket
 * of its own. */
#pragma once

struct scene {
    const char *expects; /* the words of the command, with blanks between them; or what they begin
                          * with, and "..."; NULL: the end */
    const char *answers; /* as they go over the wire, without the last CR LF; "": never; NULL: hangs
                          * up, and waits for the next connection */
};

/* Begins to play, in a process of its own; gives a URL that leads there. The scenes end with one
 * that expects NULL. A command that is none of the play is answered with an error. */
const char *scripted_redis(const struct scene *scenes);

/* Whether all of it was played. Call it once. */
int scripted_redis_end(void);

/* Ends it, wherever it was. */
void scripted_redis_stop(void);
