/* syscalls(replay, sensor): ioctl: how wide the terminal is. */
#include "sensor/paper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_DEFAULT = 100 };

struct look {
    const char *word;
    const char *colour;
};

static const struct look looks[VERDICTS] = {
    [VERDICT_UNKNOWN] = { ".", "\x1b[2m" },      [VERDICT_FAIL] = { "FAIL", "\x1b[1;31m" },
    [VERDICT_PASS] = { "PASS", "\x1b[32m" },     [VERDICT_SUSPECT] = { "SUSP", "\x1b[33m" },
    [VERDICT_LIKELY_OK] = { "ok?", "\x1b[32m" }, [VERDICT_NOT_OBSERVABLE] = { "n/o", "\x1b[2m" },
};

static const struct look suppressed_look = { "supp", "\x1b[2m" };

struct paper paper_for(FILE *out)
{
    struct winsize w = { 0 };
    const char *no_colour = secure_getenv("NO_COLOR"), *kind = secure_getenv("TERM");
    bool dumb = kind == NULL || strcmp(kind, "dumb") == 0;
    bool terminal = isatty(fileno(out)) == 1;
    bool sized = terminal && ioctl(fileno(out), TIOCGWINSZ, &w) == 0 && w.ws_col > 0;
    return (struct paper){ .out = out,
                           .colour =
                               terminal && !dumb && (no_colour == NULL || no_colour[0] == '\0'),
                           .width = sized ? w.ws_col : WIDTH_DEFAULT };
}

void paper_put_verdict(const struct paper *p, enum verdict v, bool suppressed, int width)
{
    const struct look *look = v == VERDICT_FAIL && suppressed ? &suppressed_look : &looks[v];
    int pad = width - (int)strlen(look->word);
    (void)fprintf(p->out, "%s%s%s%*s", p->colour ? look->colour : "", look->word,
                  p->colour ? "\x1b[0m" : "", pad > 0 ? pad : 0, "");
}

void paper_put_legend(const struct paper *p)
{
    (void)fprintf(p->out,
                  "\nFAIL broken   PASS kept   SUSP, ok? indirect   . no opportunity seen   "
                  "n/o never visible on the wire\n");
}

static void put_plain(FILE *out, const char *s, char kept)
{
    for (; *s != '\0'; s++)
        (void)fputc(*s == kept || (*s >= ' ' && *s <= '~') ? *s : '.', out);
}

void paper_put_plain(FILE *out, const char *s)
{
    put_plain(out, s, ' ');
}

int paper_complain(const char *why, int status)
{
    (void)fputs("camwarden: ", stderr);
    put_plain(stderr, why, '\n');
    (void)fputc('\n', stderr);
    return status;
}
