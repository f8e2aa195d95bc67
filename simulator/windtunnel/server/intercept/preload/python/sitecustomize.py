"""Leads an unchanged Python service to Windtunnel: this folder stands first in PYTHONPATH.

Reads WINDTUNNEL_INTERCEPT (host:port) and WINDTUNNEL_INTERCEPT_HOSTS (names with commas). Names
of the provider resolve to Windtunnel's own address and port, for blocking clients and asyncio, so
a client that reads no HTTPS_PROXY (aiohttp unless told so) gets here too, and none can reach the
real host. Trust comes from SSL_CERT_FILE and REQUESTS_CA_BUNDLE; no check is switched off.

Python imports a module of this name at its start. One that the service has itself comes after.
"""

import _socket
import importlib.util
import os
import socket
import sys


def _redirect(address, port, hosts):
    def is_ours(host):
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        return isinstance(name, str) and name.lower().rstrip(".") in hosts

    def here(where):
        is_by_name = isinstance(where, tuple) and len(where) > 1 and is_ours(where[0])
        return (address, port, *where[2:]) if is_by_name else where

    _resolve_here(is_ours, address, port)
    for name in ("connect", "connect_ex"):
        _connect_here(name, here)
    _watch(
        {
            "uvloop": lambda module: _redirect_loop(module.Loop, is_ours, here, (address, port)),
            "aiohttp.resolver": _resolve_by_socket,
        }
    )


def _resolve_here(is_ours, address, port):
    """Change the functions in C: `socket` and others (gevent) call them there."""
    resolve = _socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        if not is_ours(host):
            return resolve(host, *args, **kwargs)
        kwargs.pop("port", None)
        return resolve(address, port, *args[1:], **kwargs)

    _socket.getaddrinfo = getaddrinfo
    for name in ("gethostbyname", "gethostbyname_ex"):
        _look_up_here(name, is_ours, address)


def _look_up_here(name, is_ours, address):
    usual = getattr(_socket, name)

    def look_up(host):
        return usual(address if is_ours(host) else host)

    setattr(_socket, name, look_up)
    setattr(socket, name, look_up)


def _connect_here(name, here):
    """A socket that is given a name resolves it in C."""
    usual = getattr(socket.socket, name)
    setattr(socket.socket, name, lambda self, where: usual(self, here(where)))


def _watch(changes):
    """Change modules once they are loaded, as `changes` says by name."""
    asking = set()

    class Finder:
        """Lets the usual finders find a module, and has it changed after it is executed."""

        def find_spec(self, name, _path=None, _target=None):
            if name not in changes or name in asking:
                return None
            asking.add(name)
            try:
                spec = importlib.util.find_spec(name)
            finally:
                asking.discard(name)
            if spec is not None and spec.loader is not None:
                load = spec.loader.exec_module

                def exec_module(module):
                    load(module)
                    changes[name](module)

                spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Finder())


def _resolve_by_socket(module):
    """Where aiodns is installed, aiohttp would ask a name server by itself."""
    module.DefaultResolver = module.ThreadedResolver


def _redirect_loop(loop_class, is_ours, here, door):
    """Uvloop resolves in C, but its loop class is a Python one."""
    address, port = door
    connect, resolve = loop_class.create_connection, loop_class.getaddrinfo
    connect_socket = loop_class.sock_connect

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

    async def sock_connect(self, sock, where):
        return await connect_socket(self, sock, here(where))

    loop_class.create_connection = create_connection
    loop_class.getaddrinfo = getaddrinfo
    loop_class.sock_connect = sock_connect


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
