"""What happens beside the messages of a run: carried out at its times, by a thread of its own."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from windtunnel.domain.errors import ConfigError
from windtunnel.runtime.clock import Clock
from windtunnel_load.rig.control import ControlError, WorldHandle
from windtunnel_scenarios.exact_plan import Planned

POLL_S_MAX = 0.5
KEYWORDS = {"opt-out": "STOP", "opt-in": "START"}
PREFERENCES = {"opt-out": "stop", "opt-in": "resume"}


USUAL_STATES = {"template": "APPROVED", "token": "valid"}
CONSENT = "consent"

TellConsent = Callable[[Mapping[str, Any]], None]
"""Tells the sender whose consent the business holds; raises ConfigError where that fails."""


def _nobody(_given: Mapping[str, Any]) -> None:
    """Tell nobody."""


class Script:
    """Plays what is planned; `problems` says what could not be done.

    What consent the business holds from the beginning is told before it, in `prepare`.
    """

    def __init__(
        self,
        world: WorldHandle,
        clock: Clock,
        happenings: Sequence[Planned],
        *,
        tell_consent: TellConsent = _nobody,
    ) -> None:
        self.problems: list[str] = []
        self._world = world
        self._clock = clock
        self._before = [each for each in happenings if _is_before(each)]
        self._happenings = [each for each in happenings if not _is_before(each)]
        self._tell_consent = tell_consent
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play, name="script", daemon=True)
        self._start_us = 0
        self._changed: dict[str, str] = {}

    def prepare(self) -> None:
        """Do what is done when the traffic starts.

        Raises:
            ConfigError: the sender cannot be told.
        """
        for happening in self._before:
            self._do(happening)

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

    def undo(self) -> None:
        """Put templates and tokens that it changed back to how worlds begin.

        Raises:
            ControlError: the simulator refuses or is gone.
        """
        while self._changed:
            path, state = self._changed.popitem()
            self._world.ask("PATCH", path, {"state": state})

    def _play(self) -> None:
        for happening in self._happenings:
            due_us = self._start_us + happening.at_us
            while (left_us := due_us - self._clock.now_us()) > 0:
                if self._over.wait(min(POLL_S_MAX, left_us / 1e6)):
                    return
            try:
                self._do(happening)
            except (ControlError, ConfigError) as error:
                self.problems.append(f"{happening.what} at {happening.at_us / 1e6:g} s: {error}")

    def _do(self, happening: Planned) -> None:
        method, path, body = request_of(happening.what, happening.fields)
        self._world.ask(method, path, body)
        if happening.what in USUAL_STATES:
            self._changed[path] = USUAL_STATES[happening.what]
        if happening.what == CONSENT:
            self._tell_consent(happening.fields)


def _is_before(happening: Planned) -> bool:
    return happening.what == CONSENT and happening.at_us <= 0


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
    if what == CONSENT:
        given = {key: fields[key] for key in ("scope", "evidence") if key in fields}
        return "POST", "/consents", person | given
    if what == "number":
        return "POST", "/number-changes", person | {"new": fields["new"]}
    assert what in KEYWORDS, "the planner knows no other"
    if fields.get("by", "keyword") == "keyword":
        return "POST", "/inbound", person | {"text": KEYWORDS[what]}
    wish = {"value": PREFERENCES[what]} | person
    return "PUT", f"/preferences/{wish.pop('recipient')}", wish
