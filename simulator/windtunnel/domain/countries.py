"""Calling codes: which country a recipient's digits belong to (the longest prefix wins)."""

CALLING_CODES: dict[str, str] = {
    "1": "US",
    "20": "EG",
    "27": "ZA",
    "31": "NL",
    "33": "FR",
    "34": "ES",
    "39": "IT",
    "44": "GB",
    "49": "DE",
    "52": "MX",
    "54": "AR",
    "55": "BR",
    "57": "CO",
    "61": "AU",
    "62": "ID",
    "90": "TR",
    "91": "IN",
    "234": "NG",
    "966": "SA",
    "971": "AE",
}

UNKNOWN = "ZZ"
"""The country of a recipient whose calling code is not in the table."""

_LENGTHS = (3, 2, 1)


def country_of(digits: str) -> str:
    """Return the ISO 3166 alpha-2 country of a recipient, UNKNOWN where it is not known."""
    for length in _LENGTHS:
        found = CALLING_CODES.get(digits[:length])
        if found is not None:
            return found
    return UNKNOWN


def calling_code(country: str) -> str:
    """Return the calling code of a country of the table.

    Raises:
        KeyError: the country is not in the table.
    """
    for code, name in CALLING_CODES.items():
        if name == country:
            return code
    raise KeyError(country)
