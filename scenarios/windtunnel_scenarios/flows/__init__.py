"""Flows: what businesses really send, one file each."""

from windtunnel_scenarios.flows.base import Customer, Flow
from windtunnel_scenarios.flows.order_confirmation import ORDER_CONFIRMATION
from windtunnel_scenarios.flows.otp import OTP

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (ORDER_CONFIRMATION, OTP)}
"""Every flow by name."""

__all__ = ["FLOWS", "Customer", "Flow"]
