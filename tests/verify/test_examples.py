"""docs/examples.md against real searches: each number, story and line of code on the page."""

import re
from pathlib import Path

import pytest
from example_searches import CI, ID, ON, PAGE, SECTIONS, STORY, anew, broken, row, section, told
from mended_senders import MendedPywa, MendedRequests, MendedTenacity

from windtunnel.domain.facts import AttemptFact, OutcomeFact
from windtunnel.domain.worldspec import FaultSpec
from windtunnel_load.senders import SHIPPED
from windtunnel_verify import PlannedFault, Profile, Schedule, order, run_schedule, search

ROOT = Path(__file__).parents[2]
TEXT = PAGE.read_text()
DRAWN = Profile(name="drawn", examples=300, findings=99, minimise_runs=1, sweeps=1)
MENDED = {
    "tenacity-httpx": MendedTenacity,
    "requests-retry": MendedRequests,
    "pywa": MendedPywa,
}
SOURCES = (
    *(ROOT / "loadtests" / "windtunnel_load" / "senders").glob("*.py"),
    *Path(__file__).parent.glob("*.py"),
)
names = pytest.mark.parametrize("name", SECTIONS)


def test_the_page_is_what_the_searches_say():
    assert anew(TEXT) == TEXT, "python tests/verify/example_searches.py writes it anew"


@names
def test_each_finding_of_the_profile_ci_has_its_story_on_the_page(name):
    shown = [found[1] for found in STORY.finditer(section(TEXT, name))]
    assert [story for story in told(name, CI).values() if story not in shown] == []


@names
def test_the_page_tells_no_story_that_is_not_found(name):
    shown = [found[1] for found in STORY.finditer(section(TEXT, name))]
    found = {*told(name, CI).values(), *told(name, ON).values()}
    assert [story for story in shown if story not in found] == []


@names
def test_a_mended_sender_keeps_what_the_page_says_and_the_page_says_what_remains(name):
    found = search(MENDED[name], profile=DRAWN)
    words = {verdict.id: verdict.word for verdict in found.verdicts}
    by_ci, _, keeps, remains = (ID.findall(cell) for cell in row(TEXT, name))
    assert found.problems == ()
    assert {words[which] for which in keeps} == {"kept"}
    assert broken(found) <= set(remains)
    assert not set(by_ci) - set(keeps)


@names
def test_the_page_names_the_command(name):
    assert f"windtunnel verify {name} --profile ci\n" in TEXT


def blocks():
    return re.findall(r"```python\n(.*?)\n```", TEXT, re.DOTALL)


def stripped(text):
    return "\n".join(line.strip() for line in text.splitlines())


@pytest.mark.parametrize("number", range(len(blocks())))
def test_the_code_on_the_page_is_the_code(number):
    code = [stripped(path.read_text()) for path in SOURCES]
    parts = [stripped(part) for part in re.split(r"\n\n+", blocks()[number])]
    assert [part for part in parts if not any(part in source for source in code)] == []


def starts(ran):
    return [fact.t / 1e6 for fact in ran.ledger.facts() if isinstance(fact, AttemptFact)]


def outcomes(ran):
    return [fact.state for fact in ran.ledger.facts() if isinstance(fact, OutcomeFact)]


def test_the_first_retry_of_urllib3_comes_at_once():
    unclear = [
        PlannedFault(intent=0, attempt=n, fault="answer-code", settings={"code": 131000})
        for n in (1, 2, 3)
    ]
    schedule = Schedule(intents=(order(),), faults=tuple(unclear))
    first, second, third, fourth = starts(
        run_schedule(SHIPPED["requests-retry"].factory, schedule, 1)
    )
    assert second - first < 0.2
    assert 1 <= third - second < 1.2
    assert 2 <= fourth - third < 2.2


@pytest.mark.parametrize("create", [MendedTenacity, MendedRequests, MendedPywa])
def test_a_mended_sender_calls_a_connection_that_never_came_to_be_no_doubt(create):
    down = FaultSpec(kind="connect-refused", at_us=0, for_us=60_000_000)
    ran = run_schedule(create, Schedule(intents=(order(),), timeline=(down,)), 1)
    assert (starts(ran), outcomes(ran)) == ([], ["failed"])
    assert "R03" not in ran.broken
