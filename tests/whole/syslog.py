#!/usr/bin/env python3
"""Replays a capture into an rsyslog of its own, in every way there is, and holds what arrived against --eve.

  syslog.py SOURCE_DIR BUILD_DIR

The server listens on Unix sockets and on free ports of the loopback, and is stopped at the end however that comes
about."""

import contextlib
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SKIPPED, DELIVERY = 77, 4
RSYSLOGD = shutil.which("rsyslogd") or "/usr/sbin/rsyslogd"
GTLS = list(pathlib.Path("/usr/lib").glob("*/rsyslog/lmnsd_gtls.so"))

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
camwarden = build / "camwarden"
failures = []

CONFIGURATION = """
global(workDirectory="{folder}" maxMessageSize="128k" net.enableDNS="off" {tls_files})
module(load="imuxsock" SysSock.Use="off")
module(load="imptcp")
template(name="fields" type="list") {{
    property(name="pri") constant(value="\\t") property(name="timereported" dateFormat="rfc3339")
    constant(value="\\t") property(name="hostname") constant(value="\\t") property(name="app-name")
    constant(value="\\t") property(name="msgid") constant(value="\\t") property(name="structured-data")
    constant(value="\\t") property(name="msg") constant(value="\\n")
}}
ruleset(name="datagrams") {{ action(type="omfile" file="{folder}/datagrams.out" template="fields") }}
ruleset(name="stream") {{ action(type="omfile" file="{folder}/stream.out" template="fields") }}
ruleset(name="tcp") {{ action(type="omfile" file="{folder}/tcp.out" template="fields") }}
input(type="imuxsock" Socket="{folder}/log" useSpecialParser="off" parseHostname="on" ignoreTimestamp="off"
      rateLimit.Interval="0" ruleset="datagrams")
input(type="imptcp" path="{folder}/stream" unlink="on" ruleset="stream")
input(type="imptcp" address="127.0.0.1" port="{tcp}" ruleset="tcp")
{tls}
"""

TLS = """
module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/name"
       PermittedPeer=["sensor.test"])
ruleset(name="tls") {{ action(type="omfile" file="{folder}/tls.out" template="fields") }}
input(type="imtcp" address="127.0.0.1" port="{port}" ruleset="tls")
"""


