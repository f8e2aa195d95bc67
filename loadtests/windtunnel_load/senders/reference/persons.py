"""The one form for the several in which a number is written."""

_BRAZIL_WITHOUT_NINE = 12
_MEXICO_WITH_ONE = 13
_ARGENTINA_WITH_NINE = 13


def person_of(digits: str) -> str:
    """Return one form for the several in which a number is written.

    Brazilian mobiles come with and without their ninth digit, Mexican ones with and without a 1,
    Argentine ones with and without a 9.
    """
    if digits.startswith("55") and len(digits) == _BRAZIL_WITHOUT_NINE:
        return f"{digits[:4]}9{digits[4:]}"
    if digits.startswith("521") and len(digits) == _MEXICO_WITH_ONE:
        return f"52{digits[3:]}"
    if digits.startswith("549") and len(digits) == _ARGENTINA_WITH_NINE:
        return f"54{digits[3:]}"
    return digits
