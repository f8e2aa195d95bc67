"""The words by which a customer tells a business to stop writing, or to start again.

No provider publishes a list for WhatsApp: its policy leaves it to the business to honour what
customers ask. Source: assumed; STOP and UNSUBSCRIBE (START, SUBSCRIBE) are the words of 47 CFR
64.1200(a)(10) and of the carriers' handbooks that are no ordinary answers to a question as "end",
"quit" and "cancel" are, the others what businesses in Brazil, in Spanish-speaking countries and
in Germany offer in their messages.
"""

from typing import Literal

STOP_WORDS = frozenset({"stop", "unsubscribe", "sair", "parar", "baja", "stopp"})
START_WORDS = frozenset({"start", "subscribe", "voltar", "alta"})


def wish_of(text: str) -> Literal["stop", "start"] | None:
    """Return what a text asks for that is nothing but a keyword, None where it asks for nothing.

    Spaces around it and the case of its letters do not count.
    """
    word = text.strip().lower()
    if word in STOP_WORDS:
        return "stop"
    return "start" if word in START_WORDS else None
