"""Leads an unchanged Python service to Windtunnel: this folder stands first in PYTHONPATH.

Reads WINDTUNNEL_INTERCEPT (host:port) and WINDTUNNEL_INTERCEPT_HOSTS (names with commas). Names
of the provider resolve to Windtunnel's own address and port, for blocking clients and asyncio, so
a client that reads no HTTPS_PROXY (aiohttp unless told so) gets here too, and none can reach the
real host. Trust comes from SSL_CERT_FILE and REQUESTS_CA_BUNDLE; no check is switched off.

Python imports a module of this name at its start. One that the service has itself comes after.
"""

import importlib.util
import os
import socket
import sys


def _redirect(address, port, hosts):
    resolve = socket.getaddrinfo

    def is_ours(host):
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        return isinstance(name, str) and name.lower().rstrip(".") in hosts

    def getaddrinfo(host, *args, **kwargs):
        if not is_ours(host):
            return resolve(host, *args, **kwargs)
        rest = args[1:]
        kwargs.pop("port", None)
        return resolve(address, port, *rest, **kwargs)

    socket.getaddrinfo = getaddrinfo
    for name in ("gethostbyname", "gethostbyname_ex"):
        _resolve_here(name, is_ours, address)
    _watch_uvloop(is_ours, address, port)


def _resolve_here(name, is_ours, address):
    usual = getattr(socket, name)
    setattr(socket, name, lambda host: usual(address if is_ours(host) else host))


def _watch_uvloop(is_ours, address, port):
    """Tell uvloop, too: it resolves in C, but its loop class is a Python one."""

    class Finder:
        """Lets the usual finders find uvloop, and changes its loop once it is loaded."""

        def find_spec(self, name, _path=None, _target=None):
            if name != "uvloop":
                return None
            sys.meta_path.remove(self)
            spec = importlib.util.find_spec(name)
            if spec is not None and spec.loader is not None:
                load = spec.loader.exec_module

                def exec_module(module):
                    load(module)
                    _redirect_loop(module.Loop, is_ours, address, port)

                spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Finder())


def _redirect_loop(loop_class, is_ours, address, port):
    connect, resolve = loop_class.create_connection, loop_class.getaddrinfo

    async def create_connection(self, factory, host=None, port_=None, **more):
        port_ = more.pop("port", port_)
        if is_ours(host):
            if more.get("ssl") and more.get("server_hostname") is None:
                more["server_hostname"] = host
            host, port_ = address, port
        return await connect(self, factory, host, port_, **more)

    async def getaddrinfo(self, host, port_, **more):
        where = (address, port) if is_ours(host) else (host, port_)
        return await resolve(self, *where, **more)

    loop_class.create_connection = create_connection
    loop_class.getaddrinfo = getaddrinfo


def _go_on():
    """Run the service's own sitecustomize, which ours stands before."""
    here = os.path.dirname(os.path.abspath(__file__))
    for folder in sys.path:
        path = os.path.join(os.path.abspath(folder), "sitecustomize.py")
        if os.path.dirname(path) != here and os.path.isfile(path):
            spec = importlib.util.spec_from_file_location("sitecustomize", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return


_where = os.environ.get("WINDTUNNEL_INTERCEPT", "")
_hosts = {
    name.lower() for name in os.environ.get("WINDTUNNEL_INTERCEPT_HOSTS", "").split(",") if name
}
if _where and _hosts:
    _address, _, _port = _where.rpartition(":")
    _redirect(_address.strip("[]"), int(_port), _hosts)
_go_on()
