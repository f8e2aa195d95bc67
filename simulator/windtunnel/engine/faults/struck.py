"""What all the faults that strike one event do to its pushes together."""

from windtunnel.engine.faults.blow import Culprit
from windtunnel.engine.faults.effect import News


class Struck:
    """The waits added up, every copy, and the first fault that holds, loses or forges.

    `by` is the first that put the true push off.
    """

    __slots__ = ("again", "by", "forged_by", "is_held", "late_us", "lost_by", "repeated_by")

    def __init__(self) -> None:
        self.late_us = 0
        self.again: list[tuple[int, Culprit]] = []
        self.is_held = False
        self.by: Culprit | None = None
        self.lost_by: Culprit | None = None
        self.forged_by: Culprit | None = None
        self.repeated_by: Culprit | None = None

    def add(self, news: News, by: Culprit) -> None:
        """Take in one more fault's news; what earlier ones decided stands."""
        self.late_us += news.late_us
        self.is_held = self.is_held or news.is_held
        if news.late_us or news.is_held:
            self.by = self.by or by
        if news.again_us is not None:
            self.again.append((news.again_us, by))
        if news.is_lost:
            self.lost_by = self.lost_by or by
        if news.is_forged:
            self.forged_by = self.forged_by or by
        if news.is_repeated:
            self.repeated_by = self.repeated_by or by
