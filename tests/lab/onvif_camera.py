#!/usr/bin/python3
"""The ONVIF device and media service of a camera, as far as it says how the camera is set up.

    onvif_camera.py open|kept [PORT]      on port 80, until killed

`open`: the clock set by hand, only administrators, no address filter, a profile with sound, HTTP on; answers as gSOAP
writes them, in chunks. `kept`: NTP, users of all levels, hosts filtered, 802.1X, no sound, no name server; answers with
other prefixes and a length. Names and layout are those of ONVIF Core 21.06 and Media 21.06. Nobody's password is checked.
"""

import http.server
import re
import sys
import time

DEVICE, MEDIA = "http://www.onvif.org/ver10/device/wsdl", "http://www.onvif.org/ver10/media/wsdl"
ENVELOPE = ('<?xml version="1.0" encoding="UTF-8"?>\n<{s}:Envelope xmlns:{s}="http://www.w3.org/2003/05/soap-envelope" '
            'xmlns:{d}="' + DEVICE + '" xmlns:{m}="' + MEDIA + '" xmlns:{t}="http://www.onvif.org/ver10/schema">'
            "<{s}:Body>{body}</{s}:Body></{s}:Envelope>\n")
PREFIXES = {"open": {"s": "SOAP-ENV", "d": "tds", "m": "trt", "t": "tt"},
            "kept": {"s": "env", "d": "ns1", "m": "ns2", "t": "ns3"}}


def field(name, value):
    return f"<{{t}}:{name}>{value}</{{t}}:{name}>"


def device_field(name, value):
    return f"<{{d}}:{name}>{value}</{{d}}:{name}>"


def device_information():
    return "".join(device_field(*pair) for pair in (
        ("Manufacturer", "i-PRO"), ("Model", "WV-S1136"), ("FirmwareVersion", "1.20"), ("SerialNumber", "ABC00001"),
        ("HardwareId", "1.00")))


def date_time(how):
    now = time.gmtime()
    day = field("Year", now.tm_year) + field("Month", now.tm_mon) + field("Day", now.tm_mday)
    hour = field("Hour", now.tm_hour) + field("Minute", now.tm_min) + field("Second", now.tm_sec)
    utc = field("UTCDateTime", field("Time", hour) + field("Date", day))
    return device_field("SystemDateAndTime", field("DateTimeType", how) + field("DaylightSavings", "false") + utc)


def protocols(http):
    services = (("HTTP", http, 80), ("HTTPS", "true", 443), ("RTSP", "true", 554))
    return "".join(device_field("NetworkProtocols", field("Name", n) + field("Enabled", on) + field("Port", port))
                   for n, on, port in services)


def users(levels):
    return "".join(device_field("User", field("Username", f"user{i}") + field("UserLevel", level))
                   for i, level in enumerate(levels))


def servers(what, address):
    manual = field(f"{what}Manual", field("Type", "IPv4") + field("IPv4Address", address)) if address else ""
    return device_field(f"{what}Information", field("FromDHCP", "false") + manual)


def address_filter(kind, networks):
    entries = "".join(field("IPv4Address", field("Address", a) + field("PrefixLength", n)) for a, n in networks)
    return device_field("IPAddressFilter", field("Type", kind) + entries)


def dot1x(methods):
    return "".join(device_field("Dot1XConfiguration", field("Dot1XConfigurationToken", "wired") +
                                field("Identity", "camera") + field("EAPMethod", m)) for m in methods)


def profiles(sound):
    video = field("VideoEncoderConfiguration", field("Name", "video") + field("Encoding", "H264"))
    audio = field("AudioEncoderConfiguration", field("Name", "audio") + field("Encoding", "G711")) if sound else ""
    return f'<{{m}}:Profiles token="p1" fixed="true">{field("Name", "p1")}{video}{audio}</{{m}}:Profiles>'


ANSWERS = {
    "open": {"GetSystemDateAndTime": lambda: date_time("Manual"), "GetNetworkProtocols": lambda: protocols("true"),
             "GetUsers": lambda: users(["Administrator", "Administrator"]),
             "GetDNS": lambda: servers("DNS", "192.168.10.6"), "GetNTP": lambda: servers("NTP", ""),
             "GetIPAddressFilter": lambda: address_filter("Allow", []), "GetDot1XConfigurations": lambda: dot1x([]),
             "GetProfiles": lambda: profiles(True)},
    "kept": {"GetSystemDateAndTime": lambda: date_time("NTP"), "GetNetworkProtocols": lambda: protocols("false"),
             "GetUsers": lambda: users(["Administrator", "Operator", "User", "User"]),
             "GetDNS": lambda: servers("DNS", "0.0.0.0"), "GetNTP": lambda: servers("NTP", "192.168.10.6"),
             "GetIPAddressFilter": lambda: address_filter("Allow", [("192.168.10.0", 24)]),
             "GetDot1XConfigurations": lambda: dot1x([13]), "GetProfiles": lambda: profiles(False)},
}
BOTH = {"GetDeviceInformation": device_information, "SetSystemDateAndTime": lambda: ""}


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "HTTPD", ""
    shape = "open"

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        call = re.search(r"Body[^>]*>\s*<(?:\w+:)?(\w+)", asked).group(1)
        answer = (ANSWERS[self.shape] | BOTH).get(call)
        prefix = "m" if call == "GetProfiles" else "d"
        inside = f"<{{{prefix}}}:{call}Response>{answer()}</{{{prefix}}}:{call}Response>" if answer else "<{s}:Fault/>"
        whole = ENVELOPE.replace("{body}", inside).format(**PREFIXES[self.shape]).encode()
        self.send_response(200 if answer else 400)
        self.send_header("Content-Type", "application/soap+xml; charset=utf-8")
        if self.shape == "open":
            self.send_header("Transfer-Encoding", "chunked")
            whole = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (whole[:300], whole[300:])) + b"0\r\n\r\n"
        else:
            self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        self.wfile.write(whole)


if __name__ == "__main__":
    Service.shape = sys.argv[1]
    http.server.ThreadingHTTPServer(("", int(sys.argv[2]) if len(sys.argv) > 2 else 80), Service).serve_forever()
