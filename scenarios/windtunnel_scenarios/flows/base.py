"""What a flow is: a name, the templates it needs, and how it writes to one customer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from windtunnel.domain.submit import Form


@dataclass(frozen=True, slots=True)
class Customer:
    """One synthetic customer: digits, country, language of templates, a made-up name."""

    recipient: str
    country: str
    lang: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """`write(customer, marker, drawn)` returns the content fields of an Intent.

    `deadline_us` is the time after the planned start at which the message is of no use; `ordered`
    flows declare one order key per customer.
    """

    name: str
    summary: str
    form: Form
    scope: str
    templates: tuple[str, ...]
    write: Callable[[Customer, str, tuple[int, ...]], dict[str, Any]]
    deadline_us: int | None = None
