"""Each of Python's usual clients to a host that is built in; prints one line of JSON."""

import asyncio
import json
import os
import socket
import ssl
import urllib.request

import httpx
import requests
import uvloop

URL = f"https://graph.facebook.com/v23.0/{os.environ['NUMBER']}"
HEADERS = {"Authorization": f"Bearer {os.environ['TOKEN']}"}


async def streams():
    """Return the status that asyncio's own connection is answered."""
    reader, writer = await asyncio.open_connection("graph.facebook.com", 443, ssl=True)
    path = URL.partition("graph.facebook.com")[2]
    writer.write(f"GET {path} HTTP/1.1\r\nHost: graph.facebook.com\r\n".encode())
    writer.write(f"Authorization: {HEADERS['Authorization']}\r\n\r\n".encode())
    line = await reader.readline()
    writer.close()
    return int(line.split()[1])


def past_the_proxy():
    with httpx.Client(trust_env=False, verify=ssl.create_default_context()) as client:
        return client.get(URL, headers=HEADERS).status_code


request = urllib.request.Request(URL, headers=HEADERS)
found = {
    "requests": requests.get(URL, headers=HEADERS, timeout=10).status_code,
    "httpx": httpx.get(URL, headers=HEADERS).status_code,
    "httpx past the proxy": past_the_proxy(),
    "urllib": urllib.request.urlopen(request).status,
    "asyncio": asyncio.run(streams()),
    "uvloop": uvloop.run(streams()),
    "lookup": socket.gethostbyname("graph.facebook.com"),
}
print(json.dumps(found))
