"""One attempt while it is being decided."""

from windtunnel.domain.facts import MessageScope
from windtunnel.domain.submit import Form, Submit
from windtunnel.engine.access import Number
from windtunnel.engine.faults.blow import Blow
from windtunnel.engine.lane import Lane
from windtunnel.engine.templates import Filled, Template


class Case:
    """What is known of an attempt: where it was sent, with which template, and its entity.

    `is_launched` once a message came of it. `entity` is (marker or recipient, its ordinal):
    whatever befalls the attempt is drawn by it.
    """

    __slots__ = (
        "blow",
        "drawn",
        "entity",
        "filled",
        "form",
        "is_launched",
        "lane",
        "now_us",
        "number",
        "ordinal",
        "scope",
        "submit",
        "template",
        "wa_id",
    )

    def __init__(self, submit: Submit, lane: Lane, number: Number | None, now_us: int) -> None:
        self.submit = submit
        self.lane = lane
        self.number = number
        self.now_us = now_us
        self.wa_id = lane.dialect.wa_id(submit.recipient)
        self.entity = ("", 0)
        self.ordinal = 0
        self.drawn: tuple[int, ...] = ()
        self.form: Form = submit.form
        self.scope: MessageScope | None = "service"
        self.template: Template | None = None
        self.filled: Filled | None = None
        self.blow: Blow | None = None
        self.is_launched = False
