"""The verdict in one sentence that a newcomer understands, and what to do next."""

from collections.abc import Mapping, Sequence

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.instruments import Instruments
from windtunnel_reports.manifest import Manifest

HINTS = {
    "R01": "Find what sends again although the answer or a webhook had told of the message: after "
    "a lost answer, park it as unknown and let its webhooks decide.",
    "R02": "After a lost answer, do not send again: park the message as unknown and let its "
    "receipts decide.",
    "R03": "Find the path on which a message ends without a report: often a refusal that is "
    "logged and dropped, or a failure that no webhook tells and nobody asked for.",
    "R04": "Read the answer's body, not its HTTP status: a 200 may carry an error.",
    "R05": "After silence the word is unknown, not failed: let the message's receipts decide.",
    "R06": "Go on while attempts and time are left: a refusal that passes is no end.",
    "R07": "Look for state that two messages share: a buffer, a template's parameters.",
    "R08": "Make the key once per message, store it with the message, and send it with every "
    "attempt.",
    "R09": "Sort the provider's codes into permanent and retryable, and stop at permanent ones.",
    "R10": "Read Retry-After as seconds, and hold back all that the same limit holds up.",
    "R11": "Wait as the code demands, and hold back every message behind the same limit.",
    "R12": "Draw each wait from the declared backoff, and count failures per message.",
    "R13": "Add jitter to every wait, to the one that the provider asked for as well.",
    "R14": "Count attempts in one place: nested retries multiply.",
    "R15": "Count retries of all layers against one budget, and stop when it is used up.",
    "R16": "Open a breaker when everything fails, and let only a probe through now and then.",
    "R17": "Bound the queue, drop what is past its deadline, and send the newest first.",
    "R18": "Hold back only what a limit concerns: keep a queue per pair and per template.",
    "R19": "Ask for the opt-out when the call is made, not when the message is queued.",
    "R20": "Check the 24-hour window when the call is made, not when the message is queued.",
    "R21": "Hold back every message of a template once its webhook says paused, rejected or "
    "disabled.",
    "R22": "Compare with the deadline right before each call, retries included.",
    "R23": "Hold a message back until the one before it of the same key is delivered or failed.",
    "R24": "Remember each webhook event for longer than seven days; a message's state goes "
    "forward only.",
    "R25": "Check the signature over the raw body, write the event, and only then answer 200.",
    "R26": "Look for the row of consent right before a marketing call; no row, no message.",
    "R27": "Count marketing per person over all numbers, where every worker sees the count.",
    "R28": "Where a translation is missing, take the declared fallback or report a failure.",
    "R29": "Switch by the clock, take each message's state along, and probe the old number.",
    "R30": "Keep the provider's last code with the message, and take the cause from it.",
    "R31": "Answer each question or hand it to a person, and name the customer's message with it.",
    "R32": "Keep one contact per person, and every form of their number as a key to it.",
}
"""What usually helps, by root cause."""


def headline(
    manifest: Manifest,
    instruments: Instruments,
    *,
    verdicts: Sequence[Verdict],
    gates: Sequence[GateResult],
    counts: Mapping[str, int],
) -> tuple[str, str]:
    """Return the headline and one sentence that explains it; the order is the exit status's."""
    broken = [verdict for verdict in verdicts if verdict.word == "broken"]
    failed = [gate for gate in gates if gate.word == "failed"]
    doubt = _doubts(verdicts, gates)
    kept = sum(verdict.word == "kept" for verdict in verdicts)
    stopped = "The run was stopped early; what follows is what was seen until then."
    endings = (
        (manifest.interrupted, "INTERRUPTED", stopped),
        (instruments.ledger, "INVALID", _proves_nothing(instruments.ledger)),
        (
            manifest.sender_crashed,
            "BROKEN",
            f"The sender ended by itself: {_first_line(manifest)}",
        ),
        (broken, "BROKEN", _broken_sentence(broken, counts)),
        (failed, "FAILED", _failed_sentence(failed)),
        (instruments.invalid, "INVALID", _proves_nothing(instruments.invalid)),
        (doubt, "UNDECIDED", f"Nothing is broken, but not all is proven: {_some(doubt)}."),
    )
    for holds, word, sentence in endings:
        if holds:
            return word, sentence
    return "KEPT", (
        f"All {kept} invariants that this run put to the test held, for {counts['intents']:,} "
        "messages."
    )


