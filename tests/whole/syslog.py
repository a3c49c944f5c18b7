#!/usr/bin/env python3
"""Replays a capture into an rsyslog of its own, set up by alerts/recipes/rsyslog-receive*.conf, in every way there is, and
holds what arrived against --eve.

  syslog.py SOURCE_DIR BUILD_DIR

The server listens on Unix sockets and on free ports of the loopback, and is stopped at the end however that comes
about."""

import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED, DELIVERY = 77, 4
RSYSLOGD = shutil.which("rsyslogd") or "/usr/sbin/rsyslogd"
GTLS = list(pathlib.Path("/usr/lib").glob("*/rsyslog/lmnsd_gtls.so"))

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import siem  # noqa: E402
from siem import check, failures  # noqa: E402

camwarden = build / "camwarden"
LINE = 'template(name="camwarden" type="string" string="%$.line%\\n")'

FIELDS = """
template(name="camwarden" type="list") {
    property(name="pri") constant(value="\\t") property(name="timereported" dateFormat="rfc3339")
    constant(value="\\t") property(name="hostname") constant(value="\\t") property(name="app-name")
    constant(value="\\t") property(name="msgid") constant(value="\\t") property(name="structured-data")
    constant(value="\\t") property(name="msg") constant(value="\\n")
}
"""


def configure(folder, ports):
    """The recipes for a receiver, which here writes the header, too."""
    text = f'global(workDirectory="{folder}" net.enableDNS="off")\nmodule(load="imuxsock" SysSock.Use="off")\n' + \
        siem.recipe(source, "rsyslog-receive.conf",
                    {LINE: FIELDS, "/var/log/camwarden/received.json": folder / "out", 'port="514"': f'port="{ports["tcp"]}"',
                     "/run/camwarden-stream": folder / "stream", "/run/camwarden-log": folder / "log"})
    if "tls" in ports:
        siem.make_certificates(folder, "siem.example", "sensor.example")
        text += siem.recipe(source, "rsyslog-receive-tls.conf",
                            {"/etc/camwarden": folder, 'port="6514"': f'port="{ports["tls"]}"'})
    path = folder / "rsyslog.conf"
    path.write_text(text, encoding="ascii")
    return path


def rsyslog(folder, ports):
    return siem.server([RSYSLOGD, "-n", "-f", configure(folder, ports), "-i", folder / "pid"], folder,
                       lambda: (folder / "log").exists() and (folder / "stream").exists() and
                       all(siem.listens(port) for port in ports.values()))


def replay(*options):
    command = [camwarden, "replay", "--quiet", "--sensor-name", "gate-7", *options, capture]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def lines_of(form):
    return replay("--eve", "-", "--eve-format", form).stdout.splitlines()


def expected_header(line):
    alert = json.loads(line)
    context = alert["alert"]["context"]
    priority = 23 * 8 + alert["alert"]["severity"] + 2
    data = f'[camwarden@32473 sequence="{context["sequence"]}" id="{context["id"]}" group="{context["group"]}" ' \
           f'item="{context["guide"]["item"]}" camera="{context["camera"]["id"]}"]'
    return [str(priority), re.sub(r"\+0000$", "Z", alert["timestamp"]), "gate-7", "camwarden", context["event"], data]


def check_arrival(what, url, form, expected):
    """What comes behind what was there before."""
    before = len(siem.read_lines(here / "out"))
    done = replay("--syslog", f"{url}{'&' if '?' in url else '?'}facility=local7&format={form}")
    check(done.returncode == 0, f"{what}, {form}: exit code {done.returncode} {done.stderr.strip()}")
    with contextlib.suppress(RuntimeError):
        siem.wait_for("lines", lambda: len(siem.read_lines(here / "out")) >= before + len(expected))
    got = [line.split("\t", 6) for line in siem.read_lines(here / "out")[before:]]
    check([fields[-1].removeprefix(" ") for fields in got] == expected, f"{what}, {form}: every line, once, whole")
    headers = [expected_header(line) for line in forms["eve"]]
    check([fields[:-1] for fields in got] == headers, f"{what}, {form}: the header of each, and its numbers")


def refused(what, words, url):
    done = replay("--syslog", url)
    check(done.returncode == DELIVERY and words in done.stderr, f"{what}: {done.returncode} '{done.stderr.strip()}'")


def check_refusals(tls, tcp):
    before = len(siem.read_lines(here / "out"))
    refused("a receiver of another name", "not accepted: hostname mismatch", tls.replace("siem.example", "other.test"))
    refused("an authority that nobody knows", "not accepted: ", re.sub("&ca=[^&]*", "", tls))
    refused("no certificate of ours", "certificate", re.sub("&cert.*", "", tls))
    refused("a certificate of another's", "cannot read", tls.replace("cert=", "cert=/nowhere"))
    check(len(siem.read_lines(here / "out")) == before, "nothing was told to any of them")
    refused("a receiver without TLS", "syslog+tls://", tcp.replace("tcp", "tls"))


if not pathlib.Path(RSYSLOGD).exists():
    print("skipped: rsyslog is not installed")
    sys.exit(SKIPPED)
capture = source / "pcaps" / "rtsp_basic.pcap"
capture = capture if capture.exists() else sorted((source / "pcaps").glob("rtsp_basic*.pcap*"))[0]
forms = {form: lines_of(form) for form in ("eve", "cef", "ecs")}
check(len(forms["eve"]) > 1 and len({len(lines) for lines in forms.values()}) == 1, f"{capture.name} has alerts")

with tempfile.TemporaryDirectory(prefix="camwarden-syslog-") as name:
    here = pathlib.Path(name)
    served = {"tcp": siem.free_port()}
    ways = {"TCP": f"syslog+tcp://127.0.0.1:{served['tcp']}",
            "datagrams": f"syslog+unix://{here}/log",
            "a stream of Unix": f"syslog+unix://{here}/stream"}
    if GTLS:
        served["tls"] = siem.free_port()
        ways["TLS"] = f"syslog+tls://127.0.0.1:{served['tls']}?name=siem.example&ca={here}/ca.pem&" \
                      f"cert={here}/sensor.example.pem&cert-key={here}/sensor.example.key"
    with rsyslog(here, served):
        for way, place in ways.items():
            for shape, lines in forms.items():
                check_arrival(way, place, shape, lines)
        if GTLS:
            check_refusals(ways["TLS"], ways["TCP"])
        else:
            print("skipped: TLS: rsyslog-gnutls is not installed")
    refused("a receiver that is gone", "Connection refused", ways["TCP"])
    refused("a socket that is gone", "No such file", ways["datagrams"])
    refused("no URL", "no syslog URL", "syslog://nowhere")

print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
