"""Languages: where a translation is missing, the declared fallback stands in for it."""

from msgspec import structs

from windtunnel.domain.policy import Policy
from windtunnel_load.senders.reference.outbox import Entry

TRANSLATION_MISSING = 132_001


class Languages:
    """Follows the policy's `language_fallbacks`: a language's own first, then the country's."""

    def __init__(self, policy: Policy) -> None:
        self.declared = policy.language_fallbacks or {}

    def turn(self, entry: Entry) -> bool:
        """Let a message be tried in its fallback; say whether there is one."""
        entry.refused_in.append(entry.wanted.lang or "")
        lang = self.fallback(entry)
        if lang is not None:
            entry.wanted = structs.replace(entry.wanted, lang=lang)
        return lang is not None

    def fallback(self, entry: Entry) -> str | None:
        """Return the first declared language that was not refused yet, or None."""
        for start in (entry.refused_in[0], entry.wanted.country):
            lang = start
            for _ in self.declared:
                lang = self.instead(lang)
                if lang not in (start, *entry.refused_in):
                    return lang
        return None

    def instead(self, lang: str) -> str:
        """Return the language that stands in for one (or for a country's), or that one itself."""
        return self.declared.get(lang, lang)
