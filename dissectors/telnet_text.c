#include "dissectors/telnet_text.h"

static bool ends_with_any(struct bytes b, const char *const *words)
{
    while (*words != NULL && !bytes_end_with(b, *words))
        words++;
    return *words != NULL;
}

static bool holds_any(struct bytes b, const char *const *words)
{
    while (*words != NULL && bytes_find(b, *words) == b.n)
        words++;
    return *words != NULL;
}

/* "Last login: ...", "Last failed login: ...": told to those only who were let in. */
static bool is_about_last_login(struct bytes line)
{
    return bytes_start_with(line, "last ") && bytes_find(line, "login") < line.n;
}

static enum telnet_prompt question_of(struct bytes asked)
{
    static const char *const users[] = { "login",    "username",   "user name", "user",
                                         "login as", "login name", "user id",   "userid",
                                         "account",  NULL };
    static const char *const others[] = { "new password", "new passwd", "passcode", "code",
                                          "token",        "pin",        NULL };
    static const char *const passwords[] = { "password", "passwd", "pass", NULL };
    if (ends_with_any(asked, users))
        return PROMPT_USER;
    if (ends_with_any(asked, others))
        return PROMPT_OTHER_SECRET;
    bool named = bytes_find(asked, "password for ") < asked.n; /* sudo's, Kerberos' */
    return named || ends_with_any(asked, passwords) ? PROMPT_PASSWORD : PROMPT_NONE;
}

enum telnet_prompt telnet_prompt_of(struct bytes line)
{
    line = bytes_trim(line);
    if (line.n == 0 || is_about_last_login(line))
        return PROMPT_NONE;
    uint8_t last = line.p[line.n - 1];
    if (last == ':')
        return question_of(bytes_trim(bytes_first(line, line.n - 1)));
    bool shell = last == '$' || last == '#' || last == '>' || last == '%';
    return shell ? PROMPT_SHELL : PROMPT_NONE;
}

enum telnet_news telnet_news_of(struct bytes line)
{
    static const char *const refusals[] = {
        "incorrect",     "denied",        "invalid",        "login fail",   "authentication fail",
        "bad password",  "wrong ",        "access refused", "unsuccessful", "login error",
        "failed to log", "login refused", "failed login",   NULL,
    };
    line = bytes_trim(line);
    if (is_about_last_login(line))
        return NEWS_ACCEPTED;
    return holds_any(line, refusals) ? NEWS_REFUSED : NEWS_NONE;
}
