/* A folder of a test's own under /tmp, gone with all that is in it when the test is over. */
#pragma once

extern char place[64];

/* Fit .init and .fini of a TestSuite. */
void place_make(void);
void place_remove(void);
