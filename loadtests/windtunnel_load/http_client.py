"""The HTTP client that senders are given: every provider host leads to this run, no other out."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address

import httpx

CONNECTIONS_MAX = 200
TIMEOUT_S = 10.0


class RoutingTransport(httpx.AsyncBaseTransport):
    """Rewrites provider hosts to their simulator and refuses every host beyond loopback."""

    def __init__(
        self, routes: Mapping[str, str], *, inner: httpx.AsyncBaseTransport | None = None
    ) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS_MAX)
        self._routes = {host: httpx.URL(url) for host, url in routes.items()}
        self._inner = inner or httpx.AsyncHTTPTransport(limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on its way.

        Raises:
            httpx.UnsupportedProtocol: a host that is neither a provider's nor this machine.
        """
        lead(request, self._routes)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the inner transport."""
        await self._inner.aclose()


class BlockingTransport(httpx.BaseTransport):
    """The same for code that blocks."""

    def __init__(self, routes: Mapping[str, str]) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS_MAX)
        self._routes = {host: httpx.URL(url) for host, url in routes.items()}
        self._inner = httpx.HTTPTransport(limits=limits)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on its way.

        Raises:
            httpx.UnsupportedProtocol: a host that is neither a provider's nor this machine.
        """
        lead(request, self._routes)
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the inner transport."""
        self._inner.close()


def lead(request: httpx.Request, routes: Mapping[str, httpx.URL]) -> None:
    """Lead a request to the simulator of its host.

    Raises:
        httpx.UnsupportedProtocol: a host that is neither a provider's nor this machine.
    """
    target = routes.get(request.url.host)
    if target is not None:
        request.url = _moved(request.url, target)
        request.headers["host"] = target.netloc.decode("ascii")
    elif not is_loopback(request.url.host):
        raise httpx.UnsupportedProtocol(
            f"a sender in the wind tunnel asked for {request.url.host}; only provider hosts "
            f"({', '.join(routes)}) and loopback may be reached"
        )


def make_client(routes: Mapping[str, str]) -> httpx.AsyncClient:
    """Return a client for a sender; the environment's proxies are not used."""
    return httpx.AsyncClient(
        transport=RoutingTransport(routes), timeout=TIMEOUT_S, trust_env=False
    )


def make_blocking_client(routes: Mapping[str, str]) -> httpx.Client:
    """Return a client for a blocking sender."""
    return httpx.Client(transport=BlockingTransport(routes), timeout=TIMEOUT_S, trust_env=False)


@lru_cache(maxsize=1000)
def _moved(url: httpx.URL, target: httpx.URL) -> httpx.URL:
    """Return a URL at another host; a sender's URLs are few, and parsing one takes long."""
    return url.copy_with(scheme=target.scheme, host=target.host, port=target.port)


@lru_cache(maxsize=100)
def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
