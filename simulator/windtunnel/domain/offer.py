"""What a provider offers to whoever has to choose one: fees, first days, and what is not known.

A dialect may have an `offer`; of one that has none a comparison shows none of these lines. Who can
be compared is another question: a comparison must know how to write to the provider.
"""

from typing import Protocol, runtime_checkable

import msgspec


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where something was read, when, and how sure it is: high, medium or low."""

    where: str
    date: str
    sure: str = "high"


class FirstDay(msgspec.Struct, frozen=True, kw_only=True):
    """What a new customer of the provider may send on a day: customers, messages; None: no limit.

    `who` says in which state of the account that holds; advice is what a vendor recommends, and
    does not enforce.
    """

    who: str
    source: Source
    customers: int | None = None
    messages: int | None = None
    is_advice: bool = False


class Unmeasured(msgspec.Struct, frozen=True, kw_only=True):
    """What no simulation can tell, and what is published about it; "" where nothing was found."""

    topic: str
    says: str
    source: Source


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """`number_month_micro` is the flat fee of a number and month, in millionths of `currency`."""

    kind: str
    price_source: Source
    currency: str = "USD"
    number_month_micro: int = 0
    first_days: tuple[FirstDay, ...] = ()
    unmeasured: tuple[Unmeasured, ...] = ()


@runtime_checkable
class Offering(Protocol):
    """A dialect that says what its provider offers."""

    @property
    def offer(self) -> Offer:
        """What its provider offers."""


def offer_of(dialect: object) -> Offer | None:
    """Return a dialect's offer, None where it says nothing of it."""
    return dialect.offer if isinstance(dialect, Offering) else None
