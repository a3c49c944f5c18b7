#!/usr/bin/env python3
"""With --state what was seen outlives the program: a replay goes on from the last one, and a sensor that is killed again
and again opens each alert once, goes on numbering, and shows right after its start how the cameras stood.

  restart.py SOURCE BUILD"""

import json
import pathlib
import shutil
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
CAMERA = "d4:2d:c5:10:00:46"  # of onvif_*.pcap
KILLS = 10
SOON = 20


def capture(name):
    return source / "pcaps" / f"{name}.pcap"


def replay(state, *captures):
    done = live.run(camwarden, "replay", "--quiet", "--eve", "-", "--state", state, *captures)
    check(done.returncode == 0, f"replay of {len(captures)} captures: exit code {done.returncode} {done.stderr.strip()[:200]}")
    return [e for e in live.lines_of(done.stdout) if e["event_type"] == "alert"]


def said(alerts, event):
    """The ids of the alerts of that event, by camera and item."""
    return {(a["alert"]["context"]["camera"]["id"], a["alert"]["context"]["guide"]["item"]): a["alert"]["context"]["id"]
            for a in alerts if a["alert"]["context"]["event"] == event}


def numbers(alerts):
    return [a["alert"]["context"]["sequence"] for a in alerts]


def posture_of(state):
    """Without a word about it: for waiting."""
    done = live.run(camwarden, "posture", "--json", "--state", state)
    return json.loads(done.stdout) if done.returncode == 0 else {"cameras": []}


def posture(*words):
    done = live.run(camwarden, "posture", "--json", *words)
    check(done.returncode == 0, f"posture {' '.join(str(w) for w in words)}: exit code {done.returncode} {done.stderr.strip()}")
    return json.loads(done.stdout or "{}")


def rows_of(postures):
    return {c["camera"]["id"]: {item: (row["verdict"], row["why"], row["count"]) for item, row in c["items"].items()}
            for c in postures["cameras"]}


# ---- replay ----


def check_going_on(work):
    """What the first capture opens the second resolves, under the same ids and with the numbers that follow."""
    state = work / "state"
    state.mkdir(mode=0o700)
    first = replay(state, capture("onvif_open"))
    opened = said(first, "opened")
    check(opened.keys() >= {(CAMERA, "2.7"), (CAMERA, "2.4"), (CAMERA, "3.3")}, f"opened: {sorted(opened)}")
    between = rows_of(posture("--state", state))
    check(between[CAMERA]["2.7"][0] == "FAIL", f"2.7 stands {between[CAMERA]['2.7']}")
    check(replay(state, capture("onvif_open")) == [], "the same once more says nothing")
    check(rows_of(posture("--state", state)) == between, "and changes nothing")
    second = replay(state, capture("onvif_kept"))
    resolved = said(second, "resolved")
    check(resolved.keys() >= {(CAMERA, "2.7"), (CAMERA, "2.4"), (CAMERA, "3.3")}, f"resolved: {sorted(resolved)}")
    check(all(opened[key] == resolved[key] for key in resolved), "under the ids they were opened with")
    check(not said(second, "opened").keys() & opened.keys(), "nothing was opened again")
    check(numbers(first + second) == list(range(1, len(first + second) + 1)), "numbered without a gap")
    check(replay(state, capture("onvif_kept"), capture("onvif_open")) == [], "both once more say nothing")
    return state


def check_posture(state):
    verdicts = {item: row[0] for item, row in rows_of(posture("--state", state))[CAMERA].items()}
    whole = rows_of(posture(capture("onvif_open"), capture("onvif_kept")))[CAMERA]
    differ = {item: (verdict, whole[item][0]) for item, verdict in verdicts.items() if verdict != whole[item][0]}
    check(not differ, f"the camera stands as after one replay of both, but for {differ}")
    changes = posture("--state", state, "--since", "2026-01-01")["changes"]
    found = {(c["camera"], c["item"]): (c["before"], c["verdict"]) for c in changes}
    check(found.get((CAMERA, "2.7"), ("", ""))[0] == "FAIL", f"--since tells of 2.7: {found.get((CAMERA, '2.7'))}")
    check(posture("--state", state, "--since", "2100-01-01")["changes"] == [], "and of nothing in times to come")
    none = live.run(camwarden, "posture", "--state", state / "nowhere")
    check(none.returncode == 3 and none.stderr.strip() != "", f"no such folder: {none.returncode} {none.stderr.strip()}")


def check_everything_twice(work):
    state = work / "everything"
    state.mkdir(mode=0o700)
    captures = sorted(p for p in (source / "pcaps").iterdir() if p.suffix in (".pcap", ".pcapng"))
    without = live.replayed(camwarden, captures[-1], *captures[:-1])
    first = replay(state, *captures)
    check(first == without, f"{len(first)} alerts: the same as without a folder")
    before = rows_of(posture("--state", state))
    again = replay(state, *captures)
    check(again == [], f"all captures again say nothing: {[(key, a) for a in again for key in said([a], a['alert']['context']['event'])][:3]}")
    after = rows_of(posture("--state", state))
    differ = [(camera, item, row, after.get(camera, {}).get(item)) for camera, rows in before.items()
              for item, row in rows.items() if after.get(camera, {}).get(item) != row]
    check(not differ and before.keys() == after.keys(), f"and change no row: {differ[:3]}")


