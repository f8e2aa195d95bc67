"""Webhook deliveries as the sender meets them: when one began, and what the sender did with it."""

from windtunnel.domain.facts import EffectFact, PushFact
from windtunnel.domain.verdict import StoryLine

MS_US = 1_000


def began_t(push: PushFact) -> int:
    """Return when a push was begun; the fact stands at its end."""
    return push.t - round(push.ms * MS_US)


def push_line(push: PushFact) -> StoryLine:
    """Return a push as a line of a story, at its end."""
    said = "gets no answer" if push.http is None else f"is answered {push.http}"
    signed = "" if push.signed == "good" else " with a wrong signature"
    names = " ".join(push.events[:1])
    text = f"webhook {names}{signed}, delivery {push.attempt_no}, {said} after {push.ms:g} ms"
    return StoryLine(t=push.t, kind="push", text=text)


def effect_line(effect: EffectFact) -> StoryLine:
    """Return an effect as a line of a story."""
    changed = "changes nothing" if effect.noop else f"is applied: {effect.state}"
    return StoryLine(t=effect.t, kind="effect", text=f"event {effect.event} {changed}")
