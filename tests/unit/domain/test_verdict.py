import pytest

from windtunnel.domain.verdict import worst


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "untested"),
        (["kept"], "kept"),
        (["kept", "untested"], "untested"),
        (["kept", "untested", "undecided"], "undecided"),
        (["undecided", "broken", "kept"], "broken"),
    ],
    ids=["nothing", "kept", "untested", "undecided", "broken"],
)
def test_the_worst_word_wins(words, expected):
    assert worst(words) == expected


def test_words_may_come_one_by_one():
    assert worst(word for word in ("kept", "broken")) == "broken"
