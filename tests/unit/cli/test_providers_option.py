"""`--provider`: one or several, by the names under which they are installed."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.providers import providers_of


def test_nothing_given_leaves_it_to_the_world() -> None:
    assert providers_of("") == ()


def test_a_name_is_that_provider() -> None:
    assert providers_of("meta") == ("meta",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("meta+meta", "name each provider once"),
        ("telepathy", "no provider 'telepathy'"),
        ("meta+", "no provider ''"),
    ],
)
def test_what_is_no_provider_is_refused(given: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        providers_of(given)
