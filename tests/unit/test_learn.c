#include "rules/learn.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const struct mac pc = { { 0x00, 0x1b, 0x21, 0, 0, 0x0a } };

static size_t cameras_after(struct observation o)
{
    struct court *c = court_open(NULL);
    court_show(c, o);
    size_t n = judge_cameras(c->judge);
    court_close(c);
    return n;
}

static struct observation on_pc(struct observation o)
{
    o.server_mac = pc;
    return o;
}

static struct observation live_video(void)
{
    struct observation o = on_pc(served("rtsp", OBS_STREAM, 554));
    o.stream.act = ACT_NOTIFY;
    o.stream.type = MEDIA_VIDEO;
    o.stream.codec = CODEC_H264;
    return o;
}

Test(learn, knows_a_camera_by_the_live_video_it_describes)
{
    struct court *c = court_open(NULL);
    court_show(c, on_pc(answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE)));
    court_show(c, on_pc(answered("rtsp", 554, "DESCRIBE", 200, SCHEME_DIGEST)));
    cr_assert_eq(judge_cameras(c->judge), 0);
    court_show(c, live_video());
    cr_assert_eq(judge_cameras(c->judge), 1);
    court_close(c);
}

Test(learn, does_not_take_a_media_server_for_a_camera)
{
    struct court *c = court_open(NULL);
    struct observation o = on_pc(answered("rtsp", 8554, "DESCRIBE", 200, SCHEME_NONE));
    o.exchange.agent = text_of(bytes_of_text("VLC/3.0.12"));
    court_show(c, o);
    court_show(c, live_video());
    court_show(c, on_pc(answered("rtsp", 8554, "SETUP", 200, SCHEME_NONE)));
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, 0);
    court_close(c);
}

static struct observation from_oui(uint8_t a, uint8_t b, uint8_t c, struct observation o)
{
    o.server_mac = (struct mac){ { a, b, c, 0, 0, 1 } };
    return o;
}

Test(learn, wants_a_service_of_makers_whose_recorders_have_the_same_mac)
{
    struct observation o = served("tcp", OBS_SERVICE, 80);
    cr_assert_eq(cameras_after(from_oui(0x28, 0x57, 0xbe, o)), 1);
    o.service.state = SERVICE_CLOSED;
    cr_assert_eq(cameras_after(from_oui(0x28, 0x57, 0xbe, o)), 0);
    struct observation used_by = used("smtp", OBS_MAIL, 25);
    used_by.client_mac = (struct mac){ { 0x28, 0x57, 0xbe, 0, 0, 1 } };
    cr_assert_eq(cameras_after(used_by), 0);
}

Test(learn, wants_video_of_makers_whose_television_sets_have_the_same_mac)
{
    struct observation o = answered("http", 80, "GET", 200, SCHEME_NONE);
    cr_assert_eq(cameras_after(from_oui(0xa8, 0x13, 0x74, o)), 0);
    o = answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE);
    cr_assert_eq(cameras_after(from_oui(0xa8, 0x13, 0x74, o)), 1);
    o = served("rtp", OBS_MEDIA, 5000);
    o.media.type = MEDIA_VIDEO;
    cr_assert_eq(cameras_after(from_oui(0xa8, 0x13, 0x74, o)), 1);
    o.from_client = true;
    cr_assert_eq(cameras_after(from_oui(0xa8, 0x13, 0x74, o)), 0, "it is shown some");
    o = answered("rtsp", 7447, "DESCRIBE", 200, SCHEME_NONE);
    cr_assert_eq(cameras_after(from_oui(0x24, 0xa4, 0x3c, o)), 0, "only lends the name");
}

/* The host of the tests plays what another serves, as a recorder does. */
static struct observation plays_another(void)
{
    struct observation o = used("rtsp", OBS_EXCHANGE, 554);
    o.from_client = false;
    o.exchange.act = ACT_RESPONSE;
    o.exchange.status = 200;
    o.exchange.method = text_of(bytes_of_text("PLAY"));
    return o;
}

Test(learn, knows_a_recorder_by_what_it_watches_and_takes_back_what_was_said)
{
    struct court *c = court_open(NULL);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_NONE));
    cr_assert_eq(judge_cameras(c->judge), 1);
    court_show(c, plays_another());
    cr_assert_eq(judge_cameras(c->judge), 0);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_NONE));
    cr_assert_eq(judge_cameras(c->judge), 0);
    court_close(c);
}

