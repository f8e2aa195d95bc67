"""What a subscriber hears of: what its provider tells, less what its number did not ask for."""

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.dialect import NumberSettings


class Hearing:
    """A subscriber's choice; `tells` are statuses, `tries_max` bounds the tries of one push.

    One `is_of_account` hears of more than messages; a number's own does not.
    """

    __slots__ = ("_news", "is_of_account", "tells", "tries_max")

    def __init__(self, catalog: Catalog, wants: NumberSettings) -> None:
        self._news = news = wants.news
        self.is_of_account = catalog.subscriber == "account"
        self.tries_max = len(catalog.push_retry_s) + 1
        if wants.push_retries is not None:
            self.tries_max = min(self.tries_max, wants.push_retries + 1)
        self.tells = frozenset(
            status
            for status in catalog.tells
            if news is None or ("created" if status == "pending" else "status") in news
        )

    def hears(self, kind: str) -> bool:
        """Return whether it asked for what customers send of this kind."""
        wanted = "reaction" if kind == "reaction" else "inbound"
        return self._news is None or wanted in self._news

    @property
    def hears_media(self) -> bool:
        """Whether it asked for the addresses of what customers send."""
        return self._news is None or "media" in self._news
