/* Facts of a camera's clients, and how guide item 3.3 stands. */
#pragma once

#include "tests/support/judging.h"

/* Among them the usual client of the tests, 192.0.2.99; not 192.0.2.77. */
static const char with_list[] = "clients: [192.0.2.96/28, '2001:db8:99::/64']\n";

enum { STRANGER = 77 };

/* The same fact of another client. */
struct observation of_client(unsigned host, struct observation o);
struct observation of_ipv6(const char *client, struct observation o);

/* What the camera answers, refuses, sends, and says of its address filter. */
struct observation http_answer(uint16_t status);
struct observation client_reset(uint16_t port);
struct observation media_to(unsigned host);
struct observation filter_says(bool on);

/* How 3.3 stands. */
enum verdict host_authentication(struct court *c);
