#!/usr/bin/env python3
"""What the sensor serves by --metrics: over TCP and a Unix socket, checked by promtool, scraped by a real Prometheus.

  metrics.py SOURCE BUILD"""

import http.client
import pathlib
import re
import shutil
import socket
import subprocess
import sys

source, build = (pathlib.Path(p) for p in sys.argv[1:3])
sys.path.insert(0, str(source / "tests/lab"))
import live  # noqa: E402
import prometheus  # noqa: E402
from live import check, wait_for  # noqa: E402
from prometheus import values  # noqa: E402

camwarden = build / "camwarden"
SOON = 20
PORT = 9842  # in a namespace of its own

PROMETHEUS = """
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: camwarden
    static_configs:
      - targets: ["127.0.0.1:{port}"]
"""


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=SOON)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SOON)
        self.sock.connect(self.path)


def ask_socket(path, where, method="GET"):
    """Status, type and text."""
    connection = UnixConnection(path)
    connection.request(method, where)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.getheader("Content-Type"), text


def check_answers(what, ask):
    status, kind, text = ask("/metrics")
    check(status == 200 and kind.startswith("text/plain; version=0.0.4"), f"{what}: /metrics: {status} {kind}")
    check(values(text).get("camwarden_listening") == 1, f"{what}: {len(values(text))} samples")
    check(ask("/healthz")[0] == 200, f"{what}: /healthz")
    check(ask("/nowhere")[0] == 404 and ask("/")[0] == 404, f"{what}: nothing else is there")
    check(ask("/metrics", "POST")[0] == 405, f"{what}: GET and HEAD alone")
    status, kind, text = ask("/metrics", "HEAD")
    check(status == 200 and text == "", f"{what}: HEAD")


def check_refused():
    for where in ("0.0.0.0:9842", "9842", "[::]:9842", "192.0.2.1:9842", "unix:relative"):
        done = live.run(camwarden, "sensor", "-i", "lo", "--metrics", where)
        check(done.returncode == 2 and "--metrics is 127.0.0.1:PORT" in done.stderr, f"{where} is refused")


def check_promtool(text):
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=60,
                          check=False)
    said = (done.stdout + done.stderr).strip()
    check(done.returncode == 0 and said == "", f"promtool check metrics: {done.returncode} {said[:300]}")


def check_numbers(sensor, ask):
    sensor.hear(source / "pcaps/rtsp_basic_udp.pcap")

    def same():
        told, status = values(ask("/metrics")[2]), sensor.status()
        names = {"camwarden_packets_read_total": status["packets"]["read"], "camwarden_cameras": status["cameras"],
                 "camwarden_violations": status["violations"]}
        names |= {f"camwarden_{k}_total": v for k, v in status["counters"].items()}
        names |= {f'camwarden_lost_total{{loss="{k}"}}': v for k, v in status["losses"].items()}
        return told.get("camwarden_cameras", 0) > 0 and all(told.get(k) == v for k, v in names.items())
    check(wait_for(SOON, same), "the figures are those of ctl status")


def of_sink(told, name, sink):
    """The value of that sink's sample; None: there is none."""
    return next((v for k, v in told.items() if k.startswith(f"camwarden_{name}{{") and f'sink="{sink}"' in k), None)


def check_delivery(redis, ask):
    def same():
        told = values(ask("/metrics")[2])
        n = int(redis.ask("LLEN", live.ALERTS))
        return n > 0 and of_sink(told, "sink_delivered_total", "redis") == of_sink(told, "sink_entries", "redis") == n \
            and told.get("camwarden_outbox_raised_total") == n
    check(wait_for(SOON, same), "what was raised, what was delivered and what is in the list is the same")
    told = values(ask("/metrics")[2])
    check(of_sink(told, "sink_lag_seconds", "redis") == 0 and of_sink(told, "sink_waiting_lines", "redis") == 0,
          "no lag, nothing waits")
    check(of_sink(told, "sink_entries", "file") is None, "of a file there is nothing to tell of the other end")
    shed = [v for k, v in told.items() if "_shed_" in k]
    check(len(shed) >= 2 * (4 + 3) + 4 and not any(shed), "nothing was shed, by sink and severity")
    check(told.get("camwarden_outbox_durable") == 1 and told.get("camwarden_outbox_file_bytes", 0) > 0,
          "the outbox is on the disk")


