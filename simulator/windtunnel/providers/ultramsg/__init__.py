"""UltraMsg's gateway: a linked WhatsApp session behind a queue, asked by form or JSON."""

from windtunnel.providers.ultramsg.dialect import UltraMsgDialect

dialect = UltraMsgDialect()

__all__ = ["UltraMsgDialect", "dialect"]
