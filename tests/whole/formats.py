#!/usr/bin/env python3
"""Replays every capture as EVE, CEF and ECS, and holds the forms against each other.

  formats.py SOURCE_DIR BUILD_DIR

CEF is read by a reader of its own, to the letter of "Implementing ArcSight Common Event Format"; of ECS every field
that is not under `camwarden` must be one of the schema (8.11), of its type."""

import datetime
import ipaddress
import json
import pathlib
import re
import subprocess
import sys

SKIPPED = 77

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
camwarden = build / "camwarden"
captures = sorted(p for p in (source / "pcaps").glob("*.pcap*") if p.suffix in (".pcap", ".pcapng"))
failures = []


def is_text(v):
    return isinstance(v, str)


def is_number(v):
    return isinstance(v, int) and not isinstance(v, bool)


def is_time(v):
    return is_text(v) and bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z", v))


def is_ip(v):
    return is_text(v) and bool(ipaddress.ip_address(v))


def is_mac(v):
    return is_text(v) and bool(re.fullmatch(r"[0-9A-F]{2}(-[0-9A-F]{2}){5}", v))


def one_of(*allowed):
    return lambda v: v in allowed


def list_of(kind):
    return lambda v: isinstance(v, list) and v and all(kind(i) for i in v)


ECS = {
    "@timestamp": is_time, "ecs.version": one_of("8.11.0"), "message": is_text,
    "event.action": is_text, "event.category": list_of(one_of("network", "intrusion_detection")),
    "event.code": is_text, "event.dataset": is_text, "event.end": is_time, "event.id": is_text,
    "event.kind": one_of("alert"), "event.module": is_text, "event.reason": is_text, "event.sequence": is_number,
    "event.severity": is_number, "event.start": is_time, "event.type": list_of(one_of("info")),
    "rule.category": is_text, "rule.id": is_text, "rule.name": is_text, "rule.ruleset": is_text,
    "rule.version": is_text, "source.address": is_text, "source.ip": is_ip, "source.mac": is_mac,
    "source.port": is_number, "destination.address": is_text, "destination.ip": is_ip, "destination.mac": is_mac,
    "destination.port": is_number, "network.community_id": is_text, "network.protocol": is_text,
    "network.transport": is_text, "network.type": one_of("ipv4", "ipv6"), "network.vlan.id": is_text,
    "observer.ingress.interface.name": is_text, "observer.name": is_text, "observer.product": is_text,
    "observer.type": is_text, "observer.vendor": is_text, "observer.version": is_text,
    "host.id": is_text, "host.ip": list_of(is_ip), "host.mac": list_of(is_mac), "host.name": is_text,
    "device.id": is_text, "device.manufacturer": is_text, "device.model.identifier": is_text,
    "related.ip": list_of(is_ip), "threat.framework": is_text, "threat.technique.id": list_of(is_text),
}
CEF_TEXTS = {"act", "app", "cat", "cs1", "cs2", "cs3", "cs4", "cs5", "cs6", "flexString1", "flexString2", "dvchost",
             "deviceInboundInterface", "dst", "dmac", "externalId", "msg", "proto", "reason", "smac", "src", "c6a2",
             "c6a3"}
CEF_NUMBERS = {"cn1", "cn2", "cn3", "cnt", "dpt", "end", "rt", "spt", "start"}


def check(ok, what):
    if not ok:
        failures.append(what)


def no_key_twice(pairs):
    check(len(pairs) == len(dict(pairs)), f"a key twice among {[key for key, _ in pairs]}")
    return dict(pairs)


def lines_of(form, compat):
    command = [camwarden, "replay", "--quiet", "--eve", "-", "--eve-format", form, "--eve-compat", compat, *captures]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    check(done.returncode == 0, f"{form}: exit code {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8").splitlines()


