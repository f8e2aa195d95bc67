"""WhatsApp's own form of a number, whichever provider speaks of it."""

from windtunnel.domain.people import person_of

_BRAZIL_WITH_NINE = 13
_BRAZIL_WITHOUT_NINE = 12
_BRAZIL_NINE_KEPT_MAX = "28"
_MEXICO_WITHOUT_ONE = 12


def whatsapp_form(digits: str) -> str:
    """Return WhatsApp's form of a number; its own form stays as it is.

    Brazil: the mobile ninth digit falls away for area codes above 28 and is put in below; Mexico:
    a 1 follows the 52.
    Source: GH:chatwoot/chatwoot#5840, GH:fazer-ai/chatwoot#319; that area codes up to 28 keep the
    nine is assumed from captured webhooks, read 2026-11-24.
    """
    if digits.startswith("55") and len(digits) == _BRAZIL_WITH_NINE and digits[4] == "9":
        return digits if digits[2:4] <= _BRAZIL_NINE_KEPT_MAX else digits[:4] + digits[5:]
    if digits.startswith("55") and len(digits) == _BRAZIL_WITHOUT_NINE:
        return person_of(digits) if digits[2:4] <= _BRAZIL_NINE_KEPT_MAX else digits
    if digits.startswith("52") and len(digits) == _MEXICO_WITHOUT_ONE:
        return "521" + digits[2:]
    return digits
