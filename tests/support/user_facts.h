/* Who logs in at the camera and what for, and how guide item 2.4 stands. */
#pragma once

#include "tests/support/judging.h"

/* Somebody at a host, under a name. */
struct person {
    const char *user;
    unsigned host;
};

extern const struct person boss, boss_elsewhere, guard;

/* A fact by that person, from a port. */
struct observation by(struct observation o, const struct person *p, uint16_t port);

/* What is asked of the camera, and a login. */
struct observation request(const char *protocol, const char *method, const char *path);
struct observation named(const char *protocol, enum scheme scheme, const char *user);

/* A page, asked for with a name and answered with that status. */
void fetch(struct court *c, const struct person *p, const char *path, uint16_t status);

/* The administrator's pages, as browsers do: refused first, and then again with a name. */
void administer(struct court *c, const struct person *p);

/* One RTSP request that is answered; and a session, kept alive once a minute. */
void play(struct court *c, const struct person *p, const char *method);
void view(struct court *c, const struct person *p, int minutes);

/* How 2.4 stands. */
enum verdict accounts_verdict(struct court *c);
