"""What is known of customers: when they last wrote, and who wants no marketing. Durable."""

import asyncio

import msgspec

from windtunnel.domain.sender import Intent, Outcome, Store
from windtunnel_load.senders.reference.webhooks import Text

WINDOW_S = 86_400.0
MARGIN_S = 60.0
"""The window is taken to close a minute early: two clocks never agree."""

STOP_WORDS = frozenset({"stop", "unsubscribe", "sair", "parar", "baja", "stopp"})
START_WORDS = frozenset({"start", "subscribe", "voltar", "alta"})
OPTED_OUT = 131_050
WINDOW_CLOSED = 131_047

_BRAZIL_WITHOUT_NINE = 12
_MEXICO_WITH_ONE = 13


class Known(msgspec.Struct):
    """One customer: when they last wrote to each number (harness s), and whether they stopped."""

    wrote_s: dict[str, float] = {}
    stopped: bool = False


class Customers:
    """By person: the provider's form of a number may differ from the one we send to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()

    async def wrote(self, text: Text, now_s: float) -> bool:
        """Take a customer's text: it opens the window, and may be a keyword; once each.

        Returns:
            Whether it was new.
        """
        async with self._lock:
            taken = f"e/{text.message}"
            if await self._store.get(taken) is not None:
                return False
            known = await self._known(text.sender)
            known.wrote_s[text.number] = now_s
            word = text.text.strip().lower()
            known.stopped = word in STOP_WORDS or (known.stopped and word not in START_WORDS)
            await self._store.write({taken: b"", **_written(text.sender, known)})
            return True

    async def stop(self, recipient: str) -> None:
        """Remember that a customer wants no marketing (the provider said so)."""
        async with self._lock:
            known = await self._known(recipient)
            known.stopped = True
            await self._store.write(_written(recipient, known))

    async def reason_against(self, intent: Intent, *, number: str, now_s: float) -> Outcome | None:
        """Return why an intent may not be sent from a number (its id) now, or None."""
        if intent.scope != "marketing" and intent.form != "free":
            return None
        known = await self._known(intent.recipient)
        if intent.scope == "marketing" and known.stopped:
            return Outcome(state="cancelled", cause="recipient", code=OPTED_OUT)
        if intent.form == "free":
            wrote_s = known.wrote_s.get(number)
            if wrote_s is None or now_s >= wrote_s + WINDOW_S - MARGIN_S:
                return Outcome(state="failed", cause="recipient", code=WINDOW_CLOSED)
        return None

    async def _known(self, digits: str) -> Known:
        raw = await self._store.get(f"c/{person_of(digits)}")
        return Known() if raw is None else msgspec.json.decode(raw, type=Known)


def person_of(digits: str) -> str:
    """Return one form for the several in which a number is written.

    Brazilian mobiles come with and without their ninth digit, Mexican ones with and without 1.
    """
    if digits.startswith("55") and len(digits) == _BRAZIL_WITHOUT_NINE:
        return f"{digits[:4]}9{digits[4:]}"
    if digits.startswith("521") and len(digits) == _MEXICO_WITH_ONE:
        return f"52{digits[3:]}"
    return digits


def _written(digits: str, known: Known) -> dict[str, bytes]:
    return {f"c/{person_of(digits)}": msgspec.json.encode(known)}
