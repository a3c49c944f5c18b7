/* On which TCP ports a camera gives what it should not, a few of them: one that is closed ends
 * nothing while another answers. Guide items 3.2.1 and 3.4. */
#pragma once

#include "rules/rule.h"

enum { ANSWERING_MAX = 4 };

/* All zero at first. */
struct answering {
    uint16_t port[ANSWERING_MAX]; /* 0: none */
    bool refused[ANSWERING_MAX];  /* since */
    bool lost;                    /* there were more; whether they were closed is not known */
};

/* It answers there. */
void answering_note(struct answering *a, uint16_t port);

/* It refuses there. False: it was not known to answer. */
bool answering_refuse(struct answering *a, uint16_t port);

/* Whether it answered anywhere; and whether it does so still. */
bool answering_did(const struct answering *a);
bool answering_does(const struct answering *a);

/* What refused long ago may answer now. */
void answering_forget_refused(struct answering *a);

/* As words for the next run, " 21 2121 more", behind what stands in them; and back. */
void answering_write(const struct answering *a, struct sentence *words);
void answering_read(struct answering *a, const char *words);
