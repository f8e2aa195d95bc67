import pytest

from windtunnel.providers.meta.errors import CODES
from windtunnel_load.senders.reference.retry import ATTEMPTS, Retry
from windtunnel_load.senders.reference.wire import Answer
from windtunnel_load.senders.reference.wires.meta import CODES as MEANT

RETRY = Retry(MEANT)


def after(code, *, attempt=1, chance=0.0, row=0, retry_after_s=0.0):
    answer = Answer(code=code, retry_after_s=retry_after_s)
    return RETRY.after_answer(answer, attempt=attempt, chance=chance, row=row)


def test_silence_parks_the_message():
    assert RETRY.after_silence(attempt=1, chance=0.5).act == "park"


def test_a_connection_that_never_came_to_be_is_tried_again():
    assert RETRY.after_no_connection(attempt=1, chance=0.5).act == "again"


def test_an_answer_without_a_code_is_no_refusal():
    assert after(None).act == "park"


@pytest.mark.parametrize(("code", "holds"), [(131000, "message"), (130429, "number")])
def test_retry_after_is_a_wait_of_whom_the_code_holds_up(code, holds):
    decision = after(code, retry_after_s=7.0)
    assert (decision.wait_s, decision.holds) == (7.0, holds)


def test_the_pair_limit_grows_with_those_that_other_messages_have_met():
    assert after(131056, row=2).wait_s == 16


@pytest.mark.parametrize(
    ("code", "holds"), [(4, "account"), (80007, "account"), (130429, "number"), (131056, "pair")]
)
def test_a_limit_holds_up_all_that_it_limits(code, holds):
    assert after(code).holds == holds


@pytest.mark.parametrize(("attempt", "wait_s"), [(1, 1), (2, 4), (3, 16)])
def test_the_pair_limit_waits_four_to_the_x(attempt, wait_s):
    assert after(131056, attempt=attempt).wait_s == wait_s


def test_backoff_has_full_jitter():
    assert after(131016, chance=0.0).wait_s == 1.0
    assert after(131016, chance=0.5).wait_s == pytest.approx(1.25)


def test_attempts_are_bounded_and_the_end_has_a_cause():
    last = after(131000, attempt=ATTEMPTS)
    assert (last.act, last.cause, last.code) == ("stop", "provider", 131000)


@pytest.mark.parametrize(
    "code", [c for c in CODES.values() if c.cls == "permanent"], ids=lambda code: str(code.code)
)
def test_every_permanent_code_stops_with_the_catalogs_cause(code):
    decision = after(code.code)
    assert (decision.act, decision.cause) == ("stop", code.cause)


@pytest.mark.parametrize(
    "code", [c for c in CODES.values() if c.cls == "retryable"], ids=lambda code: str(code.code)
)
def test_a_retryable_code_is_never_tried_again_before_its_wait(code):
    decision = after(code.code)
    assert decision.act == "stop" or decision.wait_s >= (code.wait_s or 0)
    assert MEANT.cause(code.code) == code.cause
