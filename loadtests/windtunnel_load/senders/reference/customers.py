"""What is known of customers: when they last wrote, and whether they want marketing. Durable."""

import asyncio
import time

import msgspec

from windtunnel.domain.sender import Intent, Outcome, Store
from windtunnel_load.senders.reference.dedupe import Dedupe
from windtunnel_load.senders.reference.events import Preference, Text
from windtunnel_load.senders.reference.persons import person_of

WINDOW_S = 86_400.0
MARGIN_S = 5.0
"""The window is taken to close a little early: two clocks never agree."""

REPEATED_S = 7 * 86_400.0
"""The provider tries for up to seven days: a webhook that seems older says that a clock is off."""

STOP_WORDS = frozenset({"stop", "unsubscribe", "sair", "parar", "baja", "stopp"})
START_WORDS = frozenset({"start", "subscribe", "voltar", "alta"})
EPOCH = "epoch"
OPTED_OUT = 131_050
WINDOW_CLOSED = 131_047


class Heard(msgspec.Struct, frozen=True):
    """A customer's text: since when it may be (harness s), and its time (Unix s, 0: unsaid)."""

    now_s: float
    at: int


class Known(msgspec.Struct):
    """One customer: their last text to each number, and what they asked for."""

    wrote: dict[str, Heard] = {}
    stopped: bool = False
    consents: bool = False


class Customers:
    """By person: the provider's form of a number may differ from the one we send to."""

    def __init__(self, store: Store, dedupe: Dedupe | None = None) -> None:
        self._store = store
        self._dedupe = dedupe or Dedupe()
        self._lock = asyncio.Lock()

    async def wrote(self, text: Text, now_s: float) -> bool:
        """Take a customer's text: it opens the window, and may be a keyword; once each.

        Returns:
            Whether it was new.
        """
        async with self._lock:
            if not await self._is_new(text.message, now_s):
                return False
            known = await self._known(text.sender)
            before = known.wrote.get(text.number)
            if before is None or text.at >= before.at:
                known.wrote[text.number] = Heard(now_s - _late_s(text.at), text.at)
            word = text.text.strip().lower()
            self.wishes(known, stops=word in STOP_WORDS, starts=word in START_WORDS)
            await self._write(text.sender, known, event=text.message, now_s=now_s)
            return True

    async def prefers(self, preference: Preference, now_s: float) -> bool:
        """Take what a customer has set at the provider's own switch; return whether it was new."""
        async with self._lock:
            if not await self._is_new(preference.event, now_s):
                return False
            known = await self._known(preference.sender)
            stops = preference.value == "stop"
            self.wishes(known, stops=stops, starts=not stops)
            await self._write(preference.sender, known, event=preference.event, now_s=now_s)
            return True

    async def timed(self, at: int, now_s: float) -> None:
        """Learn from a webhook's time (Unix s) how the provider's clock stands to ours.

        News never comes before what it tells of: the least delay seen is the nearest to none.
        """
        if at and at - now_s > await self._epoch_s():
            await self._store.write({EPOCH: str(at - now_s).encode()})

    async def _said_s(self, heard: Heard | None) -> float | None:
        """Return when something was said by its webhook's time, which may have been on its way.

        Asked anew each time: later webhooks tell better how the clocks stand.
        """
        if heard is None or not heard.at:
            return None if heard is None else heard.now_s
        return min(heard.now_s, heard.at - await self._epoch_s())

    async def _epoch_s(self) -> float:
        return float(await self._store.get(EPOCH) or b"-inf")

    async def once(self, event: str, now_s: float) -> bool:
        """Note an event that changes nothing here; return whether it was new."""
        async with self._lock:
            is_new = await self._is_new(event, now_s)
            await self._store.write({f"e/{event}": str(now_s).encode()} if is_new else {})
            return is_new

    def wishes(self, known: Known, *, stops: bool, starts: bool) -> None:
        """Note what a customer asks for."""
        known.stopped = stops or (known.stopped and not starts)
        known.consents = starts or (known.consents and not stops)

    async def stop(self, recipient: str) -> None:
        """Remember that a customer wants no marketing (the provider said so)."""
        async with self._lock:
            known = await self._known(recipient)
            self.wishes(known, stops=True, starts=False)
            await self._store.write(_written(recipient, known))

    async def reason_against(
        self, intent: Intent, *, number: str | None, now_s: float
    ) -> Outcome | None:
        """Return why an intent may not be sent now, or None.

        Args:
            intent: what is to be sent.
            number: id of the number that it is sent from, None where there are no windows.
            now_s: harness time in s.
        """
        if intent.scope != "marketing" and intent.form != "free":
            return None
        known = await self._known(intent.recipient)
        if intent.scope == "marketing" and not self.may_market(intent, known):
            return Outcome(state="cancelled", cause="recipient", code=OPTED_OUT)
        if intent.form != "free" or number is None:
            return None
        wrote_s = await self._said_s(known.wrote.get(number))
        if not self.is_open(intent, wrote_s, now_s):
            return Outcome(state="failed", cause="recipient", code=WINDOW_CLOSED)
        return None

    def may_market(self, intent: Intent, known: Known) -> bool:
        """Say whether marketing was asked for, or consent is on record, and no stop came since."""
        return (known.consents or bool(intent.consent)) and not known.stopped

    def is_open(self, intent: Intent, wrote_s: float | None, now_s: float) -> bool:
        """Say whether a customer who last wrote at that time may be written to freely."""
        del intent
        return wrote_s is not None and now_s < wrote_s + WINDOW_S - MARGIN_S

    async def _is_new(self, event: str, now_s: float) -> bool:
        applied = await self._store.get(f"e/{event}")
        return self._dedupe.is_new(None if applied is None else float(applied or b"0"), now_s)

    async def _write(self, digits: str, known: Known, *, event: str, now_s: float) -> None:
        applied = {f"e/{event}": str(now_s).encode()}
        await self._store.write({**applied, **_written(digits, known)})

    async def _known(self, digits: str) -> Known:
        raw = await self._store.get(f"c/{person_of(digits)}")
        return Known() if raw is None else msgspec.json.decode(raw, type=Known)


def _late_s(at: int) -> float:
    """Return how late a webhook of this time is by our wall clock, where that can be right."""
    late_s = time.time() - at
    return late_s if 0 < late_s <= REPEATED_S else 0.0


def _written(digits: str, known: Known) -> dict[str, bytes]:
    return {f"c/{person_of(digits)}": msgspec.json.encode(known)}
