#!/usr/bin/env python3
"""Several sensors, one Redis: what each keeps there is its own, and `camwarden posture --redis` puts it together. Redis is a
cluster of one node, so that a command over keys of different slots would be refused.

  fleet.py SOURCE_DIR BUILD_DIR"""

import json
import pathlib
import re
import sys
import time

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
SHARED, RTSP, SNMP = "d4:2d:c5:10:00:48", "d4:2d:c5:10:00:34", "d4:2d:c5:10:00:41"
SEEN = {"north": ["accounts_admin_views", "rtsp_basic_udp"], "south": ["accounts_separate", "rtsp_basic_interleaved", "snmp_v2c"]}


def clock(seconds_ago):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000+0000", time.gmtime(time.time() - seconds_ago))


def replay(redis, name):
    captures = [source / "pcaps" / f"{capture}.pcap" for capture in SEEN[name]]
    done = live.run(camwarden, "replay", "--quiet", "--sensor-name", name, "--redis", redis.url, *captures)
    check(done.returncode == 0, f"{name} replays: {done.stderr.strip()}")


def asked(redis, *words):
    done = live.run(camwarden, "posture", "--redis", redis.url, "--json", *words)
    check(done.returncode == 0, f"posture {' '.join(words)}: exit code {done.returncode} {done.stderr.strip()}")
    return json.loads(done.stdout or "{}")


def cameras(redis):
    return {c["camera"]["id"]: c for c in asked(redis)["cameras"]}


def check_alerts(redis):
    """Told apart by sensor, grouped by camera and item."""
    alerts = {}
    for alert in redis.alerts():
        context = alert["alert"]["context"]
        key = context["camera"]["id"], context["guide"]["item"]
        alerts.setdefault(key, set()).add((alert["host"], context["group"], context["id"]))
    groups = {key: {group for _, group, _ in told} for key, told in alerts.items()}
    check(all(len(g) == 1 for g in groups.values()), "one group a camera and item")
    check(len({min(g) for g in groups.values()}) == len(groups), f"and another for each of {len(groups)}")
    both = {key for key, told in alerts.items() if {host for host, _, _ in told} == {"north", "south"}}
    check((RTSP, "2.5") in both, f"both sensors tell of {sorted(both)}")
    ids = {host: id for host, _, id in alerts[RTSP, "2.5"]}
    check(ids["north"] != ids["south"], "each by its own alert")


def check_merged(redis):
    said = cameras(redis)
    check(set(said) == {SHARED, RTSP, SNMP}, f"the cameras of both: {sorted(said)}")
    check({s["name"] for s in said[SHARED]["sensors"]} == {"north", "south"}, "one of them is seen by both")
    check([s["name"] for s in said[SNMP]["sensors"]] == ["south"], "one by south alone")
    row = said[SHARED]["items"]["2.4"]
    check(row["verdict"] == "FAIL" and row["sensor"] == "north" and row["differs"] == {"south": "LIKELY_OK"},
          f"a proof counts before an indirect sign: {row['verdict']} by {row['sensor']}, differs {row.get('differs')}")
    rows = [row for camera in said.values() for row in camera["items"].values()]
    check(all(row.get("title") and row.get("why") and row.get("sensor") for row in rows), "each row has title, why and sensor")
    text = live.run(camwarden, "posture", "--redis", redis.url).stdout
    check(re.search(SHARED + r" .* at (north, south|south, north)", text) is not None, "the text says who sees it")


def keep(redis, sensor, beat=None, **camera):
    posture = {"version": 1, "sensor": sensor, "time": clock(10), "vantage": "mirror", "camera": camera,
               "items": {"4.2": {"verdict": "FAIL", "why": "SNMPv1", "last_seen": clock(10), "count": 1}}}
    redis.ask("HSET", "camwarden:sensors", sensor, json.dumps(beat or {"state": "running", "every_s": 30, "time": clock(10)}))
    redis.ask("HSET", f"camwarden:postures:{sensor}", camera["id"], json.dumps(posture))


def check_two_ids(redis):
    """Behind a router the MAC is not seen."""
    address = cameras(redis)[SNMP]["camera"]["ip"]
    keep(redis, "west", id=address, ip=address)
    said = cameras(redis)
    check(address not in said and {s["id"] for s in said[SNMP]["sensors"]} == {SNMP, address}, "known by its address: one camera")
    check(said[SNMP]["items"]["4.2"]["sensor"] == "west", "and the newer proof counts")
    redis.ask("DEL", "camwarden:postures:west")
    keep(redis, "west", id=f"{address}@7", ip=address, vlan=7)
    check(f"{address}@7" in cameras(redis), "in another VLAN: another camera")


def check_sensors(redis):
    keep(redis, "east", {"state": "running", "every_s": 30, "time": clock(600), "losses": {"ring_full": 7}}, id="x")
    sensors = {s["name"]: s for s in asked(redis, "--sensors")["sensors"]}
    check(set(sensors) == {"north", "south", "west", "east"}, f"the fleet: {sorted(sensors)}")
    check(sensors["east"].get("silent") is True and 590 < sensors["east"]["age_s"] < 700, "east is silent")
    check("silent" not in sensors["west"] and "silent" not in sensors["north"], "west is not, and a replay is never")
    check(sensors["north"]["state"] == "replayed" and sensors["north"]["cameras"] == 2, "a replay says that it was one")
    text = live.run(camwarden, "posture", "--redis", redis.url, "--sensors").stdout
    check(re.search(r"^east +SILENT .* 10 min +7 ", text, re.M) is not None, f"so says the table: {text}")
    text = live.run(camwarden, "posture", "--redis", redis.url).stdout
    check("The sensor east is silent: its last heartbeat came 10 min ago." in text, "and the posture")


def check_removal(redis):
    redis.ask("HDEL", "camwarden:postures:south", SHARED)
    said = cameras(redis)
    check([s["name"] for s in said[SHARED]["sensors"]] == ["north"], "what south takes back north still has")
    redis.ask("HDEL", "camwarden:postures:north", SHARED)
    check(SHARED not in cameras(redis), "what nobody has is gone")


def cluster(stack, work):
    """A cluster of one node; its own commands find it, whatever the slot."""
    redis = live.Redis(stack, work, "--cluster-enabled", "yes").start()
    redis.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
    check(wait_for(15, lambda: "cluster_state:ok" in redis.ask("CLUSTER", "INFO")), "Redis is a cluster")
    return redis


def test(stack, work):
    live.need("redis-server", "redis-cli")
    redis = cluster(stack, work)
    for name in SEEN:
        replay(redis, name)
    check_alerts(redis)
    check_merged(redis)
    check_two_ids(redis)
    check_sensors(redis)
    check_removal(redis)


live.main(test)
