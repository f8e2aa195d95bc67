"""2,400 messages through refusals and lost answers, as the pages tell it."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from runs import make_run

from windtunnel_reports.report import build
from windtunnel_reports.terminal import render_text

VOID = {"meta", "br"}
FILES = ("report.html", "summary.json", "summary.md", "junit.xml")


class Balance(HTMLParser):
    """Raises where a tag is closed that was not opened; SVG's own closing is understood."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


@pytest.fixture(scope="module")
def page(blind):
    return (blind[0] / "report.html").read_text()


def test_the_good_sender_is_kept_and_the_blind_one_broken(good, blind):
    assert (good[1].headline, good[1].exit_status) == ("KEPT", 0)
    assert (blind[1].headline, blind[1].exit_status) == ("BROKEN", 1)
    assert blind[1].counts["duplicated"] > 30
    assert "copies too many arrived" in blind[1].explanation


def test_judging_again_leaves_the_same_bytes(blind):
    before = [(blind[0] / name).read_bytes() for name in FILES]
    build(blind[0])
    assert before == [(blind[0] / name).read_bytes() for name in FILES]


def test_the_page_is_well_formed(page):
    parser = Balance()
    parser.feed(page)
    assert parser.open == []


def test_the_page_asks_the_network_for_nothing(page):
    assert "://" not in page
    assert "@import" not in page
    parser = Balance()
    parser.feed(page)
    assert not [a for _, a in parser.seen if {"src", "href"} & set(a)]
    assert "default-src 'none'" in page


def test_a_page_of_2400_messages_is_small(page):
    assert len(page.encode()) < 300_000


@pytest.mark.parametrize(
    "words",
    [
        "messages you wanted to send",
        "API calls",
        "second copy",
        "What was asked",
        "Not claimed by this run",
        "windtunnel rehearse checkout-rush --sender blind-retry --gate --seed 7",
        "sends refused",
        "gate: p95 order-confirmation",
        "Message undeliverable",
        "the generator&#x27;s lateness at p99",
    ],
)
def test_the_page_says(page, words):
    assert words in page


def test_every_verdict_has_a_sign_beside_its_colour(page):
    marks = re.findall(r'<span class="mark (\w+)"><i>(.)</i>', page)
    assert {"good", "bad"} <= {kind for kind, _ in marks}
    assert {(kind, sign) for kind, sign in marks} <= {
        ("good", "✓"),
        ("bad", "✗"),
        ("doubt", "?"),
        ("none", "○"),
    }


def test_both_faults_are_shaded_and_named(page):
    assert page.count('class="band"') == 2 * 2
    assert re.findall(r"<li><b>(\w)</b>", page)[:2] == ["A", "B"]


def test_junit_fails_what_is_broken_and_skips_what_is_not_claimed(blind):
    suite = ET.parse(blind[0] / "junit.xml").getroot()[0]  # noqa: S314 - our own file
    by = {case.get("name"): [child.tag for child in case] for case in suite}
    assert by["R01 no avoidable duplicate"] == ["failure"]
    assert by["R07 right content to the right person"] == []
    assert by["R20 24-hour window"] == ["skipped"]
    assert by["duplicated == 0"] == ["failure"]
    assert by["p95(time_to_accepted) < 2s"] == []
    assert by["instruments"] == []


def test_the_funnel_only_narrows_and_adds_up(blind):
    counts = blind[1].funnel["all"][0].counts
    steps = [counts[step] for step in ("wanted", "offered", "accepted", "handed_over")]
    assert steps == sorted(steps, reverse=True)
    ends = ("on_its_way", "never", "failed", "not_accepted", "no_api_call", "shed")
    assert counts["delivered"] + sum(counts[end] for end in ends) == counts["wanted"] == 2400


def test_groups_add_up_to_the_whole(blind):
    for name in ("flow", "country", "number", "template"):
        assert sum(group.counts["wanted"] for group in blind[1].funnel[name]) == 2400
    assert [group.name for group in blind[1].funnel["number"]] == ["main"]


def test_the_series_counts_every_message_once(blind):
    assert sum(each.wanted for each in blind[1].seconds) == 2400
    assert sum(each.refused for each in blind[1].seconds) > 100
    assert max(each.p95_s for each in blind[1].seconds if each.p95_s) > 5


def test_the_terminal_tells_the_same(blind):
    text = render_text(blind[1])
    assert text.startswith("BROKEN  Of 2,400 messages")
    assert "steady state, while no fault was on:" in text
    (rest,) = [line for line in text.splitlines() if "not claimed by this run" in line]
    assert "R11" in rest
    assert "R20" in rest
    assert "R01" not in rest


def test_a_run_without_any_fact_is_invalid_and_still_has_its_pages(tmp_path):
    folder = make_run(tmp_path, messages=0)
    summary = build(folder)
    assert (summary.headline, summary.exit_status, summary.valid) == ("INVALID", 3, False)
    assert "This run proves nothing" in (folder / "report.html").read_text()
