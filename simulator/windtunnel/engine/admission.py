"""Which reason, if any, stands against a send: the checks, in the order in which they are made.

Token, object id, scope, throughput, the dialect's own refusal, recipient rules, pair limit,
template chain; last what the provider usually says only after it accepted (not on WhatsApp,
window closed, opted out). A reason that the provider's catalog does not map is not checked.
"""

from windtunnel.domain.magic import MAGIC, Fate
from windtunnel.domain.submit import Submit
from windtunnel.engine.access import SEND_SCOPE, Number
from windtunnel.engine.case import Case
from windtunnel.engine.core import Core
from windtunnel.engine.lane import Lane
from windtunnel.engine.presence import is_absent
from windtunnel.engine.templates import Flaw, Template


class Admission:
    """The checks of one account."""

    def __init__(self, core: Core) -> None:
        self._seed = core.seed
        self._access = core.access
        self._people = core.people
        self._stopped = core.stopped
        self._unreachable = core.spec.unreachable
        self._templates = core.book.templates

    def template(self, submit: Submit) -> Template | None:
        """Return the template that a submit names, if it exists in that language."""
        return self._templates.get((submit.template or "", submit.lang or ""))

    def flaw(self, case: Case) -> Flaw | None:
        """Return the first reason against an attempt; template texts are filled on the way."""
        submit = case.submit
        number = case.number
        flaw = self.access_flaw(case)
        if flaw is not None or number is None:
            return flaw
        known = case.lane.refusals
        if not number.throughput.admit(case.now_us) and "throughput" in known:
            limit = f"{number.throughput_per_s:g}"
            return Flaw(reason="throughput", fields={"number": number.id, "limit": limit})
        refusal = submit.refusal
        if submit.doubt is not None and submit.doubt.reason in known:
            refusal = submit.doubt
        if refusal is not None:
            return Flaw(reason=refusal.reason, fields=refusal.fields)
        reason = _recipient_reason(case, number)
        if reason:
            return Flaw(reason=reason, fields={"recipient": submit.recipient})
        if submit.template is not None:
            flaw = _template_flaw(case)
            if flaw is not None and flaw.reason in known:
                return flaw
        return self.late_flaw(case, number)

    def access_flaw(self, case: Case) -> Flaw | None:
        """Return why a token may not send from a number."""
        submit, number, lane = case.submit, case.number, case.lane
        token = self._access.tokens.get(submit.token or "")
        if (
            token is not None
            and token.state == "valid"
            and token.may_send
            and (not token.provider or token.provider == lane.name)
            and number is not None
            and number.lane is lane
            and (not token.numbers or number.id in token.numbers)
            and not number.barred
        ):
            return None
        reason, thing = self._access.why_not(
            submit.token, submit.number, SEND_SCOPE, provider=lane.name
        )
        if reason in lane.refusals:
            return Flaw(reason=reason, fields=access_fields(thing, lane, case.now_us))
        if number is None or number.lane is not lane:
            return Flaw(reason="object_unknown", fields={"id": submit.number})
        if number.barred:
            return Flaw(reason=number.barred, fields={"number": number.id})
        return None

    def late_flaw(self, case: Case, number: Number) -> Flaw | None:
        """Return what a provider usually says only after it accepted a message."""
        lane = case.lane
        fields = {"recipient": case.submit.recipient}
        if case.submit.recipient in MAGIC:
            reason = _magic_reason(case, MAGIC[case.submit.recipient].fate)
            if reason in lane.refusals:
                return Flaw(reason=reason, fields=fields)
        if is_absent(case.submit.recipient, lane=lane, seed=self._seed, people=self._people):
            return Flaw(reason="not_on_whatsapp", fields=fields)
        needs_window = case.form == "free" and lane.window_us is not None
        if needs_window and "window_closed" in lane.refusals and not is_open(number, case):
            return Flaw(reason="window_closed", fields=fields)
        media = case.submit.media
        if (
            media
            and media.startswith(self._unreachable)
            and "content_unreachable" in lane.refusals
        ):
            return Flaw(reason="content_unreachable", fields={"media": media})
        if self._stopped and case.scope == "marketing" and "opted_out" in lane.refusals:
            person = self._people.person(case.submit.recipient)
            if (lane.name, person) in self._stopped:
                return Flaw(reason="opted_out", fields=fields)
        return None


def _magic_reason(case: Case, fate: Fate) -> str:
    """Return what stands against a message to a magic recipient, "" where nothing does."""
    if fate == "not-on-whatsapp":
        return "not_on_whatsapp"
    if fate == "opted-out" and case.scope == "marketing":
        return "opted_out"
    if fate == "window-closed" and case.form == "free":
        return "window_closed"
    return ""


def access_fields(thing: str, lane: Lane, now_us: int) -> dict[str, str]:
    """Return the fields that go with a refusal of access."""
    return {"id": thing, "scope": thing, "now": str(lane.unix_s(now_us))}


def is_open(number: Number, case: Case) -> bool:
    """Return whether the recipient's session window with a number is open."""
    return number.windows.get(case.wa_id, 0) > case.now_us


def _recipient_reason(case: Case, number: Number) -> str:
    recipient = case.submit.recipient
    known = case.lane.refusals
    is_barred = number.allowed is not None and recipient not in number.allowed
    if is_barred and "recipient_not_allowed" in known:
        return "recipient_not_allowed"
    if recipient == number.digits and "recipient_is_sender" in known:
        return "recipient_is_sender"
    if not number.pairs.admit(case.wa_id, case.now_us) and "pair_rate" in known:
        return "pair_rate"
    return ""


def _template_flaw(case: Case) -> Flaw | None:
    submit = case.submit
    template = case.template
    names = {"template": submit.template or "", "lang": submit.lang or ""}
    if template is None:
        return Flaw(reason="template_missing", fields=names)
    if template.state_reason is not None:
        return Flaw(reason=template.state_reason, fields=names)
    filled = template.fill(submit)
    if isinstance(filled, Flaw):
        filled.fields |= names
        return filled
    case.filled = filled
    return None
