"""Messages of one recipient and template, and the calls that may be of either of them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Sequence

import msgspec

from windtunnel.domain.facts import AttemptFact, IntentFact

SAID_MAX = 6
SECOND_US = 1_000_000


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Messages that were open at the same time for one recipient and template.

    `is_told`: as many contents came as messages were wanted, so each content is a message, though
    nobody knows which. Else even that is open, and also where the service is seen to word the
    tries of one message differently (`is_worded`).
    """

    indexes: tuple[int, ...]
    contents: int
    is_worded: bool = False

    @property
    def is_told(self) -> bool:
        """True where each content stands for one message."""
        return self.contents == len(self.indexes) and not self.is_worded

    @property
    def said(self) -> str:
        """The group in words: "one of messages 12, 40"."""
        return f"one of messages {listed(self.indexes)}"

    @property
    def why(self) -> str:
        """Why a finding about it would be a guess."""
        texts = "text" if self.contents == 1 else "texts"
        worded = ", as the service words its tries differently" if self.is_worded else ""
        return (
            f"messages {listed(self.indexes)} were open at once for one customer and template, "
            f"and came with {self.contents} {texts}: which call was whose cannot be told{worded}"
        )


class Cluster(msgspec.Struct, kw_only=True):
    """Intents whose calls may be confused, and these calls, both in order of time."""

    intents: list[IntentFact]
    calls: list[AttemptFact] = []

    @property
    def contents(self) -> list[str]:
        """The different contents of the calls, in order of their first."""
        return list(dict.fromkeys(call.content_sha or "" for call in self.calls))


def listed(indexes: Sequence[int]) -> str:
    """Return message numbers as a list that stays short."""
    more = f" and {len(indexes) - SAID_MAX} more" if len(indexes) > SAID_MAX else ""
    return ", ".join(map(str, indexes[:SAID_MAX])) + more


def clusters_of(
    intents: Sequence[IntentFact],
    calls: Sequence[AttemptFact],
    accepted: Container[str],
    *,
    horizon_s: float | None,
) -> tuple[list[Cluster], list[AttemptFact]]:
    """Return the intents of one recipient and template in clusters, and the calls of none.

    Intents that are further apart than the declared horizon are told apart by the time of their
    calls, unless the calls do not fit.
    """
    found: list[Cluster] = []
    for intent in intents:
        gap_us = intent.t - found[-1].intents[-1].t if found else 0
        if found and (horizon_s is None or gap_us < horizon_s * SECOND_US):
            found[-1].intents.append(intent)
        else:
            found.append(Cluster(intents=[intent]))
    starts = [cluster.intents[0].t for cluster in found]
    strays: list[AttemptFact] = []
    for call in calls:
        place = bisect_right(starts, call.t) - 1
        (strays if place < 0 else found[place].calls).append(call)
    return _joined(found, accepted), strays


def _joined(found: Sequence[Cluster], accepted: Container[str]) -> list[Cluster]:
    kept: list[Cluster] = []
    for cluster in found:
        if kept and _is_late(kept[-1], cluster, accepted):
            kept[-1].intents += cluster.intents
            kept[-1].calls += cluster.calls
        else:
            kept.append(cluster)
    return kept


def _is_late(before: Cluster, after: Cluster, accepted: Container[str]) -> bool:
    """Say whether a call that came after may belong before: its horizon was not kept then."""
    shared = bool(set(before.contents) & set(after.contents))
    most = max(_accepted(after, accepted), len(after.contents))
    surplus = most > len(after.intents)
    missing = _accepted(before, accepted) < len(before.intents)
    return shared + surplus + missing > 1 and bool(after.calls)


def _accepted(cluster: Cluster, accepted: Container[str]) -> int:
    return sum(call.attempt in accepted for call in cluster.calls)


def deal(cluster: Cluster, accepted: Container[str]) -> dict[str, int]:
    """Return which intent each call is taken to be of: the n-th new content is the n-th message.

    Where fewer contents came than messages were wanted, a second acceptance of one content is
    taken to be the next message's: two messages may have the same text.
    """
    intents = [(intent.t, intent.intent) for intent in cluster.intents]
    spare = len(intents) - len(cluster.contents)
    holder: dict[str, int] = {}
    done: Counter[int] = Counter()
    taken: set[int] = set()
    owner = {}
    for call in cluster.calls:
        content = call.content_sha or ""
        begun = [index for t, index in intents if t <= call.t]
        free = [index for index in begun if index not in taken]
        index = holder.get(content)
        if index is None:
            index = free[0] if free else begun[-1]
        elif done[index] and spare > 0 and free:
            index = free[0]
            spare -= 1
        holder[content] = index
        taken.add(index)
        done[index] += call.attempt in accepted
        owner[call.attempt] = index
    return owner
