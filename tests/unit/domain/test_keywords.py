import pytest

from windtunnel.domain.keywords import START_WORDS, STOP_WORDS, wish_of
from windtunnel_load.senders.reference import customers


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOP", "stop"),
        (" Sair \n", "stop"),
        ("Start", "start"),
        ("stop it", None),
        ("please do not stop", None),
        ("", None),
    ],
)
def test_a_text_that_is_nothing_but_a_keyword_is_a_wish(text, wish):
    assert wish_of(text) == wish


def test_the_reference_sender_knows_every_word():
    assert STOP_WORDS <= customers.STOP_WORDS
    assert START_WORDS <= customers.START_WORDS
