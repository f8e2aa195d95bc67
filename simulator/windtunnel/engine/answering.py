"""Customers who answer a code by text: two of the magic recipients do."""

from windtunnel.domain.events import CustomerText
from windtunnel.domain.magic import other_code
from windtunnel.engine.flight import Flight
from windtunnel.engine.inbound import Inbound
from windtunnel.engine.wheel import Out


class Answering:
    """Writes back for those customers."""

    def __init__(self, inbound: Inbound) -> None:
        self._inbound = inbound

    def on_answer(self, flight: Flight, _due_us: int, now_us: int, out: Out) -> None:
        """A customer answers the code of a message that arrived."""
        message = flight.message
        code = message.otp or ""
        text = code if flight.fate == "right-code" else other_code(code)
        event = CustomerText(
            recipient=message.recipient, number=message.number, text=text, context=message.id
        )
        self._inbound.take(event, now_us, out)
