/* What an item of the guide is to the judge. Adding one that judges: write rules/NAME.c, turn its
 * line in rules.def into ITEM(NAME), write tests/unit/test_NAME.c.
 *
 * How it works: for each fact the judge asks which hosts have a part in it, and of each such host
 * every item that listens to that kind of fact in that part. The item answers with one opinion, a
 * value; it knows no protocol, calls nobody and keeps nothing but its own memory of that one host.
 */
#pragma once

#include "core/guide.h"
#include "rules/policy.h"

/* What a host is in a fact. */
enum part {
    PART_CLIENT,
    PART_SERVER,
    PART_SUBJECT, /* the fact is about it, whoever sent it: Easy IP, a port mapping, 802.1X */
    PARTS
};

enum { ITEM_MEMORY_MAX = 320 };

struct weighing {
    const struct observation *o; /* NULL when only time has passed */
    enum part part;
    uint64_t now_ns;
    uint64_t alive_ns;    /* when the host last sent anything, up to and with o */
    uint64_t known_ns;    /* since when it has been watched */
    uint64_t up_since_ns; /* when it started; 0: not known */
    const struct policy *policy;
    bool mirrored;        /* unicast of the host passes here, in both directions */
    const char *same_key; /* of a certificate: the id of another camera that showed its key; NULL */
    const char *same_password; /* for weigh_shared(): the id of the other camera */
    void *memory;              /* item->memory_n bytes, aligned for any type; all zero at first */
};

/* What an item makes of a fact. */
struct opinion {
    enum verdict verdict;
    const char *reason; /* a constant; NULL: nothing to say */
    bool mends;         /* it proves the setting itself, so it ends a FAIL */
    bool proves;        /* it proves what was said already: its words stand for it from now on */
    bool remarks;       /* only more words on what was said already: not counted, not told */
    uint64_t times;     /* how many facts a FAIL stands for; 0 counts as 1 */
    struct sentence why;
    uint32_t password;  /* fingerprint of one that was taken; 0: none */
    uint64_t proved_ns; /* the judge's own: no fact but time led to it, and the host was last alive
                         * then; 0: a fact did */
};

struct item {
    struct guide_item about;
    bool observable;         /* false: NOT_OBSERVABLE for ever */
    enum vantage needs;      /* from where alone it can be seen; one way never is enough */
    uint32_t listens[PARTS]; /* by part: bits 1u << OBS_... */
    uint32_t memory_n;       /* at most ITEM_MEMORY_MAX */

    /* NULL: it is not observable. */
    struct opinion (*weigh)(const struct weighing *w);

    /* Another camera took the same password as the opinion on this fact named. NULL: none of its
     * opinions does. */
    struct opinion (*weigh_shared)(const struct weighing *w);

    /* May be NULL: is asked now and then, and at the end of a capture; w->o is NULL. */
    struct opinion (*reflect)(const struct weighing *w);

    bool until_boot; /* what it shows may be otherwise once the camera has started again */

    /* What speaks for the camera in the memory is too old, or the camera started again: forgets it.
     * What speaks against it stays. NULL: each opinion stands on one fact. */
    void (*forget)(void *memory);

    /* An earlier run left it broken or suspected for that reason, maybe among others. The memory is
     * fresh otherwise: it shall know so much that what disproves something else mends nothing.
     * NULL: there is nothing that it had to know. */
    void (*recall)(void *memory, const char *reason);

    /* What the reasons do not say: a port, a server; asked of what is broken or suspected, and
     * given back before recall() is called. NULL: there is no more. */
    void (*remember)(const void *memory, struct sentence *words);
    void (*remind)(void *memory, const char *words);

    bool recalls_good; /* all three are called, too, of what is kept or probably kept; remember()
                        * and remind() even of what became UNKNOWN */

    /* The clock was set: moves the times in the memory (move_time()). NULL: it holds none that
     * matter. */
    void (*move)(void *memory, int64_t by_ns);
};

/* In the order of the guide. */
extern const struct item *const items[];
extern const size_t items_n;

/* By its number, "3.2.4"; NULL: the guide has no such item. */
const struct item *item_find(const char *number);

/* The number of the item that was probably meant, for "did you mean...?"; NULL: none is near. */
const char *item_nearest(const char *word);

/* No opinion. */
static inline struct opinion silent(void)
{
    return (struct opinion){ .verdict = VERDICT_UNKNOWN };
}

/* An opinion; the sentence is cut to fit and never holds anything secret. */
struct opinion opine(enum verdict v, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "; user NAME", for the end of a sentence; nothing if the name is not known. */
struct text user_words(const char *name);

/* Of two opinions that one fact led to, in their order: what is worse, or says more. It mends if
 * one of them does. */
struct opinion graver(struct opinion x, struct opinion y);

/* Whether the host whose part it is sent the packet of this fact. */
static inline bool is_sender(const struct weighing *w)
{
    return w->part == (w->o->from_client ? PART_CLIENT : PART_SERVER);
}

/* Whether the fact comes from that dissector. */
bool is_by(const struct observation *o, const char *protocol);

/* What an answer (OBS_EXCHANGE) says of the credentials its request carried. Of HTTP and RTSP only
 * 2xx says that they were taken: a redirection or an error may be said before they are looked at.
 * FTP says 230 or refuses. */
enum outcome outcome_of_answer(const struct observation *o);

/* Whether an answer is one that anybody gets, whatever the credentials: to an RTSP OPTIONS. */
bool answers_anybody(const struct observation *o);
