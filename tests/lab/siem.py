"""What receives alerts, for tests: the configurations of alerts/recipes as they stand there, but for places, and the
servers that read them.

Used by tests/whole/syslog.py, syslog_ng.py, recipes.py, redis.py and feed.py, and by tests/delivery."""

import contextlib
import ctypes
import pathlib
import signal
import socket
import subprocess
import time

libc = ctypes.CDLL(None)
failures = []


def check(ok, what):
    print(("ok      " if ok else "FAILED  ") + what, flush=True)
    if not ok:
        failures.append(what)


def dies_with_us():
    libc.prctl(1, signal.SIGKILL)


def wait_for(what, condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise RuntimeError(f"no {what} after {seconds} s")
        time.sleep(0.05)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def listens(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def read_lines(path):
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60)


def make_certificates(folder, *names):
    """An authority, ca.pem, and a certificate of each name. The first is the receiver's."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=authority", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    for name in names:
        extensions = folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=DNS:{name}\n", encoding="ascii")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr")
        openssl("x509", "-req", "-days", "2", "-in", folder / f"{name}.csr", "-CA", folder / "ca.pem",
                "-CAkey", folder / "ca.key", "-CAcreateserial", "-extfile", extensions,
                "-out", folder / f"{name}.pem")


def recipe(source, name, places):
    """A recipe's text with other places. Each place must be there, or the test would test something else."""
    text = (pathlib.Path(source) / "alerts/recipes" / name).read_text(encoding="ascii")
    for old, new in places.items():
        if old not in text:
            raise RuntimeError(f"{name} has no {old}")
        text = text.replace(old, str(new))
    return text


@contextlib.contextmanager
def server(command, folder, ready):
    """Runs a program until the end of the block; ready() says that it listens. What it says is in folder/said."""
    with open(folder / "said", "ab") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, preexec_fn=dies_with_us)
    try:
        wait_for(command[0], lambda: process.poll() is not None or ready())
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {(folder / 'said').read_text()}")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def redis(folder, *options):
    """A Redis that keeps nothing on the disk; gives its socket and its port."""
    path, port = pathlib.Path(folder) / "redis.sock", free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--unixsocket", path, "--save", "", "--appendonly", "no",
               "--dir", folder, *options]
    with server(command, pathlib.Path(folder), path.exists):
        yield path, port
