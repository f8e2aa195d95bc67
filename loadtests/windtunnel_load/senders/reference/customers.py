"""What is known of customers: when they last wrote, and who wants no marketing."""

from windtunnel.domain.sender import Intent, Outcome
from windtunnel_load.senders.reference.webhooks import Text

WINDOW_S = 86_400.0
MARGIN_S = 60.0
"""The window is taken to close a minute early: two clocks never agree."""

STOP_WORDS = frozenset({"stop", "unsubscribe", "sair", "parar", "baja", "stopp"})
START_WORDS = frozenset({"start", "subscribe", "voltar", "alta"})
_WINDOW_CODE = 131_047


class Customers:
    """By the digits in which the provider speaks of a customer."""

    def __init__(self) -> None:
        self._wrote_s: dict[str, float] = {}
        self._stopped: dict[str, bool] = {}

    def wrote(self, text: Text, now_s: float) -> None:
        """Take a customer's text: it opens the window, and may be a keyword."""
        self._wrote_s[text.sender] = now_s
        word = text.text.strip().lower()
        if word in STOP_WORDS:
            self._stopped[text.sender] = True
        elif word in START_WORDS:
            self._stopped[text.sender] = False

    def reason_against(self, intent: Intent, now_s: float) -> Outcome | None:
        """Return why an intent may not be sent now, or None."""
        if intent.scope == "marketing" and self._stopped.get(intent.recipient):
            return Outcome(state="cancelled", cause="recipient")
        if intent.form == "free":
            wrote_s = self._wrote_s.get(intent.recipient)
            if wrote_s is None or now_s >= wrote_s + WINDOW_S - MARGIN_S:
                return Outcome(state="failed", cause="recipient", code=_WINDOW_CODE)
        return None
