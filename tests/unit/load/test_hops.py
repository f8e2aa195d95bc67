"""The way of a message as a screen of text: bounded, with the last words kept."""

from windtunnel_load.rig.hops import SHOWN_CHARACTERS_MAX, Hop, told


def failed(shown):
    hop = Hop(name="request accepted", state="failed", said="no", shown=shown, advice="change it")
    return told([hop])


def test_the_last_words_of_a_long_log_are_kept():
    trace = "\n".join(f"    at frame {each} of a long way down" for each in range(200))
    said = failed(f"POST /send\n{trace}\n    KeyError: 'entry'")
    assert "POST /send" in said
    assert "KeyError: 'entry'" in said
    assert len(said) < SHOWN_CHARACTERS_MAX + 1_000


def test_a_line_without_end_fills_no_screen():
    said = failed("POST /send\n" + "x" * 10_000 + "\n    KeyError: 'entry'")
    assert "KeyError: 'entry'" in said
    assert max(len(line) for line in said.splitlines()) < 250


def test_many_short_lines_stay_on_one_screen():
    said = failed("POST /send\n" + "x\n" * 400 + "the end")
    assert "the end" in said
    assert len(said.splitlines()) <= 45


def test_what_a_terminal_would_obey_is_shown_harmlessly():
    assert "\x1b" not in failed("\x1b]0;title\x07 words")
    assert "words" in failed("\x1b[31m words")


def test_a_short_one_is_shown_as_it_is():
    assert "\n      POST /send\n          at mine.py\n" in failed("POST /send\n    at mine.py")


def under(shown):
    return failed(shown).partition("reached outcome read\n")[2]


def test_what_was_there_stands_without_needless_indent_and_empty_lines():
    said = under("    first\n\n      second\n")
    assert said == "\n      first\n        second\n\nWhat to change: change it"


def test_what_a_jvm_says_of_our_own_variables_is_left_out():
    said = under("    Picked up JAVA_TOOL_OPTIONS: -Dx=y\n    Exception")
    assert said == "\n      Exception\n\nWhat to change: change it"


def test_where_nothing_was_there_the_advice_follows_at_once():
    assert under("") == "\nWhat to change: change it"
