"""How a search over real HTTP goes on, and what ends it; the flights are made up."""

from types import SimpleNamespace

import pytest

from windtunnel.domain.errors import ConfigError, LedgerError
from windtunnel.domain.verdict import Story
from windtunnel_cli import http_search as module
from windtunnel_cli.http_search import LANES, SCHEDULES, HttpSearch
from windtunnel_cli.interrupt import Interrupts
from windtunnel_load.adapters import parse_sender

YAML = """\
request: {path: /send, body: {to: "{recipient}"}}
policy: {delivery: at-most-once, attempts: 1, horizon_s: 12}
"""


@pytest.fixture
def search(tmp_path, monkeypatch):
    """Make a search whose flights do what `act` says, by the number of the schedule."""
    (tmp_path / "sender.yaml").write_text(YAML)
    spec = parse_sender(f"http:{tmp_path}/sender.yaml")

    def made(act=lambda _number, _search: None, *, profile="quick", count=None):
        found = HttpSearch(spec, tmp_path / "found", profile=profile, seed=0, count=count)

        class Flown:
            def __init__(self, folder, *_words, **_more):
                self.number = int(folder.name)

            def fly(self, _off):
                act(self.number, found)
                return SimpleNamespace(interrupted=False)

        def judge(_search, *_words):
            found._tally.schedules += 1

        monkeypatch.setattr(module, "ListedFlight", Flown)
        monkeypatch.setattr(HttpSearch, "_judge", judge)
        monkeypatch.setattr(module, "LANES", 1)
        return found

    return made


def flown(search):
    seen = []
    return search.fly(Interrupts(), seen.append), seen


def test_a_profile_says_how_many_and_a_count_overrules_it(search):
    assert [len(search(profile=name).schedules) for name in SCHEDULES] == [8, 32, 320]
    assert len(search(count=3).schedules) == 3


def test_an_unknown_profile_is_refused(search):
    with pytest.raises(ConfigError, match="no profile 'slow'; there are quick, ci, nightly"):
        search(profile="slow")


def test_it_is_told_how_far_it_is_and_how_long_it_takes(search):
    searched, seen = flown(search(count=2))
    assert (searched.counts.schedules, searched.interrupted, searched.stopped) == (2, False, "")
    assert (seen[0].done, seen[-1].done, seen[-1].of) == (0, 2, 2)
    assert seen[0].left_s > 0


def test_the_longest_schedule_begins_so_that_all_end_together(search):
    order = []
    found = search(lambda number, _: order.append(number))
    flown(found)
    lengths = [max(each.at_us for each in schedule.intents) for schedule in found.schedules]
    assert lengths[order[0]] == max(lengths)
    assert sorted(order) == list(range(8))


def test_lanes_share_the_time(search):
    found = search()
    module.LANES, alone_s = LANES, found.about_s
    assert found.about_s < alone_s / 2
    assert found.about_s >= found.drain_s == 13.0


def refuse(_number, _search):
    raise ConfigError("not ready\nits last words")


def test_a_service_that_never_flew_is_bad_input(search):
    with pytest.raises(ConfigError, match="not ready"):
        flown(search(refuse))


@pytest.mark.parametrize("error", [ConfigError("not ready\nmore"), LedgerError("not ready")])
def test_what_cannot_be_flown_later_is_a_problem_of_the_search(search, error):
    def act(number, _search):
        if number == 1:
            raise error

    searched, _ = flown(search(act, count=3))
    assert [problem.said for problem in searched.problems] == ["schedule 2: not ready"]
    assert searched.counts.schedules == 3


def test_three_root_causes_are_enough(search):
    def act(number, found):
        story = Story(invariant=f"R0{number + 1}", sentence="x", lines=())
        found._keep(story.invariant, story, found.schedules[number], number)

    searched, _ = flown(search(act))
    assert len(searched.findings) == 3
    assert searched.stopped == "3 root causes were found"


def test_of_one_root_cause_the_first_schedule_is_kept_whoever_ends_first(search):
    found = search()
    story = Story(invariant="R02", sentence="x", lines=())
    for number in (4, 2, 3):
        found._keep("R02", story, found.schedules[number], number)
    assert found._found["R02"].examples == 3


def taken(found, *, crashed="", ledger=(), invalid=()):
    instruments = SimpleNamespace(is_valid=not (ledger or invalid), ledger=ledger, invalid=invalid)
    judged = SimpleNamespace(verdicts=(), stories=(), matrix={}, counts={})
    manifest = SimpleNamespace(sender_crashed=crashed, policy=found.spec.policy)
    found._take(
        found.schedules[0],
        0,
        SimpleNamespace(instruments=instruments, manifest=manifest, judgement=judged),
    )
    return found


def test_what_the_instruments_did_not_see_proves_nothing(search):
    found = taken(search(), invalid=("a share is missing",))
    assert [problem.said for problem in found._problems] == ["schedule 1: a share is missing"]


@pytest.mark.parametrize("ledger", [(), ("incomplete",)], ids=["whole", "cut"])
def test_a_service_that_ended_is_a_finding_whatever_was_cut_short(search, ledger):
    found = taken(search(), crashed="service x, status 7\n    out\n    of paper\n", ledger=ledger)
    assert found._found["ended"].story.sentence == "service x, status 7: of paper"
    assert found._problems == []


def test_a_service_that_said_nothing_ended_all_the_same(search):
    found = taken(search(), crashed="service x, status 7\n")
    assert found._found["ended"].story.sentence == "service x, status 7"
