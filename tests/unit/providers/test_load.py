"""Dialects are found by their entry points, and refused where two would answer one request."""

from importlib.metadata import EntryPoint

import pytest
from toy import ToyDialect

from windtunnel import providers
from windtunnel.domain.errors import ConfigError
from windtunnel.providers import check_claims, load_dialects
from windtunnel.providers.meta import dialect as meta
from windtunnel.providers.ultramsg import dialect as ultramsg


class Installed:
    """Entry points as `importlib.metadata` would give them."""

    def __init__(self, monkeypatch, **dialects):
        self._dialects = dialects
        monkeypatch.setattr(providers, "entry_points", self)

    def __call__(self, *, group):
        assert group == "windtunnel.providers"
        return [Found(name, "x:y", group, of=one) for name, one in self._dialects.items()]


class Found(EntryPoint):
    def __new__(cls, *_, **__):
        return object.__new__(cls)

    def __init__(self, name, value, group, *, of):
        super().__init__(name, value, group)
        vars(self)["of"] = of

    def load(self):
        return self.of


class Named(ToyDialect):
    def __init__(self, name):
        super().__init__()
        self.name = name


def test_dialects_are_found_by_their_entry_points_and_the_first_is_the_default():
    assert load_dialects() == {"meta": meta, "ultramsg": ultramsg}
    assert next(iter(load_dialects())) == "meta"


def test_only_the_names_asked_for_are_returned():
    assert list(load_dialects(["meta"])) == ["meta"]


def test_an_unknown_name_is_refused_with_what_is_installed():
    with pytest.raises(ConfigError, match=r"no provider 'mata'; installed: .*meta"):
        load_dialects(["mata"])


def test_two_dialects_of_one_name_are_refused(monkeypatch):
    Installed(monkeypatch, a=Named("toy"), b=Named("toy"))
    with pytest.raises(ConfigError, match="two installed dialects are named 'toy'"):
        load_dialects()


def test_two_dialects_that_claim_one_request_are_refused(monkeypatch):
    Installed(monkeypatch, a=Named("one"), b=Named("two"))
    with pytest.raises(ConfigError, match=r"is an example of one, but claimed by one, two"):
        load_dialects()


def test_a_dialect_claims_its_own_examples():
    check_claims({"meta": meta})
    check_claims({"meta": meta, "toy": ToyDialect(), "ultramsg": ultramsg})
