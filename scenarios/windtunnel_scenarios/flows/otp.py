"""One-time codes: an authentication template; useless after ten minutes, worst when doubled."""

from typing import Any

from windtunnel_scenarios.flows.base import Customer, Flow

DEADLINE_US = 600_000_000


def _write(customer: Customer, marker: str, drawn: tuple[int, ...]) -> dict[str, Any]:
    del drawn
    return {"template": "login_code", "lang": customer.lang, "code": marker}


OTP = Flow(
    name="otp",
    summary="authentication template: a code, with a button that copies it",
    form="auth",
    scope="authentication",
    templates=("login_code",),
    write=_write,
    deadline_us=DEADLINE_US,
)
