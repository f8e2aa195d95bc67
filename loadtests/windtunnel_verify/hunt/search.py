"""`search`: from a sender to what breaks it, in the smallest schedule that shows it."""

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios import Plan
from windtunnel_verify.hunt.corpus import save_replay
from windtunnel_verify.hunt.finding import Problem, Searched, Tell
from windtunnel_verify.hunt.ground import Switch, ground_of, standard_ground, with_switches
from windtunnel_verify.hunt.hunter import Hunter
from windtunnel_verify.hunt.profiles import Profile
from windtunnel_verify.hunt.replays import Replay, replay_of
from windtunnel_verify.targets import factory_of


class _EnoughError(BaseException):
    """Ends the generation of examples; Hypothesis lets it pass, as it is no `Exception`."""


def search(
    create: Callable[..., Any] | str,
    *,
    profile: Profile,
    seed: int = 0,
    scenario: Plan | None = None,
    corpus: Path | Iterable[Replay] = (),
    switches: Mapping[str, Switch] | None = None,
    providers: Sequence[str] = (),
    name: str = "",
    progress: Tell | None = None,
) -> Searched:
    """Search for schedules that break a sender.

    Args:
        create: the sender's factory, or the text that names it.
        profile: how much to do.
        seed: of what is drawn; the same profile, sender and seed give the same findings.
        scenario: a plan to fly whole first, and to sample messages and faults from.
        corpus: past counterexamples to run first; new ones are added where it is a folder.
        switches: of the provider, where they are to differ from those of the schedules.
        providers: where it sends, the first installed one unless said; a scenario has its own.
        name: of the sender in the corpus; where it is imported from unless said.
        progress: told after each run.

    Raises:
        ConfigError: the sender cannot be made, or a provider is not installed.
    """
    began = time.monotonic()
    factory = factory_of(create)
    ground = standard_ground(providers) if scenario is None else ground_of(scenario)
    ground = with_switches(ground, switches or {})
    hunter = Hunter(factory, profile=profile, seed=seed, ground=ground, tell=progress)
    _hunt(hunter, corpus)
    _save(create, name, hunter, corpus)
    return hunter.searched(wall_s=time.monotonic() - began)


def _hunt(hunter: Hunter, corpus: Path | Iterable[Replay]) -> None:
    """Take every phase in its turn."""
    hunter.check_harness()
    if not hunter.is_done:
        hunter.replay(corpus)
        hunter.fly_whole()
        is_over = _until(hunter)
        _generate(hunter, is_over)
        hunter.sweep(is_over)
        if hunter.profile.soak_sends:
            hunter.soak()
    hunter.finish()


def _save(
    create: Callable[..., Any] | str, name: str, hunter: Hunter, corpus: Path | Iterable[Replay]
) -> None:
    """Keep what was found, where the corpus is a folder; what cannot be kept is a problem."""
    if not isinstance(corpus, Path):
        return
    for found in hunter.findings:
        replay = replay_of(
            create, found.schedule, seed=found.seed, invariant=found.invariant, name=name
        )
        try:
            save_replay(corpus, replay, digest=found.digest)
        except ConfigError as error:
            hunter.problems.append(Problem(kind="unkept", said=str(error)))


def _until(hunter: Hunter) -> Callable[[], bool]:
    """Return what says whether nothing further may begin, be it for want of time.

    Time is this process's own: a machine that is busy with others takes nothing from a search.
    """
    cpu_s, began = hunter.profile.cpu_s, time.process_time()

    def is_over() -> bool:
        spent_s = time.process_time() - began
        if cpu_s is not None and not hunter.is_done and spent_s > cpu_s:
            hunter.stopped = f"the time of {cpu_s:g} s was over"
        return hunter.is_done

    return is_over


def _generate(hunter: Hunter, is_over: Callable[[], bool]) -> None:
    """Try what is listed, then let Hypothesis draw until there are enough, or enough was found."""
    hunter.begin(is_over)
    if is_over() or not hunter.examples_left:
        return

    @seeded(hunter.seed)
    @settings(
        max_examples=hunter.examples_left,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(st.data())
    def example(data: st.DataObject) -> None:
        # Nothing ends before it has drawn what it draws: Hypothesis may try the same choices
        # again, and takes an example that ends earlier than before for a flaky one.
        hunter.example(lambda count: data.draw(_below(count)))
        if is_over():
            raise _EnoughError

    with contextlib.suppress(_EnoughError):
        example()


_BELOW: dict[int, st.SearchStrategy[int]] = {}


def _below(count: int) -> st.SearchStrategy[int]:
    if count not in _BELOW:
        _BELOW[count] = st.integers(0, count - 1)
    return _BELOW[count]
