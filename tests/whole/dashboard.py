#!/usr/bin/env python3
"""Every query of the dashboard and of the alert rules (alerts/recipes) is run by a real Prometheus that scrapes a real
sensor: each can be read, and says something.

  dashboard.py SOURCE BUILD"""

import json
import pathlib
import re
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
import prometheus  # noqa: E402
import siem  # noqa: E402
from live import check, wait_for  # noqa: E402

camwarden = build / "camwarden"
recipes = source / "alerts/recipes"
SOON = 30
PORT = 9842  # in a namespace of its own; the recipe's


def panels():
    """(title, query) of the dashboard, its variables filled in as Grafana does."""
    dashboard = json.loads((recipes / "grafana.json").read_text(encoding="ascii"))
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"].replace("$__rate_interval", "30s").replace("$instance", ".*")
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            metric = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["query"]["query"])
            yield "variable", f"count by ({metric[2]}) ({metric[1]})"


def layout():
    """Panels that lie over each other or have one number would not be shown as they are meant."""
    dashboard = json.loads((recipes / "grafana.json").read_text(encoding="ascii"))
    every = dashboard["panels"]
    cells = [(x, y) for p in every for g in [p["gridPos"]] for x in range(g["x"], g["x"] + g["w"])
             for y in range(g["y"], g["y"] + g["h"])]
    check(len(cells) == len(set(cells)) and max(x for x, _ in cells) < 24, "no panel of the dashboard covers another")
    check(len({p["id"] for p in every}) == len(every), f"{len(every)} panels")


def named(text):
    return set(re.findall(r"\bcamwarden_\w+", text))


def check_names(told):
    """A query with a wrong name says nothing and is no error."""
    have = {re.match(r"\w+", name)[0] for name in told}
    rules = (recipes / "camwarden.rules.yml").read_text(encoding="ascii")
    for what, text in (("rules", rules), ("dashboard", "\n".join(query for _, query in panels())),
                       ("tests of the rules", (recipes / "camwarden.rules.test.yml").read_text(encoding="ascii"))):
        check(named(text) and named(text) <= have, f"the {what} name {len(named(text))} metrics {sorted(named(text) - have)}")
    losses = {m[1] for m in (re.search(r'loss="(\w+)"', name) for name in told) if m}
    for words in re.findall(r'loss=~?"([\w|]+)"', rules):
        check(set(words.split("|")) <= losses, f"there is the loss {words}")


def check_queries(server):
    every = [(title, query) for title, query in panels() if not query.startswith("ALERTS")]

    def silent():
        told = server.results([query for _, query in every])
        return [(title, query, values) for (title, query), values in zip(every, told) if not values or isinstance(values, str)]
    wait_for(SOON, lambda: not silent())
    check(len(every) > 30 and not silent(), f"{len(every)} queries of the dashboard say something {silent()}")
    read = dict(zip([title for title, _ in every], server.results([query for _, query in every])))
    check(read["Cameras"][0] > 0 and read["Items that are broken"][0] > 0, "cameras, and what they break")


def check_rules(server, syslog):
    def rules():
        groups = server.ask("/api/v1/rules").get("data", {}).get("groups", [])
        return [rule for group in groups for rule in group["rules"]]
    wait_for(SOON, lambda: rules() and all(rule["health"] == "ok" for rule in rules()))
    ill = [rule["name"] + ": " + rule.get("lastError", "") for rule in rules() if rule["health"] != "ok"]
    check(len(rules()) > 10 and not ill, f"{len(rules())} rules are evaluated {ill}")
    wait_for(SOON, lambda: any(rule["state"] != "inactive" for rule in rules()))
    awake = {rule["name"]: rule["alerts"] for rule in rules() if rule["state"] != "inactive"}
    quiet = {"CamwardenSilence"}  # the capture is over: it is true
    check(set(awake) - quiet == {"CamwardenSinkDown"}, f"one alone has something to say: that of the sink that is down {set(awake)}")
    told = awake.get("CamwardenSinkDown", [{}])[0]
    check(syslog in told.get("annotations", {}).get("summary", ""), f"and it says which: {told.get('annotations')}")


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli", "prometheus", "promtool")
    layout()
    network = live.Network(stack)
    network.loop()
    redis = live.Redis(stack, work / "redis").start()
    sensor = live.Sensor(stack, network, camwarden, work / "sensor")
    syslog = "syslog+tcp://127.0.0.1:9"  # nobody is there
    sensor.start("--metrics", f"127.0.0.1:{PORT}", "--redis", redis.url, "--syslog", syslog, "--state", work / "sensor/state")
    sensor.hear(source / "pcaps/rtsp_basic_udp.pcap")
    text = siem.recipe(source, "prometheus.yml", {"camwarden.rules.yml": recipes / "camwarden.rules.yml",
                                                  "scrape_interval: 15s": "scrape_interval: 1s\n  evaluation_interval: 1s"})
    server = prometheus.Prometheus(stack, network, work / "prometheus", text)
    wait_for(SOON, lambda: (server.query("camwarden_cameras") or [0])[0] != 0)
    told = prometheus.values(prometheus.Inside(network, "127.0.0.1").ask(PORT, "/metrics")[2])
    check_names(told)
    check_queries(server)
    check_rules(server, syslog)
    sensor.stop()


live.main(test)
