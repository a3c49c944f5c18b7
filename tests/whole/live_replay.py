#!/usr/bin/env python3
"""The live sensor at a mirror port says what replaying a simultaneous tcpdump of that port says, and loses nothing; it
has no rights left, sends nothing and ends in time. With every capture of pcaps/, for each way to listen.

  live_replay.py SOURCE BUILD"""

import pathlib
import re
import shutil
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402

camwarden = build / "camwarden"
WAYS = {
    "af_packet": [],
    "af_packet, 2 workers": ["--workers", "2"],
    "af_packet without shunt": ["--no-shunt"],
    "af_xdp": ["--capture", "af_xdp"],
    "pcap": ["--capture", "pcap"],
}
END_S = 5  # a sensor has that long to end


def wait_for_workers(sensor):
    return live.wait_for(10, sensor.workers)


def check_rights(what, sensor):
    """Every thread of each process of it: not root, no capabilities, and no way to get any."""
    workers = wait_for_workers(sensor)
    live.check(workers, f"{what}: the workers are processes of their own: {workers}")
    pids = sensor.processes()
    tasks = [task for pid in pids for task in pathlib.Path(f"/proc/{pid}/task").iterdir()]
    has = {}
    for task in tasks:
        fields = dict(re.findall(r"^(\w+):\s*(.*)$", (task / "status").read_text(encoding="utf-8"), re.M))
        has.setdefault("Uid", set()).update(fields["Uid"].split())
        has.setdefault("Gid", set()).update(fields["Gid"].split())
        for name in ("CapEff", "CapPrm", "CapInh", "CapAmb", "NoNewPrivs", "Groups"):
            has.setdefault(name, set()).add(fields[name].strip())
    live.check(len(tasks) > len(pids) > 2, f"{what}: {len(tasks)} threads of {len(pids)} processes")
    live.check("0" not in has["Uid"] | has["Gid"], f"{what}: users {has['Uid']}, groups {has['Gid']}")
    live.check("0" not in " ".join(has["Groups"]).split(), f"{what}: no group of root's")
    for name in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        live.check(has[name] == {"0" * 16}, f"{what}: {name} is {has[name]}")
    live.check(has["NoNewPrivs"] == {"1"}, f"{what}: NoNewPrivs is {has['NoNewPrivs']}")


def check_counts(what, status, frames):
    packets, losses = status["packets"], status["losses"]
    live.check(losses["ring_full"] == 0 and losses["kernel_drops"] == 0,
               f"{what}: {losses['ring_full']} lost in the ring, {losses['kernel_drops']} in the kernel")
    live.check(packets["read"] + packets["shunted"] == frames,
               f"{what}: {packets['read']} read + {packets['shunted']} shunted = {frames} that tcpdump saw")
    for interface in status["capture"]["interfaces"]:
        live.check(interface["outages"] == 0, f"{what}: no outage of {interface['name']}")


def give_up(what, sensor, dump, lost):
    print(f"        {what}: this machine was too busy, the cable lost {lost} frames: again")
    sensor.stop()
    dump.stop()


def listen(stack, work, network, redis, what):
    """One sensor, from its start to its end; None if the cable could not keep up."""
    xdp = "af_xdp" in what  # takes frames before any packet socket of that host sees them
    folder = work / re.sub(r"\W+", "-", what)
    shutil.rmtree(folder, ignore_errors=True)
    sensor = live.Sensor(stack, network, camwarden, folder)
    dump = live.Tcpdump(stack, network, *(("switch", "cable", "out") if xdp else ("span", "span", "in")),
                        folder / "span.pcap")
    sensor.start("--redis", redis.url, *WAYS[what])
    check_rights(what, sensor)
    lost = network.lost_by_cables()
    sent = network.replay(*captures)
    if network.lost_by_cables() != lost:
        return give_up(what, sensor, dump, network.lost_by_cables() - lost)
    live.wait_for(10, lambda: sensor.counted() >= sent)
    status = sensor.status()
    took = sensor.stop()
    live.check(took < END_S and sensor.process.returncode == 0,
               f"{what}: ended after {took:.1f} s with {sensor.process.returncode}")
    frames = dump.stop()
    live.check(frames == sent, f"{what}: tcpdump saw {frames} of {sent} frames")
    check_counts(what, status, frames)
    at_exit = sensor.at_exit()
    live.check(at_exit.get("read", 0) + at_exit.get("shunted", 0) == frames, f"{what}: and says so at exit: {at_exit}")
    return sensor, dump.capture


def check_alerts(what, redis, sensor, capture):
    again = live.replayed(camwarden, capture, "--redis", f"redis+unix://{redis.path}?db=1")
    opened = live.compare(redis.alerts(), again, f"{what}, Redis")
    live.check(opened >= 20, f"{what}: {opened} alerts are 20 at least")
    live.compare(sensor.alerts(), again, f"{what}, EVE")
    one, other = live.postures(redis), live.postures(redis, database=1)
    differ = [f"\n        {camera} {item}: {one.get(camera, {}).get(item)} live, {verdict} replayed"
              for camera, items in other.items() for item, verdict in items.items()
              if one.get(camera, {}).get(item) != verdict]
    live.check(one.keys() == other.keys() and not differ,
               f"{what}: the verdicts of {len(one)} cameras live, of {len(other)} replayed" + "".join(differ))


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli")
    network = live.Network(stack)
    redis = live.Redis(stack, work).start()
    far = live.Tcpdump(stack, network, "switch", "cable", "in", work / "from-the-sensor.pcap")
    for what in WAYS:
        redis.ask("FLUSHALL")
        heard = listen(stack, work, network, redis, what) or listen(stack, work, network, redis, what)
        if live.check(heard, f"{what}: the cables brought every frame"):
            check_alerts(what, redis, *heard)
    sent = far.stop()
    live.check(sent == 0, f"the sensor's side sent {sent} frames")
    if sent:
        print(live.run("tcpdump", "-n", "-r", far.capture).stdout)


captures, others = live.captures_of(source)
print(f"{len(captures)} captures; left out, for no Ethernet can carry them: {' '.join(others) or 'none'}")
live.main(test)
