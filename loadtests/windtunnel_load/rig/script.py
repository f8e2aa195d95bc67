"""What happens beside the messages of a run: carried out at its times, by a thread of its own."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from windtunnel.runtime.clock import Clock
from windtunnel_load.rig.control import ControlError, WorldHandle
from windtunnel_scenarios.exact_plan import Planned

POLL_S_MAX = 0.5
KEYWORDS = {"opt-out": "STOP", "opt-in": "START"}
PREFERENCES = {"opt-out": "stop", "opt-in": "resume"}


class Script:
    """Plays what is planned; `problems` says what could not be done."""

    def __init__(self, world: WorldHandle, clock: Clock, happenings: Sequence[Planned]) -> None:
        self.problems: list[str] = []
        self._world = world
        self._clock = clock
        self._happenings = happenings
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play, name="script", daemon=True)
        self._start_us = 0

    def start(self, start_us: int) -> None:
        """Begin; times count from `start_us` of harness time."""
        self._start_us = start_us
        if self._happenings:
            self._thread.start()

    def stop(self) -> None:
        """Let what is still to come be."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _play(self) -> None:
        for happening in self._happenings:
            due_us = self._start_us + happening.at_us
            while (left_us := due_us - self._clock.now_us()) > 0:
                if self._over.wait(min(POLL_S_MAX, left_us / 1e6)):
                    return
            method, path, body = request_of(happening.what, happening.fields)
            try:
                self._world.ask(method, path, body)
            except ControlError as error:
                self.problems.append(f"{happening.what} at {happening.at_us / 1e6:g} s: {error}")


def request_of(what: str, fields: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Return the control request (method, path in the world, body) for a happening."""
    if what == "template":
        path = f"/templates/{fields['template']}/{fields.get('lang', 'en')}"
        return "PATCH", path, {"state": fields.get("state", "PAUSED")}
    if what == "token":
        return "PATCH", "/tokens/main", {"state": fields.get("state", "expired")}
    return _of_customer(what, fields)


def _of_customer(what: str, fields: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    person = {key: fields[key] for key in ("recipient", "number") if key in fields}
    if what == "text":
        return "POST", "/inbound", person | {"text": fields.get("text", "hello")}
    if what == "consent":
        given = {key: fields[key] for key in ("scope", "evidence") if key in fields}
        return "POST", "/consents", person | given
    if what == "number":
        return "POST", "/number-changes", person | {"new": fields["new"]}
    assert what in KEYWORDS, "the planner knows no other"
    if fields.get("by", "keyword") == "keyword":
        return "POST", "/inbound", person | {"text": KEYWORDS[what]}
    wish = {"value": PREFERENCES[what]} | person
    return "PUT", f"/preferences/{wish.pop('recipient')}", wish
