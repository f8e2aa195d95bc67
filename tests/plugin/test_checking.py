"""The fixture `verify`: the same corpus and the same providers as `windtunnel verify`."""

import pytest

from pytest_windtunnel import checking
from windtunnel.domain.errors import ConfigError


@pytest.fixture
def asked(monkeypatch):
    """What the search was asked for; nothing is searched."""
    found = {}

    def search(_factory, **more):
        found.update(more)

    monkeypatch.setattr(checking, "search", search)
    monkeypatch.setattr(checking, "headline", lambda _searched: "KEPT")
    return found


@pytest.mark.parametrize(
    ("provider", "folder", "providers"),
    [
        ("", "reference", ()),
        ("meta+ultramsg", "reference-meta-ultramsg", ("meta", "ultramsg")),
    ],
)
def test_each_set_of_providers_has_a_corpus_of_its_own(
    tmp_path, asked, provider, folder, providers
):
    checking.Verify(tmp_path, profile="quick")("reference", provider=provider)
    assert asked["corpus"] == tmp_path / ".windtunnel/corpus" / folder
    assert asked["providers"] == providers


@pytest.mark.parametrize("provider", ["meta+meta", "meta+", "telepathy"])
def test_what_is_no_provider_is_refused(tmp_path, asked, provider):
    with pytest.raises(ConfigError):
        checking.Verify(tmp_path, profile="quick")("reference", provider=provider)
    assert not asked
