#include "sensor/ctl_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *text_of(const char *json)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    json_t *status = json_loads(json, 0, NULL);
    cr_assert(out != NULL && status != NULL);
    ctl_text_status(status, out);
    cr_assert_eq(fclose(out), 0);
    json_decref(status);
    return text;
}

static void prints(const char *json, const char *expected)
{
    char *text = text_of(json);
    cr_expect_str_eq(text, expected);
    free(text);
}

Test(ctl_text, tells_what_is_captured_raised_and_delivered)
{
    prints(
        "{\"sensor\":\"north\",\"version\":\"1.2\",\"uptime_s\":7300,\"loss_percent_minute\":0.5,"
        "\"packets\":{\"read\":10,\"shunted\":20},\"cameras\":3,\"violations\":2,"
        "\"capture\":{\"interfaces\":[{\"name\":\"eth1\",\"received\":31,\"ring_full\":1,"
        "\"kernel_drops\":2}]},\"policy\":{\"file\":\"p.yaml\",\"level\":\"standard\",\"error\":"
        "\"\"},"
        "\"outbox\":{\"state\":\"disk\",\"folder\":\"/"
        "s\",\"reason\":\"\",\"raised\":9,\"unsaved\":1,"
        "\"shed\":0,\"bytes\":1572864,\"bytes_max\":1073741824,\"memory\":1048576,"
        "\"memory_max\":16777216},"
        "\"delivery\":[{\"sink\":\"file\",\"where\":\"e.json\",\"state\":\"up\",\"reason\":\"\","
        "\"delivered\":9,\"queued\":0,\"shed\":0},"
        "{\"sink\":\"redis\",\"where\":\"h:6379\",\"state\":\"down\",\"reason\":\"it is full\","
        "\"delivered\":2,\"queued\":7,\"oldest_s\":150,\"shed\":4,"
        "\"shed_by_severity\":{\"1\":0,\"2\":3,\"3\":1,\"4\":0}}]}",
        "sensor      north, camwarden 1.2, for 2 h\n"
        "packets     10 read, 20 shunted, 0.500 % of the last minute lost\n"
        "interface   eth1: 31 received, 3 lost\n"
        "cameras     3, with 2 violations\n"
        "policy      p.yaml, level standard\n"
        "outbox      disk /s\n"
        "            9 raised, 1 not on the disk yet, 0 shed; 1.5 of 1024 MiB on the disk, 1.0 of "
        "16 MiB of memory\n"
        "delivery    file e.json: up\n"
        "            9 delivered, 0 wait, 0 shed\n"
        "delivery    redis h:6379: down: it is full\n"
        "            2 delivered, 7 wait, the oldest for 2 min, 4 shed (of severity 1: 0, 2: 3, 3: "
        "1, 4: 0)\n");
}

Test(ctl_text, moves_no_terminal_and_needs_nothing)
{
    char *text = text_of("{\"sensor\":\"\\u001b[2J\\u00e9\",\"delivery\":[7,{\"sink\":[]}],"
                         "\"policy\":{\"error\":\"no\\nsuch key\"},\"outbox\":\"x\"}");
    for (const char *s = text; *s != '\0'; s++)
        cr_expect(*s == '\n' || (*s >= ' ' && *s <= '~'), "%d", *s);
    cr_expect_not_null(strstr(text, "refused: no.such key"));
    free(text);
    free(text_of("{}"));
}
