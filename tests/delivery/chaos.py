#!/usr/bin/env python3
"""Redis and the sensor's delivery are killed at random; every alert raised is there, once, in order.

chaos.py BUILD [--alerts N] [--kills N] [MODE...]    MODE: list, stream, list-tls, stream-tls

A Redis with AOF always is killed every 0.2 to 2 seconds, the raiser (raise.c) N times. At the end the numbers in
Redis are 1 to what was raised, none missing, none twice, none out of order."""
import argparse, json, os, random, signal, socket, subprocess, sys, tempfile, time

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]

def certificates(folder):
    run = lambda *w: subprocess.run(w, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=ca")
    run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "csr", "-subj", "/CN=localhost")
    with open(f"{folder}/ext", "w") as f:
        f.write("subjectAltName=IP:127.0.0.1\n")
    run("openssl", "x509", "-req", "-in", "csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "ext", "-out", "crt")

class Redis:
    def __init__(self, folder, tls):
        self.folder, self.tls, self.port, self.plain = folder, tls, free_port(), free_port()
        if tls:
            certificates(folder)
        self.start()

    def start(self):
        words = ["redis-server", "--bind", "127.0.0.1", "--dir", self.folder, "--save", "", "--appendonly", "yes",
                 "--appendfsync", "always", "--port", str(self.plain if self.tls else self.port)]
        if self.tls:
            words += ["--tls-port", str(self.port), "--tls-cert-file", f"{self.folder}/crt", "--tls-key-file",
                      f"{self.folder}/key", "--tls-ca-cert-file", f"{self.folder}/ca.crt", "--tls-auth-clients", "no"]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def url(self, mode):
        return (f"rediss://127.0.0.1:{self.port}?ca={self.folder}/ca.crt&" if self.tls else f"redis://127.0.0.1:{self.port}?") + f"mode={mode}&max=0"

    def lines(self, mode):
        port = str(self.plain if self.tls else self.port)
        words = ["LRANGE", "camwarden:alerts", "0", "-1"] if mode == "list" else ["XRANGE", "camwarden:alerts", "-", "+"]
        out = subprocess.run(["redis-cli", "-p", port, *words], capture_output=True, text=True, check=True).stdout
        return [line for line in out.splitlines() if line.startswith("{")]

def trouble(build, redis, mode, state, alerts, kills):
    """Kills until the raiser has been killed so often, then lets it end. How often Redis was killed."""
    words = [f"{build}/tests/raise", state, redis.url(mode), str(alerts), str(max(1, alerts // (kills * 2 // 3 + 1)))]
    start = lambda: subprocess.Popen(words, stderr=subprocess.DEVNULL)
    raiser, killed, redis_killed = start(), 0, 0
    next_redis = time.monotonic() + random.uniform(0.2, 2)
    while raiser.poll() is None or raiser.returncode != 0:
        time.sleep(random.uniform(0.05, 0.6) if killed < kills else 0.1)
        if time.monotonic() >= next_redis and killed < kills:
            redis.kill()
            redis_killed += 1
            redis.start()
            next_redis = time.monotonic() + random.uniform(0.2, 2)
        if killed < kills and raiser.poll() is None:
            raiser.send_signal(signal.SIGKILL)
            killed += 1
        if raiser.poll() is not None and raiser.returncode != 0:
            raiser.wait()
            raiser = start()
    return killed, redis_killed

def one(build, name, alerts, kills):
    mode, tls = name.split("-")[0], name.endswith("-tls")
    with tempfile.TemporaryDirectory(prefix="camwarden-chaos-") as folder:
        os.mkdir(f"{folder}/state", 0o700)
        redis = Redis(folder, tls)
        try:
            killed, redis_killed = trouble(build, redis, mode, f"{folder}/state", alerts, kills)
            for _ in range(100):
                try:
                    lines = redis.lines(mode)
                    break
                except subprocess.CalledProcessError:
                    time.sleep(0.1)
        finally:
            redis.kill()
    numbers = [json.loads(line)["alert"]["context"]["sequence"] for line in lines]
    good = numbers == list(range(1, alerts + 1))
    print(f"{'ok     ' if good else 'FAILED '} {name}: {alerts} raised, {len(numbers)} in Redis, {len(set(numbers))} different, "
          f"{'in order' if numbers == sorted(numbers) else 'OUT OF ORDER'}; raiser killed {killed} times, Redis {redis_killed}", flush=True)
    return good

def main():
    p = argparse.ArgumentParser()
    p.add_argument("build")
    p.add_argument("modes", nargs="*")
    p.add_argument("--alerts", type=int, default=20000)
    p.add_argument("--kills", type=int, default=100)
    a = p.parse_intermixed_args()
    results = [one(a.build, m, a.alerts, a.kills) for m in a.modes or ["list", "stream", "list-tls", "stream-tls"]]
    print(f"{results.count(False)} failures")
    sys.exit(0 if all(results) else 1)

main()
