#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

static const struct turn information[] = {
    CLIENT("GET /cgi-bin/getinfo?FILE=1 HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 89\r\n\r\n"
           "<HTML>\r\nMAC=BC-C3-42-01-02-03\r\nSERIAL=ABC01\r\nVERSION=1.20\r\nNAME=WV-S1111\r\n"
           "aEnable=off<BR>"),
};

static const struct observation *setting(const struct seen *s, const char *name)
{
    const struct observation *o = seen_first(s, OBS_SETTING);
    return o != NULL && strcmp(o->setting.name, name) == 0 ? o : NULL;
}

Test(cgi, sees_what_a_camera_is_and_that_its_sound_is_off)
{
    static const struct mac mac = { { 0xbc, 0xc3, 0x42, 1, 2, 3 } };
    struct seen *s = talk(&http_dissector, information, 2, SIZE_MAX);
    const struct observation *o = seen_first(s, OBS_DEVICE);
    cr_assert_not_null(o);
    cr_assert_str_eq(o->protocol, "cgi");
    cr_assert_str_eq(o->device.model.s, "WV-S1111");
    cr_assert_str_eq(o->device.firmware.s, "1.20");
    cr_assert_str_eq(o->device.serial.s, "ABC01");
    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert(o->device.camera);
    cr_assert_not_null(setting(s, "audio"));
    cr_assert_not(setting(s, "audio")->setting.enabled);
    cr_assert_not(setting(s, "audio")->from_client);
    seen_free(s);
}

Test(cgi, says_the_same_however_the_bytes_arrive)
{
    says_the_same_in_pieces(&http_dissector, information, 2);
    says_less_of_a_prefix(&http_dissector, information, 2);
}

static struct seen *answers(const char *request, const char *answer)
{
    const struct turn turns[] = { { true, bytes_of_text(request) },
                                  { false, bytes_of_text(answer) } };
    return talk(&http_dissector, turns, 2, SIZE_MAX);
}

static size_t facts(const struct seen *s)
{
    return seen_count(s, OBS_DEVICE) + seen_count(s, OBS_SETTING);
}

#define INFO "GET /cgi-bin/getinfo?FILE=1 HTTP/1.0\r\n\r\n"
#define OK   "HTTP/1.0 200 OK\r\n"

Test(cgi, says_nothing_of_an_answer_cut_short)
{
    struct seen *s = answers(INFO, OK "Content-Length: 40\r\n\r\nVERSION=1\r\naEnable=on\r\n");
    cr_assert_eq(facts(s), 0);
    seen_free(s);
    s = answers(INFO, OK "\r\nVERSION=1\r\naEnable=on\r\n");
    cr_assert_eq(facts(s), 0, "where it ends is not known");
    seen_free(s);
}

Test(cgi, sees_that_sound_is_on)
{
    struct seen *s = answers("GET /cgi-bin/getuid?FILE=2&reply=info HTTP/1.0\r\n\r\n",
                             OK "Content-Length: 12\r\n\r\naEnable=both");
    cr_assert_not_null(setting(s, "audio"));
    cr_assert(setting(s, "audio")->setting.enabled);
    cr_assert_str_eq(setting(s, "audio")->setting.value.s, "both");
    cr_assert_eq(seen_count(s, OBS_DEVICE), 0);
    seen_free(s);
}

Test(cgi, proves_no_camera_by_another_makers_words)
{
    struct seen *s = answers(INFO, OK "Content-Length: 20\r\n\r\nNAME=Box\nVERSION=1\n\n");
    cr_assert_not(seen_first(s, OBS_DEVICE)->device.camera);
    seen_free(s);
}

/* Its values are YWRtaW4x and UGFzc3dvcmQx. */
#define REGISTER                                                                               \
    "POST /cgi-bin/reg_admin?name=YWRtaW4x&password=UGFzc3dvcmQx HTTP/1.1\r\nContent-Length: " \
    "0\r\n\r\n"

Test(cgi, sees_whether_an_administrator_is_registered)
{
    struct seen *s = answers(
        REGISTER, OK "Content-Type: text/plain\r\nContent-Length: 14\r\n\r\nNot Registered");
    cr_assert_not_null(setting(s, "activated"));
    cr_assert_not(setting(s, "activated")->setting.enabled);
    seen_free(s);
    s = answers(REGISTER, OK "Content-Length: 28\r\n\r\nCompletion of registration\r\n");
    cr_assert_not_null(setting(s, "activated"));
    cr_assert(setting(s, "activated")->setting.enabled);
    seen_free(s);
}

Test(cgi, says_nothing_of_other_answers)
{
    static const char *const said[][2] = {
        { REGISTER, OK "Content-Length: 15\r\n\r\nParameter error" },
        { REGISTER, OK "Content-Length: 11\r\n\r\naEnable=off" },
        { REGISTER, "HTTP/1.1 503 Busy\r\nContent-Length: 14\r\n\r\nNot Registered" },
        { INFO, OK "Content-Length: 14\r\n\r\nNot Registered" },
        { INFO, OK "Content-Type: image/jpeg\r\nContent-Length: 11\r\n\r\naEnable=off" },
        { INFO, OK "Content-Length: 21\r\n\r\nMAC=01-02-03-04-05-06" },
        { "GET /getinfo HTTP/1.0\r\n\r\n", OK "Content-Length: 11\r\n\r\naEnable=off" },
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        struct seen *s = answers(said[i][0], said[i][1]);
        cr_assert_eq(facts(s), 0, "%zu", i);
        seen_free(s);
    }
}
