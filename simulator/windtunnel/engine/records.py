"""The facts of an attempt and its answer."""

from windtunnel.domain.facts import AnswerFact, AttemptFact
from windtunnel.domain.submit import Answer
from windtunnel.engine.case import Case
from windtunnel.engine.faults.blow import Blow, acts


def attempt_fact(case: Case) -> AttemptFact:
    """Return the fact of an attempt; form and scope are left out where nothing could be read."""
    submit = case.submit
    return AttemptFact(
        t=submit.t,
        attempt=submit.attempt,
        provider=submit.provider,
        number=submit.number,
        marker=submit.marker,
        recipient=submit.recipient or None,
        form=case.form if submit.kind else None,
        template=submit.template,
        lang=submit.lang,
        scope=case.scope if submit.kind else None,
        opaque=submit.opaque,
        conn=submit.conn or None,
        idem_key=submit.idem_key,
        content_sha=submit.content_sha or None,
        context=submit.context,
    )


def answer_fact(answer: Answer, *, t: int, cls: str, blow: Blow | None) -> AnswerFact:
    """Return the fact of an answer: what was decided, and which fault had a hand in it."""
    fact = AnswerFact(
        t=t,
        attempt=answer.attempt,
        http=answer.http,
        code=0,
        cls=cls,
        accepted=answer.accepted,
        message=answer.message,
        retry_after_s=answer.retry_after_s,
    )
    code = answer.code
    if code is not None:
        fact.code, fact.wait_s, fact.limiter = code.code, code.wait_s, code.limiter
    if blow is not None:
        kind, fault_id = blow.culprit(is_accepted=answer.accepted)
        if kind:
            fact.fault, fact.fault_id = kind, fault_id
        fact.plan = acts(blow.plan)
        fact.http = blow.plan.http or fact.http
    return fact
