"""What a sender is called, and that it is found again by that name."""

from functools import partial

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.host.load import digest_of
from windtunnel_load.senders import SHIPPED, blind_retry, reference
from windtunnel_verify import blocking, bridge
from windtunnel_verify.targets import factory_of, name_of, target_of

REFERENCE = "windtunnel_load.senders.reference:create"


@pytest.mark.parametrize("text", ["reference", REFERENCE, f"python:{REFERENCE}"])
def test_a_sender_is_found_by_its_names(text):
    target = target_of(text)
    assert (target.text, target.factory) == (text, reference.create)
    assert factory_of(text) is reference.create


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_name_is_a_target(name):
    target = target_of(name)
    assert (target.text, target.name) == (name, name)
    assert callable(target.factory)


def test_a_sender_in_threads_without_greenlet_says_what_to_install(monkeypatch):
    monkeypatch.setattr(bridge, "greenlet", None)
    with pytest.raises(ConfigError, match=r"pip install 'windtunnel\[verify\]'"):
        target_of("requests-retry")
    assert target_of("tenacity-httpx").name == "tenacity-httpx"


def test_a_blocking_sender_is_bridged_and_keeps_its_name():
    target = target_of(f"blocking:{REFERENCE}")
    assert name_of(target.factory) == f"blocking:{REFERENCE}"
    assert target_of(target.factory).text == f"blocking:{REFERENCE}"


@pytest.mark.parametrize("kind", ["", "python:", "blocking:"])
def test_its_corpus_is_the_same_however_it_is_named(kind):
    named = target_of(f"{kind}{REFERENCE}")
    assert named.name == target_of(named.factory).name == REFERENCE.replace(":", "-")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http:sender.yaml", "--http sender.yaml"),
        ("direct:meta", "no sender to verify"),
        ("refrence", "no shipped sender 'refrence'"),
        ("no.such.module:create", "importing no.such.module"),
    ],
)
def test_what_names_none_is_bad_input(text, said):
    with pytest.raises(ConfigError, match=said):
        target_of(text)


def test_a_digest_is_of_the_senders_own_source():
    plain = digest_of(blind_retry.create)
    assert (
        plain == digest_of(blocking(blind_retry.create)) == digest_of(partial(blind_retry.create))
    )
    assert plain != digest_of(reference.create)


class Made:
    def __call__(self, world):
        return reference.create(world)


def test_a_factory_may_be_any_callable():
    assert digest_of(Made()) == digest_of(test_a_factory_may_be_any_callable)
    assert name_of(Made()).endswith(":Made")
    assert name_of(partial(reference.create)) == REFERENCE