static struct observation plays(unsigned client, unsigned server)
{
    struct observation o = answered("rtsp", 554, "PLAY", 200, SCHEME_NONE);
    o.client = at_host(client, 5000);
    o.client_mac = o.server_mac = pc;
    o.server = at_host(server, 554);
    return o;
}

static size_t cameras_when_described(struct observation first)
{
    struct court *c = court_open(NULL);
    court_show(c, first);
    court_show(c, on_pc(answered("rtsp", 554, "DESCRIBE", 200, SCHEME_DIGEST)));
    court_show(c, live_video());
    size_t n = judge_cameras(c->judge);
    court_close(c);
    return n;
}

Test(learn, knows_a_recorder_of_any_make_by_what_it_watches)
{
    cr_assert_eq(cameras_when_described(plays(99, 20)), 1);
    cr_assert_eq(cameras_when_described(plays(10, 20)), 0);
    cr_assert_eq(cameras_when_described(plays(10, 10)), 1, "viewer and camera on one machine");
}

Test(learn, knows_a_recorder_by_the_realm_it_asks_in)
{
    struct observation o = on_pc(served("rtsp", OBS_CHALLENGE, 554));
    o.challenge.realm = text_of(bytes_of_text("DS-7608NI-K2"));
    cr_assert_eq(cameras_when_described(o), 0);
    o.challenge.realm = text_of(bytes_of_text("IP Camera(12345)"));
    cr_assert_eq(cameras_when_described(o), 1);
    o.challenge.realm = text_of(bytes_of_text("DVRNVRDVS"));
    cr_assert_eq(cameras_when_described(o), 1, "Hikvision's cameras, too");
}

Test(learn, does_not_believe_of_a_server_what_its_client_answers)
{
    struct observation o = on_pc(served("rtsp", OBS_CHALLENGE, 554));
    o.challenge.realm = text_of(bytes_of_text("DS-7608NI-K2"));
    o.from_client = true;
    cr_assert_eq(cameras_when_described(o), 1);
    o.challenge.realm = text_of(bytes_of_text("AXIS_1"));
    cr_assert_eq(cameras_after(o), 0);
}

Test(learn, does_not_know_a_recorder_by_an_answer_whose_request_was_not_seen)
{
    struct observation o = plays(10, 20);
    o.exchange.vouched = true;
    cr_assert_eq(cameras_when_described(o), 1);
}

Test(learn, does_not_take_a_camera_that_says_so_for_a_recorder_by_what_it_watches)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, plays_another());
    cr_assert_eq(judge_cameras(c->judge), 1);
    court_close(c);
}

Test(learn, knows_a_recorder_by_its_model)
{
    struct observation o = shows_itself();
    o.device.model = text_of(bytes_of_text("WJ-NX510"));
    cr_assert_eq(cameras_after(o), 0);
}

Test(learn, does_not_take_a_viewer_for_a_camera)
{
    struct observation o = asked("rtsp", OBS_LOGIN, 554);
    o.server_mac = pc;
    cr_assert_eq(cameras_after(o), 0);
    o.kind = OBS_EXCHANGE;
    cr_assert_eq(cameras_after(o), 0);
}

Test(learn, knows_a_camera_by_its_makers_mac_whatever_it_does)
{
    struct observation o = served("tcp", OBS_SERVICE, 80);
    o.service.state = SERVICE_CLOSED;
    cr_assert_eq(cameras_after(o), 1);
    struct observation as_client = used("http", OBS_EXCHANGE, 80); /* no item listens to that */
    cr_assert_eq(cameras_after(as_client), 1);
    cr_assert_eq(cameras_after(easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_MISSING)), 0);
    o.server_mac = (struct mac){ { 0xa8, 0x13, 0x74, 0, 0, 1 } }; /* television sets, too */
    cr_assert_eq(cameras_after(o), 0);
}

Test(learn, knows_a_camera_by_the_realm_it_names)
{
    struct observation o = on_pc(served("http", OBS_CHALLENGE, 80));
    o.challenge.realm = text_of(bytes_of_text("Panasonic network device"));
    cr_assert_eq(cameras_after(o), 1);
    o.challenge.realm = text_of(bytes_of_text("router"));
    cr_assert_eq(cameras_after(o), 0);
}

