"""What a search found, in words for a terminal."""

from collections.abc import Iterable, Mapping

from windtunnel.domain.verdict import Verdict
from windtunnel.domain.worldspec import FaultSpec
from windtunnel_reports.story import render_story
from windtunnel_reports.terminal import render_verdict
from windtunnel_verify.as_scenario import time_text
from windtunnel_verify.happenings import AnyHappening
from windtunnel_verify.hunt.again import Replayed
from windtunnel_verify.hunt.finding import Finding, Problem, Searched
from windtunnel_verify.schedule import PlannedFault, Schedule, Wanted

PROBLEMS = {
    "harness": "our own side broke",
    "chance": "the sender is not repeatable",
    "corpus": "a past counterexample cannot be played",
    "lost": "a failure does not show again",
    "flight": "a schedule could not be flown",
    "unkept": "a counterexample is not in the corpus",
}


def headline(searched: Searched) -> str:
    """Return the one word for a search."""
    if searched.interrupted:
        return "INTERRUPTED"
    if searched.findings:
        return "BROKEN"
    if any(problem.kind != "corpus" for problem in searched.problems):
        return "INVALID"
    if any(verdict.word == "broken" for verdict in searched.verdicts):
        return "BROKEN"
    return "UNDECIDED" if unproven(searched.verdicts) or searched.problems else "KEPT"


def unproven(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts that must be kept, and are not decided or not tested."""
    return [verdict for verdict in verdicts if _is_unproven(verdict)]


def say_searched(searched: Searched) -> str:
    """Return the whole result: the headline, findings with their stories, problems, verdicts."""
    counts = searched.counts
    lines = [
        f"{headline(searched)}  {_count(counts.schedules, 'schedule')} with "
        f"{_count(counts.intents, 'message')} and {_count(counts.fired, 'fault')} that struck"
        f"{_stopped(searched)}.",
        "",
    ]
    lines += [render_verdict(found) for found in searched.verdicts if _is_shown(found)]
    silent = [found.id for found in searched.verdicts if not _is_shown(found)]
    if silent:
        lines.append(f"    not claimed, or not put to the test: {', '.join(silent)}")
    if any(found.required for found in searched.verdicts):
        lines.append("    * required by what the sender declares")
    lines += [f"    {note}" for note in searched.notes]
    for finding in searched.findings:
        lines += ["", *finding_lines(finding)]
    lines += _problems(searched.problems)
    return "\n".join(lines)


def finding_lines(finding: Finding) -> list[str]:
    """Return a finding: its schedule, then what happened."""
    count = len(finding.schedule.intents)
    told = render_story(finding.story).split("\n")
    time = "virtual time" if finding.runs else "real time"
    return [
        told[0],
        f"        {finding.name}; {_found(finding)}",
        "",
        f"  schedule  (seed {finding.seed}, {_count(count, 'message')})",
        *schedule_lines(finding.schedule),
        *(("", f"  what happened  ({time})", *told[1:]) if told[1:] else ()),
    ]


def _found(finding: Finding) -> str:
    """Say how: 0 examples is a past counterexample, 0 runs is real time, which shrinks none."""
    how = f"found with schedule {finding.examples}" if finding.examples else "found before"
    return f"{how}, made small in {_count(finding.runs, 'run')}" if finding.runs else how


def replayed_lines(replayed: Replayed) -> list[str]:
    """Return what a replay showed: does it still fail, with which story, and what has changed."""
    replay, trial = replayed.replay, replayed.trial
    what = replay.invariant or "any invariant"
    if replayed.fails:
        lines = [f"BROKEN  it still fails: {what}", ""]
    elif not replayed.is_kept:
        others = ", ".join(trial.roots)
        lines = [f"BROKEN  it no longer fails by {what}, but by {others}", ""]
    else:
        holds = "holds" if replayed.word == "kept" else f"is {replayed.word}"
        lines = [f"KEPT  it no longer fails: {what} {holds} in this run", ""]
    lines += [f"  schedule  (seed {replay.seed})", *schedule_lines(replay.schedule)]
    for story in trial.roots.values():
        lines += ["", *render_story(story).split("\n")]
    if replayed.differs:
        lines += ["", "  Not as it was when it was found:"]
        lines += [f"    ! {said}" for said in replayed.differs]
    return lines


def schedule_lines(schedule: Schedule) -> list[str]:
    """Return a schedule in the words of a scenario's timeline."""
    timed: list[tuple[int, str]] = [
        (wanted.at_us, f"intent {index}: {_content(wanted)} to {wanted.recipient}")
        for index, wanted in enumerate(schedule.intents)
    ]
    timed += [(text.at_us, f"{text.recipient} writes {text.text!r}") for text in schedule.inbound]
    timed += [(each.at_us, _happening(each)) for each in schedule.happenings]
    timed += [(spec.at_us or 0, _disturbance(spec)) for spec in schedule.timeline]
    crash = schedule.crash
    if crash is not None and crash.at_us is not None:
        back = time_text(crash.restart_after_us)
        timed.append((crash.at_us, f"the sender crashes and is back after {back}"))
    timed.sort(key=lambda pair: pair[0])
    lines = [f"    {_providers(schedule)}"] if schedule.providers else []
    lines += [f"    at {time_text(at_us):>7}  {text}" for at_us, text in timed]
    if crash is not None and crash.at_us is None:
        back = time_text(crash.restart_after_us)
        lines.append(f"    before its step {crash.step} the sender crashes, back after {back}")
    return lines + [f"    {_fault(fault)}" for fault in schedule.faults]


def _content(wanted: Wanted) -> str:
    if wanted.template is None:
        return "a free-form text"
    deadline = wanted.deadline_us
    until = "" if deadline is None else f", useless from {time_text(deadline)}"
    return f"{wanted.template} ({wanted.lang}){until}"


def _fault(fault: PlannedFault) -> str:
    at = f" at {fault.provider}" if fault.provider else ""
    tail = _settings(fault.settings)
    return f"intent {fault.intent}, attempt {fault.attempt}{at}: {fault.fault}{tail}"


def _disturbance(spec: FaultSpec) -> str:
    return f"{spec.kind} for {time_text(spec.for_us)}{_settings(spec.settings)}"


def _providers(schedule: Schedule) -> str:
    return f"at {' and '.join(schedule.providers)}{_settings(schedule.switches)}"


def _settings(settings: Mapping[str, object]) -> str:
    told = ", ".join(f"{name} {value}" for name, value in settings.items())
    return f" ({told})" if told else ""


def _happening(happening: AnyHappening) -> str:
    fields = {
        name: getattr(happening, name) for name in happening.__struct_fields__ if name != "at_us"
    }
    told = ", ".join(
        f"{name.removesuffix('_us')} {time_text(value) if name.endswith('_us') else value}"
        for name, value in fields.items()
    )
    return f"{happening.__struct_config__.tag}: {told}"


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _stopped(searched: Searched) -> str:
    """Say why it ended before its last example; not the time, which differs from run to run."""
    return f"; it ended because {searched.stopped}" if searched.stopped else ""


def _problems(problems: Iterable[Problem]) -> list[str]:
    lines = [f"    ! {PROBLEMS[problem.kind]}: {problem.said}" for problem in problems]
    return ["", "  Not to be trusted whole:", *lines] if lines else []


def _is_unproven(found: Verdict) -> bool:
    return found.required and found.claimed and found.word in {"undecided", "untested"}


def _is_shown(found: Verdict) -> bool:
    return found.word != "untested" or (found.required and found.claimed)
