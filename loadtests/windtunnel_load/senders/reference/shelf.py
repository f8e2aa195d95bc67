"""The templates: one that the provider has paused, rejected or disabled is left alone."""

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome, SenderWorld
from windtunnel_load.senders.reference.events import Event, TemplateTurned
from windtunnel_load.senders.reference.outbox import Entry, Outbox
from windtunnel_load.senders.reference.rules import Rule

CODES = {"PAUSED": 132_015, "DISABLED": 132_016}


class Shelf(Rule):
    """States by template and language, as the webhooks told them. Durable."""

    def __init__(self, world: SenderWorld, policy: Policy, outbox: Outbox) -> None:
        super().__init__(world, policy, outbox)
        self._store = world.store("templates")

    async def reason_against(self, entry: Entry) -> Outcome | None:
        """Refuse a template that may not be used now."""
        raw = await self._store.get(_key(entry.wanted.template, entry.wanted.lang))
        state = "APPROVED" if raw is None else raw.decode().partition(":")[2]
        if entry.wanted.template is None or self.may_use(state):
            return None
        return Outcome(state="failed", cause="template", code=CODES.get(state))

    def may_use(self, state: str) -> bool:
        """Say whether a template in this state may be sent."""
        return state == "APPROVED"

    async def heard(self, event: Event) -> None:
        """Take a template's new state, unless a newer one is known."""
        if isinstance(event, TemplateTurned):
            key = _key(event.template, event.lang)
            raw = await self._store.get(key)
            if raw is None or int(raw.partition(b":")[0]) <= event.at:
                await self._store.write({key: f"{event.at}:{event.state}".encode()})


def _key(template: str | None, lang: str | None) -> str:
    """Return a template's key; webhooks may write en-US where sends write en_US."""
    return f"{template}/{(lang or '').replace('-', '_')}"
