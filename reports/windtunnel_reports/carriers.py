"""Which provider carried a message."""

from windtunnel_reports.cases import Case, Cases


class Carriers:
    """Knows the provider of each number from the calls through it."""

    def __init__(self, cases: Cases) -> None:
        self._by_number = {each.fact.number: each.fact.provider for each in cases.attempts}
        self._first = next(iter(cases.catalogs), "")

    def of_number(self, number: str) -> str:
        """Return the provider of a number; the run's first one where nobody called through it."""
        return self._by_number.get(number, self._first)

    def of_case(self, case: Case, number: str) -> str:
        """Return who carried a message to a handset, else who was asked last, or its number's."""
        if case.rows:
            return case.rows[0].provider
        asked = case.accepted or case.attempts
        return asked[-1].fact.provider if asked else self.of_number(number)
