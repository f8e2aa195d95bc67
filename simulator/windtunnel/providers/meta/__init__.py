"""Meta's WhatsApp Cloud API, first part: text and template sends, receipts, webhooks."""

from windtunnel.providers.meta.dialect import MetaDialect

dialect = MetaDialect()

__all__ = ["MetaDialect", "dialect"]
