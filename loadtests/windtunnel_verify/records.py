"""What the harness itself writes into the ledger of a run."""

import msgspec

from windtunnel import __version__
from windtunnel.domain import events
from windtunnel.domain.facts import RunFact
from windtunnel.domain.policy import Policy
from windtunnel_load.host.load import digest_of
from windtunnel_verify.life import Factory
from windtunnel_verify.schedule import Inbound

SENDER = "sender"
REPORTS = ("outcome", "cause", "effect")
"""What a sender in process can tell: all that there is."""


def run_fact(
    factory: Factory, policy: Policy, *, seed: int, profile: str, epoch_s: int
) -> RunFact:
    """Return the first fact; nothing in it depends on the machine or on the Python."""
    return RunFact(
        t=0,
        versions={"windtunnel": __version__},
        seed=seed,
        mode="verify",
        scale=1.0,
        sender=SENDER,
        sender_digest=digest_of(factory),
        policy=msgspec.to_builtins(policy),
        adapter="python",
        reports=REPORTS,
        profile=profile,
        epoch_s=epoch_s,
    )


def customer_text(text: Inbound) -> events.CustomerText:
    """Return the event of a customer's text."""
    return events.CustomerText(recipient=text.recipient, number=text.number, text=text.text)
