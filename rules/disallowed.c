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

static const char wrong_word[] = " wrong ";

void doubts_remember(const void *memory, struct sentence *words)
{
    const struct doubts *d = memory;
    struct sentence server = { "" };
    disallowed_remember(&d->disallowed, &server);
    sentence_format(words, "%s%s%u", server.s, wrong_word, d->grounds.wrong);
}

void doubts_remind(void *memory, const char *words)
{
    struct doubts *d = memory;
    struct sentence server = { "" };
    const char *wrong = strstr(words, wrong_word);
    size_t n = wrong != NULL ? (size_t)(wrong - words) : strlen(words);
    memcpy(server.s, words, n < sizeof server.s ? n : 0);
    disallowed_remind(&d->disallowed, server.s);
    if (wrong != NULL)
        d->grounds.wrong = bytes_number(bytes_of_text(wrong + sizeof wrong_word - 1));
}
