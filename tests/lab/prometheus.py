"""A real Prometheus in the sensor's network namespace, and what is asked there by HTTP.

Used by tests/whole/metrics.py and dashboard.py."""

import json
import subprocess
import sys
import urllib.parse

import live

PORT = 9090

CLIENT = """
import http.client, json, sys
c = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]), timeout=20)
for line in sys.stdin.read().splitlines():
    c.request(*line.split(" ", 1))
    r = c.getresponse()
    print(json.dumps([r.status, r.getheader("Content-Type"), r.read().decode()]))
"""


class Inside:
    """Asks at ports of the loopback of the sensor's namespace."""

    def __init__(self, network, host):
        self.network, self.host = network, host

    def ask(self, port, where, method="GET"):
        """Status, type and text."""
        return self.ask_all(port, [where], method)[0]

    def ask_all(self, port, places, method="GET"):
        """The same for each of these, over one connection."""
        done = subprocess.run(self.network.inside("span", sys.executable, "-c", CLIENT, self.host, port), capture_output=True,
                              text=True, timeout=120, check=False, input="".join(f"{method} {where}\n" for where in places))
        if done.returncode != 0:
            return [(0, "", done.stderr)] * len(places)
        return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def values(text):
    """Every sample's value, by its name with labels."""
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if line[0] != "#"}


class Prometheus:
    """Scrapes and evaluates by this configuration."""

    def __init__(self, stack, network, folder, configuration):
        folder.mkdir()
        (folder / "prometheus.yml").write_text(configuration, encoding="ascii")
        command = network.inside("span", "prometheus", f"--config.file={folder}/prometheus.yml",
                                 f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{PORT}")
        with open(folder / "said", "wb") as said:
            stack.callback(live.end_process, subprocess.Popen(command, stdout=said, stderr=said))
        self.inside = Inside(network, "127.0.0.1")

    def ask(self, where):
        status, _, text = self.inside.ask(PORT, where)
        return json.loads(text) if status == 200 else {}

    def results(self, queries):
        """Of each query the values that it gives; or the reason why it gives none."""
        places = ["/api/v1/query?query=" + urllib.parse.quote(words) for words in queries]
        told = []
        for status, _, text in self.inside.ask_all(PORT, places):
            data = json.loads(text)["data"] if status == 200 else None
            told.append(text if data is None else [float(r["value"][1]) for r in data["result"]])
        return told

    def query(self, words):
        """The values; none as long as it does not answer."""
        told = self.results([words])[0]
        return told if isinstance(told, list) else []
