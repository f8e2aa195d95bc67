"""Order confirmations: a utility template with the customer's name, order number and total."""

from typing import Any

from windtunnel_scenarios.flows.base import Customer, Flow

_CURRENCY = {"BR": "R$", "DE": "€", "FR": "€", "ES": "€", "IT": "€", "GB": "£", "IN": "₹"}


def _write(customer: Customer, marker: str, drawn: tuple[int, ...]) -> dict[str, Any]:
    total = 500 + drawn[0] % 40_000
    sign = _CURRENCY.get(customer.country, "$")
    return {
        "template": "order_confirmed",
        "lang": customer.lang,
        "body": (customer.name, marker, f"{sign} {total // 100}.{total % 100:02d}"),
    }


ORDER_CONFIRMATION = Flow(
    name="order-confirmation",
    summary="utility template: your order is confirmed",
    form="template",
    scope="utility",
    templates=("order_confirmed",),
    write=_write,
)
