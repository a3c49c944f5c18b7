"""Captures whose texts are overwritten with arbitrary bytes of the same length."""

import pathlib
import random
import re

TEXTS = re.compile(rb'(?:(?:realm|username|nonce|algorithm|uri)="([^"\r\n]{1,200})"'
                   rb'|(?:Server|User-Agent|LOCATION|NT|ST|USN|WWW-Authenticate|Content-Type|Host): ([^\r\n]{1,200})\r\n'
                   rb'|(?:GET|POST|DESCRIBE|SETUP|PLAY|OPTIONS) (\S{1,200}) (?:HTTP|RTSP)/'
                   rb'|<[\w:]+>([^<>\r\n]{1,200})</'
                   rb'|<\d{1,3}>([ -~]{4,200})'
                   rb'|(?:USER|STOR|RETR|CWD|EHLO|HELO) ([^\r\n]{1,100})\r\n'
                   rb'|(?:s|i|a=control|a=rtpmap|a=tool|o)[=:]([^\r\n]{1,100})\r\n)')
NASTY = [b"\0", b'"', b"\\", b"\\u0000", b"\x1b[2J\x1b]0;x\x07", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
         b"\xc2", b"\xe2\x80\xae", b"\xc2\x9b", b"\x7f", b"|", b"=", b"\r", b"\n", b"%00", b"%0a", b"&lt;", b"'", b"]]>", b"{",
         "\u2028".encode(), "é".encode(), b"CEF:0|", b"\t"]


def nasty(generator, n):
    if generator.random() < 0.5:
        return generator.randbytes(n)
    return b"".join(generator.choice(NASTY) for _ in range(n))[:n]


def overwritten(data, generator):
    out, n = bytearray(data), 0
    for match in TEXTS.finditer(data):
        group = match.lastindex
        if group is None or generator.random() < 0.3:
            continue
        start, end = match.span(group)
        first = start if generator.random() < 0.5 else generator.randrange(start, end)
        out[first:end] = nasty(generator, end - first)
        n += 1
    return bytes(out), n


def overwrite(captures, folder):
    """Each capture that has texts, by a generator of its own name: the same each time. The new files in the folder, and in how
    many places they were overwritten."""
    there, places = [], 0
    for capture in captures:
        changed, n = overwritten(capture.read_bytes(), random.Random(capture.name))
        if n == 0 or len(changed) > 4 << 20:
            continue
        path = pathlib.Path(folder, capture.name)
        path.write_bytes(changed)
        places += n
        there.append(path)
    return there, places
