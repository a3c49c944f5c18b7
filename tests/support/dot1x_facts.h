/* Facts of 802.1X, and how guide item 4.1 stands. */
#pragma once

#include "tests/support/judging.h"

/* On the port: the camera says it, or the switch says it to the camera. */
struct observation supplicant_says(enum port_event event, enum port_method method);
struct observation switch_says(enum port_event event, enum port_method method);

/* Between the switch and its server, of the camera. */
struct observation radius_says(enum port_event event, enum port_method method);

/* A whole login on the port, which succeeds. */
void port_login(struct court *c, enum port_method method);

/* The camera says by ONVIF whether it has a configuration for it. */
struct observation dot1x_configured(bool is);

/* What goes through the port. */
struct observation page_answered(void);

/* How 4.1 stands. */
enum verdict port_verdict(struct court *c);
