"""What a doctor shows of a hop that failed: readable, short, and with advice."""

from windtunnel_load.rig.hops import HOPS, SHOWN_CHARACTERS_MAX, Hop, told


def shown(text):
    hop = Hop(name=HOPS[0], state="failed", said="it ended", shown=text, advice="mend it")
    return told([hop]).split("reached outcome read\n")[1]


def test_what_was_there_stands_without_needless_indent_and_empty_lines():
    assert (
        shown("    first\n\n      second\n")
        == "\n      first\n        second\n\nWhat to change: mend it"
    )


def test_what_a_jvm_says_of_our_own_variables_is_left_out():
    text = "    Picked up JAVA_TOOL_OPTIONS: -Dx=y\n    Exception"
    assert shown(text) == "\n      Exception\n\nWhat to change: mend it"


def test_where_nothing_was_there_the_advice_follows_at_once():
    assert shown("") == "\nWhat to change: mend it"


def test_what_is_shown_has_an_end():
    assert shown("x" * 9_000).count("x") == SHOWN_CHARACTERS_MAX
