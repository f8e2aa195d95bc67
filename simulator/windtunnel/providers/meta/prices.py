"""Prices per delivered message in millionths of a dollar, by "<country>/<category>".

Source: Meta's rate card of January to April 2026 (utility = authentication list rate, tier 0),
confidence medium, read 2026-11-22. AU is the card's "Rest of APAC", ZZ (a country that the calling
codes do not name) its "Other". A utility template costs its rate inside the session window, too,
as it does since 1 October 2026.
"""

TABLE = "meta-2026-01"
CURRENCY = "USD"
_MICRO = 1_000_000

_USD: dict[str, tuple[float, float]] = {
    "AE": (0.0499, 0.0157),
    "AR": (0.0618, 0.0260),
    "AU": (0.0732, 0.0113),
    "BR": (0.0625, 0.0068),
    "CO": (0.0125, 0.0008),
    "DE": (0.1365, 0.0550),
    "EG": (0.0644, 0.0036),
    "ES": (0.0615, 0.0200),
    "FR": (0.0859, 0.0300),
    "GB": (0.0529, 0.0220),
    "ID": (0.0411, 0.0250),
    "IN": (0.0118, 0.0014),
    "IT": (0.0691, 0.0300),
    "MX": (0.0305, 0.0085),
    "NG": (0.0516, 0.0067),
    "NL": (0.1597, 0.0500),
    "SA": (0.0455, 0.0107),
    "TR": (0.0109, 0.0053),
    "US": (0.0250, 0.0034),
    "ZA": (0.0379, 0.0076),
    "ZZ": (0.0604, 0.0077),
}


def price_table(service: object = "free") -> dict[str, int]:
    """Return the prices; with `service` "utility-rate" service messages cost the utility rate."""
    prices = {}
    for country, (marketing, utility) in _USD.items():
        prices[f"{country}/marketing"] = round(marketing * _MICRO)
        prices[f"{country}/utility"] = round(utility * _MICRO)
        prices[f"{country}/authentication"] = round(utility * _MICRO)
        if service == "utility-rate":
            prices[f"{country}/service"] = round(utility * _MICRO)
    return prices
