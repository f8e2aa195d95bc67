"""One message through a sender, hop by hop."""

import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.facts import AnswerFact, AttemptFact, CatalogFact, PushFact
from windtunnel.domain.marker import find_marker
from windtunnel.domain.people import person_of
from windtunnel_load.rig.advice import (
    NOT_BY_RECIPIENT,
    NOT_SENT,
    advice_on_refusal,
    advice_on_request,
    advice_on_silence,
    advice_on_webhook,
)
from windtunnel_load.rig.hops import Hop
from windtunnel_load.rig.task import Seen, Task

ARM_WITHIN_S = 5.0
WEBHOOK_WITHIN_S = 10.0
"""The provider's `sent` comes at once; its delivery is tried again after a few seconds."""

POLL_S = 0.05
ENDING_S = 2.0  # whoever hangs up may be about to end, and its last words come then
SHOWN_BODY_MAX = 400
FORBIDDEN = (401, 403)
SUCCESS = range(200, 300)


class Checkup:
    """Walks the hops from the request on; `walk` ends at the first that fails."""

    def __init__(
        self, task: Task, seen: Seen, *, pause: Callable[[float], object] = time.sleep
    ) -> None:
        self._task = task
        self._pause = pause
        self._seen = seen
        self._reply: httpx.Response | None = None
        self._error: Exception | None = None
        self._hops: list[Hop] = []

    def walk(self) -> list[Hop]:
        """Return the hops in order, the last of them failed or the way walked to its end."""
        self._ask()
        steps: Sequence[Callable[[], Hop]] = (
            self._request,
            self._call,
            self._accepted,
            self._recognised,
            self._delivered,
            self._answered,
            self._signature,
            self._outcome,
        )
        for step in steps:
            hop = step()
            self._hops.append(hop)
            if hop.state == "failed":
                break
        return self._hops

    def _ask(self) -> None:
        task = self._task
        try:
            self._reply = httpx.request(
                task.request.method,
                task.url + task.request.path,
                content=task.request.body,
                headers=task.request.headers,
                timeout=ARM_WITHIN_S,
                trust_env=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._error = error

    def _request(self) -> Hop:
        name = "request accepted"
        task, reply = self._task, self._reply
        line = f"{task.request.method} {task.url}{task.request.path}"
        if reply is not None and not reply.is_error:
            return Hop(name=name, state="passed", said=f"{line} answered {reply.status_code}")
        is_called = self._until(lambda: self._attempts(), 0.0 if self._error else 1.0)
        if reply is None:
            said = f"{line} raised {type(self._error).__name__}: {self._error}"
        else:
            said = f"{line} answered {reply.status_code}"
        is_refused = is_called and not self._answers(accepted=True)
        if is_refused or self._seen.strays():
            return Hop(name=name, state="passed", said=f"{said}, after the provider refused")
        if reply is None and isinstance(self._error, httpx.ReadTimeout):
            return Hop(name=name, state="passed", said=f"{line} has not answered yet")
        body = task.request.body[:SHOWN_BODY_MAX].decode("utf-8", "replace")
        log = self._seen.log(ending_s=ENDING_S if self._error is not None else 0.0)
        answered = "" if reply is None else f"\n\n{reply.text[:SHOWN_BODY_MAX]}"
        answered += f"\n\nthe end of its output:\n{log}" if log else ""
        return Hop(
            name=name,
            state="failed",
            said=said,
            shown=f"{line}\n{body}{answered}",
            advice=advice_on_request(None if reply is None else reply.status_code),
        )

    def _call(self) -> Hop:
        name = "provider call seen"
        if self._until(lambda: self._attempts(), ARM_WITHIN_S):
            return Hop(name=name, state="passed", said=f"{len(self._attempts())} at our edge")
        strays, refused = self._seen.strays(), self._seen.refused()
        shown = [f"of no world: {line}" for line in strays]
        shown += [f"refused: {host}, {n} times" for host, n in (refused or {}).items()]
        log = self._seen.log()
        shown += ["the end of its output:", log] if log else []
        said = f"no call arrived at the simulator within {ARM_WITHIN_S:g} s"
        advice = advice_on_silence(
            base_url=self._task.base_url,
            strays=strays,
            refused=refused,
            is_service=self._task.is_service,
        )
        return Hop(name=name, state="failed", said=said, shown="\n".join(shown), advice=advice)

    def _accepted(self) -> Hop:
        name = "provider call accepted"
        self._until(lambda: self._answers(), 1.0)
        if self._answers(accepted=True):
            return Hop(name=name, state="passed")
        if not self._answers():
            return Hop(name=name, state="failed", said="it was not answered", advice=NOT_SENT)
        answer = self._answers()[-1]
        attempt = next(a for a in self._attempts() if a.attempt == answer.attempt)
        shown = (
            f"to {attempt.recipient or '(no recipient)'}, {attempt.form or '(no type)'} "
            f"{attempt.template or ''} {attempt.lang or ''}".rstrip()
        )
        return Hop(
            name=name,
            state="failed",
            said=f"refused with code {answer.code} (HTTP {answer.http}, {answer.cls})",
            shown=shown,
            advice=advice_on_refusal(attempt.provider, answer.code),
        )

    def _recognised(self) -> Hop:
        name, intent = "message recognised", self._task.intent
        attempts = self._attempts()
        if self._task.correlate == "recipient":
            return self._recognised_by_recipient(attempts)
        if any(self._marker(attempt) == intent.marker for attempt in attempts):
            return Hop(name=name, state="passed", said=f"marker {intent.marker}")
        shown = "\n".join(
            f"to {a.recipient}, {a.form} {a.template or ''}, marker: {a.marker or 'none'}"
            for a in attempts
        )
        return Hop(
            name=name,
            state="failed",
            said=f"no call carries the marker {intent.marker}",
            shown=shown,
            advice="pass on the content as it is given: the marker is inside {text}, {params} and "
            "{code}, and your request must hand one of them to what is sent",
        )

    def _marker(self, attempt: AttemptFact) -> str | None:
        if self._task.correlate == "opaque":
            return find_marker((attempt.opaque or "").encode())
        return attempt.marker

    def _recognised_by_recipient(self, attempts: Sequence[AttemptFact]) -> Hop:
        name, intent = "message recognised", self._task.intent
        template = intent.template if self._catalog().has_templates else None
        about = (person_of(intent.recipient), template)
        if any((person_of(a.recipient or ""), a.template) == about for a in attempts):
            said = f"to {intent.recipient}, template {template or 'none (text)'}"
            return Hop(name=name, state="passed", said=said)
        return Hop(
            name=name,
            state="failed",
            said=f"no call is for {intent.recipient} with template {template or 'none'}",
            shown="\n".join(f"to {a.recipient}, template {a.template}" for a in attempts),
            advice=NOT_BY_RECIPIENT,
        )

    def _delivered(self) -> Hop:
        name, url = "webhook delivered", self._task.webhook_url
        if not url:
            return Hop(name=name, state="skipped", said="no webhook_path: none are posted")
        if not self._task.is_service:
            return Hop(name=name, state="skipped", said="the run judges what becomes of them")
        if self._until(
            lambda: [p for p in self._pushes() if p.http is not None], WEBHOOK_WITHIN_S
        ):
            return Hop(name=name, state="passed", said=f"POST {url}")
        said = f"nobody answered POST {url} within {WEBHOOK_WITHIN_S:g} s"
        advice = "answer webhooks at once and work later; is webhook_path on the same port as url?"
        return Hop(name=name, state="failed", said=said, shown=self._seen.log(), advice=advice)

    def _answered(self) -> Hop:
        name = "webhook answered"
        if self._hops[-1].state == "skipped":
            return Hop(name=name, state="skipped")
        status = self._status()
        if status in SUCCESS or status in FORBIDDEN:
            return Hop(name=name, state="passed", said=f"with {status}")
        path = urlsplit(self._task.webhook_url).path
        return Hop(
            name=name,
            state="failed",
            said=f"POST {self._task.webhook_url} was answered {status}",
            shown=self._seen.log(),
            advice=advice_on_webhook(status, path),
        )

    def _signature(self) -> Hop:
        name = "signature accepted"
        if self._hops[-1].state == "skipped":
            return Hop(name=name, state="skipped")
        if not self._catalog().signs:
            said = f"{self._attempts()[-1].provider} signs nothing"
            return Hop(name=name, state="skipped", said=said)
        status = self._status()
        if status in SUCCESS:
            return Hop(name=name, state="passed")
        return Hop(
            name=name,
            state="failed",
            said=f"a webhook with the right signature was answered {status}",
            shown="X-Hub-Signature-256: sha256=HMAC(app secret, raw body)",
            advice='give it the app secret: `environment: {APP_SECRET: "{app_secret}"}` under the '
            "name that it reads; it must sign the raw bytes, not the JSON written anew",
        )

    def _outcome(self) -> Hop:
        if self._task.read_outcome is not None and self._reply is not None:
            return self._task.read_outcome(self._reply, self._pause)
        said = "outcome: none, its 2xx is its promise" if self._task.is_service else ""
        return Hop(name="outcome read", state="skipped", said=said)

    def _status(self) -> int:
        """Return the best answer to a webhook: one 2xx is enough."""
        answers = [push.http for push in self._pushes() if push.http is not None]
        return next((status for status in answers if status in SUCCESS), answers[-1])

    def _catalog(self) -> Catalog:
        """Return the catalog of the provider that was called last."""
        provider = self._attempts()[-1].provider
        catalogs = (fact.catalog for fact in self._seen.facts() if isinstance(fact, CatalogFact))
        return next(catalog for catalog in catalogs if catalog.provider == provider)

    def _attempts(self) -> list[AttemptFact]:
        return [fact for fact in self._seen.facts() if isinstance(fact, AttemptFact)]

    def _answers(self, *, accepted: bool | None = None) -> list[AnswerFact]:
        return [
            fact
            for fact in self._seen.facts()
            if isinstance(fact, AnswerFact) and accepted in {None, fact.accepted}
        ]

    def _pushes(self) -> list[PushFact]:
        return [fact for fact in self._seen.facts() if isinstance(fact, PushFact)]

    def _until(self, claim: Callable[[], Any], within_s: float) -> bool:
        deadline = time.monotonic() + within_s
        while not claim():
            if time.monotonic() >= deadline:
                return False
            self._pause(POLL_S)
        return True
