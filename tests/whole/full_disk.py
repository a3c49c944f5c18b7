#!/usr/bin/env python3
"""The outbox on a disk of 16 MiB that fills to the brim, under a real sensor whose Redis is not there.

  full_disk.py SOURCE BUILD

A file and syslog get every alert meanwhile. For Redis the oldest give way, and then somebody else takes what is left of
the disk, to the last byte. When Redis comes it gets the rest, in order: by severity, what was raised is what arrived and
what was shed, and the sensor says itself that something was (7290002). Then, Redis gone once more, it is killed: what
waited for Redis on the disk arrives; and it starts where there is no room for anything. The disk is a tmpfs in a namespace of mounts of
the test's own."""

import pathlib
import signal
import sys

source, build = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
sys.path[:0] = [str(source / "tests/lab"), str(source / "tests/support")]
import live  # noqa: E402
from small_disk import FREE, FULL, SOON, Stage, by_severity, enter_mounts, number  # noqa: E402

CAMERAS = 3600
SHED = 7290002


def check_own_limit(stage, captures):
    """Redis is not there: the outbox takes what it may have of the disk, and the oldest give way."""
    stage.sensor.hear(captures, pps=6000)
    stage.settle("the outbox has grown to its limit")
    shed = stage.figures().shed("redis")
    live.check(sum(shed.values()) > 500, f"shed for Redis, by severity: {dict(shed)}")
    live.check(not stage.figures().shed("file") and not stage.figures().shed("syslog"), "for no other sink")


def check_full(stage, *names):
    """While another takes the disk to the last byte."""
    stage.disk.fill()
    stage.sensor.hear(*[source / f"pcaps/{n}.pcap" for n in names], pps=2000)
    live.wait_for(10, lambda: stage.disk.fill() or stage.figures().one("camwarden_outbox_disk_failed") == 1)
    live.check(stage.disk.free() == 0, f"not a byte is free on the disk; {stage.disk.stuffing.stat().st_size >> 10} KiB are another's")
    live.check(FULL in stage.sensor.said(), f"said: {stage.sensor.said().strip().splitlines()[-3:]}")


def check_freed(stage):
    stage.disk.stuffing.unlink()
    live.check(live.wait_for(SOON, lambda: FREE in stage.sensor.said()), "and freed, the disk is used again")


def check_brim(stage):
    before = sum(stage.figures().shed("redis").values())
    check_full(stage, "onvif_open", "http_noauth", "rtsp_basic_udp")
    stage.settle("on a full disk")
    print(f"        {sum(stage.figures().shed('redis').values()) - before} more were shed for Redis")
    check_freed(stage)


def check_rest(stage):
    stage.redis = live.Redis(stage.stack, stage.work / "redis").start()
    waiting = lambda: stage.figures().one("camwarden_sink_waiting_lines", 'sink="redis"')
    live.check(live.wait_for(SOON, lambda: stage.figures().one("camwarden_sink_up", 'sink="redis"') == 1 and waiting() == 0),
               "Redis is there, and nothing waits")
    stage.settle("in the end")
    told, arrived = stage.sensor.alerts(), stage.redis.alerts()
    numbers = [number(a) for a in arrived]
    shed = stage.figures().shed("redis")
    live.check(numbers == sorted(set(numbers)), f"{len(numbers)} arrived at Redis, in order, none twice")
    live.check(by_severity(told) == by_severity(arrived) + shed,
               f"by severity, raised {dict(by_severity(told))} = arrived {dict(by_severity(arrived))} + shed {dict(shed)}")
    every = [number(a) for a in told]
    live.check(every == list(range(1, len(every) + 1)), f"the file has 1 to {len(every)}, in order")
    live.check(stage.syslog.numbers == set(every), "and syslog has them all")
    for name, alerts in (("the file", told), ("Redis", arrived)):
        said = [a for a in alerts if a["alert"]["signature_id"] == SHED]
        live.check(said, f"{name} was told that alerts were shed, {len(said)} times")
    left = sorted(p.name for p in stage.disk.path.iterdir())
    live.check(not any("damaged" in n for n in left), f"nothing is to be cleaned: {left}")


def check_restart(stage):
    """Redis is gone again and the disk was full again: what waits since it has room outlives a sensor that is killed. Of what was
    raised on the full disk some may be in memory alone, and gone with it."""
    stage.redis.stop()
    stage.disk.grow()
    before = len(stage.sensor.alerts())
    check_full(stage, "onvif_kept", "rtsp_noauth")
    between = stage.settle("on a full disk, without Redis")
    check_freed(stage)
    stage.sensor.hear(*[source / f"pcaps/{n}.pcap" for n in ("telnet_open", "snmp_v2c_public")], pps=2000)
    last = stage.settle("and freed")
    live.check(before < between < last and live.wait_for(SOON, lambda: stage.unsaved() == 0), f"{last - before} wait, on the disk")
    stage.sensor.signal_all(signal.SIGKILL)
    stage.sensor.process.wait()
    stage.redis.start()
    stage.start()
    stage.sensor.hear(source / "pcaps/onvif_open.pcap", pps=2000)
    every = lambda: [number(a) for a in stage.sensor.alerts()]
    arrived = lambda: [number(a) for a in stage.redis.alerts()]
    live.wait_for(SOON, lambda: len(every()) > last and set(arrived()) >= set(every()[between:]))
    live.check(every() == list(range(1, len(every()) + 1)) and len(every()) > last, f"the file has 1 to {len(every())}, in order")
    live.check(arrived() == every()[-len(arrived()):] and before < arrived()[0] <= between + 1,
               f"killed and started again: Redis has {arrived()[0]} to {len(every())}, in order, none twice: all that waited "
               f"since the disk has room ({between + 1} to {last}), {between + 1 - arrived()[0]} of {between - before} before that")
    lost = [a for a in stage.sensor.alerts() if before < number(a) < arrived()[0]]
    live.check(by_severity(lost) == stage.figures().shed("redis"), f"and what was lost with the memory is counted: {dict(by_severity(lost))}")
    said = lambda alerts: [a["alert"]["context"]["event"] for a in alerts if a["alert"]["signature_id"] == SHED]
    is_open = said(stage.sensor.alerts()[:last])[-1:] not in ([], ["resolved"])
    live.check(not lost or is_open or live.wait_for(SOON, lambda: said(stage.sensor.alerts()[last:])), f"and told of{', in the alert that is open' * is_open}")
    live.check(live.wait_for(SOON, lambda: stage.syslog.numbers == set(every())), "and syslog has them all")


def check_start_without_room(stage):
    """Ended in good order it has left nothing on the disk that it could use again."""
    stage.sensor.stop()
    stage.disk.fill()
    stage.start()
    live.check(stage.disk.free() == 0 and stage.sensor.status()["outbox"]["raised"] == 0, "it starts where there is no room for anything")
    stage.disk.stuffing.unlink()


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli", "unshare")
    captures = work / "cameras.pcap"
    live.must(sys.executable, source / "tests/support/many_cameras.py", captures, CAMERAS)
    stage = Stage(stack, work)
    check_own_limit(stage, captures)
    check_brim(stage)
    check_rest(stage)
    check_restart(stage)
    check_start_without_room(stage)
    live.check(stage.sensor.stop() < 8, "and it ends")


enter_mounts()
live.main(test)
