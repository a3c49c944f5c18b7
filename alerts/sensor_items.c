#include "alerts/sensor_items.h"

const struct guide_item capture_loss_item = {
    .number = "capture",
    .title = "Capture loss",
    .recommended = "no more than 0.1 % of packets lost in a minute",
    .level = LEVEL_ENTRY,
    .signature = 7290001,
    .severity = 2,
    .category = "Misc activity",
    .cwe = "",
    .meaning = "The sensor did not see all that crossed its mirror port. What a camera did in the "
               "packets that "
               "were lost is not judged: an item may stand better than the camera is, and a "
               "conversation that "
               "lost a piece may be read no further.",
    .judged =
        "FAIL: in a minute more than 0.1 % of the packets that reached the sensor's interfaces "
        "were lost: "
        "dropped by the kernel, or because a ring was full. PASS: a minute went by with less.",
    .remedy =
        "Give the sensor more workers (--workers) or a larger ring (--ring), let it shunt media "
        "(CAP_BPF, no --no-shunt), or mirror less. `camwarden ctl status` names each loss.",
    .unseen = "No packet has come yet.",
    .decides = "A packet.",
};

const struct guide_item alerts_shed_item = {
    .number = "delivery",
    .title = "Alerts shed",
    .recommended = "no alert is shed",
    .level = LEVEL_ENTRY,
    .signature = 7290002,
    .severity = 1,
    .category = "Misc activity",
    .cwe = "",
    .meaning = "Alerts found no room in the outbox, or waited there too long for a sink that took "
               "none: not every sink got them, and the numbers of those that are missing are "
               "missing in alert.context.sequence.",
    .judged = "FAIL: an alert was shed for at least one sink. PASS: a minute went by without.",
    .remedy = "Mend the sink that is down (`camwarden ctl status` names it and why), or give the "
              "outbox's folder (--state) more room.",
    .unseen = "No alert was raised yet.",
    .decides = "An alert.",
};

const struct guide_item worker_fell_item = {
    .number = "worker",
    .title = "Worker fell",
    .recommended = "no worker falls",
    .level = LEVEL_ENTRY,
    .signature = 7290003,
    .severity = 1,
    .category = "Misc activity",
    .cwe = "",
    .meaning = "A process of the sensor that reads the traffic was ended by a signal or an error, "
               "or stood still for five seconds and was ended for that. What it was reading when "
               "that happened may have been made to do so: by an attacker who wants the sensor "
               "blind, or worse. Another took its place at once; the packets that it had just "
               "taken were not judged, and conversations that were open are picked up in "
               "mid-stream.",
    .judged = "FAIL: a worker fell, or was killed because it did not come round. PASS: a minute "
              "went by without.",
    .remedy = "Look at who sent what about then, and report it, with a capture if there is one: a "
              "worker must not fall, whatever it reads.",
    .unseen = "No worker has started yet.",
    .decides = "A worker.",
};

const struct guide_item book_full_item = {
    .number = "hosts",
    .title = "Hosts left out",
    .recommended = "room for all hosts that are met",
    .level = LEVEL_ENTRY,
    .signature = 7290004,
    .severity = 2,
    .category = "Misc activity",
    .cwe = "",
    .meaning = "More hosts were met than the sensor keeps. First it forgets hosts that have not "
               "shown themselves to be cameras, then cameras that nobody talks with and that "
               "came within the hour, at last it takes no newcomer. What is forgotten is not "
               "judged until it is met again; what it showed before is gone. Somebody who makes "
               "up hosts can bring this about.",
    .judged = "FAIL: a host or a camera was forgotten, or not taken, for want of room. PASS: ten "
              "minutes went by without.",
    .remedy = "Raise limits.hosts of the policy and start the sensor again, mirror only the "
              "networks of cameras, and list the cameras in the policy: those are never "
              "forgotten. If there are not that many hosts, look for who makes them up.",
    .unseen = "No host was met yet.",
    .decides = "A host.",
};

const struct guide_item state_not_kept_item = {
    .number = "state",
    .title = "State not kept",
    .recommended = "the disk takes what is raised",
    .level = LEVEL_ENTRY,
    .signature = 7290005,
    .severity = 2,
    .category = "Misc activity",
    .cwe = "",
    .meaning = "The disk of --state is full or fails. Alerts go on from memory: what no sink has "
               "taken, and which alerts are open, is lost if the sensor ends now.",
    .judged = "FAIL: the disk has taken nothing for ten seconds. PASS: it does again.",
    .remedy = "Give the folder's disk room, or mend it (`camwarden ctl status` says why). If that "
              "says that the outbox is of an earlier run, start the sensor again.",
    .unseen = "Nothing was to be kept yet.",
    .decides = "A disk.",
};

const struct guide_item *sensor_item_find(const char *number)
{
    static const struct guide_item *const all[] = { &capture_loss_item, &alerts_shed_item,
                                                    &worker_fell_item, &book_full_item,
                                                    &state_not_kept_item };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i]->number, number) == 0)
            return all[i];
    return NULL;
}

struct ruling sensor_ruling(const struct guide_item *item, const char *sensor, uint64_t time_ns)
{
    struct ruling r = { .item = item,
                        .times = 1,
                        .evidence = { .kind = OBS_KINDS, .time_ns = time_ns } };
    text_format(&r.camera.id, "sensor:%s", sensor);
    text_format(&r.camera.name, "%s", sensor);
    return r;
}

void sensor_rule(struct ruling *r, const char *reason, uint64_t times, bool open)
{
    bool over = times == 0;
    r->verdict = over ? VERDICT_PASS : VERDICT_FAIL;
    r->before = open ? VERDICT_FAIL : VERDICT_UNKNOWN;
    r->reason = over ? "mended" : reason;
    r->times = over ? 1 : times;
}

bool is_of_sensor(const struct ruling *r)
{
    return r->evidence.kind == OBS_KINDS;
}
