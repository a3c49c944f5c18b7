#include "sensor/commands.h"

#include "rules/explain.h"
#include "rules/policy.h"
#include "rules/rule.h"
#include "sensor/ctl.h"
#include "sensor/feed_command.h"
#include "sensor/posture_command.h"
#include "sensor/replay.h"
#include "sensor/sensor_command.h"

#include <stdio.h>
#include <string.h>

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-?") == 0;
}

static int complain_of_item(const char *word)
{
    const char *near = item_nearest(word);
    (void)fprintf(stderr, "camwarden: the guide has no item '%s'; %s%s%s\n", word,
                  near != NULL ? "did you mean " : "`camwarden explain` lists the items",
                  near != NULL ? near : "", near != NULL ? "?" : "");
    return EXIT_USAGE;
}

static int complain_of_words(void)
{
    (void)fprintf(stderr, "camwarden: usage: camwarden explain [ITEM]: one item at a time\n");
    return EXIT_USAGE;
}

static int explain_main(int argc, char **argv)
{
    if (argc == 2 && is_help(argv[1])) {
        (void)puts("Usage: camwarden explain [ITEM]\n"
                   "What an item of the hardening guide means, how it is judged, how to change it\n"
                   "at the camera, and why it may be unknown: camwarden explain 3.2.4. Without\n"
                   "ITEM the items, each with its protection level.\n"
                   "\n"
                   "Exit status: 0 done; 2 there is no such item.");
        return EXIT_OK;
    }
    if (argc == 1) {
        for (size_t i = 0; i < items_n; i++)
            (void)printf("%-6s %-9s %s\n", items[i]->about.number,
                         level_name(items[i]->about.level), items[i]->about.title);
        return EXIT_OK;
    }
    const struct item *item = argc == 2 ? item_find(argv[1]) : NULL;
    if (item == NULL)
        return argc == 2 ? complain_of_item(argv[1]) : complain_of_words();
    explain(stdout, &item->about);
    return EXIT_OK;
}

static int policy_main(int argc, char **argv)
{
    if (argc > 1 && argc < 4 && is_help(argv[argc - 1])) {
        (void)puts("Usage: camwarden policy check FILE\n"
                   "Reads a policy and every file that it names, and says the first mistake as\n"
                   "FILE:LINE:COLUMN: sentence.\n"
                   "\n"
                   "Exit status: 0 it is good; 2 there is a mistake in it.");
        return EXIT_OK;
    }
    if (argc != 3 || strcmp(argv[1], "check") != 0) {
        (void)fprintf(stderr, "camwarden: usage: camwarden policy check FILE\n");
        return EXIT_USAGE;
    }
    struct error e;
    struct policy *p = policy_read(argv[2], &e);
    if (p == NULL) {
        (void)fprintf(stderr, "%s\n", e.s);
        return EXIT_USAGE;
    }
    policy_free(p);
    (void)printf("%s: good\n", argv[2]);
    return EXIT_OK;
}

const struct command commands[] = {
    { "replay", replay_main },   { "sensor", sensor_main },
    { "explain", explain_main }, { "policy", policy_main },
    { "ctl", ctl_main },         { "posture", posture_main },
    { "feed", feed_main },       { NULL, NULL },
};
