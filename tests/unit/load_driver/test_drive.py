"""What a load process is told, and what it refuses."""

import msgspec
import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import IntentFact, ShedFact
from windtunnel.domain.sender import Credentials
from windtunnel_load.drive import DriveConfig, TargetConfig, plan_of, read_drive
from windtunnel_load.targets import make_target
from windtunnel_load.wanted import fact_of, timed
from windtunnel_scenarios import content_sha_of, load_scenario, make_plan

PLAN = make_plan(load_scenario("steady"), seed=5)
META = Credentials(
    provider="meta",
    base_url="http://127.0.0.1:1",
    token="a token",
    account="2",
    app_secret="s",
    verify_token="v",
    numbers={"main": "1001"},
)


def config(kind="host", **changes):
    told = DriveConfig(
        scenario="steady",
        seed=5,
        plan_digest=PLAN.digest,
        start_us=1_000_000,
        m0_ns=0,
        scale=1.0,
        target=TargetConfig(kind=kind, url="http://127.0.0.1:1", provider="meta"),
        ledger="ledger",
        progress="progress.json",
        number_ids={"main": "1001"},
        credentials={"meta": META},
    )
    return msgspec.structs.replace(told, **changes)


def test_a_drive_file_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "drive.json"
    path.write_bytes(msgspec.json.encode(config()))
    assert read_drive(path) == config()


@pytest.mark.parametrize("text", [None, "{", '{"scenario": 1}'], ids=["absent", "cut", "wrong"])
def test_another_file_is_refused(tmp_path, text):
    path = tmp_path / "drive.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match="not a drive file"):
        read_drive(path)


def test_the_plan_is_computed_anew():
    assert plan_of(config()).intents == PLAN.intents


def test_a_plan_of_another_digest_is_refused():
    with pytest.raises(ConfigError, match="but 0123 was meant"):
        plan_of(config(plan_digest="0123"))


def test_an_intent_is_moved_onto_the_runs_clock():
    intent = next(each for each in PLAN.intents if each.deadline_us is not None)
    moved = timed(intent, 1_000_000)
    assert moved.intended_us == intent.intended_us + 1_000_000
    assert moved.deadline_us == intent.deadline_us + 1_000_000


def test_an_intent_without_a_deadline_keeps_none():
    intent = next(each for each in PLAN.intents if each.deadline_us is None)
    assert timed(intent, 1_000_000).deadline_us is None


@pytest.mark.parametrize("kind", [IntentFact, ShedFact], ids=["intent", "shed"])
def test_a_fact_says_what_was_wanted_and_when_it_began(kind):
    intent = timed(PLAN.intents[0], 1_000_000)
    fact = fact_of(kind, intent, config(), 1_000_123)
    assert (fact.t, fact.intended_t, fact.number) == (1_000_123, intent.intended_us, "1001")
    assert fact.content_sha == content_sha_of(intent)


def test_of_a_service_no_content_is_expected_because_it_writes_its_own():
    fact = fact_of(IntentFact, timed(PLAN.intents[0], 0), config("http"), 5)
    assert fact.content_sha is None


def test_a_host_is_asked_at_its_send_route():
    assert make_target(config("host")).render(PLAN.intents[0]).path == "/send"


def test_without_a_sender_the_provider_itself_is_asked():
    request = make_target(config("direct")).render(PLAN.intents[0])
    assert request.path.endswith("/1001/messages")
    assert request.headers["authorization"] == "Bearer a token"


def test_an_unknown_kind_of_target_is_refused():
    with pytest.raises(ConfigError, match="must be host, http or direct"):
        make_target(config("carrier-pigeon"))