def check(ok, what):
    print(("ok      " if ok else "FAILED  ") + what)
    if not ok:
        failures.append(what)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(what, condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError(f"no {what} after {seconds} s")
        time.sleep(0.05)


def listens(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60)


def make_certificates(folder):
    """An authority, the receiver's certificate and the sensor's."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=authority", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    for name in ("siem.test", "sensor.test"):
        extensions = folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=DNS:{name}\n", encoding="ascii")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr")
        openssl("x509", "-req", "-days", "2", "-in", folder / f"{name}.csr", "-CA", folder / "ca.pem",
                "-CAkey", folder / "ca.key", "-CAcreateserial", "-extfile", extensions,
                "-out", folder / f"{name}.pem")


def configure(folder, ports):
    tls_files = tls = ""
    if "tls" in ports:
        make_certificates(folder)
        tls_files = (f'defaultNetstreamDriverCAFile="{folder}/ca.pem" '
                     f'defaultNetstreamDriverCertFile="{folder}/siem.test.pem" '
                     f'defaultNetstreamDriverKeyFile="{folder}/siem.test.key"')
        tls = TLS.format(folder=folder, port=ports["tls"])
    path = folder / "rsyslog.conf"
    path.write_text(CONFIGURATION.format(folder=folder, tcp=ports["tcp"], tls=tls, tls_files=tls_files),
                    encoding="ascii")
    return path


@contextlib.contextmanager
def rsyslog(folder, ports):
    configuration = configure(folder, ports)
    with open(folder / "said", "wb") as said:
        command = [RSYSLOGD, "-n", "-f", configuration, "-i", folder / "pid"]
        server = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        wait_for("rsyslog", lambda: server.poll() is not None or
                 ((folder / "log").exists() and (folder / "stream").exists() and
                  all(listens(port) for port in ports.values())))
        if server.poll() is not None:
            raise RuntimeError(f"rsyslogd ended with {server.returncode}: {(folder / 'said').read_text()}")
        yield
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def replay(*options):
    command = [camwarden, "replay", "--quiet", "--sensor-name", "gate-7", *options, capture]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def lines_of(form):
    return replay("--eve", "-", "--eve-format", form).stdout.splitlines()


def read_lines(path):
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def expected_header(line):
    alert = json.loads(line)
    context = alert["alert"]["context"]
    priority = 23 * 8 + alert["alert"]["severity"] + 2
    data = f'[camwarden@32473 sequence="{context["sequence"]}" id="{context["id"]}" group="{context["group"]}" ' \
           f'item="{context["guide"]["item"]}" camera="{context["camera"]["id"]}"]'
    return [str(priority), re.sub(r"\+0000$", "Z", alert["timestamp"]), "gate-7", "camwarden", context["event"], data]


def check_arrival(what, url, out, form, expected):
    """What comes behind what was there before."""
    before = len(read_lines(out))
    done = replay("--syslog", f"{url}{'&' if '?' in url else '?'}facility=local7&format={form}")
    check(done.returncode == 0, f"{what}, {form}: exit code {done.returncode} {done.stderr.strip()}")
    with contextlib.suppress(RuntimeError):
        wait_for("lines", lambda: len(read_lines(out)) >= before + len(expected))
    got = [line.split("\t", 6) for line in read_lines(out)[before:]]
    check([fields[-1].removeprefix(" ") for fields in got] == expected, f"{what}, {form}: every line, once, whole")
    headers = [expected_header(line) for line in forms["eve"]]
    check([fields[:-1] for fields in got] == headers, f"{what}, {form}: the header of each, and its numbers")


def refused(what, words, url):
    done = replay("--syslog", url)
    check(done.returncode == DELIVERY and words in done.stderr, f"{what}: {done.returncode} '{done.stderr.strip()}'")


def check_refusals(tls, tcp, folder):
    before = len(read_lines(folder / "tls.out"))
    refused("a receiver of another name", "not accepted: hostname mismatch", tls.replace("siem.test", "other.test"))
    refused("an authority that nobody knows", "not accepted: ", re.sub("&ca=[^&]*", "", tls))
    refused("no certificate of ours", "certificate", re.sub("&cert.*", "", tls))
    refused("a certificate of another's", "cannot read", tls.replace("cert=", "cert=/nowhere"))
    refused("a receiver without TLS", "syslog+tls://", tcp.replace("tcp", "tls"))
    check(len(read_lines(folder / "tls.out")) == before, "nothing was told to any of them")


if not pathlib.Path(RSYSLOGD).exists():
    print("skipped: rsyslog is not installed")
    sys.exit(SKIPPED)
capture = source / "pcaps" / "rtsp_basic.pcap"
capture = capture if capture.exists() else sorted((source / "pcaps").glob("rtsp_basic*.pcap*"))[0]
forms = {form: lines_of(form) for form in ("eve", "cef", "ecs")}
check(len(forms["eve"]) > 1 and len({len(lines) for lines in forms.values()}) == 1, f"{capture.name} has alerts")

with tempfile.TemporaryDirectory(prefix="camwarden-syslog-") as name:
    here = pathlib.Path(name)
    served = {"tcp": free_port()}
    ways = {"TCP": (f"syslog+tcp://127.0.0.1:{served['tcp']}", "tcp.out"),
            "datagrams": (f"syslog+unix://{here}/log", "datagrams.out"),
            "a stream of Unix": (f"syslog+unix://{here}/stream", "stream.out")}
    if GTLS:
        served["tls"] = free_port()
        ways["TLS"] = (f"syslog+tls://127.0.0.1:{served['tls']}?name=siem.test&ca={here}/ca.pem&"
                       f"cert={here}/sensor.test.pem&cert-key={here}/sensor.test.key", "tls.out")
    with rsyslog(here, served):
        for way, (place, file) in ways.items():
            for shape, lines in forms.items():
                check_arrival(way, place, here / file, shape, lines)
        if GTLS:
            check_refusals(ways["TLS"][0], ways["TCP"][0], here)
        else:
            print("skipped: TLS: rsyslog-gnutls is not installed")
    refused("a receiver that is gone", "Connection refused", ways["TCP"][0])
    refused("a socket that is gone", "No such file", ways["datagrams"][0])
    refused("no URL", "no syslog URL", "syslog://nowhere")

print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