def read_cef(line):
    """The header's fields and the pairs."""
    parts = re.split(r"(?<!\\)(?:\\\\)*\|", line, maxsplit=7)
    check(len(parts) == 8 and parts[0] == "CEF:0", f"a header: {line}")
    pairs = {}
    for pair in re.finditer(r"(\w+)=((?:\\.|[^=\\])*)(?=\s\w+=|$)", parts[-1]):
        key, value = pair.groups()
        check(key not in pairs, f"{key} twice: {line}")
        pairs[key] = re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), value)
    check(" ".join(m[0] for m in re.finditer(r"(\w+)=((?:\\.|[^=\\])*)(?=\s\w+=|$)", parts[-1])) == parts[-1],
          f"nothing but pairs: {line}")
    return [re.sub(r"\\(.)", r"\1", part) for part in parts[1:7]], pairs


def ms(time):
    return int(datetime.datetime.strptime(time, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp() * 1000)


def check_cef(line, eve, story):
    header, pairs = read_cef(line)
    alert = eve["alert"]
    severity = {1: "9", 2: "6", 3: "3", 4: "1"}[alert["severity"]]
    check(header[0:2] == ["Camwarden"] * 2 and header[3:] == [str(alert["signature_id"]), alert["signature"], severity],
          f"the header is the alert's: {line}")
    labels = {value: pairs.get(key.removesuffix("Label")) for key, value in pairs.items() if key.endswith("Label")}
    for key, value in pairs.items():
        check(key.endswith("Label") or key in CEF_TEXTS or (key in CEF_NUMBERS and value.isdigit()), f"{key}: {line}")
    check(labels.get("sequence") == str(story["sequence"]) and labels.get("item") == story["item"] and
          labels.get("event") == story["event"] and labels.get("camera") == story["camera"] and
          labels.get("group") == story["group"] and pairs["externalId"] == story["id"] and
          pairs["dvchost"] == eve["host"] and pairs["msg"] == story["why"], f"the story is the alert's: {line}")
    check(abs(int(pairs["rt"]) - ms(eve["timestamp"])) <= 1, f"the time is the alert's: {line}")


def flat(value, path=""):
    if not isinstance(value, dict):
        yield path, value
        return
    for key, inner in value.items():
        yield from flat(inner, f"{path}.{key}" if path else key)


def check_ecs(line, eve, story):
    ecs = json.loads(line, object_pairs_hook=no_key_twice)
    ours = ecs.pop("camwarden")
    for path, value in flat(ecs):
        check(path in ECS and ECS[path](value), f"{path} is {value}: {line}")
    check(ecs["event"]["sequence"] == story["sequence"] and ours["item"] == story["item"] and
          ecs["event"]["action"] == story["event"] and ours["camera"]["id"] == story["camera"] == ecs["host"]["id"] and
          ours["group"] == story["group"] and ours["id"] == story["id"] and
          ecs["observer"]["name"] == eve["host"] and ecs["event"]["reason"] == story["why"],
          f"the story is the alert's: {line}")
    check(ecs["@timestamp"] == eve["timestamp"].replace("+0000", "Z"), f"the time is the alert's: {line}")


def story_of(eve, compat):
    alert = eve["alert"]
    if compat == "8":
        context = alert["context"]
        return {**{key: context[key] for key in ("sequence", "id", "group", "event")},
                "camera": context["camera"]["id"], "item": context["guide"]["item"],
                "why": context["evidence"]["why"]}
    told = {key: value[0] for key, value in alert["metadata"].items()}
    return {"sequence": int(told["sequence"]), "id": told["alert_id"], "group": told["alert_group"],
            "event": told["event"], "camera": told["camera"], "item": told["guide_item"], "why": told["why"]}


if not captures:
    print("skipped: there are no captures")
    sys.exit(SKIPPED)
total = 0
for style in ("8", "7"):
    forms = [lines_of(form, style) for form in ("eve", "cef", "ecs")]
    check(len({len(lines) for lines in forms}) == 1, "as many lines in each form")
    for as_eve, as_cef, as_ecs in zip(*forms):
        event = json.loads(as_eve)
        check_cef(as_cef, event, story_of(event, style))
        check_ecs(as_ecs, event, story_of(event, style))
        total += 1
print("\n".join(failures))
print(f"{len(captures)} captures, {total} lines, {len(failures)} failures")
sys.exit(1 if failures or total == 0 else 0)
