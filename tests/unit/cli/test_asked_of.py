"""What cannot be asked of a service is untested, with the reason."""

import pytest

from windtunnel.domain.verdict import Verdict
from windtunnel_cli.asked_of import notes_of, of_service
from windtunnel_load.adapters.service import load_service

BASE = """\
request: {path: /send, body: {to: "{recipient}"}}
"""


def asked(tmp_path, name, *, word="kept", more=""):
    path = tmp_path / "sender.yaml"
    path.write_text(BASE + more)
    verdict = Verdict(id=name, name="a rule", word=word, required=True, n=3)
    (found,), notes = of_service(load_service(path), [verdict])
    return found, notes


@pytest.mark.parametrize(
    ("name", "why"),
    [("R19", "no webhook_path"), ("R22", "a deadline is minutes away"), ("R26", "no consents")],
)
def test_what_a_service_is_not_told_is_not_asked_of_it(tmp_path, name, why):
    found, notes = asked(tmp_path, name)
    assert (found.word, found.required, found.n) == ("untested", False, 0)
    assert why in found.why
    assert notes == (f"{name} a rule: {found.why}",)


def test_what_it_is_told_is_asked_of_it(tmp_path):
    more = "webhook_path: /hooks\nconsents: {path: /consents}\n"
    for name in ("R01", "R19", "R26"):
        found, notes = asked(tmp_path, name, more=more)
        assert (found.word, found.required, notes) == ("kept", True, ())


def test_a_breach_stays_a_breach(tmp_path):
    found, notes = asked(tmp_path, "R19", word="broken")
    assert (found.word, notes) == ("broken", ())


@pytest.mark.parametrize(
    ("count", "said"), [(0, ()), (1, ("1 message within",)), (2, ("2 messages within",))]
)
def test_answers_that_never_came_are_told(count, said):
    notes = notes_of(count)
    assert len(notes) == len(said)
    assert all(part in note for part, note in zip(said, notes, strict=True))
