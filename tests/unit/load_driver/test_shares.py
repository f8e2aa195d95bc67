"""How a master hands out shares: with a made-up Locust, no process and no sleep."""

from types import SimpleNamespace

import gevent
import msgspec
import pytest

from windtunnel.domain.errors import WindtunnelError
from windtunnel_load.drive import DriveConfig, TargetConfig
from windtunnel_load.progress import LoadProgress, read_progress
from windtunnel_load.shares import COUNTERS, ENDED, SHARE, ShareEnd, Shares, listen


class Clients(dict):
    """Locust's workers by id, with its lists by state."""

    def of(self, state):
        return [node for node in self.values() if node.state == state]

    ready = property(lambda self: self.of("ready"))
    spawning = property(lambda self: self.of("spawning"))
    running = property(lambda self: self.of("running"))


class Runner:
    def __init__(self, *workers):
        self.clients = Clients((name, SimpleNamespace(id=name, state="ready")) for name in workers)
        self.listeners, self.sent = {}, []

    def register_message(self, kind, listener):
        self.listeners[kind] = listener

    def send_message(self, kind, told=None, client_id=None):
        self.sent.append((kind, told, client_id))


class Stage:
    """A master's view over a made-up runner; time passes by a list of things to do."""

    def __init__(self, monkeypatch, folder, *workers):
        self.runner = Runner(*workers)
        self.reports = []
        hook = SimpleNamespace(add_listener=self.reports.append)
        events = SimpleNamespace(worker_report=hook)
        self.shares = Shares(SimpleNamespace(runner=self.runner, events=events))
        self.progress = folder / "progress.json"
        self.later = []
        monkeypatch.setattr(gevent, "sleep", lambda _: self.later.pop(0)())

    def hand_out(self):
        self.shares.hand_out(self.shares.workers(), config(self.progress))

    def wait(self, *later):
        self.later = list(later)
        return self.shares.wait(self.progress)

    def ended(self, name, status=0, figures=None):
        end = msgspec.to_builtins(ShareEnd(status=status, figures=figures))
        said = SimpleNamespace(node_id=name, data=end)
        return lambda: self.runner.listeners[ENDED](msg=said)


def config(progress):
    return DriveConfig(
        scenario="steady",
        seed=1,
        plan_digest="p",
        start_us=5,
        m0_ns=0,
        scale=1.0,
        target=TargetConfig(kind="host", url="http://127.0.0.1:1"),
        ledger="ledger",
        progress=str(progress),
        number_ids={},
    )


@pytest.fixture
def stage(monkeypatch, tmp_path):
    return Stage(monkeypatch, tmp_path, "b", "a")


def test_each_worker_gets_another_share_of_the_same_whole(stage):
    stage.hand_out()
    told = {name: msgspec.convert(sent, DriveConfig) for _, sent, name in stage.runner.sent}
    assert {kind for kind, _, _ in stage.runner.sent} == {SHARE}
    assert {name: (each.share, each.of) for name, each in told.items()} == {
        "a": (0, 2),
        "b": (1, 2),
    }
    assert len({each.progress for each in told.values()}) == 2
    assert {(each.plan_digest, each.start_us) for each in told.values()} == {("p", 5)}


def test_without_workers_it_says_what_to_start(monkeypatch, tmp_path):
    with pytest.raises(WindtunnelError, match="--worker"):
        Stage(monkeypatch, tmp_path).hand_out()


def test_it_waits_for_every_share(stage):
    stage.hand_out()
    assert stage.wait(stage.ended("a"), stage.ended("b")) == 0
    assert stage.later == []


def test_the_worst_ending_is_the_ending(stage):
    stage.hand_out()
    assert stage.wait(stage.ended("a", 2), stage.ended("b")) == 2


@pytest.mark.parametrize("how", ["gone", "missing"])
def test_a_worker_that_leaves_ends_its_share_and_spoils_the_run(stage, capsys, how):
    def leave():
        if how == "gone":
            del stage.runner.clients["b"]
        else:
            stage.runner.clients["b"].state = "missing"

    stage.hand_out()
    assert stage.wait(stage.ended("a"), leave, lambda: None) == 3
    assert "the worker of share 1 left" in capsys.readouterr().err


def test_their_figures_add_up_on_the_way_and_at_the_end(stage):
    stage.hand_out()
    for name in ("a", "b", "stranger"):
        figures = msgspec.to_builtins(LoadProgress(planned=10, offered=4))
        stage.reports[0](client_id=name, data={COUNTERS: figures})
    stage.reports[0](client_id="a", data={})
    stage.wait(stage.ended("a"), stage.ended("b"))
    last = read_progress(stage.progress)
    assert (last.planned, last.offered, last.done) == (20, 8, True)


def test_the_last_figures_come_with_the_end_however_old_the_reports_are(stage):
    stage.hand_out()
    stage.reports[0](
        client_id="a", data={COUNTERS: msgspec.to_builtins(LoadProgress(planned=10, offered=4))}
    )
    last = LoadProgress(planned=10, offered=10, answered=9)
    stage.wait(stage.ended("a", figures=last), stage.ended("b", figures=last))
    told = read_progress(stage.progress)
    assert (told.planned, told.offered, told.answered) == (20, 20, 18)


def test_a_stranger_ends_nothing(stage):
    stage.hand_out()
    assert stage.wait(stage.ended("stranger"), stage.ended("a"), stage.ended("b")) == 0


def test_a_worker_walks_what_it_is_told_and_says_how_it_ended(monkeypatch, tmp_path):
    runner, walked = Runner(), []
    monkeypatch.setattr(gevent, "spawn", lambda work, *told: work(*told))
    listen(runner, lambda told: walked.append(told) or ShareEnd(status=7))
    told = config(tmp_path / "p")
    runner.listeners[SHARE](msg=SimpleNamespace(data=msgspec.to_builtins(told)))
    assert walked == [told]
    assert runner.sent == [(ENDED, {"status": 7, "figures": None}, None)]
