#!/usr/bin/env python3
"""camwarden posture: the same by captures, by a result that was kept, and by Redis; and what it says when there is nothing.

  posture.py SOURCE_DIR BUILD_DIR"""

import json
import pathlib
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
from live import check  # noqa: E402

camwarden = build / "camwarden"
CAPTURES = [source / "pcaps" / f"{name}.pcap" for name in ("rtsp_basic_udp", "snmp_v2c", "https_only", "ftp_client_passive")]
MANY = 3000


def posture(*words):
    return live.run(camwarden, "posture", *words)


def by_id(cameras):
    """Of each camera its rows; which sensor of a fleet proved them is another matter."""
    return {c["camera"]["id"]: {item: {k: v for k, v in row.items() if k != "sensor"} for item, row in c["items"].items()}
            for c in cameras}


def asked(what, *words):
    done = posture(*words, "--json")
    check(done.returncode == 0, f"{what}: exit code {done.returncode} {done.stderr.strip()}")
    return json.loads(done.stdout) if done.returncode == 0 else {"cameras": []}


def check_sources(redis, work):
    kept = work / "result.json"
    done = live.run(camwarden, "replay", "--quiet", "--json", "--redis", redis.url, *CAPTURES)
    kept.write_text(done.stdout)
    expected = by_id(json.loads(done.stdout)["cameras"])
    check(len(expected) == 4, f"{len(expected)} cameras in the captures")
    for what, words in (("captures", CAPTURES), ("a result", [kept]), ("Redis", ["--redis", redis.url])):
        said = asked(what, *words)
        check(by_id(said["cameras"]) == expected, f"{what}: the cameras of the replay")
        verdicts = [row["verdict"] for items in expected.values() for row in items.values()]
        score = said["scores"]["advanced"]
        check(score["broken"] == verdicts.count("FAIL") and score["kept"] == verdicts.count("PASS"), f"{what}: the score")
    camera = sorted(expected)[0]
    check(list(by_id(asked("one camera", kept, "--camera", camera)["cameras"])) == [camera], "one camera alone")
    text = posture(*CAPTURES, "--unseen", "--since", "2020-01-01").stdout
    for words in ("FAIL", "level", "entry", "standard", "advanced", "Changed since", "Unseen, and what would decide it", camera):
        check(words in text, f"the text has '{words}'")


def check_many(redis):
    """More than a page of HSCAN, beside what is not ours."""
    row = {"2.5": {"verdict": "FAIL", "why": "Basic", "level": "entry", "title": "x", "count": 1}}
    words = ["HSET", "camwarden:postures:north"]
    for i in range(MANY):
        words += [f"c{i:05}", json.dumps({"version": 1, "camera": {"id": f"c{i:05}"}, "items": row})]
    redis.ask("SELECT", "3")
    redis.ask(*words, "nonsense", "{", database=3)
    redis.ask("HSET", "other:postures:north", "c1", "{}", database=3)
    redis.ask("HSET", "camwarden:sensors", "north", "{}", "nobody", "{}", database=3)
    said = asked("many", "--redis", redis.url + "?db=3")
    check(len(said["cameras"]) == MANY and len(by_id(said["cameras"])) == MANY, f"{len(said['cameras'])} of {MANY} cameras, once each")
    check(said["scores"]["advanced"]["broken"] == MANY, "all counted")


def refused(what, status, said, *words):
    done = posture(*words)
    check(done.returncode == status and said in done.stderr and done.stdout == "",
          f"{what}: exit code {done.returncode}, '{done.stderr.strip()}'")


def check_refusals(redis, work):
    wrong, empty = work / "wrong.json", work / "no.pcap"
    wrong.write_text('{"cameras": 7}')
    done = posture(empty)
    check(done.returncode == 3 and "no.pcap" in done.stderr and done.stdout == "No camera was seen.\n", "no such capture")
    refused("no result", 3, "no result of", wrong)
    refused("no sensor", 3, "sensor", "--control", work / "nowhere.sock")
    refused("no Redis", 3, "cannot connect", "--redis", f"unix:{work}/nowhere.sock")
    refused("a wrong policy", 2, "wrong.json", "--policy", wrong, CAPTURES[0])
    done = posture(CAPTURES[0], "--camera", "c99")
    check(done.returncode == 1 and "no such camera: 'c99'" in done.stderr and done.stdout == "", "no such camera")
    secret = f"redis://:hidden-word@127.0.0.1:1/0"
    check("hidden-word" not in (posture("--redis", secret).stderr), "a password in a URL is not repeated")


def test(stack, work):
    live.need("redis-server", "redis-cli")
    redis = live.Redis(stack, work).start()
    check_sources(redis, work)
    check_many(redis)
    check_refusals(redis, work)


live.main(test)
