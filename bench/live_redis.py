"""The Redis of bench/live.sh FROZEN=SECONDS: beside the sender, on core 0; stopped for a while, if asked for, while somebody looks
every half second what the sensor says of it."""
import json
import os
import signal
import subprocess
import threading
import time

EVERY_S = 0.5
KEY = "camwarden:alerts"


class Redis:
    def __init__(self, folder, frozen_s, ask):
        self.socket, self.frozen_s, self.ask = f"{folder}/redis.sock", frozen_s, ask
        self.process = subprocess.Popen(["taskset", "-c", "0", "redis-server", "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "777", "--save", "",
                                         "--dir", folder], stdout=subprocess.DEVNULL)
        while self.cli("ping") != "PONG\n":
            time.sleep(0.05)
        self.options = ["--redis", f"unix:{self.socket}"]
        self.told = {"frozen_s": frozen_s, "queued_most": 0, "oldest_most_s": 0, "drained_s": 9e9}
        self.thread = None

    def cli(self, *command):
        return subprocess.run(["redis-cli", "-s", self.socket, *command], capture_output=True, text=True, check=False).stdout

    def lag(self):
        """Alerts that wait for Redis, and how long the oldest of them has."""
        sink = next(s for s in self.ask()["delivery"] if s["sink"] == "redis")
        most = self.told
        most["queued_most"] = max(most["queued_most"], sink["queued"])
        most["oldest_most_s"] = max(most["oldest_most_s"], sink["oldest_s"])
        return sink["queued"]

    def look(self, until):
        while time.monotonic() < until:
            self.lag()
            time.sleep(EVERY_S)

    def freeze(self, seconds):
        """Its freezing lies in the middle of the run."""
        begin = time.monotonic()
        self.look(begin + max(0, (seconds - self.frozen_s) / 2))
        if self.frozen_s > 0:
            self.process.send_signal(signal.SIGSTOP)
            self.look(time.monotonic() + self.frozen_s)
            self.process.send_signal(signal.SIGCONT)
        woken = time.monotonic()
        while self.lag() > 0 and time.monotonic() < woken + 60:
            time.sleep(0.05)
        self.told["drained_s"] = round(time.monotonic() - woken, 2)
        self.look(begin + seconds)

    def begin(self, seconds):
        self.thread = threading.Thread(target=self.freeze, args=[seconds])
        self.thread.start()

    def wait(self):
        self.thread.join()

    def end(self, eve):
        """What became of the alerts; after the sensor has ended."""
        here = [line for line in open(eve).read().splitlines() if '"event_type":"alert"' in line]
        there = self.cli("lrange", KEY, "0", "-1").splitlines()
        numbers = [json.loads(line)["alert"]["context"]["sequence"] for line in there]
        return {**self.told, "raised": len(here), "in_redis": len(there), "in_order": numbers == list(range(1, len(here) + 1))}

    def close(self):
        os.kill(self.process.pid, signal.SIGCONT)
        self.process.kill()
        self.process.wait()
