import asyncio

import httpx
import pytest

from windtunnel_load.http_client import RoutingTransport

ROUTES = {"graph.facebook.com": "http://127.0.0.1:8470"}


def asked(url):
    """Where a request to this URL really goes."""
    went = []

    def answer(request):
        went.append((str(request.url), request.headers["host"]))
        return httpx.Response(200)

    async def go():
        transport = RoutingTransport(ROUTES, inner=httpx.MockTransport(answer))
        async with httpx.AsyncClient(transport=transport) as client:
            await client.get(url)

    asyncio.run(go())
    return went[0]


def test_a_provider_host_leads_to_its_simulator():
    url, host = asked("https://graph.facebook.com/v23.0/1/messages?a=b")
    assert url == "http://127.0.0.1:8470/v23.0/1/messages?a=b"
    assert host == "127.0.0.1:8470"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "http://localhost:9/x", "http://[::1]:9/x"]
)
def test_loopback_is_left_alone(url):
    assert asked(url)[0] == url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "https://graph.facebook.com.example.com/",
        "https://xgraph.facebook.com/",
        "http://169.254.169.254/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
    ],
)
def test_nobody_else_can_be_reached(url):
    with pytest.raises(httpx.UnsupportedProtocol, match="only provider hosts"):
        asked(url)
