"""A client of Redis that speaks its protocol itself: what readers do there, command by command.

Used by tests/whole/feed.py and recipes.py, and by tests/delivery."""

import socket


class Refused(RuntimeError):
    """Redis says no, and why."""


class Client:
    """As much of the protocol as is wanted here. Commands go out together, answers are waited for together."""

    def __init__(self, place):
        """A path, or (host, port)."""
        if isinstance(place, tuple):
            self.socket = socket.create_connection(place, timeout=20)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(20)
            self.socket.connect(str(place))
        self.file = self.socket.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def answer(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis is gone")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            return Refused(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"+" or int(rest) < 0:
            return rest.decode() if kind == b"+" else None
        if kind == b"$":
            data = self.file.read(int(rest) + 2)
            if len(data) != int(rest) + 2:
                raise ConnectionError("Redis is gone")
            return data[:-2]
        return [self.answer() for _ in range(int(rest))]

    def many(self, commands):
        wire = b""
        for words in commands:
            raw = [w if isinstance(w, bytes) else str(w).encode() for w in words]
            wire += b"*%d\r\n" % len(raw) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in raw)
        self.socket.sendall(wire)
        return [self.answer() for _ in commands]

    def one(self, *words):
        answer = self.many([words])[0]
        if isinstance(answer, Exception):
            raise answer
        return answer