def _doubts(verdicts: Sequence[Verdict], gates: Sequence[GateResult]) -> list[str]:
    doubt = [
        f"{verdict.id} {verdict.name} is {verdict.word}"
        for verdict in verdicts
        if verdict.required and verdict.claimed and verdict.word != "kept"
    ]
    return doubt + [f"gate {gate.gate} is undecided" for gate in gates if gate.word == "undecided"]


def _some(reasons: Sequence[str]) -> str:
    more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"{reasons[0]}{more}" if reasons else ""


def _proves_nothing(reasons: Sequence[str]) -> str:
    return f"The run proves nothing, because its instruments failed: {_some(reasons)}."


def _first_line(manifest: Manifest) -> str:
    return manifest.sender_crashed.strip().partition("\n")[0].rstrip(":")


def _failed_sentence(failed: Sequence[GateResult]) -> str:
    names = _some([gate.gate for gate in failed])
    many = "gates" if len(failed) > 1 else "gate"
    return f"No invariant is broken, but {len(failed)} {many} failed: {names}."


def _broken_sentence(broken: Sequence[Verdict], counts: Mapping[str, int]) -> str:
    if not broken:
        return ""
    said = (
        ("doubled", "{} reached the customer more than once"),
        ("duplicated", "{} copies too many arrived"),
        ("lost", "{} were lost without a word"),
        ("wrong_recipient", "{} reached the wrong person"),
    )
    parts = [text.format(f"{counts[name]:,}") for name, text in said if counts.get(name)]
    names = ", ".join(f"{verdict.name} ({verdict.id})" for verdict in broken)
    if not parts:
        times = sum(verdict.broken for verdict in broken)
        return f"In {counts['intents']:,} messages, rules were broken {times:,} times: {names}."
    return f"Of {counts['intents']:,} messages, {'; '.join(parts)}. Broken: {names}."


def next_steps(
    word: str,
    manifest: Manifest,
    *,
    root_causes: Mapping[str, int],
    gates: Sequence[GateResult],
) -> tuple[str, ...]:
    """Return what to do next, in order; a command follows its words and a colon."""
    again = manifest.command
    if "--seed" not in again.split():
        again += f" --seed {manifest.seed}"
    failed = [gate for gate in gates if gate.word == "failed"]
    figure = failed[0].why or f"measured {failed[0].figure}" if failed else ""
    first = {
        "FAILED": (f"Look at gate {failed[0].gate}: {figure}" if failed else "",),
        "INVALID": ("Mend what stands under Instruments; often a quieter machine is enough.",),
        "UNDECIDED": ("Give the run what it lacks: more messages, or the fault that tests it.",),
        "INTERRUPTED": (),
        "BROKEN": _mend(manifest, root_causes),
    }
    if word in first:
        return (*first[word], f"Fly the same plan again: {again}")
    if not manifest.gated:
        return (f"In CI, let the exit status say so: {manifest.command} --gate",)
    return ("Try a harder day: windtunnel scenarios list",)


def _mend(manifest: Manifest, root_causes: Mapping[str, int]) -> tuple[str, ...]:
    steps = []
    if manifest.sender_crashed:
        steps.append("Read the sender's last words at the end of the report.")
    first = max(root_causes, key=lambda cause: root_causes[cause], default="")
    if first in HINTS:
        steps.append(HINTS[first])
    if first:
        steps.append("Read the first story: it names the call after which it went wrong.")
    return tuple(steps)
