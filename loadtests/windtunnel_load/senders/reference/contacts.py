"""One person, one contact: over the forms of a number, a changed number, a business-scoped id."""

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.persons import person_of


class Contacts:
    """Contact ids by every name that a person has had. Durable."""

    def __init__(self, world: SenderWorld) -> None:
        self._store = world.store("contacts")

    async def of(self, digits: str, user: str = "") -> str:
        """Return the contact of a number, or of a business-scoped id; a new one where need be."""
        names = self.names(digits, user)
        for name in names:
            known = await self._store.get(name)
            if known is not None:
                break
        contact = names[0].encode() if known is None else known
        await self._store.write(dict.fromkeys(names, contact))
        return contact.decode()

    def names(self, digits: str, user: str) -> list[str]:
        """Return what a person may be known by."""
        return [person_of(digits), *([user] if user else [])]

    async def moved(self, old: str, new: str) -> str:
        """Remember that a person has another number now; return the contact."""
        contact = await self.of(old)
        await self._store.write({person_of(new): contact.encode()})
        return contact


class NoContacts(Contacts):
    """Of a sender that keeps none."""

    async def of(self, digits: str, user: str = "") -> str:
        """Return no contact."""
        del digits, user
        return ""

    async def moved(self, old: str, new: str) -> str:
        """Return no contact."""
        del old, new
        return ""
