"""The secrets of the captures (tests/lab/canaries), and every form in which one could be told: plain, UTF-16, hex, URL, base64.

Used by tests/whole/canaries.py and live_canaries.py."""

import base64
import pathlib
import re
import urllib.parse

HEAD = "Canary-"  # how each begins


def secrets_of(source):
    lines = (pathlib.Path(source) / "tests/lab/canaries").read_text(encoding="ascii").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def forms(secret):
    s = secret.encode()
    yield s
    yield secret.encode("utf-16-le")
    yield s.hex().encode()
    yield s.hex().upper().encode()
    yield urllib.parse.quote(secret, safe="").encode()
    # base64 depends on where in the text the secret begins; what is sure of it is in the middle
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + s)
        middle = text[4 if lead else 0:len(text) - 4]
        if len(middle) >= 8:
            yield middle


class Needles:
    """All forms of some secrets, looked for at once. With `half`, their ends too: what is left when the beginning was
    written over (memory that was given back, a piece that came in two)."""

    def __init__(self, secrets, half=False):
        self.secrets = {form: s for s in secrets for form in forms(s)}
        if half:
            self.secrets.update({s[len(HEAD):].encode(): s for s in secrets})
        # the forms begin with one of few words, so that most of a text is passed over quickly
        self.any = re.compile(b"|".join(re.escape(f) for f in sorted(self.secrets, key=len, reverse=True)))

    def hits(self, text):
        """(where, secret, form) of each."""
        for found in self.any.finditer(text):
            yield found.start(), self.secrets[found[0]], found[0]
