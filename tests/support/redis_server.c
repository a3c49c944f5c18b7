#include "tests/support/redis_server.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 40, NOT_INSTALLED = 127, TEXT_MAX = 1 << 16, TRIES = 600 };

static char text[TEXT_MAX];

static void become(const struct redis_server *s)
{
    const char *const always[] = {
        "redis-server", "--bind",  "127.0.0.1", "--port", "0",         "--unixsocket", s->path,
        "--dir",        s->folder, "--save",    "",       "--logfile", "log"
    };
    char *words[WORDS_MAX] = { NULL };
    size_t n = 0;
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        words[n++] = strdup(always[i]);
    for (size_t i = 0; s->options != NULL && s->options[i] != NULL && n < WORDS_MAX - 1; i++)
        words[n++] = strdup(s->options[i]);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(nowhere, 1);
    (void)dup2(nowhere, 2);
    (void)execvp(words[0], words);
    _exit(NOT_INSTALLED);
}

static bool answers(struct redis_server *s)
{
    s->own = redisConnectUnix(s->path);
    if (s->own == NULL || s->own->err != 0)
        return false;
    redisReply *reply = redisCommand(s->own, "PING");
    bool ok = reply != NULL &&
              (reply->type == REDIS_REPLY_STATUS || strncmp(reply->str, "NOAUTH", 6) == 0);
    if (reply != NULL)
        freeReplyObject(reply);
    return ok;
}

static void leave(struct redis_server *s)
{
    if (s->own != NULL)
        redisFree(s->own);
    s->own = NULL;
}

void redis_server_again(struct redis_server *s)
{
    s->pid = fork();
    if (s->pid == 0)
        become(s);
    for (int i = 0; i < TRIES && !answers(s); i++) {
        leave(s);
        int status = 0;
        if (waitpid(s->pid, &status, WNOHANG) == s->pid) {
            s->pid = 0;
            if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_INSTALLED)
                cr_skip_test("redis-server is not installed");
            cr_assert_fail("redis-server ended");
        }
        usleep(10000);
    }
    cr_assert_not_null(s->own, "redis-server does not answer");
}

void redis_server_start(struct redis_server *s, const char **options)
{
    *s = (struct redis_server){ .options = options };
    (void)snprintf(s->folder, sizeof s->folder, "/tmp/camwarden-server-XXXXXX");
    cr_assert_not_null(mkdtemp(s->folder));
    (void)snprintf(s->path, sizeof s->path, "%s/s", s->folder);
    (void)snprintf(s->url, sizeof s->url, "unix:%s", s->path);
    redis_server_again(s);
}

void redis_server_kill(struct redis_server *s)
{
    leave(s);
    if (s->pid > 0) {
        (void)kill(s->pid, SIGKILL);
        (void)waitpid(s->pid, NULL, 0);
    }
    s->pid = 0;
}

static void remove_folder(const char *name)
{
    DIR *folder = opendir(name);
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        if (entry->d_type == DT_DIR)
            remove_folder(path); /* that of the append-only files */
        else
            (void)unlink(path);
    }
    if (folder != NULL)
        (void)closedir(folder);
    (void)rmdir(name);
}

void redis_server_end(struct redis_server *s)
{
    redis_server_kill(s);
    if (s->folder[0] != '\0')
        remove_folder(s->folder);
    s->folder[0] = '\0';
}

static redisReply *ask(struct redis_server *s, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static redisReply *ask(struct redis_server *s, const char *format, va_list arguments)
{
    char command[512];
    const char *words[WORDS_MAX];
    int n = 0;
    int length = vsnprintf(command, sizeof command, format, arguments);
    cr_assert(length > 0 && (size_t)length < sizeof command);
    char *rest = NULL;
    for (char *word = strtok_r(command, " ", &rest); word != NULL && n < WORDS_MAX;
         word = strtok_r(NULL, " ", &rest))
        words[n++] = word;
    redisReply *reply = redisCommandArgv(s->own, n, words, NULL);
    cr_assert_not_null(reply, "%s: %s", command, s->own->errstr);
    return reply;
}

long long redis_server_number(struct redis_server *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    redisReply *reply = ask(s, format, arguments);
    va_end(arguments);
    long long number = reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
    freeReplyObject(reply);
    return number;
}

static void write_texts(const redisReply *reply, size_t *n)
{
    for (size_t i = 0; i < reply->elements; i++)
        write_texts(reply->element[i], n);
    if (reply->type == REDIS_REPLY_ARRAY || *n >= sizeof text)
        return;
    const char *blank = *n > 0 ? " " : "";
    if (reply->type == REDIS_REPLY_INTEGER)
        *n += (size_t)snprintf(text + *n, sizeof text - *n, "%s(%lld)", blank, reply->integer);
    else
        *n += (size_t)snprintf(text + *n, sizeof text - *n, "%s%s", blank,
                               reply->type == REDIS_REPLY_NIL ? "(nil)" : reply->str);
}

static const char *told(redisReply *reply)
{
    size_t n = 0;
    text[0] = '\0';
    write_texts(reply, &n);
    freeReplyObject(reply);
    return text;
}

const char *redis_server_text(struct redis_server *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    redisReply *reply = ask(s, format, arguments);
    va_end(arguments);
    return told(reply);
}

const char *redis_server_words(struct redis_server *s, int n, const char **words)
{
    redisReply *reply = redisCommandArgv(s->own, n, words, NULL);
    cr_assert_not_null(reply, "%s: %s", words[0], s->own->errstr);
    return told(reply);
}

unsigned free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, n), 0);
    cr_assert_eq(getsockname(fd, (struct sockaddr *)&address, &n), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

void forget_logins(void)
{
    (void)unsetenv("CAMWARDEN_REDIS_USER");
    (void)unsetenv("CAMWARDEN_REDIS_PASSWORD");
    (void)unsetenv("CAMWARDEN_REDIS_PASSWORD_FILE");
}
