import msgspec

from windtunnel.domain.verdict import Story, StoryLine
from windtunnel_reports.markdown import BYTES_MAX, escape, render_markdown


def test_special_characters_are_shown_as_they_are():
    assert escape("a|b_*<i>\n[x]") == r"a\|b\_\*\<i\> \[x\]"


def test_a_table_keeps_its_columns_whatever_a_gate_holds(good):
    gate = msgspec.structs.replace(good[1].gates[0], gate="a | b `c`", why="x | y")
    text = render_markdown(msgspec.structs.replace(good[1], gates=(gate,)))
    line = next(line for line in text.splitlines() if "a \\| b 'c'" in line)
    assert line.replace("\\|", "").count("|") == 5


def test_a_story_cannot_leave_its_block(good):
    line = StoryLine(t=0, kind="attempt", text="``` <script>")
    story = Story(invariant="R01", sentence="``` twice", lines=(line,))
    text = render_markdown(msgspec.structs.replace(good[1], stories=(story,)))
    assert text.count("```") == 2


def test_it_stays_under_its_bound_and_says_what_it_left_out(good):
    line = StoryLine(t=0, kind="attempt", text="é" * 60_000)
    story = Story(invariant="R01", sentence="long", lines=(line,))
    gates = good[1].gates * 2_000
    summary = msgspec.structs.replace(good[1], stories=(story,) * 3, gates=gates)
    text = render_markdown(summary)
    assert len(text.encode()) < BYTES_MAX
    assert text.count("left out here") == 4
    assert "Exit status 0" in text


def test_commands_are_set_as_code(good):
    assert "`windtunnel scenarios list`" in render_markdown(good[1])
