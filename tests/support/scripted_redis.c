#include "tests/support/scripted_redis.h"

#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static struct sockaddr_un address;
static pid_t player;

static bool is_command(const redisReply *command, const char *expected)
{
    char words[2048] = "";
    size_t n = 0;
    for (size_t i = 0; i < command->elements && n < sizeof words; i++)
        n += (size_t)snprintf(words + n, sizeof words - n, i > 0 ? " %s" : "%s",
                              command->element[i]->str);
    size_t begin = strlen(expected);
    bool open = begin > 3 && strcmp(expected + begin - 3, "...") == 0;
    bool is = open ? strncmp(words, expected, begin - 3) == 0 : strcmp(words, expected) == 0;
    if (!is)
        (void)fprintf(stderr, "the play wants '%s' and not '%s'\n", expected, words);
    return is;
}

static redisReply *take_command(int fd, redisReader *reader)
{
    void *command = NULL;
    char piece[4096];
    ssize_t n = 1;
    while (redisReaderGetReply(reader, &command) == REDIS_OK && command == NULL && n > 0) {
        n = read(fd, piece, sizeof piece);
        redisReaderFeed(reader, piece, n > 0 ? (size_t)n : 0);
    }
    return command;
}

/* One connection. Gives the scene that is next. */
static const struct scene *play(int fd, const struct scene *next)
{
    redisReader *reader = redisReaderCreate();
    int goes_on = 1;
    while (goes_on && next->expects != NULL) {
        redisReply *command = take_command(fd, reader);
        if (command == NULL)
            break;
        if (!is_command(command, next->expects))
            _exit(2);
        goes_on = next->answers != NULL;
        if (goes_on && next->answers[0] == '\0')
            (void)pause();
        if (goes_on)
            dprintf(fd, "%s\r\n", next->answers);
        next++;
        freeReplyObject(command);
    }
    redisReaderFree(reader);
    (void)close(fd);
    return next;
}

static void play_all(int listener, const struct scene *scenes)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (scenes->expects != NULL)
        scenes = play(accept(listener, NULL, NULL), scenes);
    _exit(0);
}

const char *scripted_redis(const struct scene *scenes)
{
    static char url[160];
    (void)snprintf(folder, sizeof folder, "/tmp/camwarden-scripted-XXXXXX");
    if (mkdtemp(folder) == NULL)
        abort();
    address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/s", folder);
    (void)snprintf(url, sizeof url, "unix:%s", address.sun_path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 4) != 0)
        abort();
    player = fork();
    if (player == 0)
        play_all(listener, scenes);
    (void)close(listener);
    return url;
}

static void clean_up(void)
{
    (void)unlink(address.sun_path);
    (void)rmdir(folder);
    player = 0;
}

void scripted_redis_stop(void)
{
    if (player <= 0)
        return;
    (void)kill(player, SIGKILL);
    (void)waitpid(player, NULL, 0);
    clean_up();
}

int scripted_redis_end(void)
{
    int status = 0;
    for (int i = 0; i < 200 && waitpid(player, &status, WNOHANG) == 0; i++) {
        (void)usleep(10000);
        status = -1;
    }
    if (status != 0) {
        (void)kill(player, SIGKILL);
        (void)waitpid(player, NULL, 0);
    }
    clean_up();
    return status == 0;
}
