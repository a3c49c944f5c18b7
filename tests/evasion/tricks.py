"""What an attacker, or a network, may do to packets without an endpoint understanding anything else: each trick takes the
packets of a capture and gives those of another. Where there is chance it comes from the generator that is handed over, so
a trick does the same every time.

A trick's second value is the anomaly that it must raise wherever it was played; None: it is none, networks do it."""

import gzip
import random
import struct
import zlib

from wire import ACK, FIN, PSH, RST, SYN, URG, Packet, fragments, piece

CUT_FINELY = 4096  # bytes at the beginning of each direction; what follows is cut at the network's sizes
TRICKS = {}


def trick(anomaly=None, name=None, **kept):
    def add(function):
        TRICKS[name or function.__name__] = (function, anomaly, kept)
        return function
    return add


def is_data(p):
    return p.kind == "tcp" and p.payload and not p.flags & (SYN | RST)


def each(packets, change, wanted=is_data):
    """change(p) gives what p becomes"""
    out = []
    for p in packets:
        out += in_time(p, change(p)) if wanted(p) else [p]
    return out


def in_time(p, some):
    return [q.but(time=p.time + i) for i, q in enumerate(some)]


def cut(p, sizes):
    """p as segments of these sizes, the last of what is left"""
    out, at = [], 0
    for n in sizes:
        if at >= len(p.payload):
            break
        out.append(p.but(payload=p.payload[at:at + n], seq=p.seq + at, flags=p.flags & ~(FIN | PSH)))
        at += n
    if at < len(p.payload):
        out.append(p.but(payload=p.payload[at:], seq=p.seq + at, flags=p.flags & ~(FIN | PSH)))
    out[-1].flags = p.flags
    return out


