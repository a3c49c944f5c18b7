/* Facts made by hand, and a judge that remembers what it ruled. */
#pragma once

#include "rules/judge.h"
#include "rules/policy.h"

enum { HEARD_MAX = 512 };

/* A judge and all its rulings. The camera of the tests is 192.0.2.10 with a MAC of i-PRO, its
 * client 192.0.2.99, its server 192.0.2.50. */
struct court {
    struct policy *policy;
    struct counters counters;
    struct judge *judge;
    uint64_t frame_no;
    uint64_t time_ns; /* of the next fact */
    size_t n;
    struct ruling heard[HEARD_MAX];
};

/* policy: NULL is the built-in one; otherwise the court frees it. */
struct court *court_open(struct policy *policy);
void court_close(struct court *c);

/* One by a policy of that text (NULL: the built-in one), to which the camera has shown itself. */
struct court *court_with_camera(const char *yaml);

/* Goes over to another policy, likewise, with the next fact. */
void court_go_over(struct court *c, const char *yaml);

/* Moves the clock. */
void court_wait(struct court *c, double seconds);

/* Shows the fact a millisecond after the last one, in the next frame (unless the fact has a frame
 * number: then in that one, at the same time as the last). */
void court_show(struct court *c, struct observation o);

/* How the only camera stands under an item, "3.2.4". Fails the test if there is not one camera. */
struct standing court_standing(struct court *c, const char *item);

/* The item stands NOT_OBSERVABLE from the first fact on and whatever is seen, for a reason that
 * holds `words`, and nothing is ever ruled on it. */
void court_cannot_observe(const char *item, const char *words);

/* How many of its facts broke the item for that reason. */
uint64_t court_count(struct court *c, const char *item, const char *reason);

/* The rulings on an item; the last of them is put into *last, if there is one. */
size_t court_rulings(const struct court *c, const char *item, struct ruling *last);

/* Checks verdict and reason, and that the sentence holds `words`. */
void court_expect(struct court *c, const char *item, enum verdict v, const char *reason,
                  const char *words);

/* The host part of 192.0.2.0/24, or of 203.0.113.0/24 from 1000 on. */
struct endpoint at_host(unsigned host, uint16_t port);
struct ip ip_host(unsigned host);

/* A fact of the camera as a server on a port, said by a server or a client; and as a client of a
 * server. */
struct observation served(const char *protocol, enum observation_kind kind, uint16_t port);
struct observation asked(const char *protocol, enum observation_kind kind, uint16_t port);
struct observation used(const char *protocol, enum observation_kind kind, uint16_t port);

/* An HTTP or RTSP answer of the camera. */
struct observation answered(const char *protocol, uint16_t port, const char *method,
                            uint16_t status, enum scheme scheme);

/* The same of a camera whose maker stands in it: that alone proves that it is one. */
struct observation answered_by_maker(const char *protocol, uint16_t port, const char *method,
                                     uint16_t status);

/* An RTSP answer of a maker's camera at that host; its MAC is a computer's. */
struct observation rtsp_camera(unsigned host);

/* An Easy IP message of the camera. */
struct observation easy_ip(enum act act, enum window window, enum administrator administrator);

/* The camera says that it is one. */
struct observation shows_itself(void);

extern const struct mac camera_mac;
