"""Idempotency keys in virtual time: claimed exactly where the provider has them."""

import msgspec
import pytest
from crashing import ACCEPTED, Toy

from windtunnel.domain.errors import PolicyError
from windtunnel.domain.facts import AnswerFact, AttemptFact, HandsetFact
from windtunnel.domain.policy import Policy
from windtunnel_load.senders.reference.wires.meta import body_of
from windtunnel_verify import Schedule, order, run_schedule

KEYED = Schedule(intents=(order(),), switches={"idempotency": "key"})


class Keyed(Toy):
    """Sends everything twice, with the marker as the key."""

    policy = Policy(delivery="provider-idempotent", key_ttl_s=86_400)

    async def send(self, intent):
        for _ in range(2):
            await self.world.http.post(
                f"{self.meta.base_url}/v23.0/{self.meta.numbers['main']}/messages",
                content=msgspec.json.encode(body_of(intent)),
                headers={
                    "authorization": f"Bearer {self.meta.token}",
                    "idempotency-key": intent.marker,
                },
            )
        return ACCEPTED


def of(run, kind):
    return [fact for fact in run.ledger.facts() if isinstance(fact, kind)]


def test_a_repeated_key_is_one_message():
    run = run_schedule(Keyed, KEYED)
    assert [f.idem_key for f in of(run, AttemptFact)] == [f.marker for f in of(run, AttemptFact)]
    assert len({f.message for f in of(run, AnswerFact)}) == 1
    assert len(of(run, HandsetFact)) == 1


def test_the_claim_is_refused_where_the_provider_has_no_keys():
    with pytest.raises(PolicyError, match="exactly once cannot be had"):
        run_schedule(Keyed, Schedule(intents=(order(),)))
