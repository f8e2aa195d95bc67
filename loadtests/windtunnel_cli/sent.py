"""What somebody's own tests sent, world by world: judged, told and written down."""

from pathlib import Path

import msgspec

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Story, Verdict
from windtunnel.runtime.ledger import read_ledger
from windtunnel_cli.verdict import page, painted, short
from windtunnel_reports.cases import Cases
from windtunnel_reports.inferred import UNASKED, Inferred
from windtunnel_reports.judge import judge_cases
from windtunnel_reports.merging import merge_verdicts
from windtunnel_reports.story import render_story
from windtunnel_reports.terminal import render_verdict

DELTA_US = 20_000
STORIES_SHOWN = 3
SHOWN_MAX = 5


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent in all worlds together.

    `repeated` counts contents that somebody got again after a clean acceptance: judged as nothing,
    since only the tests' author knows whether that was meant.
    """

    command: str
    worlds: int
    calls: int
    messages: int
    accepted: int
    arrived: int
    duplicated: int
    repeated: int
    verdicts: tuple[Verdict, ...]
    stories: tuple[Story, ...]
    problems: tuple[str, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether a rule was broken, or a ledger is not whole."""
        return bool(self.problems) or any(each.word == "broken" for each in self.verdicts)


def judge_worlds(folder: Path, *, command: str) -> Sent:
    """Judge every world's ledger under a folder, and write `sent.json`."""
    counts = dict.fromkeys(("attempts", "intents", "accepted", "arrived", "duplicated"), 0)
    verdicts: list[tuple[Verdict, ...]] = []
    stories: list[Story] = []
    problems: list[str] = []
    repeated = worlds = 0
    for ledger_folder in sorted(path for path in (folder / "ledgers").iterdir() if path.is_dir()):
        ledger = read_ledger(ledger_folder)
        inferred = Inferred()
        cases = Cases().read(inferred.follow(ledger.facts()))
        problems += [f"{ledger_folder.name}: {problem}" for problem in ledger.problems]
        if not cases.attempts:
            continue
        worlds += 1
        repeated += inferred.repeated
        judged = judge_cases(
            cases, required=(), policy=Policy.undeclared(), reports=(), delta_us=DELTA_US
        )
        for name in counts:
            counts[name] += judged.counts[name]
        verdicts.append(tuple(each for each in judged.verdicts if each.id not in UNASKED))
        stories += judged.stories
    sent = Sent(
        command=command,
        worlds=worlds,
        calls=counts["attempts"],
        messages=counts["intents"],
        accepted=counts["accepted"],
        arrived=counts["arrived"],
        duplicated=counts["duplicated"],
        repeated=repeated,
        verdicts=merge_verdicts(verdicts) if verdicts else (),
        stories=tuple(stories),
        problems=tuple(problems),
    )
    (folder / "sent.json").write_bytes(msgspec.json.format(msgspec.json.encode(sent), indent=2))
    return sent


def say_sent(sent: Sent, folder: Path, *, strays: list[str], refused: dict[str, int]) -> None:
    """Say what the tests sent, and what is wrong with it."""
    lines = [*_headline(sent), *_verdicts(sent)]
    if sent.repeated:
        lines.append(
            f"    {sent.repeated} times the same content went to the same person again after a "
            "clean acceptance: meant, or sent twice?"
        )
    if not sent.calls or strays:
        lines += [f"  ! a request of no world: {line}" for line in strays[:SHOWN_MAX]]
        lines += [
            f"  ! refused: {host}, {n} times" for host, n in list(refused.items())[:SHOWN_MAX]
        ]
    lines += [f"  ! {problem}" for problem in sent.problems[:SHOWN_MAX]]
    console = page()
    console.print("")
    for line in lines:
        console.print(painted(line))
    for story in sent.stories[:STORIES_SHOWN]:
        console.print("")
        for line in render_story(story).split("\n"):
            console.print(painted(line))
    console.print(f"\nwritten: {short(folder) / 'sent.json'}, ledgers beside it", markup=False)


def _headline(sent: Sent) -> list[str]:
    if not sent.calls:
        return [
            "UNDECIDED  nothing was sent: no call of your command came here",
            "next: is the provider's call stubbed in these tests? windtunnel doctor shows the "
            "way of one message, hop by hop",
        ]
    word = "BROKEN" if sent.is_broken else "KEPT"
    many = "copies" if sent.duplicated > 1 else "copy"
    copies = f", {sent.duplicated} {many} too many" if sent.duplicated else ""
    return [
        f"{word}  {sent.calls:,} calls in {sent.worlds} world{'s' * (sent.worlds > 1)}: "
        f"{sent.messages:,} messages, {sent.accepted:,} accepted, "
        f"{sent.arrived:,} arrived{copies}"
    ]


def _verdicts(sent: Sent) -> list[str]:
    shown = [each for each in sent.verdicts if each.word != "untested"]
    rest = [each.id for each in sent.verdicts if each.word == "untested"]
    lines = [render_verdict(each) for each in shown]
    if sent.calls:
        lines.append(f"    not put to the test by these calls: {', '.join(rest)}")
    return lines
