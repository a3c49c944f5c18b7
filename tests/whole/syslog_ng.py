#!/usr/bin/env python3
"""A real syslog-ng with alerts/recipes/syslog-ng.conf, as it stands there but for places: takes what --syslog sends over TCP
and TLS, and reads the EVE file.

  syslog_ng.py SOURCE_DIR BUILD_DIR

Debian lets no syslog-ng in beside rsyslog, so it is one that tests/lab/unpack has unpacked; or an installed one."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED, DELIVERY = 77, 4
LONG = 60000  # bytes of a line; the longest has 64 KiB

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import siem  # noqa: E402
from siem import check, failures  # noqa: E402

camwarden = build / "camwarden"
unpacked = source / "build/unpacked/syslog-ng-core"
captures = [source / "pcaps" / f"{name}.pcap" for name in ("camera_factory", "rtsp_basic_udp")]


def replay(*words):
    return subprocess.run([camwarden, "replay", "--quiet", "--sensor-name", "gate-7", *words], capture_output=True, text=True,
                          timeout=100, check=False)


def program():
    """The program and what it needs; None: there is none."""
    if (unpacked / "usr/sbin/syslog-ng").exists():
        at = unpacked / "usr/lib/syslog-ng"
        return [unpacked / "usr/sbin/syslog-ng", f"--module-path={next(at.glob('3.*'))}"], {"LD_LIBRARY_PATH": str(at)}
    return ([shutil.which("syslog-ng")], {}) if shutil.which("syslog-ng") else None


class Receiver:
    def __init__(self, folder):
        self.folder, self.tcp, self.tls = folder, siem.free_port(), siem.free_port()
        self.eve, self.received, self.items = folder / "eve.json", folder / "received.json", folder / "items.txt"
        siem.make_certificates(folder, "siem.example", "sensor.example")
        (folder / "ca").mkdir()
        shutil.copy(folder / "ca.pem", folder / "ca")
        siem.openssl("rehash", folder / "ca")
        (folder / "syslog-ng.conf").write_text("@version: 3.38\n" + siem.recipe(
            source, "syslog-ng.conf", {"/etc/camwarden": folder, "/var/log/camwarden": folder, "port(601)": f"port({self.tcp})",
                                       "port(6514)": f"port({self.tls})"}), encoding="ascii")

    def start(self):
        words, environment = program()
        here = self.folder
        os.environ.update(environment)
        return siem.server([*words, "-F", "--no-caps", "-f", here / "syslog-ng.conf", "-R", here / "persist", "-p", here / "pid",
                            "-c", here / "control"], here, lambda: siem.listens(self.tcp) and siem.listens(self.tls))


def came(path, expected):
    with contextlib.suppress(RuntimeError):
        siem.wait_for("lines", lambda: len(siem.read_lines(path)) >= len(expected))
    return siem.read_lines(path) == expected


def item_of(line):
    alert = json.loads(line)
    return f"{alert['host']} {alert['alert']['context']['guide']['item']} {alert['alert']['context']['event']}"


def check_network(receiver, lines):
    done = replay("--syslog", f"syslog+tcp://127.0.0.1:{receiver.tcp}", captures[0])
    check(done.returncode == 0 and came(receiver.received, lines), f"TCP: {len(lines)} lines, each once, whole {done.stderr}")
    here = receiver.folder
    url = f"syslog+tls://127.0.0.1:{receiver.tls}?name=siem.example&ca={here}/ca.pem"
    login = f"&cert={here}/sensor.example.pem&cert-key={here}/sensor.example.key"
    done = replay("--syslog", url + login, captures[0])
    check(done.returncode == 0 and came(receiver.received, lines * 2), f"TLS: {len(lines)} lines, each once, whole {done.stderr}")
    done = replay("--syslog", url, captures[0])
    check(done.returncode == DELIVERY, f"TLS without a certificate of ours: {done.stderr.strip()}")
    check(came(receiver.received, lines * 2), "and nothing was told")


def check_file(receiver, lines, more):
    with receiver.start():
        replay("--eve", receiver.eve, captures[0])
        long = json.dumps({"event_type": "alert", "host": "long", "long": "x" * LONG,
                           "alert": {"context": {"event": "opened", "guide": {"item": "3.5"}}}})
        with open(receiver.eve, "a", encoding="ascii") as file:
            file.write('{"event_type":"stats"}\n' + long + "\n")
        expected = [item_of(line) for line in [*lines, long]]
        check(came(receiver.items, expected), f"the file: the fields of {len(expected)} alerts, a long one too, no statistics")
    replay("--eve", receiver.eve, captures[1])
    with receiver.start():
        expected += [item_of(line) for line in more]
        check(came(receiver.items, expected), "what was written while it was down, and nothing twice")


if program() is None:
    print("skipped: no syslog-ng: run tests/lab/unpack syslog-ng-core")
    sys.exit(SKIPPED)
with tempfile.TemporaryDirectory(prefix="camwarden-syslog-ng-") as name:
    one = Receiver(pathlib.Path(name))
    first, second = (replay("--eve", "-", capture).stdout.splitlines() for capture in captures)
    with one.start():
        check_network(one, first)
    check_file(one, first, second)
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
