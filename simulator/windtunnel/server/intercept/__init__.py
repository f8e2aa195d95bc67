"""Interception: the provider's real host names, answered here over TLS, for unchanged clients."""

from windtunnel.server.intercept.interception import Interception, interception_of

__all__ = ["Interception", "interception_of"]
