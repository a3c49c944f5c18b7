#include "rules/disallowed.h"

void disallowed_remember(const void *memory, struct sentence *words)
{
    const struct disallowed *d = memory;
    char ip[IP_TEXT_MAX];
    if (!ip_is_group(&d->server))
        sentence_format(words, "%s%s", d->several ? "+" : "", ip_text(&d->server, ip));
}

void disallowed_remind(void *memory, const char *words)
{
    struct disallowed *d = memory;
    d->several = words[0] == '+';
    if (!ip_parse(words + d->several, &d->server))
        d->server = (struct ip){ { 0 } };
}
