"""Deals the tests to the workers of pytest-xdist so that the long ones start first, evenly.

`--dist worksteal` gives each worker one stretch of the list and lets who is done take from the end
of another's. So each stretch begins with its share of the long files and ends with quick tests,
and no worker is left with a long one when the others have nothing to do any more.
"""

import json
from collections import defaultdict
from pathlib import Path

TABLE = Path(__file__).with_name("seconds.json")
"""Seconds that the tests of a file took together; `pytest --record-seconds` writes it anew."""

LONG_S = 4.0
"""A file that takes less is quick: it fills the stretches."""


def recorded():
    """Return the seconds by file, as `tests/...`."""
    return json.loads(TABLE.read_text())


def dealt(items, seconds, workers):
    """Return the items in the order in which they lie in the workers' stretches.

    Args:
        items: (file, what to run) in the order of collection.
        seconds: how long the tests of a file took together; files without are quick.
        workers: how many stretches of equal length there will be.
    """
    files = defaultdict(list)
    quick = []
    for file, item in items:
        (files[file] if file in seconds else quick).append(item)
    stretches = [[] for _ in range(workers)]
    loads = [0.0] * workers
    for file in sorted(files, key=lambda file: (-seconds[file], file)):
        least = loads.index(min(loads))
        loads[least] += seconds[file]
        stretches[least] += files[file]
    rest = len(items)
    found = []
    for place, stretch in enumerate(stretches):
        room = max(rest // (workers - place) - len(stretch), 0)
        found += [*stretch, *quick[:room]]
        del quick[:room]
        rest = len(items) - len(found)
    return found + quick


class Recorder:
    """Adds up how long the tests of each file take, and writes that into the table at the end."""

    def __init__(self):
        self._seconds = defaultdict(float)

    def pytest_runtest_logreport(self, report):
        self._seconds[f"tests/{report.nodeid.partition('tests/')[2].partition('::')[0]}"] += (
            report.duration
        )

    def pytest_sessionfinish(self):
        found = recorded() | {file: round(s) for file, s in self._seconds.items()}
        long = {file: s for file, s in sorted(found.items()) if s >= LONG_S}
        TABLE.write_text(json.dumps(long, indent=2) + "\n")
