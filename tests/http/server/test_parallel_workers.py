"""Eight parallel workers on one server, each in its own world and its own time."""

import random
import threading

import httpx
from serving import serving

from windtunnel.domain.facts import AnswerFact, AttemptFact, ClockFact, HandsetFact, StatusFact
from windtunnel.domain.marker import marker_of

WORKERS = 8
SENDS = 12
HOUR_S = 3_600


def work(running, number, ended):
    """Live a life: send, jump, break, heal, end, begin anew; note each world's facts."""
    chance = random.Random(number)
    for life in range(2):
        world = running.world(seed=number, tokens=[{"value": "everybody's"}])
        if chance.random() < 0.5:
            world.told("PATCH", "/clock", json={"scale": chance.choice([0, 0.5, 20])})
        with httpx.Client(base_url=running.base_url, timeout=10) as client:
            for index in range(SENDS):
                marker = marker_of(number * 1000 + life * 100 + index)
                assert world.send(client, text=f"hi {marker}").status_code == 200
                if index % 4 == number % 4:
                    world.told("POST", "/advance", json={"seconds": number * HOUR_S / 4})
        world.told("POST", "/settle")
        ended.append((number, life, world.end()))


def test_no_ledger_holds_anothers_fact(tmp_path):
    ended = []
    with serving(tmp_path) as running:
        threads = [
            threading.Thread(target=work, args=(running, number, ended))
            for number in range(WORKERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert len(ended) == 2 * WORKERS
    for number, life, facts in ended:
        mine = {marker_of(number * 1000 + life * 100 + index) for index in range(SENDS)}
        attempts = [fact for fact in facts if isinstance(fact, AttemptFact)]
        landed = [fact for fact in facts if isinstance(fact, HandsetFact)]
        assert {fact.marker for fact in attempts} == {fact.marker for fact in landed} == mine
        assert len(attempts) == len(landed) == SENDS
        messages = {fact.message for fact in facts if isinstance(fact, AnswerFact)}
        assert {fact.message for fact in facts if isinstance(fact, StatusFact)} == messages
        jumps = [fact for fact in facts if isinstance(fact, ClockFact) and fact.moved_us]
        assert {fact.moved_us for fact in jumps} <= {number * HOUR_S * 250_000}