Test(learn, knows_a_camera_by_onvif_discovery)
{
    struct observation o = on_pc(served("wsd", OBS_DISCOVERY, 3702));
    o.discovery.act = ACT_RESPONSE;
    o.discovery.type = text_of(bytes_of_text("dn:NetworkVideoTransmitter tds:Device"));
    cr_assert_eq(cameras_after(o), 1);
    o.discovery.act = ACT_SEARCH;
    cr_assert_eq(cameras_after(o), 0);
}

Test(learn, knows_a_recorder_from_a_camera_of_the_same_maker)
{
    struct court *c = court_open(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_MISSING));
    struct observation o = shows_itself();
    o.device.camera = false;
    o.device.recorder = true;
    court_show(c, o);
    court_show(c, answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE));
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, 0, "and nothing was ever said of it");
    court_close(c);
}

Test(learn, remembers_what_a_device_says_of_itself)
{
    struct court *c = court_open(NULL);
    struct observation o = shows_itself();
    o.device.firmware = text_of(bytes_of_text("3.67"));
    o.device.serial = text_of(bytes_of_text("ABC"));
    o.device.title = text_of(bytes_of_text("Gate"));
    court_show(c, o);
    court_show(c, shows_itself()); /* says less */
    cr_assert_eq(judge_cameras(c->judge), 1);
    struct camera_name n = judge_camera(c->judge, 0).name;
    cr_assert_str_eq(n.firmware.s, "3.67");
    cr_assert_str_eq(n.serial.s, "ABC");
    cr_assert_str_eq(n.name.s, "Gate");
    cr_assert_str_eq(n.make.s, "i-PRO");
    cr_assert_str_eq(judge_camera(c->judge, 0).proof, "says that it is one");
    court_close(c);
}

Test(learn, obeys_the_policy_on_who_is_a_camera)
{
    struct court *c = court_open(good_policy("cameras:\n"
                                             "  - {name: Yard, ip: 192.0.2.10}\n"
                                             "  - {network: 192.0.2.0/28}\n"
                                             "servers:\n"
                                             "  ftp: [192.0.2.11, 192.0.2.10]\n"));
    struct observation o = on_pc(answered("http", 80, "GET", 200, SCHEME_NONE));
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 1, "listed by itself, though it is a server too");
    cr_assert_str_eq(judge_camera(c->judge, 0).name.name.s, "Yard");
    cr_assert_str_eq(judge_camera(c->judge, 0).proof, "is listed by the policy");
    o.server = at_host(11, 80);
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 1, "a server in a network of cameras is none");
    o.server = at_host(12, 80);
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 2);
    o.server = at_host(40, 80);
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 2);
    court_close(c);
}

Test(learn, remembers_what_a_listed_camera_proves_by_itself)
{
    struct court *c = court_open(good_policy("cameras: [{ip: 192.0.2.10}]\n"));
    court_show(c, on_pc(answered("rtsp", 554, "DESCRIBE", 200, SCHEME_NONE)));
    court_show(c, live_video());
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_str_eq(judge_camera(c->judge, 0).proof, "is listed by the policy");
    struct policy *none = policy_default();
    judge_use_policy(c->judge, none);
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_str_eq(judge_camera(c->judge, 0).proof, "describes live video by RTSP");
    judge_use_policy(c->judge, c->policy);
    cr_assert_str_eq(judge_camera(c->judge, 0).proof, "describes live video by RTSP",
                     "listed or not");
    policy_free(none);
    court_close(c);
}

/* Panasonic's telephones have the MAC prefixes of its cameras. */
Test(learn, does_not_take_a_makers_telephone_for_a_camera)
{
    struct court *c = court_open(NULL);
    struct observation o = used("dns", OBS_NAME_LOOKUP, 53);
    o.client_mac = (struct mac){ { 0xbc, 0xc3, 0x42, 0, 0, 1 } };
    o.transport = TRANSPORT_UDP;
    court_show(c, o);
    o.kind = OBS_MEDIA;
    o.protocol = "rtp";
    o.media.type = MEDIA_AUDIO;
    o.media.codec = CODEC_G711;
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 0);
    court_close(c);
}
