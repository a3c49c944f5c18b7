#!/usr/bin/python3
"""A camera's RTSP side: GStreamer's RTSP server with a test picture."""

import argparse

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PATH = "/MediaInput/h264"
PICTURE = "videotestsrc is-live=true pattern=smpte ! video/x-raw,width=320,height=240,framerate=10/1"
VIDEO = {
    "h264": PICTURE + " ! x264enc tune=zerolatency speed-preset=veryfast bitrate=%d key-int-max=20"
                      " ! video/x-h264,profile=main ! rtph264pay name=pay0 pt=98 config-interval=1",
    "jpeg": PICTURE + " ! videorate ! video/x-raw,format=I420,framerate=5/1"
                      " ! jpegenc quality=30 ! rtpjpegpay name=pay0 pt=26",
}
AUDIO = "audiotestsrc is-live=true wave=ticks ! audio/x-raw,rate=8000,channels=1 ! mulawenc ! rtppcmupay name=pay1 pt=0"
METHODS = {"basic": GstRtsp.RTSPAuthMethod.BASIC, "digest": GstRtsp.RTSPAuthMethod.DIGEST}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="554")
    parser.add_argument("--auth", choices=["none", "basic", "digest"], default="none")
    parser.add_argument("--accept-basic", action="store_true", help="Basic is not offered, but taken")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--codec", choices=VIDEO, default="h264")
    parser.add_argument("--bitrate", type=int, default=64, help="of H.264, in kbit/s")
    parser.add_argument("--audio", action="store_true")
    parser.add_argument("--srtp", action="store_true", help="RTP/SAVP; the key goes into the SDP as MIKEY")
    parser.add_argument("--tls", help="PEM file with key and certificate: RTSPS")
    return parser.parse_args()


def token(role):
    it = GstRtspServer.RTSPToken()
    it.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, role)
    return it


def admission(options):
    """Who may see the picture: nobody but the user, or anybody."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_realm("Network Camera")
    if options.auth == "none":
        auth.set_default_token(token("viewer"))
    else:
        auth.set_supported_methods(METHODS[options.auth])
        if options.auth == "basic" or options.accept_basic:
            auth.add_basic(GstRtspServer.RTSPAuth.make_basic(options.user, options.password), token("viewer"))
        if options.auth == "digest":
            auth.add_digest(options.user, options.password, token("viewer"))
    if options.tls:
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(options.tls))
    return auth


def picture(options):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch("( " + VIDEO[options.codec].replace("%d", str(options.bitrate)) + (" " + AUDIO if options.audio else "") + " )")
    if options.srtp:
        factory.set_profiles(GstRtsp.RTSPProfile.SAVP)
    ports = GstRtspServer.RTSPAddressPool()
    ports.add_range(GstRtspServer.RTSP_ADDRESS_POOL_ANY_IPV4, GstRtspServer.RTSP_ADDRESS_POOL_ANY_IPV4, 59000, 61000, 0)
    factory.set_address_pool(ports)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS, True)
    permissions.add_permission_for_role("viewer", GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, True)
    factory.set_permissions(permissions)
    return factory


def main():
    options = arguments()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_service(options.port)
    server.set_auth(admission(options))
    server.get_mount_points().add_factory(PATH, picture(options))
    server.attach(None)
    GLib.MainLoop().run()


main()
