"""Facts of customers: what they write, who they are, and what they consent to."""

from windtunnel.domain.facts.base import Fact


class InboundFact(Fact, tag="inbound"):
    """A customer wrote to a number; `asks` where an answer is expected.

    `recipient` is the number they have, in the form given; `person` is the same for all forms of
    one person's number, for a changed number and for a business-scoped id.
    """

    event: str
    recipient: str
    number: str
    content_sha: str = ""
    context: str | None = None
    asks: bool = False
    person: str = ""


class NumberChangedFact(Fact, tag="number_changed"):
    """A customer's number changed; the person is the same."""

    event: str
    recipient: str
    new: str
    person: str


class ConsentFact(Fact, tag="consent"):
    """Evidence of consent to a scope of messages."""

    recipient: str
    scope: str
    evidence: str
    person: str = ""


class OptOutFact(Fact, tag="optout"):
    """A customer opted out of a scope of messages; `evidence` begins with how.

    "keyword": `event` is the inbound message, and the business must honour it by itself.
    "preference": the provider's own switch; `event` is that of the webhook.
    """

    recipient: str
    scope: str
    event: str | None = None
    evidence: str = ""
    person: str = ""


class OptInFact(Fact, tag="optin"):
    """A customer opted in again, in the same ways."""

    recipient: str
    scope: str
    event: str | None = None
    evidence: str = ""
    person: str = ""
