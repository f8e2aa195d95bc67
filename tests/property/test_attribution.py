"""A judge without markers never contradicts the one who has them: the same word, or undecided."""

from typing import NamedTuple

from hypothesis import given, note
from hypothesis import strategies as st
from ledgers_unmarked import Unmarked

from windtunnel.domain.marker import marker_of

HORIZON_S = 10.0
PEOPLE = ("15550100001", "15550100002", "15550100003")
ENDS = ("ok", "ok", "silent", "busy", "never")
JUDGED = ("R01", "R02", "R03", "R07")
LESS = ("lost", "duplicated", "wrong_recipient")


class Wanted(NamedTuple):
    """One message: when, for whom, what the service replied, and its calls."""

    at: float
    person: str
    http: int
    calls: tuple[tuple[float, str], ...]


@st.composite
def messages(draw, *, gap_s):
    """Messages in order; those of one person are `gap_s` apart or more."""
    found, at = [], 0.0
    last = dict.fromkeys(PEOPLE, -gap_s)
    for _ in range(draw(st.integers(1, 6))):
        person = draw(st.sampled_from(PEOPLE))
        at = max(at + draw(st.integers(1, 30)) / 10, last[person] + gap_s)
        last[person] = at
        offsets = draw(st.lists(st.integers(1, 95), max_size=3, unique=True).map(sorted))
        calls = tuple((each / 10, draw(st.sampled_from(ENDS))) for each in offsets)
        found.append(Wanted(at, person, draw(st.sampled_from((202, 202, 502))), calls))
    return found


def run_of(wanted, *, correlate, texts, delivery):
    claims = {"client_timeout_s": 2.0, "horizon_s": HORIZON_S, "delivery": delivery}
    run = Unmarked(correlate=correlate, **claims)
    acts = []
    for index, each in enumerate(wanted):
        run.wants(index, at=each.at, recipient=each.person, http=each.http)
        marker = marker_of(index) if correlate == "marker" else None
        acts += [(each.at + at, index, end, each.person, marker) for at, end in each.calls]
    for at, index, end, person, marker in sorted(acts):
        about = {"recipient": person, "text": texts[index % len(texts)], "marker": marker}
        if end in {"ok", "silent"}:
            (run.calls if end == "ok" else run.silent)(at=at, **about)
        else:
            run.refused(at=at, code=131016 if end == "busy" else 131026, **about)
    return run.quiet()


def compare(wanted, texts, *, delivery="at-most-once", judged=JUDGED):
    seen = run_of(wanted, correlate="marker", texts=texts, delivery=delivery)
    told = run_of(wanted, correlate="recipient", texts=texts, delivery=delivery)
    for name in judged:
        words = (told.word(name), seen.word(name))
        note(f"{name}: {words}, {told.why(name)}")
        assert words[0] in {words[1], "undecided"}
    counts = told.judge().counts, seen.judge().counts
    assert all(counts[0][name] <= counts[1][name] for name in LESS)
    return told


OWN = tuple(f"text {number}" for number in range(6))
PROMISES = st.sampled_from(["at-most-once", "at-least-once", "undeclared"])
TEXTS = st.sampled_from([OWN, ("the same",), ("one", "other")])


@given(messages(gap_s=HORIZON_S + 2), TEXTS, PROMISES)
def test_messages_that_lie_apart_are_judged_as_with_markers(wanted, texts, delivery):
    compare(wanted, texts, delivery=delivery)


@given(messages(gap_s=HORIZON_S + 2))
def test_messages_apart_that_all_came_in_texts_of_their_own_are_all_told(wanted):
    wanted = [each._replace(calls=each.calls or ((0.5, "ok"),)) for each in wanted]
    first = [each._replace(calls=((each.calls[0][0], "ok"), *each.calls[1:])) for each in wanted]
    told = compare(first, OWN)
    assert told.judge().counts["unsure"] == 0


@given(messages(gap_s=0.1), TEXTS, PROMISES)
def test_messages_open_at_once_are_never_guessed_at(wanted, texts, delivery):
    compare(wanted, texts, delivery=delivery, judged=("R01", "R02", "R03"))
