"""R08: an idempotency key belongs to one message, one body and one span of time."""

from typing import Any

import msgspec

from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant

BODY = ("recipient", "form", "template", "lang", "content_sha")


class Use(msgspec.Struct, kw_only=True):
    """What a key was first used for, and since when the provider has held it."""

    index: int
    body: tuple[Any, ...]
    held_t: int | None = None


class KeyDiscipline(Invariant):
    """The key stays the same over a message's attempts, and no other message or body has it.

    A new key is right for a new try: another body, an acknowledged failure, a key whose life is
    over. The life of a key begins with the acceptance that the provider remembers it by. To have a
    failed message queued again takes no key: it is no new message.
    """

    id = "R08"
    name = "key discipline"
    must_count = "retried"
    untested_why = "no message was tried twice, or the sender does not rely on keys"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._uses: dict[tuple[str, str, str], Use] = {}

    def judge(self, case: Case) -> None:
        """Judge the keys of one message's attempts."""
        if self.context.policy.delivery != "provider-idempotent":
            return
        if len(case.attempts) > 1:
            self.counters["retried"] += 1
        before: Attempt | None = None
        again = case.again
        for attempt in (each for each in case.attempts if each.fact.attempt not in again):
            sentence = self._against(case, attempt, before)
            if sentence:
                self.breach(case, sentence, [a for a in (before, attempt) if a is not None])
                return
            before = attempt

    def _against(self, case: Case, attempt: Attempt, before: Attempt | None) -> str:
        fact = attempt.fact
        if fact.idem_key is None:
            return "an API call without an idempotency key, on which the sender's promise rests"
        name = (fact.provider, fact.number, fact.idem_key)
        use = self._uses.get(name)
        if use is None:
            use = self._uses[name] = Use(index=case.index, body=_body(attempt))
            if before is not None and not self._is_new_try(case, attempt, before):
                return "a message was tried again under a new idempotency key"
        if use.index != case.index:
            return f"two messages have the idempotency key {fact.idem_key!r}"
        if use.body != _body(attempt):
            return "another body was sent under the same idempotency key"
        if self._is_over(use.held_t, fact.t):
            return "an idempotency key was used again after its declared life"
        if use.held_t is None and attempt.is_accepted:
            use.held_t = fact.t
        return ""

    def _is_new_try(self, case: Case, attempt: Attempt, before: Attempt) -> bool:
        """Say whether a new key was right: the old one would not have sent anything."""
        was, now = before.fact, attempt.fact
        is_elsewhere = (was.provider, was.number) != (now.provider, now.number)
        if is_elsewhere or _body(before) != _body(attempt):
            return True
        messages = {accepted.message for accepted in case.accepted}
        if any(
            t < now.t + self.context.delta_us
            and status.status == "failed"
            and status.message in messages
            for t, status in case.heard
        ):
            return True
        use = self._uses.get((was.provider, was.number, was.idem_key or ""))
        return use is not None and self._is_over(use.held_t, now.t, sign=-1)

    def _is_over(self, held_t: int | None, start_t: int, *, sign: int = 1) -> bool:
        """Say whether a key's life had ended, in doubt (δ) for the sender."""
        ttl_s = self.context.policy.key_ttl_s
        if held_t is None or ttl_s is None:
            return False
        return start_t >= held_t + ttl_s * SECOND_US + sign * self.context.delta_us


def _body(attempt: Attempt) -> tuple[Any, ...]:
    return tuple(getattr(attempt.fact, name) for name in BODY)
