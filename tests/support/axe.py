"""axe-core, the checker of accessibility, out of Debian's chromium: the developer tools' Lighthouse holds it as a text in
its own program, in resources.pak. The .pak format: chromium's ui/base/resource/data_pack.cc, version 5."""
import gzip
import struct

import brotli

PAK = "/usr/lib/chromium/resources.pak"


def unpacked(data):
    if data[:2] == b"\x1e\x9b":  # and the unpacked size in six bytes
        return brotli.decompress(data[8:])
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def resources(path):
    pak = open(path, "rb").read()
    version, n = struct.unpack_from("<IxxxxH", pak)
    if version != 5:
        raise ValueError(f"{path} is of version {version}")
    starts = [struct.unpack_from("<I", pak, 12 + 6 * i + 2)[0] for i in range(n + 1)]
    for start, end in zip(starts, starts[1:]):
        yield unpacked(pak[start:end])


def end_of_literal(text, at):
    while text[at] != "`":
        at += 2 if text[at] == "\\" else 1
    return at + 1


def source(path=PAK):
    """A JavaScript expression whose value is axe-core's own source; None: it is not there any more."""
    for data in resources(path):
        at = data.find(b"`/*! axe v")
        if at >= 0:
            text = data[at:].decode()
            return text[:end_of_literal(text, 1)]
    return None
