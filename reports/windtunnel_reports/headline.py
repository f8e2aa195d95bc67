"""The verdict in one sentence that a newcomer understands, and what to do next."""

from collections.abc import Sequence

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.instruments import Instruments
from windtunnel_reports.manifest import Manifest


def headline(
    manifest: Manifest,
    instruments: Instruments,
    *,
    verdicts: Sequence[Verdict],
    gates: Sequence[GateResult],
    counts: dict[str, int],
) -> tuple[str, str]:
    """Return the headline and one sentence that explains it."""
    broken = [verdict for verdict in verdicts if verdict.word == "broken"]
    failed = [gate for gate in gates if gate.word == "failed"]
    reasons = (*instruments.ledger, *instruments.invalid)
    if manifest.interrupted:
        return (
            "INTERRUPTED",
            "The run was stopped early; what follows is what was seen until then.",
        )
    if manifest.sender_crashed:
        return "BROKEN", f"The sender ended by itself: {manifest.sender_crashed}"
    if instruments.ledger:
        return "INVALID", f"The run proves nothing: {reasons[0]}."
    if broken:
        return "BROKEN", _broken_sentence(broken, counts)
    if failed:
        return "FAILED", f"No invariant is broken, but a gate failed: {failed[0].gate}."
    if reasons:
        return "INVALID", f"The run proves nothing: {reasons[0]}."
    doubt = [f"{v.id} is {v.word}" for v in verdicts if v.required and v.word != "kept"]
    doubt += [f"gate {gate.gate} is undecided" for gate in gates if gate.word == "undecided"]
    if doubt:
        return "UNDECIDED", f"Nothing is broken, but not everything was proven: {doubt[0]}."
    kept = sum(verdict.word == "kept" for verdict in verdicts)
    return (
        "KEPT",
        f"All {kept} invariants that this run put to the test held for {counts['intents']} messages.",
    )


def _broken_sentence(broken: Sequence[Verdict], counts: dict[str, int]) -> str:
    parts = []
    if counts.get("duplicated"):
        parts.append(f"{counts['duplicated']} messages arrived more than once")
    if counts.get("lost"):
        parts.append(f"{counts['lost']} were lost without a word")
    if counts.get("wrong_recipient"):
        parts.append(f"{counts['wrong_recipient']} reached the wrong person")
    names = ", ".join(f"{verdict.id} {verdict.name}" for verdict in broken)
    told = "; ".join(parts) or f"{broken[0].broken} messages broke a rule"
    return f"Of {counts['intents']} messages, {told}. Broken: {names}."


def next_steps(
    word: str, manifest: Manifest, *, stories: int, gates: Sequence[GateResult]
) -> tuple[str, ...]:
    """Return what to do next, in order."""
    steps = []
    if word == "BROKEN" and stories:
        steps.append("Read the first story below: it names the call after which it went wrong.")
        steps.append(f"See it again, same plan: {manifest.command} --seed {manifest.seed}")
    elif word == "INVALID":
        steps.append("Run it again on a quieter machine; the reasons stand under Instruments.")
    elif word == "UNDECIDED":
        steps.append("Give the run what it lacks: more messages, or the fault that tests it.")
    elif word == "FAILED":
        failed = next(gate for gate in gates if gate.word == "failed")
        steps.append(f"Look at the figure of gate {failed.gate}: {failed.figure}")
    elif word == "KEPT" and not manifest.gated:
        steps.append("Add --gate to let the exit status say so in CI.")
    elif word == "KEPT":
        steps.append("Try a harder scenario: windtunnel scenarios list")
    elif word == "INTERRUPTED":
        steps.append(f"Run it whole: {manifest.command}")
    return tuple(steps)
