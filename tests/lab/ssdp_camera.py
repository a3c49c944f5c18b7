#!/usr/bin/python3
"""A camera's UPnP shortcut: GSSDP announces it and answers searches. No router is asked for anything."""

import os

import gi

gi.require_version("GSSDP", "1.6")
from gi.repository import GLib, GSSDP  # noqa: E402

UDN = "uuid:4d454930-0000-1000-8000-" + os.environ["LAB_CAMERA_MAC"].replace(":", "")
PLACE = "http://" + os.environ["LAB_CAMERA_ADDRESS"] + ":1900/description.xml"
KINDS = ("upnp:rootdevice", "", "urn:schemas-upnp-org:device:Basic:1", "urn:panasonic-com:service:p01NetCamService:1")

client = GSSDP.Client.new_for_address(None, 0, GSSDP.UDAVersion.VERSION_1_0)
client.set_server_id("Linux UPnP/1.0 GSSDP/1.6")
group = GSSDP.ResourceGroup.new(client)
for kind in KINDS:
    group.add_resource_simple(kind or UDN, UDN + ("::" + kind if kind else ""), PLACE)
group.set_available(True)
GLib.MainLoop().run()
