#!/usr/bin/python3
"""RTSP inside a WebSocket, as ONVIF Streaming wants it: "camera PORT" takes WebSockets and hands what is in them to the
RTSP server of this host; "viewer PORT URL" takes RTSP connections and carries them to a camera's WebSocket. Each RTSP
message and each frame of media is one binary frame."""

import asyncio
import sys

import websockets

PROTOCOL = "rtsp.onvif.org"


async def take_one(reader):
    """One RTSP message or one frame of media, whole; empty at the end."""
    first = await reader.read(1)
    if first == b"$":
        header = await reader.readexactly(3)
        return first + header + await reader.readexactly(int.from_bytes(header[1:], "big"))
    if not first:
        return first
    head = first + await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            head += await reader.readexactly(int(line.split(b":")[1]))
    return head


async def carry(socket, reader, writer):
    async def to_socket():
        while message := await take_one(reader):
            await socket.send(message)

    async def from_socket():
        async for message in socket:
            writer.write(message)
            await writer.drain()

    tasks = [asyncio.ensure_future(to_socket()), asyncio.ensure_future(from_socket())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    writer.close()


async def camera(port):
    async def serve(socket, _path):
        await carry(socket, *await asyncio.open_connection("127.0.0.1", 554))

    await websockets.serve(serve, "0.0.0.0", port, subprotocols=[PROTOCOL], compression=None)


async def viewer(port, url):
    async def serve(reader, writer):
        async with websockets.connect(url, subprotocols=[PROTOCOL], compression=None) as socket:
            await carry(socket, reader, writer)

    await asyncio.start_server(serve, "127.0.0.1", port)


async def main():
    role, port, *rest = sys.argv[1:]
    await (camera(int(port)) if role == "camera" else viewer(int(port), rest[0]))
    await asyncio.Future()


asyncio.run(main())
