"""The worse of a command's own status and the verdict on what it sent."""

import pytest

from windtunnel.domain.verdict import Verdict
from windtunnel_cli.around import worse
from windtunnel_cli.sent import Sent


def sent(word="kept", *, calls=1, problems=()):
    verdict = Verdict(id="R02", name="duplicates within policy", word=word)
    counts = dict.fromkeys(("worlds", "messages", "accepted", "arrived"), calls)
    return Sent(
        command="npm test", calls=calls, duplicated=0, repeated=0, verdicts=(verdict,), stories=(),
        problems=problems, **counts,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "what", "found"),
    [
        (0, sent(), 0),
        (0, sent("broken"), 1),
        (0, sent("undecided"), 4),
        (0, sent("untested"), 0),
        (0, sent(problems=("cut",)), 1),
        (0, sent(calls=0), 2),
        (5, sent("broken"), 5),
        (1, sent("undecided"), 4),
        (-15, sent(), 143),
    ],
)
def test_the_worse_of_both(status, what, found):
    assert worse(status, what) == found
