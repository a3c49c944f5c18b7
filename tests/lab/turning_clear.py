#!/usr/bin/python3
"""A camera that streams SRTP and, told to (SIGUSR1), goes on without encryption: same socket, same SSRC, same payload type,
sequence numbers without a break. turning_clear.py HOST PORT OWN-PORT"""

import signal
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

KEY = "4142434445464748494a4b4c4d4e4f505152535455565758595a31323334"  # 128 bits, and a salt of 112

host, port, own_port = sys.argv[1:4]
Gst.init(None)
pipeline = Gst.parse_launch(f"""
    videotestsrc is-live=true pattern=smpte ! video/x-raw,width=640,height=480,framerate=25/1
    ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=1000 key-int-max=50 ! video/x-h264,profile=baseline
    ! rtph264pay pt=98 config-interval=1 ssrc=3235930413 ! tee name=t
    t. ! queue ! srtpenc name=srtp key={KEY} rtp-cipher=aes-128-icm rtp-auth=hmac-sha1-80
                 rtcp-cipher=aes-128-icm rtcp-auth=hmac-sha1-80 ! s.
    t. ! queue ! s.
    input-selector name=s ! udpsink host={host} port={port} bind-port={own_port} sync=false async=false""")
selector = pipeline.get_by_name("s")


def turn_clear():
    selector.set_property("active-pad", selector.get_static_pad("sink_1"))
    print("clear", flush=True)
    return GLib.SOURCE_CONTINUE


selector.set_property("active-pad", selector.get_static_pad("sink_0"))
GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal.SIGUSR1, turn_clear)
pipeline.set_state(Gst.State.PLAYING)
GLib.MainLoop().run()
