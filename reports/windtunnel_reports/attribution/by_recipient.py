"""A service that passes no marker on: recipient and template name the intent, else its content."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from windtunnel.domain.facts import AnswerFact, AnyFact, AttemptFact, IntentFact
from windtunnel.domain.marker import ARMING_INDEX, index_of
from windtunnel.domain.people import person_of
from windtunnel_reports.attribution.groups import Cluster, Group, clusters_of, deal, listed

Key = tuple[str, str]
"""A person and a template; free-form text counts as the template ""."""


class ByRecipient:
    """Every call that could be attributed (`owner`: attempt → intent), and what could not.

    A call that bears a marker all the same (a code that was handed on) is its intent's.
    """

    def __init__(self, facts: Iterable[AnyFact], *, horizon_s: float | None) -> None:
        self.owner: dict[str, int] = {}
        self.groups: list[Group] = []
        self.unsure: dict[int, str] = {}
        self.astray: list[str] = []
        self._horizon_s = horizon_s
        self._is_worded = False
        self._accepted: set[str] = set()
        self._intents: dict[Key, list[IntentFact]] = defaultdict(list)
        self._calls: dict[Key, list[AttemptFact]] = defaultdict(list)
        self._missing: dict[str, list[IntentFact]] = defaultdict(list)
        self._strays: list[AttemptFact] = []
        self._doubled: dict[str, list[int]] = defaultdict(list)
        self._read(facts)
        for key in sorted(self._intents.keys() | self._calls.keys()):
            self._take(key)
        self._confess()

    def _read(self, facts: Iterable[AnyFact]) -> None:
        wanted: dict[int, IntentFact] = {}
        for fact in facts:
            if type(fact) is IntentFact:
                wanted[fact.intent] = fact
            elif isinstance(fact, AnswerFact) and fact.accepted:
                self._accepted.add(fact.attempt)
            elif isinstance(fact, AttemptFact):
                index = index_of(fact.marker) if fact.marker is not None else None
                if index in wanted:
                    self.owner[fact.attempt] = index
                elif index != ARMING_INDEX:
                    self._calls[_key(fact.recipient, fact.template)].append(fact)
        named = set(self.owner.values())
        for intent in wanted.values():
            if intent.intent not in named:
                self._intents[_key(intent.recipient, intent.template)].append(intent)

    def _take(self, key: Key) -> None:
        clusters, strays = clusters_of(
            self._intents.get(key, ()),
            self._calls.get(key, ()),
            self._accepted,
            horizon_s=self._horizon_s,
        )
        self._strays += strays
        for cluster in clusters:
            self._assign(cluster, key[1])

    def _assign(self, cluster: Cluster, template: str) -> None:
        self.owner |= deal(cluster, self._accepted)
        indexes = tuple(intent.intent for intent in cluster.intents)
        if not cluster.calls:
            self._missing[template] += cluster.intents
        elif len(indexes) > 1:
            group = Group(indexes=indexes, contents=len(cluster.contents))
            self.groups.append(group)
            if group.contents > len(indexes):
                self._doubled[template].append(indexes[0])
        else:
            self._is_worded = self._is_worded or len(cluster.contents) > 1
            if self._came_twice(cluster):
                self._doubled[template].append(indexes[0])

    def _came_twice(self, cluster: Cluster) -> bool:
        """Say whether one message came with two contents: one may be meant for somebody else."""
        taken = (call for call in cluster.calls if call.attempt in self._accepted)
        return len({call.content_sha for call in taken}) > 1

    def _confess(self) -> None:
        """Say what is left open, and what may have gone to the wrong person."""
        worded = self._is_worded
        self.groups = [msgspec.structs.replace(each, is_worded=worded) for each in self.groups]
        for group in self.groups:
            if not group.is_told:
                self.unsure |= dict.fromkeys(group.indexes, group.why)
        for template, missing in sorted(self._missing.items()):
            absent = listed([intent.intent for intent in missing])
            for index in self._doubled[template]:
                why = (
                    f"the customer of message {index} got two different texts, and no call came "
                    f"for message {absent}: one text may be that one's"
                )
                self.unsure.setdefault(index, why)
                self.astray.append(why)
            for stray in self._strays:
                if (stray.template or "") == template:
                    self.astray.append(
                        f"a call came for {stray.recipient or 'nobody'}, for whom nothing was "
                        f"wanted then, and none for message {absent}: it may be that one's"
                    )


def _key(recipient: str | None, template: str | None) -> Key:
    return person_of((recipient or "").lstrip("+")), template or ""
