"""What the page does with hostile text, and with runs that lack something."""

import re

import msgspec
import pytest
from runs import make_run

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Story, StoryLine, Verdict
from windtunnel_reports.pages.page import render_page
from windtunnel_reports.report import build

TEXTS = (
    "run", "scenario", "question", "scenario_text", "sender", "adapter", "profile", "command",
    "sender_crashed", "started_at", "sender_digest",
)  # fmt: skip
EVIL = "<img src=x onerror=alert(1)>\"'&"


def test_nothing_that_a_run_brings_can_become_markup(tmp_path):
    words = dict.fromkeys(TEXTS, EVIL)
    folder = make_run(
        tmp_path,
        messages=40,
        **words,
        gates=[EVIL, f"p50(response, flow={EVIL}) < 2s"],
        problems=[EVIL],
        machine={EVIL: EVIL},
        versions={EVIL: EVIL},
        number_names={"102000000000001": EVIL},
    )
    build(folder)
    page = (folder / "report.html").read_text()
    assert "<img" not in page
    assert page.count("<script") == 2
    text = re.sub(r"```.*?```|`[^`]*`", "", (folder / "summary.md").read_text())
    assert not re.search(r"(?<!\\)<img", text)


def test_a_hostile_story_is_only_text(good):
    line = StoryLine(t=1, kind=EVIL, text=EVIL)
    story = Story(
        invariant=EVIL, sentence=EVIL, lines=(line,), recipient=EVIL, faults=(EVIL,), also=(EVIL,)
    )
    verdict = Verdict(id=EVIL, name=EVIL, word="broken", why=EVIL, broken=1)
    summary = msgspec.structs.replace(good[1], stories=(story,), verdicts=(verdict,))
    assert "<img" not in render_page(summary)


def test_a_run_without_gates_has_no_section_for_them(good):
    page = render_page(msgspec.structs.replace(good[1], gates=(), steady_state=()))
    assert "<h2>Gates</h2>" not in page


def test_a_steady_state_can_stand_alone(good):
    page = render_page(msgspec.structs.replace(good[1], gates=()))
    assert "Steady state, while no fault was on" in page


def test_a_sender_that_declares_nothing_has_no_bounds(tmp_path):
    folder = make_run(tmp_path, messages=40, policy=Policy.undeclared())
    build(folder)
    page = (folder / "report.html").read_text()
    assert "nothing declared" in page
    assert "at most" not in page[page.index("its promise") : page.index("see it again")]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"simulator_timer_p99_ms": 500.0}, "Latency gates are undecided"),
        ({"problems": ["the simulator is gone"]}, "This run proves nothing"),
        ({"sender_crashed": "status 9:\nTraceback"}, "The sender's last words"),
        ({"gated": False}, "printed, not enforced"),
    ],
)
def test_what_is_wrong_with_a_run_stands_on_its_page(tmp_path, changed, words):
    folder = make_run(tmp_path, messages=40, **changed)
    build(folder)
    assert words in (folder / "report.html").read_text()


def test_a_story_without_an_intent_is_told_too(good):
    story = Story(invariant="R11", sentence="too early", lines=())
    page = render_page(msgspec.structs.replace(good[1], stories=(story,)))
    assert "Too early" in page
