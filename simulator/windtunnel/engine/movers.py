"""Customers whose number changes."""

from windtunnel.domain.chance import draw
from windtunnel.domain.events import ChangeNumber
from windtunnel.domain.facts import NumberChangedFact
from windtunnel.domain.message import NumberEvent
from windtunnel.engine.core import Core
from windtunnel.engine.ordinals import Ordinals
from windtunnel.engine.wheel import Out


class Movers:
    """Lets persons go from number to number, and the business hear of it."""

    def __init__(self, core: Core) -> None:
        self._seed = core.seed
        self._access = core.access
        self._people = core.people
        self._ordinals = Ordinals()

    def change(self, event: ChangeNumber, now_us: int, out: Out) -> None:
        """A customer changes their number.

        Raises:
            LimitError: too many numbers changed.
            UnknownThing: there is no such number of the business.
        """
        number = self._access.number(event.number)
        lane = number.lane
        old = self._people.current(event.recipient)
        person = self._people.change(old, event.new)
        wa_id = lane.dialect.wa_id(old)
        drawn = draw(self._seed, "number changed", number.id, person, self._ordinals.next(person))
        news = NumberEvent(
            event=lane.dialect.inbound_id(drawn, old),
            provider=lane.name,
            account=number.account,
            number=number.id,
            display=number.display,
            wa_id=wa_id,
            new_wa_id=lane.dialect.wa_id(event.new),
            profile_name=f"Customer {wa_id[-4:]}",
            t=now_us,
            unix_s=lane.unix_s(now_us),
        )
        out.append(
            NumberChangedFact(
                t=now_us, event=news.event, recipient=old, new=event.new, person=person
            )
        )
        if number.courier.url is not None and number.courier.hearing.is_of_account:
            number.courier.owe(news, lane, now_us=now_us, next_us=None, out=out)
