"""Two ways to a customer: which one a message takes, and that it takes one."""

import asyncio

import httpx
import pytest
from gateway import CREDENTIALS as OTHER
from gateway import Gateway
from sender_world import CREDENTIALS, FakeWorld, accepted, intent_of, refused

from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.failover import create
from windtunnel_load.senders.reference.failover import PROBE_EVERY_S, TRIP

ACCEPTED = Outcome(state="accepted")
OUT = 131016


class Both:
    """Meta by a function of the time, UltraMsg by its gateway."""

    def __init__(self, meta):
        self.meta = meta
        self.at_meta = []
        self.gateway = Gateway()

    def __call__(self, request):
        if "/instance" in request.url.path:
            return self.gateway(request)
        self.at_meta.append(request)
        answer = self.meta()
        if isinstance(answer, Exception):
            raise answer
        return answer


def run(both, *gaps_s, **changes):
    """Send a message after each gap, to somebody else each time."""

    async def go():
        world = FakeWorld(providers=(CREDENTIALS, OTHER))
        world.http = httpx.AsyncClient(transport=httpx.MockTransport(both))
        sender, results = create(world), []
        for index, gap_s in enumerate(gaps_s):
            world.time_s += gap_s
            wanted = intent_of(index, text="Hi", recipient=f"44770090{index:04d}", **changes)
            results.append(await sender.send(wanted))
        await sender.close()
        return results

    return asyncio.run(go())


def test_all_is_well_and_the_second_provider_is_left_alone():
    both = Both(accepted)
    assert run(both, 0, 1, 1) == [ACCEPTED] * 3
    assert (len(both.at_meta), len(both.gateway.sends)) == (3, 0)


def test_in_an_outage_messages_go_the_other_way_and_none_is_lost():
    both = Both(lambda: refused(OUT, 503))
    assert run(both, *[0.1] * 10) == [ACCEPTED] * 10
    assert len(both.at_meta) == TRIP
    assert len(both.gateway.sends) == 10


def test_one_message_now_and_then_asks_and_a_success_brings_all_back():
    answers = [refused(OUT, 503)] * TRIP
    both = Both(lambda: answers.pop() if answers else accepted())
    run(both, 0, 0.1, 0.1, PROBE_EVERY_S, 0.1, 0.1)
    assert len(both.gateway.sends) == 3
    assert len(both.at_meta) == TRIP + 3


def test_what_may_have_been_accepted_is_not_sent_the_other_way():
    both = Both(lambda: httpx.ReadTimeout(""))
    results = run(both, *[0.1] * 5)
    assert results == [Outcome(state="unknown")] * TRIP + [ACCEPTED] * 2
    assert len(both.gateway.sends) == 2


def test_a_lasting_failure_counts_without_many_messages():
    both = Both(lambda: httpx.ReadTimeout(""))
    run(both, 0, 6)
    assert len(both.gateway.sends) == 1


def test_a_number_that_may_not_send_is_out_at_once():
    both = Both(lambda: refused(131031, 403))
    results = run(both, 0, 1)
    assert [outcome.cause for outcome in results] == ["auth", None]
    assert len(both.gateway.sends) == 1


def test_a_limit_is_no_outage():
    both = Both(lambda: refused(130429) if len(both.at_meta) < TRIP + 2 else accepted())
    assert run(both, 0) == [ACCEPTED]
    assert both.gateway.sends == []


def test_a_code_past_its_deadline_takes_no_other_way():
    both = Both(lambda: refused(OUT, 503))
    results = run(both, 0, scope="authentication", deadline_us=100_900_000)
    assert results == [Outcome(state="expired", cause="expired")]
    assert both.gateway.sends == []


def test_where_both_are_out_the_usual_way_is_tried():
    both = Both(lambda: refused(OUT, 503))
    both.gateway.answers.extend([httpx.ConnectError("")] * 50)
    assert {outcome.state for outcome in run(both, *[0.1] * 4)} == {"failed"}


@pytest.mark.parametrize("providers", [(CREDENTIALS,), (OTHER,)], ids=["meta", "ultramsg"])
def test_with_one_provider_there_is_one_way(providers):
    world = FakeWorld(httpx.ConnectError(""), providers=providers)
    sender = create(world)
    (number,) = providers[0].numbers
    wanted = intent_of(number=number, text="Hi")
    world.answers.extend([httpx.ConnectError("")] * 20)
    assert asyncio.run(sender.send(wanted)).state == "failed"