def fully(p, size):
    return cut(p, [size] * (len(p.payload) // size + 1))


class Sides:
    """How many bytes each direction has said"""

    def __init__(self):
        self.said = {}

    def is_early(self, p):
        where = (*p.key, p.side)
        self.said[where] = self.said.get(where, 0) + len(p.payload)
        return self.said[where] - len(p.payload) < CUT_FINELY


LOGIN = b"GET /live/1 HTTP/1.1\r\nHost: camera\r\nAuthorization: Basic YWRtaW46MTIzNDU=\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nServer: i-PRO\r\nContent-Length: 0\r\n\r\n"


def forged(p, n=None):
    """What somebody else would like to have said there: a login that breaks the guide, or its acceptance"""
    n = len(p.payload) if n is None else n
    words = LOGIN if p.dport < p.sport else ANSWER
    return (words * (n // len(words) + 1))[:n]


# ---- TCP: segments ----

@trick()
def as_it_is(packets, _):
    return packets


@trick()
def cut_at_every_byte(packets, _):
    sides = Sides()
    return each(packets, lambda p: fully(p, 1) if sides.is_early(p) else [p])


@trick()
def cut_anywhere(packets, chance):
    return each(packets, lambda p: cut(p, [chance.randint(1, 40) for _ in range(len(p.payload))]))


@trick()
def cut_in_two_after_the_first_byte(packets, _):
    return each(packets, lambda p: cut(p, [1]))


@trick()
def backwards(packets, _):
    return each(packets, lambda p: fully(p, 100)[::-1])


@trick()
def every_byte_backwards(packets, _):
    sides = Sides()
    return each(packets, lambda p: fully(p, 1)[::-1] if sides.is_early(p) else [p])


@trick()
def odd_bytes_first(packets, _):
    sides = Sides()

    def change(p):
        all_ = fully(p, 1)
        return all_[1::2] + all_[::2] if sides.is_early(p) else [p]
    return each(packets, change)


@trick()
def shuffled(packets, chance):
    return each(packets, lambda p: chance.sample(all_ := cut(p, [chance.randint(1, 60) for _ in range(100)]), len(all_)))


@trick()
def next_segment_first(packets, _):
    """Two that follow each other in one direction change places"""
    out = []
    for p in packets:
        last = out[-1] if out else None
        if last is not None and is_data(p) and is_data(last) and p.key == last.key and p.side == last.side and \
                not p.flags & FIN:
            out[-1:] = [p.but(time=last.time), last.but(time=p.time)]
        else:
            out.append(p)
    return out


@trick()
def duplicated(packets, chance):
    def change(p):
        some = cut(p, [chance.randint(1, 200) for _ in range(40)])
        return [q for s in some for q in (s, s)] + [p]
    return each(packets, change)


@trick()
def overlapped_the_same(packets, chance):
    def change(p):
        out, at = [], 0
        while at < len(p.payload):
            back, n = min(at, chance.randint(0, 30)), chance.randint(1, 60)
            out.append(p.but(payload=p.payload[at - back:at + n], seq=p.seq + at - back, flags=p.flags & ~FIN))
            at += n
        out[-1].flags = p.flags
        return out
    return each(packets, change)


@trick()
def window_probes(packets, _):
    """Keep-alive: the byte before the next one, again and again"""
    return each(packets, lambda p: [p.but(payload=b"\0", seq=p.seq - 1, flags=ACK), p])


# ---- TCP: two versions ----

def late_half(p):
    middle = len(p.payload) // 2
    first, second = cut(p, [middle]) if 0 < middle else (None, p)
    return first, second


def splits(p):
    return is_data(p) and len(p.payload) >= 8


@trick("stream.overlap_different_data")
def overlapped_late(packets, _):
    """Every system keeps what it has taken in already"""
    return each(packets, lambda p: [p, p.but(payload=forged(p), flags=p.flags & ~FIN)])


@trick("stream.overlap_different_data")
def overlapped_while_held(packets, _):
    """Of two of the same bounds that wait for one before them every system of today keeps the first"""
    def change(p):
        first, second = late_half(p)
        return [second, second.but(payload=forged(second), flags=second.flags & ~FIN), first]
    return each(packets, change, splits)


@trick("stream.overlap_different_data")
def overlapped_while_held_last(packets, _):
    def change(p):
        first, second = late_half(p)
        return [second.but(payload=forged(second), flags=second.flags & ~FIN), second, first]
    return each(packets, change, splits)


@trick("stream.overlap_different_data")
def overlapped_while_held_covered(packets, _):
    """Every system of today takes the later one if it begins before the one that waits, and ends behind it"""
    def change(p):
        first, second = cut(p, [2])
        inside = second.but(payload=forged(p, len(second.payload) - 4), seq=second.seq + 2, flags=second.flags & ~FIN)
        return [inside, second, first]
    return each(packets, change, splits)


# ---- TCP: what the other end never takes in ----

def before(wanted=is_data, **changes):
    """In front of each segment one with other bytes that the other end drops"""
    return lambda packets, _: each(
        packets, lambda p: [p.but(payload=forged(p), flags=(p.flags & ~FIN), **changes), p], wanted)


trick("stream.checksum_invalid", "inserted_bad_checksum")(before(bad_sum=True))
trick("stream.checksum_invalid", "inserted_bad_ip_checksum")(before(lambda p: is_data(p) and p.version == 4, bad_ip_sum=True))
trick("stream.ttl_insertion", "inserted_low_ttl")(before(ttl=3))


def in_two(some):
    return lambda packets, chance: some(each(packets, lambda p: fully(p, 40)), chance)


trick("stream.ttl_insertion", "inserted_low_ttl_in_pieces")(in_two(before(ttl=3)))


def options_of(p):
    at, found = 0, {}
    while at < len(p.tcp_options):
        kind = p.tcp_options[at]
        if kind == 0:
            break
        if kind == 1:
            at += 1
            continue
        found[kind] = at
        at += max(p.tcp_options[at + 1], 2)
    return found


@trick("stream.timestamp_insertion")
def inserted_old_timestamp(packets, _):
    """PAWS, RFC 7323 section 5: dropped"""
    def change(p):
        at = options_of(p).get(8)
        if at is None:
            return [p]
        value = struct.unpack_from(">I", p.tcp_options, at + 2)[0]
        old = p.tcp_options[:at + 2] + struct.pack(">I", (value - 100_000_000) % 2**32) + p.tcp_options[at + 6:]
        return [p.but(payload=forged(p), tcp_options=old, flags=p.flags & ~FIN), p]
    return each(packets, change)


@trick("stream.ack_insertion")
def inserted_without_ack(packets, _):
    return each(packets, lambda p: [p.but(payload=forged(p), flags=PSH, ack=0), p])


@trick("stream.ack_insertion")
def inserted_wrong_ack(packets, _):
    return each(packets, lambda p: [p.but(payload=forged(p), ack=p.ack + 50_000_000, flags=p.flags & ~FIN), p])


@trick("stream.ack_insertion")
def inserted_old_ack(packets, _):
    """Acknowledges what was acknowledged long ago: RFC 5961 section 5"""
    return each(packets, lambda p: [p.but(payload=forged(p), ack=p.ack - 50_000_000, flags=p.flags & ~FIN), p])


@trick("stream.timestamp_insertion")
def inserted_without_timestamp(packets, _):
    """Where both have agreed on timestamps: RFC 7323 section 3.2"""
    return each(packets, lambda p: [p.but(payload=forged(p), tcp_options=b"", flags=p.flags & ~FIN), p] if 8 in options_of(p) else [p])


def stamped(p, by):
    at = options_of(p)[8] + 2
    value = struct.unpack_from(">I", p.tcp_options, at)[0]
    return p.but(tcp_options=p.tcp_options[:at] + struct.pack(">I", (value + by) % 2**32) + p.tcp_options[at + 4:])


def after_empty_ones(by, back):
    """Empty segments that are dropped, of a timestamp that is wrong by so much; then as above"""
    def change(p):
        if 8 not in options_of(p):
            return [p]
        some = p.but(payload=forged(p), flags=p.flags & ~FIN)
        empty = p.but(payload=b"", flags=ACK, seq=p.seq - back)
        return [stamped(empty, by), stamped(some, -100_000_000), p]
    return lambda packets, _: each(packets, change)


trick("stream.timestamp_insertion", "inserted_old_timestamp_after_older")(after_empty_ones(-100_000_000, 0))
trick("stream.timestamp_insertion", "inserted_old_timestamp_after_newer")(after_empty_ones(100_000_000, 3_000_000))


@trick("stream.ttl_insertion")
def inserted_low_ttl_after_high(packets, _):
    """Whoever says what is like his other segments may say it of many kinds"""
    done = {}

    def change(p):
        times = done[(*p.key, p.side)] = done.get((*p.key, p.side), 0) + 1
        some = p.but(payload=forged(p), ttl=2, flags=p.flags & ~FIN)
        return [p.but(payload=b"", flags=ACK, ttl=255), p, some] if times == 1 else [some, p]
    return each(packets, change)


def signed(p):
    return (p.tcp_options + bytes([1] * (-len(p.tcp_options) % 4)))[:20] + b"\1\1\x13\x12" + bytes(16)


@trick("stream.header_insertion")
def inserted_signed(packets, _):
    """MD5, RFC 2385: whoever has no key drops it"""
    return each(packets, lambda p: [p.but(payload=forged(p), tcp_options=signed(p), flags=p.flags & ~FIN), p])


trick("stream.header_insertion", "inserted_source_route")(before(
    lambda p: is_data(p) and p.version == 4, options=b"\x83\x07\x04\x0a\x00\x00\x01\x00"))
trick("stream.header_insertion", "inserted_bad_option6")(before(
    lambda p: is_data(p) and p.version == 6, extensions=b"\x06\x00\xc2\x04\0\0\0\0", first_extension=60))


def around(change, wanted=is_data):
    """In front of each segment another one, in something that the other end does not look into"""
    return lambda packets, _: each(packets, lambda p: [raw(p, change(
        (q := p.but(payload=forged(p), flags=p.flags & ~FIN)).bytes(), q)), p], wanted)


def tunnel4(f, p):
    return f[:12] + b"\x08\0" + ip_header(47, b"\0\0" + f[12:14] + f[14:], *((p.src, p.dst) if p.version == 4 else ()))


trick("stream.header_insertion", "inserted_in_gre")(around(tunnel4))
trick("stream.header_insertion", "inserted_in_vlan")(around(lambda f, p: f[:12] + b"\x81\0\0\x99" + f[12:]))
trick("stream.header_insertion", "inserted_in_snap")(around(
    lambda f, p: f[:12] + struct.pack(">H", len(f) - 6) + b"\xaa\xaa\3\0\0\0" + f[12:]))
trick("stream.header_insertion", "inserted_to_other_mac")(around(lambda f, p: b"\2\0\0\0\x99\x99" + f[6:]))
trick("stream.header_insertion", "inserted_to_all_macs")(around(lambda f, p: b"\xff" * 6 + f[6:]))
trick("stream.checksum_invalid", "inserted_no_ip_checksum")(around(
    lambda f, p: f[:24] + b"\0\0" + f[26:], lambda p: is_data(p) and p.version == 4))


def of_length(f, n):
    head = f[14:16] + struct.pack(">H", n) + f[18:24] + b"\0\0" + f[26:34]
    from wire import checksum
    return f[:14] + head[:10] + struct.pack(">H", checksum(head)) + head[12:] + f[34:]


def longer(f, p):
    return of_length(f, len(f) - 14 + 700)


trick("stream.header_insertion", "inserted_without_length")(around(
    lambda f, p: of_length(f, 0), lambda p: is_data(p) and p.version == 4 and not p.options))
trick("stream.header_insertion", "inserted_without_length6")(around(
    lambda f, p: f[:18] + b"\0\0" + f[20:], lambda p: is_data(p) and p.version == 6 and not p.extensions))


@trick("stream.checksum_invalid")
def inserted_bad_checksum_in_jumbos(packets, _):
    return each(packets, lambda p: [p.but(payload=forged(p, 1600), flags=p.flags & ~FIN, bad_sum=True), p])


trick("stream.header_insertion", "inserted_longer_than_it_is")(around(longer, lambda p: is_data(p) and p.version == 4 and not p.options))


def mapped(f, p):
    prefix = bytes(10) + b"\xff\xff"
    return f[:12] + b"\x86\xdd" + struct.pack(">IHBB", 6 << 28, len(f) - 34, 6, 64) + prefix + p.src + prefix + p.dst + f[34:]


trick(None, "inserted_in_ipv6")(around(mapped, lambda p: is_data(p) and p.version == 4 and not p.options))


@trick()
def inserted_reset_with_data(packets, _):
    """What a reset says is no part of the stream, nor is one believed that is not where the stream is"""
    def change(p):
        first, second = late_half(p)
        return [second.but(payload=forged(second), flags=RST | ACK), first, second]
    return each(packets, change, splits)


@trick("stream.syn_resend")
def reset_too_late_and_syn(packets, _):
    """A reset that lies before what was said last, and a SYN that is answered by an acknowledgement only. What is in doubt for us
    was taken in at once"""
    return each(packets, lambda p: [p.but(payload=b"", flags=ACK, ttl=255), p, p.but(payload=b"", flags=RST, ttl=255), p.but(
        flags=SYN, seq=p.seq + 77777, payload=b"", ack=0, ttl=255)])


@trick("stream.urgent_data")
def urgent_byte(packets, _):
    """A byte that the other end's program does not read in its stream"""
    return restreamed(packets, lambda p: [(p.payload[:len(p.payload) // 2] + b"!", len(p.payload) // 2 + 1),
                                          (p.payload[len(p.payload) // 2:], 0)] if len(p.payload) > 8 else [(p.payload, 0)])


@trick("stream.urgent_data")
def urgent_sign(packets, _):
    """One that only Telnet's programs read in their stream"""
    return restreamed(packets, lambda p: [(p.payload[:len(p.payload) // 2] + b"\xff", len(p.payload) // 2 + 1),
                                          (p.payload[len(p.payload) // 2:], 0)] if len(p.payload) > 8 and 23 not in (p.sport, p.dport)
                      else [(p.payload, 0)])


def far(p, n):
    return p.but(payload=forged(p, 40), seq=p.seq + n, flags=ACK)


@trick("stream.out_of_window")
def far_ahead(packets, _):
    """Behind the window: not taken in; enough of it to fill whatever holds it"""
    done = {}

    def change(p):
        times = done[(*p.key, p.side)] = done.get((*p.key, p.side), 0) + 1
        return [p] if times > 3 else [*[far(p, 2**30 - 2**24 + 4000 * i) for i in range(300)], p]
    return each(packets, change)


@trick("stream.rst_insertion")
def reset_out_of_window(packets, _):
    return each(packets, lambda p: [p.but(payload=b"", seq=p.seq - 3000000, flags=RST), p])


@trick("stream.checksum_invalid")
def reset_bad_checksum(packets, _):
    return each(packets, lambda p: [p.but(payload=b"", flags=RST, bad_sum=True), p])


@trick("stream.ttl_insertion")
def reset_low_ttl(packets, _):
    return each(packets, lambda p: [p.but(payload=b"", flags=RST | ACK, ttl=2), p])


@trick("stream.fin_insertion")
def fin_out_of_window(packets, _):
    return each(packets, lambda p: [p.but(payload=b"", seq=p.seq - 1000, flags=FIN | ACK), p])


@trick("stream.fin_insertion")
def fin_ahead(packets, _):
    return each(packets, lambda p: [p.but(payload=b"", seq=p.seq + len(p.payload) // 2, flags=FIN | ACK, ttl=p.ttl), p]
                if len(p.payload) > 8 else [p])


@trick("stream.ttl_insertion")
def fin_low_ttl(packets, _):
    return each(packets, lambda p: [p.but(payload=b"", flags=FIN | ACK, ttl=2), p])


@trick("stream.checksum_invalid")
def fin_bad_checksum(packets, _):
    return each(packets, lambda p: [p.but(payload=b"", flags=FIN | ACK, bad_sum=True), p])


def is_syn(p):
    return p.kind == "tcp" and p.flags & (SYN | ACK) == SYN


@trick()
def syn_again(packets, _):
    return each(packets, lambda p: [p, p, p], is_syn)


@trick()
def syn_again_other_number(packets, _):
    """One that nobody answers, before the one that is answered"""
    return each(packets, lambda p: [p.but(seq=p.seq + 1000000), p], is_syn)


@trick("stream.syn_resend")
def syn_within(packets, _):
    """Into a connection that goes on, with data: answered by an acknowledgement only, RFC 5961 section 4"""
    return each(packets, lambda p: [p.but(flags=SYN, seq=p.seq + 77777, payload=forged(p), ack=0), p])


@trick("stream.syn_data")
def syn_with_data_not_taken(packets, _):
    """Without TCP Fast Open no system takes it in; what is then said, if anything, is something else"""
    speaks = {(p.key, p.side) for p in packets if is_data(p)}
    return each(packets, lambda p: [p.but(payload=(LOGIN * 4)[:200])], lambda p: is_syn(p) and (p.key, p.side) in speaks)


@trick()
def syn_with_data_taken(packets, _):
    """TCP Fast Open, RFC 7413: the first words of the client come with its SYN, and are acknowledged"""
    words = {}
    for p in packets:
        if is_data(p):
            words.setdefault(p.key, p)
    syns = {}
    out = []
    for p in packets:
        first = words.get(p.key) if p.kind == "tcp" else None
        if first is not None and is_syn(p) and first.side == p.side and p.key not in syns and first.seq == (p.seq + 1) % 2**32:
            syns[p.key] = p
            p = p.but(payload=first.payload)
        elif p.kind == "tcp" and p.key in syns and p.flags & (SYN | ACK) == SYN | ACK:
            p = p.but(ack=p.ack + len(first.payload))
        elif p is first and p.key in syns:
            p = p.but(payload=b"", seq=p.seq + len(p.payload))
        out.append(p)
    return out


# ---- TCP: other words of the same meaning ----

def restreamed(packets, say):
    """say(p): what p's payload becomes, as (bytes, urgent pointer); the numbers of both directions are mended"""
    maps, out = {}, []

    def at(key, side, number, isn):
        moved = 0
        for where, by in maps.get((key, side), ()):
            if (number - where) % 2**32 < 2**31:
                moved += by
        return number + moved

    for p in packets:
        if p.kind != "tcp":
            out.append(p)
            continue
        seq, ack = at(p.key, p.side, p.seq, 0), at(p.key, 1 - p.side, p.ack, 0)
        if not is_data(p):
            out.append(p.but(seq=seq, ack=ack))
            continue
        said = say(p)
        some, n = [], 0
        for words, urgent in said:
            some.append(p.but(payload=words, seq=seq + n, ack=ack, urgent=urgent,
                              flags=(p.flags & ~FIN) | (URG if urgent else 0)))
            n += len(words)
        some[-1].flags |= p.flags & FIN
        if n != len(p.payload) and not known_before(maps, p):
            maps.setdefault((p.key, p.side), []).append(((p.seq + len(p.payload)) % 2**32, n - len(p.payload)))
        out += in_time(p, some)
    return out


def known_before(maps, p):
    return any(where == (p.seq + len(p.payload)) % 2**32 for where, _ in maps.get((p.key, p.side), ()))


METHODS = (b"GET ", b"POST ", b"PUT ", b"HEAD ", b"DESCRIBE ", b"SETUP ", b"PLAY ", b"OPTIONS ", b"TEARDOWN ", b"ANNOUNCE ")


def head_of(p, methods=METHODS, answers=(b"HTTP/1.", b"RTSP/1.")):
    """The head of a message that begins p, and what follows it; None: there is none"""
    if not p.payload.startswith(methods + answers) or b"\r\n\r\n" not in p.payload:
        return None
    head, rest = p.payload.split(b"\r\n\r\n", 1)
    return head.split(b"\r\n"), rest


def reworded(change, **which):
    """change(lines, rest) gives both anew"""
    def say(p):
        parts = head_of(p, **which)
        if parts is None:
            return [(p.payload, 0)]
        return [(change(*parts), 0)]
    return lambda packets, _: restreamed(packets, say)


def plain(lines, rest):
    return b"\r\n".join(lines) + b"\r\n\r\n" + rest


trick(None, "words_in_lower_case")(reworded(lambda lines, rest: plain(
    [lines[0]] + [(k.lower() + b":" + v) for k, _, v in (s.partition(b":") for s in lines[1:])], rest)))
trick(None, "words_with_spaces")(reworded(lambda lines, rest: plain(
    [lines[0]] + [(k + b": \t  " + v.strip() + b" \t") for k, _, v in (s.partition(b":") for s in lines[1:])], rest)))
trick(None, "lines_end_with_lf")(reworded(lambda lines, rest: b"\n".join(lines) + b"\n\n" + rest))
trick(None, "lines_end_either_way")(reworded(lambda lines, rest: b"\r\n".join(lines[:2]) + b"\n" + b"\n".join(lines[2:]) + (
    b"\n" if lines[2:] else b"") + b"\r\n" + rest))
trick(None, "lines_folded")(reworded(lambda lines, rest: plain(
    [lines[0]] + [(k + b":\r\n " + v.strip()) for k, _, v in (s.partition(b":") for s in lines[1:])], rest)))
trick(None, "empty_lines_before")(reworded(lambda lines, rest: b"\r\n" + plain(lines, rest), answers=()))
trick(None, "many_empty_lines_before")(reworded(lambda lines, rest: b"\r\n" * 2500 + plain(lines, rest), answers=()))


@trick()
def empty_lines_before_in_pieces(packets, _):
    return restreamed(packets, lambda p: [(p.payload, 0)] if head_of(p, answers=()) is None else [(b"\r\n", 0)] * 50 + [(p.payload, 0)])


trick(None, "many_headers")(reworded(lambda lines, rest: plain(
    [lines[0]] + [b"X-Filler-%d: %s" % (i, b"y" * 40) for i in range(50)] + lines[1:], rest)))


def names(lines, wanted):
    return any(s.lower().startswith(wanted) for s in lines)


def without(lines, name):
    return [s for s in lines if not s.lower().startswith(name)]


def body_length(lines):
    """None: it is not HTTP, or says nothing of it, or is in another coding already"""
    if not (lines[0].startswith(b"HTTP/1.") or lines[0].endswith((b" HTTP/1.0", b" HTTP/1.1"))) or \
            names(lines, b"transfer-encoding") or names(lines, b"content-encoding"):
        return None
    return next((int(s.split(b":")[1]) for s in lines[1:] if s.lower().startswith(b"content-length:")), None)


def messages(packets):
    """(packets of one message, the lines of its head, its body): those that lie in packets of their own, each once, in order"""
    begun = {}
    for p in filter(is_data, packets):
        where = (p.key, p.side)
        some, lines, body, n = begun.pop(where, ([], None, b"", 0))
        if some and p.seq == (some[-1].seq + len(some[-1].payload)) % 2**32:
            some, body = some + [p], body + p.payload
        else:
            lines, body = head_of(p) or (None, b"")
            some, n = [p], body_length(lines) if lines else None
        if n and len(body) == n:
            yield some, lines, body
        elif n and len(body) < n:
            begun[where] = (some, lines, body, n)


def recoded(change):
    """change(lines, body) gives both anew: the head comes where it began, the body where it ended"""
    def rewrite(packets, _):
        said = {}
        for some, lines, body in messages(packets):
            lines, body = change(lines, body)
            said.update((id(p), b"") for p in some)
            said[id(some[0])] = plain(lines, b"")
            said[id(some[-1])] += body
        return restreamed(packets, lambda p: [(said.get(id(p), p.payload), 0)])
    return rewrite


def sized(lines, body, *more):
    return without(lines, b"content-length:") + [*more, b"Content-Length: %d" % len(body)], body


def chunked(lines, body, coding=b"chunked"):
    if not (lines[0].startswith(b"HTTP/1.1") or lines[0].endswith(b" HTTP/1.1")):
        return lines, body
    kept = without(lines, b"content-length:") + [b"Transfer-Encoding: " + coding]
    sizes = [7, 1, 100, 3] + [256] * (len(body) // 256 + 1)
    out, at = b"", 0
    for n in sizes:
        some = body[at:at + n]
        at += n
        if some:
            out += b"%x;x=y\r\n%s\r\n" % (len(some), some)
    return kept, out + b"0\r\n\r\n"


def deflated(body, window_bits):
    packer = zlib.compressobj(9, zlib.DEFLATED, window_bits)
    return packer.compress(body) + packer.flush()


def in_members(body):
    """RFC 1952 section 2.2: members in a row are one text, whatever their headers say"""
    def member(some, flags, fields):
        return b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + fields + deflated(some, -15) + struct.pack(
            "<II", zlib.crc32(some), len(some))
    half = len(body) // 2
    return member(body[:half], 4 | 8 | 16, b"\4\0AA\0\0" + b"index.html\0" + b"of the second of May\0") + member(b"", 0, b"") + member(
        body[half:], 8, b"b\0")


def coded(name, pack, then=sized):
    return recoded(lambda lines, body: then(lines + [b"Content-Encoding: " + name], pack(body)))


def gzipped(body):
    return gzip.compress(body, mtime=0)


def then_each_byte(trick_before):
    return lambda packets, chance: cut_at_every_byte(trick_before(packets, chance), chance)


trick(None, "body_in_chunks")(recoded(chunked))
trick(None, "body_gzipped")(coded(b"gzip", gzipped))
trick(None, "body_gzipped_cut_at_every_byte")(then_each_byte(coded(b"gzip", gzipped)))
trick(None, "body_gzipped_in_chunks")(coded(b"x-gzip", gzipped, chunked))
trick(None, "body_gzipped_on_its_way")(recoded(lambda lines, body: chunked(lines, gzipped(body), b"gzip, chunked") if
                                               lines[0].startswith(b"HTTP/1.1") else (lines, body)))
trick(None, "body_gzipped_in_members")(coded(b"GZIP", in_members))
trick(None, "body_deflated")(coded(b"deflate", lambda body: deflated(body, 15)))
trick(None, "body_deflated_without_zlib")(coded(b"deflate", lambda body: deflated(body, -15)))
trick(None, "body_said_to_be_gzipped")(recoded(lambda lines, body: (lines + [b"Content-Encoding: gzip"], body)))


# ---- where it is ----

MOVED = {20, 21, 23, 25, 53, 80, 110, 143, 443, 465, 514, 554, 322, 587, 990, 993, 995, 8000, 8080, 8443, 8554, 6514}


@trick()
def ports_moved(packets, _):
    def move(port):
        return 20000 + port if port in MOVED else port
    return [p.but(sport=move(p.sport), dport=move(p.dport)) if p.kind == "tcp" else p for p in packets]


@trick()
def without_handshake(packets, _):
    done = set()
    out = []
    for p in packets:
        if p.kind == "tcp" and p.key not in done:
            if not p.payload:
                continue
            done.add(p.key)
        out.append(p)
    return out


@trick()
def lost_and_sent_again(packets, chance):
    """We miss three of a conversation's segments, and see them sent again a little later"""
    out, owed, lost = [], [], {}
    for p in packets:
        if is_data(p) and not p.flags & FIN and lost.get(p.key, 0) < 3 and chance.random() < 0.4:
            lost[p.key] = lost.get(p.key, 0) + 1
            owed.append([2, p])
            continue
        out.append(p)
        for entry in owed:
            entry[0] -= 1
        for _, q in [e for e in owed if e[0] <= 0]:
            out.append(q.but(time=p.time + 1))
        owed = [e for e in owed if e[0] > 0]
    return out + [q.but(time=packets[-1].time + 1) for _, q in owed]


def lose(n):
    def change(packets, chance):
        """n packets of the capture are gone for good"""
        data = [i for i, p in enumerate(packets) if is_data(p)]
        gone = set(chance.sample(data, min(n, len(data))))
        return [p for i, p in enumerate(packets) if i not in gone]
    return change


for how_many in (1, 2, 3):
    trick(None, f"lost_{how_many}", lossy=True)(lose(how_many))


# ---- IP fragments ----

def may_fragment(p):
    return p.kind in ("tcp", "udp") and len(p.transport()) > 24


def fragmented(size, arrange, wanted=may_fragment):
    def change(packets, chance):
        number = [chance.randrange(2**16)]

        def one(p):
            number[0] += 1
            return arrange(p, fragments(p, size, number[0]), chance)
        return each(packets, one, wanted)
    return change


trick(None, "fragments_tiny")(fragmented(8, lambda p, some, _: some))
trick(None, "fragments")(fragmented(64, lambda p, some, _: some))
trick(None, "fragments_backwards")(fragmented(64, lambda p, some, _: some[::-1]))
trick(None, "fragments_shuffled")(fragmented(48, lambda p, some, chance: chance.sample(some, len(some))))
trick(None, "fragments_twice")(fragmented(64, lambda p, some, _: [q for s in some[:-1] for q in (s, s)] + some[-1:]))


def junk(q):
    return q.but(body=bytes(b ^ 0x15 for b in q.body))


trick("decode.fragment_overlap", "fragments_overlapped")(
    fragmented(64, lambda p, some, _: [q for s in some[:-1] for q in (s, junk(s))] + some[-1:]))
trick("decode.fragment_overlap", "fragments_overlapped_low_ttl")(
    fragmented(64, lambda p, some, _: [q for s in some for q in (junk(s).but(ttl=2), s)] if len(some) > 1 else some,
               lambda p: may_fragment(p) and p.ttl > 2))
trick("decode.fragment_overlap", "fragments_overlapped_bad_checksum")(
    fragmented(64, lambda p, some, _: [q for s in some for q in (junk(s).but(bad_ip_sum=True), s)] if len(some) > 1 else some,
               lambda p: may_fragment(p) and p.version == 4))


def of_many_ttls(p, some, _):
    """Before the true ones what does not get there, of TTLs of its own"""
    forged_ones = [junk(q).but(ttl=1 + i % 3) for i, q in enumerate(some)]
    return [*forged_ones, *(q.but(ttl=p.ttl - i % 12) for i, q in enumerate(some))] if len(some) > 1 else some


trick("decode.fragment_overlap", "fragments_of_many_ttls")(fragmented(24, of_many_ttls, lambda p: may_fragment(p) and p.ttl > 32))


@trick("decode.fragment_overlap")
def fragments_of_many_ttls_and_one_number(packets, chance):
    return each(packets, lambda p: of_many_ttls(p, fragments(p, 24, 7), chance), lambda p: may_fragment(p) and p.ttl > 32)


@trick()
def fragments_overlapped_the_same(packets, chance):
    def change(p):
        body = p.transport()
        number = chance.randrange(2**16)
        if len(body) <= 64:
            return [p]
        out = []
        for at in range(0, len(body), 64):
            start = max(0, at - 16)
            out.append(piece(p, body[start:at + 64], start, at + 64 < len(body), number))
        return out
    return each(packets, change, may_fragment)


@trick()
def fragments_of_one_number(packets, _):
    """The same identification over and over"""
    return each(packets, lambda p: fragments(p, 64, 7), may_fragment)


@trick()
def fragments_interleaved(packets, chance):
    """Those of up to three packets in a row, within a tenth of a second"""
    out, number, group, began = [], chance.randrange(2**15), [], 0
    for p in [*packets, None]:
        began = p.time if p is not None and not group else began
        if p is not None and may_fragment(p) and len(group) < 3 and p.time - began < 10**8:
            number += 1
            group.append(fragments(p, 64, number))
            continue
        if group:
            longest = max(len(g) for g in group)
            mixed = [g[i] for i in range(longest) for g in group if i < len(g)]
            # the last of each come in the order of the packets, so that none overtakes another
            last = [g[-1] for g in group]
            mixed = [q for q in mixed if not any(q is s for s in last)] + last
            out += in_time(mixed[-1], mixed)
            group = []
        if p is not None:
            if may_fragment(p):
                number += 1
                group, began = [fragments(p, 64, number)], p.time
            else:
                out.append(p)
    return out


def without_next(q):
    """RFC 8200 section 4.5: only the first fragment says what follows"""
    return q.but(extensions=bytes([17]) + q.extensions[1:])


trick(None, "fragments_of_other_protocols")(fragmented(64, lambda p, some, _: some[:1] + [without_next(q) for q in some[1:]],
                                                       lambda p: may_fragment(p) and p.version == 6))
trick(None, "fragments_in_gre")(fragmented(64, lambda p, some, _: [q for s in some for q in (
    raw(s, tunnel4(junk(s).bytes(), s)), s)] if len(some) > 1 else some))


@trick()
def ipv6_extension_headers(packets, _):
    padding = bytes([60, 1]) + bytes([1, 12]) + bytes(12)

    def change(p):
        # hop-by-hop, five times destination options, an atomic fragment
        chain = bytes([60, 0, 1, 4, 0, 0, 0, 0]) + padding * 4 + bytes([44]) + padding[1:]
        chain += bytes([p.protocol, 0, 0, 0]) + b"\0\0\0\7"
        return [p.but(extensions=chain, first_extension=0)]
    return each(packets, change, lambda p: p.kind in ("tcp", "udp") and p.version == 6)


@trick()
def ipv4_options(packets, _):
    return each(packets, lambda p: [p.but(options=b"\x94\x04\0\0" + b"\1" * 8)],
                lambda p: p.kind in ("tcp", "udp") and p.version == 4 and not p.options)


# ---- around it ----

def ip_header(protocol, body, src=b"\x0a\xc8\0\1", dst=b"\x0a\xc8\0\2"):
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 60, protocol, 0) + src + dst
    from wire import checksum
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + body


def udp_header(port, body):
    return ip_header(17, struct.pack(">HHHH", 40000, port, 8 + len(body), 0) + body)


def raw(p, frame):
    """A frame that nothing more is changed of"""
    other = Packet(p.time, b"")
    other.frame = frame
    return other


def wrapped(change, wanted=lambda p: True):
    """change(frame, p) gives the frame around it"""
    return lambda packets, _: [raw(p, change(p.bytes(), p)) if wanted(p) else p for p in packets]


def is_ip(p):
    return p.kind != "raw"


def tags(*ids):
    def change(frame, _):
        inside = b"".join(struct.pack(">HH", type_, id_) for type_, id_ in ids)
        return frame[:12] + inside + frame[12:]
    return change


IP4 = b"\x08\x00"
trick(None, "vlan")(wrapped(tags((0x8100, 120))))
trick(None, "qinq")(wrapped(tags((0x88a8, 7), (0x8100, 120))))
trick(None, "vlan_three_deep")(wrapped(tags((0x9100, 5), (0x88a8, 7), (0x8100, 120))))
trick(None, "vlan_priority_only")(wrapped(tags((0x8100, 0x6000))))
trick(None, "gre")(wrapped(lambda f, p: f[:12] + IP4 + ip_header(47, b"\0\0" + f[12:14] + f[14:]), is_ip))
trick(None, "gre_ethernet")(wrapped(lambda f, p: f[:12] + IP4 + ip_header(47, b"\x20\0\x65\x58\0\0\0\1" + f)))
trick(None, "ipip")(wrapped(lambda f, p: f[:12] + IP4 + ip_header(4 if p.version == 4 else 41, f[14:]), is_ip))
trick(None, "erspan2")(wrapped(lambda f, p: f[:12] + IP4 + ip_header(
    47, b"\x10\0\x88\xbe\0\0\0\1" + b"\x10\x01\0\1\0\0\0\0" + f)))
trick(None, "vxlan")(wrapped(lambda f, p: f[:12] + IP4 + udp_header(4789, b"\x08\0\0\0\0\0\1\0" + f)))
trick(None, "geneve")(wrapped(lambda f, p: f[:12] + IP4 + udp_header(6081, b"\0\0\x65\x58\0\0\1\0" + f)))
trick(None, "gtp")(wrapped(lambda f, p: f[:12] + IP4 + udp_header(
    2152, b"\x30\xff" + struct.pack(">H", len(f) - 14) + b"\0\0\0\1" + f[14:]), is_ip))
trick(None, "mpls")(wrapped(lambda f, p: f[:12] + b"\x88\x47" + b"\0\1\x01\x40" + f[14:], is_ip))
trick(None, "pppoe")(wrapped(lambda f, p: f[:12] + b"\x88\x64" + b"\x11\0\0\1" + struct.pack(">H", len(f) - 12) + (
    b"\0\x21" if p.version == 4 else b"\0\x57") + f[14:], is_ip))
trick(None, "vxlan_in_gre_in_vlan")(wrapped(lambda f, p: tags((0x8100, 9))(f[:12] + IP4 + ip_header(47, b"\0\0\x08\0" + udp_header(
    4789, b"\x08\0\0\0\0\0\1\0" + f)), p)))


def play(name, packets):
    """The frames of a capture after a trick, in order of time; and whether it changed anything"""
    function, _, _ = TRICKS[name]
    changed = function([p.but() for p in packets], random.Random(name))
    frames, last = [], 0
    for p in changed:
        last = max(last, p.time)
        frames.append((last, p.bytes()))
    return frames
