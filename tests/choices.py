"""A tiny shop's choice, for tests: two days, two hundred messages, one incident."""

from windtunnel.domain.errors import ConfigError
from windtunnel.providers import load_dialects
from windtunnel_scenarios.choices import load_choice
from windtunnel_verify.month.arm import parse_arm
from windtunnel_verify.month.variant import Stage, Variant

TINY = """\
# Which one for a tiny shop?
choice: tiny
seed: 3
starts: 2026-11-02T00:00-03:00
days: 2
goals:
  otp: {within: 2m, share: 99%}
  order-updates: {within: 10m, share: 90%}
countries:
  BR:
    utc: "-03:00"
    customers: 40
    hours: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]
traffic:
  - {use: otp, country: BR, per_day: 40}
  - use: order-updates
    country: BR
    per_day: 60
    batches: {at: ["12:00"], share: 50%, per_s: 10/s}
incidents:
  - {provider: meta, day: 2, at: "11:30", clock: BR, for: 2h, fault: answer-code, code: 131016}
instances_max: 3
sender:
  priorities: {otp: 1, order-updates: 10}
assumed:
  handsets:
    - {share: 90%, median: 2s}
    - {share: 10%}
"""

UPDATES = """\
  - use: order-updates
    country: BR
    per_day: 60
    batches: {at: ["12:00"], share: 50%, per_s: 10/s}
"""
OUTAGE = """\
incidents:
  - {provider: meta, day: 2, at: "11:30", clock: BR, for: 2h, fault: answer-code, code: 131016}
"""


FAULTS, PROVIDERS = ("answer-code", "throttle"), ("meta", "ultramsg")


def tiny(tmp_path, *changes):
    """Return the tiny choice with (old, new) changes to its text."""
    text = TINY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = tmp_path / "tiny.yaml"
    path.write_text(text)
    return load_choice(str(path), faults=FAULTS, providers=PROVIDERS)


def refused(tmp_path, *changes):
    """Return the error of a choice that cannot be loaded."""
    try:
        tiny(tmp_path, *changes)
    except ConfigError as error:
        return str(error)
    raise AssertionError("it was loaded")


def play(choice, name, *, numbers=None, days=None, settings=None):
    """Play a choice for a set of providers, and return what was counted."""
    dialects = load_dialects()
    arm = parse_arm(name, dialects)
    model = choice.model
    variant = Variant(model=model, seed=model.seed, settings=settings or {})
    arm = type(arm)(providers=arm.providers, numbers=numbers or {})
    return Stage(dialects).play(variant, arm, range(model.days) if days is None else days)


def total(tallied, use, what):
    """Return how many messages of a use came so far."""
    return sum(getattr(count, what) for count in tallied.counts if count.use == use)