def check_prometheus(server):
    def scraped():
        return (server.query("camwarden_cameras") or [0])[0] > 0
    check(wait_for(SOON, scraped), "Prometheus scraped it and answers a query")
    check(server.query('up{job="camwarden"}') == [1.0], "it is up")


def check_lag(sensor, ask):
    """Redis is gone: what is raised meanwhile waits, and for how long is told."""
    sensor.hear(source / "pcaps/onvif_open.pcap")

    def lags():
        told = values(ask("/metrics")[2])
        return of_sink(told, "sink_lag_seconds", "redis") > 1 and of_sink(told, "sink_waiting_lines", "redis") > 0 and \
            of_sink(told, "sink_lag_seconds", "file") == 0
    check(wait_for(SOON, lags), "its lag grows, the file's does not")


def check_readiness(sensor, redis, ask):
    check(wait_for(SOON, lambda: ask("/readyz")[0] == 200), "/readyz: ready")
    redis.process.kill()
    redis.process.wait()
    check(wait_for(SOON, lambda: ask("/readyz")[0] == 503), "Redis is killed: not ready")
    status, _, text = ask("/readyz")
    check(status == 503 and text.startswith("redis ") and text.count("\n") == 1, f"and why: {text.strip()}")
    check(ask("/healthz")[0] == 200, "but it lives")
    check_lag(sensor, ask)
    redis.start()
    check(wait_for(40, lambda: ask("/readyz")[0] == 200), "Redis is back: ready")
    check(wait_for(SOON, lambda: of_sink(values(ask("/metrics")[2]), "sink_lag_seconds", "redis") == 0), "the lag is over")


def test(stack, work):
    live.need("tcpreplay", "redis-server", "redis-cli")
    check_refused()
    network = live.Network(stack)
    network.loop()
    redis = live.Redis(stack, work / "redis").start()
    sensor = live.Sensor(stack, network, camwarden, work / "tcp")
    state = work / "tcp/state"
    sensor.start("--metrics", f"127.0.0.1:{PORT}", "--redis", redis.url, "--stats-every", 1, "--state", state)
    inside = prometheus.Inside(network, "127.0.0.1")

    def ask(where, method="GET"):
        return inside.ask(PORT, where, method)
    check_answers("127.0.0.1", ask)
    check_numbers(sensor, ask)
    check_delivery(redis, ask)
    if shutil.which("prometheus") and shutil.which("promtool"):
        check_promtool(ask("/metrics")[2])
        check_prometheus(prometheus.Prometheus(stack, network, work / "prometheus", PROMETHEUS.format(port=PORT)))
    else:
        print("skipped: prometheus is not installed")
    check_readiness(sensor, redis, ask)
    check(sensor.stop() < 5 and sensor.process.returncode == 0, "it ends as ever")

    path = work / "tcp/metrics/metrics.sock"
    sensor.start("--metrics", f"unix:{path}")
    check(path.stat().st_mode & 0o777 == 0o660, "a socket for its user and group alone")
    check_answers("a Unix socket", lambda where, method="GET": ask_socket(path, where, method))
    second = live.run(*network.inside("span", camwarden, "sensor", "-i", "span", "--control", work / "other.sock",
                                      "--metrics", f"unix:{path}"))
    check(second.returncode == 2 and re.search("cannot serve metrics: .*already running", second.stderr) is not None,
          f"a second sensor there: {second.stderr.strip()}")
    sensor.stop()


live.main(test)
