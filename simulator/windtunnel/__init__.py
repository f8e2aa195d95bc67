"""Windtunnel: a wind tunnel for WhatsApp senders.

The front door: what the author of a sender or of a dialect needs, and nothing else.
"""

from windtunnel.domain.catalog import Catalog, Code, Rule
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError, WindtunnelError
from windtunnel.domain.policy import Backoff, Policy
from windtunnel.domain.sender import Intent, Outcome, Sender, SenderWorld, Store, Webhook
from windtunnel.domain.wire import WirePlan

__version__ = "0.1.0"

__all__ = [
    "Backoff",
    "Catalog",
    "Code",
    "ConfigError",
    "Dialect",
    "Intent",
    "Outcome",
    "Policy",
    "Rule",
    "Sender",
    "SenderWorld",
    "Store",
    "Webhook",
    "WindtunnelError",
    "WirePlan",
]
