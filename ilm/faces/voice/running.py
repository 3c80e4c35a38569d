"""Runs the gateway until somebody says stop."""

import asyncio
import logging
import signal

import aiohttp
from aiohttp import web

from ilm.faces.voice.gateway import Gateway
from ilm.faces.voice.serving import door
from ilm.faces.voice.setup import Setup

log = logging.getLogger(__name__)
GRACE = 30.0  # seconds for calls that are on
CONNECTIONS = 200


def run(setup: Setup, *, grace: float = GRACE) -> None:
    """Until SIGTERM or SIGINT; then calls that are on have `grace` seconds to end."""
    asyncio.run(_run(setup, grace))


async def _run(setup: Setup, grace: float) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    wires = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=wires, trust_env=False) as http:
        gateway = Gateway(setup, http)
        doorway = web.AppRunner(door(gateway), access_log=None, shutdown_timeout=2)
        await doorway.setup()
        await gateway.open()  # first: an open door says that calls are taken
        host, _, port = setup.door.rpartition(":")
        await web.TCPSite(doorway, host, int(port)).start()
        print("the hotline listens", flush=True)
        await stop.wait()
        await gateway.close(grace)
        await doorway.cleanup()
