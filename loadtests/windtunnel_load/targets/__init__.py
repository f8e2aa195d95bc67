"""Targets: whom the load generator asks to send."""

from windtunnel_load.targets.target import Target, make_target

__all__ = ["Target", "make_target"]
