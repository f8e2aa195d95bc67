import sys

import pytest
from sender_world import FakeWorld

from windtunnel.domain.errors import ConfigError, PolicyError
from windtunnel.domain.policy import Policy
from windtunnel_load.host.load import digest_of, load_factory, make_sender


@pytest.fixture(autouse=True)
def _own_path(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))


class Whole:
    policy = Policy.undeclared()

    async def send(self, intent):
        """Never called."""

    async def close(self):
        """Never called."""


def made(sender):
    return make_sender(lambda _world: sender, FakeWorld(), "mine:create")


def test_a_module_of_the_working_folder_is_found(tmp_path):
    (tmp_path / "my_found_sender.py").write_text("def create(world):\n    return world\n")
    factory = load_factory("my_found_sender:create", [str(tmp_path)])
    assert factory(3) == 3
    assert len(digest_of(factory)) == 16


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise RuntimeError('no database')", "RuntimeError: no database"),
        ("def make(world): ...", "has no function 'create'; it has make"),
        ("import nothing_like_this", "No module named 'nothing_like_this'"),
        ("def create(world:", "SyntaxError"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
    ],
    ids=["raises", "no create", "import", "syntax", "exit"],
)
def test_a_module_that_is_no_sender_is_said(tmp_path, source, said):
    name = f"broken_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(source)
    with pytest.raises(ConfigError) as raised:
        load_factory(f"{name}:create", [str(tmp_path)])
    assert said in str(raised.value)


def test_a_factory_that_raises_is_said():
    def create(_world):
        raise KeyError("meta")

    with pytest.raises(ConfigError, match="the factory raised KeyError"):
        make_sender(create, FakeWorld(), "mine:create")


def test_send_must_be_async():
    class Sync(Whole):
        def send(self, intent):
            """Not async."""

    with pytest.raises(ConfigError, match="Sync needs `async def send`"):
        made(Sync())


def test_a_policy_must_be_a_policy():
    class Loud(Whole):
        policy = "exactly once"

    with pytest.raises(ConfigError, match="must be a windtunnel"):
        made(Loud())


def test_an_impossible_policy_is_refused():
    class Magic(Whole):
        policy = Policy(delivery="provider-idempotent")

    with pytest.raises(PolicyError, match="exactly once cannot be had"):
        made(Magic())


def test_a_whole_sender_is_taken():
    assert isinstance(made(Whole()), Whole)


def test_a_shipped_sender_without_its_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tenacity", None)
    monkeypatch.delitem(sys.modules, "windtunnel_load.senders.tenacity_sender", raising=False)
    with pytest.raises(ConfigError, match=r"pip install 'windtunnel\[load\]'"):
        load_factory("windtunnel_load.senders.tenacity_sender:create", ())
