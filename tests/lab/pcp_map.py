#!/usr/bin/python3
"""pcp_map.py GATEWAY OWN PORT: asks for a port with PCP (RFC 6887 section 11, MAP); Debian has no client for it."""

import os
import socket
import struct
import sys


def mapped(address):
    return bytes(10) + b"\xff\xff" + socket.inet_aton(address)


gateway, own, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
request = struct.pack(">BBHI", 2, 1, 0, 3600) + mapped(own)
request += os.urandom(12) + struct.pack(">B3xHH", 6, port, port + 8000) + mapped("0.0.0.0")
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as it:
    it.settimeout(3)
    it.connect((gateway, 5351))
    it.send(request)
    answer = it.recv(1100)
result = answer[3]
print("result", result)
sys.exit(result)
