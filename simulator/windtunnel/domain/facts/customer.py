"""Facts of customers: what they write, and what they consent to."""

from windtunnel.domain.facts.base import Fact


class InboundFact(Fact, tag="inbound"):
    """A customer wrote to a number."""

    event: str
    recipient: str
    number: str
    content_sha: str = ""
    context: str | None = None


class ConsentFact(Fact, tag="consent"):
    """Evidence of consent to a scope of messages."""

    recipient: str
    scope: str
    evidence: str


class OptOutFact(Fact, tag="optout"):
    """A customer opted out of a scope of messages."""

    recipient: str
    scope: str
    event: str | None = None
    evidence: str = ""


class OptInFact(Fact, tag="optin"):
    """A customer opted in again."""

    recipient: str
    scope: str
    event: str | None = None
    evidence: str = ""
