/* What a Telnet server's words mean: no norm says how a login is asked for, so this is what login
 * programs of devices write. Only the end of the line that stands unfinished is looked at. */
#pragma once

#include "core/bytes.h"

enum telnet_prompt {
    PROMPT_NONE,
    PROMPT_USER,         /* "login:", "Username: " */
    PROMPT_PASSWORD,     /* "Password: " */
    PROMPT_OTHER_SECRET, /* a second one, or a new one */
    PROMPT_SHELL,        /* "# ", "$ ", "> " */
};

/* What an unfinished line asks for. */
enum telnet_prompt telnet_prompt_of(struct bytes line);

enum telnet_news { NEWS_NONE, NEWS_ACCEPTED, NEWS_REFUSED };

/* What a whole line says about the login before it. */
enum telnet_news telnet_news_of(struct bytes line);
