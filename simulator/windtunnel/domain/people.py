"""Who a number belongs to: one value for all the forms in which one person's number is written.

Brazil: mobiles come with and without their ninth digit; Mexico: with and without a 1 after 52;
Argentina: with and without a 9 after 54. Source: GH:chatwoot/chatwoot#5840 and
GH:fazer-ai/chatwoot#319, read 2026-11-22; that a Brazilian subscriber number which begins with 6
to 9 is a mobile one: Anatel resolution 749, annex I.
"""

from windtunnel.domain.errors import LimitError

CHANGES_MAX = 100_000
"""Numbers that changed in one world."""

_BRAZIL_WITHOUT_NINE = 12
_BRAZIL_MOBILE = "6789"
_MEXICO_WITH_ONE = 13
_ARGENTINA_WITH_NINE = 13


def digits_in(display: str) -> str:
    """Return the digits of a number as it is shown."""
    return "".join(filter(str.isdecimal, display))


def person_of(digits: str) -> str:
    """Return the one form for the several in which a number is written."""
    if digits.startswith("55"):
        if len(digits) == _BRAZIL_WITHOUT_NINE and digits[4] in _BRAZIL_MOBILE:
            return f"{digits[:4]}9{digits[4:]}"
    elif digits.startswith("521"):
        if len(digits) == _MEXICO_WITH_ONE:
            return f"52{digits[3:]}"
    elif digits.startswith("549") and len(digits) == _ARGENTINA_WITH_NINE:
        return f"54{digits[3:]}"
    return digits


class People:
    """Persons by number; who changed it stays the same person, and has left the old one."""

    def __init__(self) -> None:
        self._moved: dict[str, str] = {}
        self._next: dict[str, str] = {}

    def person(self, digits: str) -> str:
        """Return who a number belongs to: the form of the first number that they had."""
        own = person_of(digits)
        return self._moved.get(own, own)

    def has_left(self, digits: str) -> bool:
        """Return whether nobody has this number any more."""
        return bool(self._next) and person_of(digits) in self._next

    def current(self, digits: str) -> str:
        """Return the number that the one who had this number has now."""
        while self.has_left(digits):
            digits = self._next[person_of(digits)]
        return digits

    def change(self, old: str, new: str) -> str:
        """Let a person go from one number to another; return the person.

        Raises:
            LimitError: too many numbers changed.
        """
        if len(self._moved) >= CHANGES_MAX:
            raise LimitError(f"{CHANGES_MAX} numbers changed, the most a world may have")
        person = self.person(old)
        self._moved[person_of(new)] = person
        self._next.pop(person_of(new), None)
        if person_of(old) != person_of(new):
            self._next[person_of(old)] = new
        return person