def first_frame(path):
    """When its first frame was captured, by tcpdump; what it cannot read comes last."""
    said = live.run("tcpdump", "-tt", "-n", "-c", 1, "-r", path).stdout.split()
    return float(said[0]) if said else float("inf")


def what_was_told(alerts):
    """But for those that go on: who may be told of at the end of each replay."""
    return sorted((a["alert"]["context"]["event"], a["alert"]["context"]["camera"]["id"], a["alert"]["signature"])
                  for a in alerts if a["alert"]["context"]["event"] != "ongoing")


def check_one_by_one(work):
    """Each capture by itself, in the order of their times, tells what all of them together tell."""
    state = work / "one-by-one"
    state.mkdir(mode=0o700)
    captures = sorted((p for p in (source / "pcaps").iterdir() if p.suffix in (".pcap", ".pcapng")), key=first_frame)
    alerts = []
    for one in captures:
        alerts += live.replayed(camwarden, one, "--state", state)
    together, apart = what_was_told(live.replayed(camwarden, captures[-1], *captures[:-1])), what_was_told(alerts)
    check(apart == together, f"{len(captures)} captures one by one tell {len(apart)} alerts, together {len(together)}: "
          f"{[t for t in apart if t not in together][:3]} {[t for t in together if t not in apart][:3]}")
    check(numbers(alerts) == list(range(1, len(alerts) + 1)), "numbered on through all of them")


# ---- live ----


def opened_twice(alerts):
    """Of lines with numbers of their own: (camera, item) opened while it was open."""
    open_now, twice = set(), []
    for number, a in sorted({n: a for n, a in zip(numbers(alerts), alerts)}.items()):
        context = a["alert"]["context"]
        key = context["camera"]["id"] if "camera" in context else "sensor", context["guide"]["item"]
        if context["event"] == "opened" and key in open_now:
            twice.append((number, *key))
        (open_now.discard if context["event"] == "resolved" else open_now.add)(key)
    return twice


def rows_live(sensor):
    cameras, start = [], 0
    while start is not None:
        answer = sensor.ask("posture", **{"from": start})
        cameras += answer["cameras"]
        start = answer.get("next")
    return rows_of({"cameras": cameras})


def broken_in(rows):
    return {(camera, item) for camera, items in rows.items() for item, row in items.items() if row[0] == "FAIL"}


def check_kills(stack, work):
    live.need("tcpreplay")
    network = live.Network(stack)
    sensor = live.Sensor(stack, network, camwarden, work / "sensor")
    state = work / "sensor" / "state"
    state.mkdir(mode=0o700)
    shutil.chown(state, live.NOBODY)
    names = ["rtsp_basic_udp", "http_noauth", "telnet_open", "onvif_open", "snmp_v2c_public"]
    last = set()
    for turn in range(KILLS):
        sensor.start("--state", state)
        shown = broken_in(rows_live(sensor))
        check(shown >= last, f"run {turn}: {len(shown)} faults are known from the start; not {sorted(last - shown)[:3]}")
        sensor.hear(capture(names[turn % len(names)]))
        wait_for(SOON, lambda: broken_in(rows_live(sensor)) >= last)
        last = broken_in(rows_live(sensor))
        told = {(a["alert"]["context"]["camera"]["id"], a["alert"]["context"]["guide"]["item"])
                for a in sensor.alerts() if "camera" in a["alert"]["context"]}
        wait_for(SOON, lambda: last <= told | {key for key in said(sensor.alerts(), "opened")})
        sensor.process.kill()
        sensor.process.wait()
    alerts = sensor.alerts()
    check(len(said(alerts, "opened")) >= 10, f"{len(said(alerts, 'opened'))} alerts were opened")
    check(not opened_twice(alerts), f"none twice: {opened_twice(alerts)[:3]}")
    every = sorted(set(numbers(alerts)))
    check(every == list(range(1, len(every) + 1)), f"numbered 1 to {len(every)} without a gap")
    sensor.start("--state", state)
    shown = rows_live(sensor)
    check(broken_in(shown) >= last, "the last start knows everything")
    wait_for(SOON, lambda: rows_of(posture_of(state)).keys() == shown.keys())
    kept = rows_of(posture("--state", state))
    check(kept.keys() == shown.keys(), f"so does whoever reads the folder beside it: {len(kept)} cameras")
    sensor.stop()
    kept = rows_of(posture("--state", state))
    check(broken_in(kept) == broken_in(shown), f"and after its end: {len(broken_in(kept))} faults")


def test(stack, work):
    state = check_going_on(work)
    check_posture(state)
    check_everything_twice(work)
    check_one_by_one(work)
    check_kills(stack, work)


live.main(test)
