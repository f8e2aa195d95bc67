"""Sends once, and where that is ambiguous says unknown and leaves it at that."""

from dataclasses import replace

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference
from windtunnel_load.senders.reference.receiver import Receiver


class Unresolving(Receiver):
    """Takes statuses for what they say of a message, and not of what was told of it."""

    resolves = False


PARTS = replace(CAREFUL, receiver=Unresolving)


def create(world: SenderWorld) -> Reference:
    """Return an at-most-once sender."""
    return Reference(world, PARTS)
