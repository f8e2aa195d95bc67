"""Support: a customer who asks is handed over to a person, with what was asked."""

from windtunnel_load.senders.reference.events import Event, Text
from windtunnel_load.senders.reference.rules import Rule


class Support(Rule):
    """Hands over before the webhook is acknowledged, so that no question is lost in a crash."""

    async def heard(self, event: Event) -> None:
        """Hand over a question."""
        if isinstance(event, Text) and self.is_question(event):
            self.world.to_agent(event.message, context=self.context(event))

    def is_question(self, text: Text) -> bool:
        """Say whether a text asks for an answer."""
        return "?" in text.text

    def context(self, text: Text) -> str | None:
        """Return the message from which the person can go on."""
        return text.message
