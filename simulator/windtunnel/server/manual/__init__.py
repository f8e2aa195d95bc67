"""The control API's manual: one page of our own, which asks the network for nothing."""

from windtunnel.server.manual.page import install

__all__ = ["install"]
