"""Adapters: from what the user typed after --sender to what a run can drive."""

from windtunnel_load.adapters.parse import SenderSpec, parse_sender

__all__ = ["SenderSpec", "parse_sender"]
