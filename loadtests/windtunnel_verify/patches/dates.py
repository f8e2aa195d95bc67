"""`datetime.now` and `utcnow`, replaced inside the type itself.

The class keeps its identity, so what compares, encodes or inherits it is not disturbed, however it
was imported. `today` of `date` and `datetime` reads `time.time` and needs nothing.
"""

import ctypes
import datetime
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from windtunnel_verify.patches.run import current

_REAL = {name: datetime.datetime.__dict__[name] for name in ("now", "utcnow")}
_REAL_NOW = datetime.datetime.now
_MICROSECOND = datetime.timedelta(microseconds=1)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def _now(cls: Any, tz: datetime.tzinfo | None = None) -> datetime.datetime:
    run = current()
    if run is None:
        real: datetime.datetime = _REAL["now"].__get__(None, cls)(tz)
        return real
    # A float of seconds is exact to the µs for the next two centuries.
    found: datetime.datetime = cls.fromtimestamp(run.unix_ns / 1e9, tz)
    return found


def _utcnow(cls: Any) -> datetime.datetime:
    run = current()
    if run is None:
        real: datetime.datetime = _REAL["utcnow"].__get__(None, cls)()
        return real
    found: datetime.datetime = cls.fromtimestamp(run.unix_ns / 1e9, datetime.UTC)
    return found.replace(tzinfo=None)


@contextmanager
def replaced_dates() -> Iterator[None]:
    """Replace the two methods, and put the originals back."""
    _write({"now": classmethod(_now), "utcnow": classmethod(_utcnow)})
    try:
        yield
    finally:
        _write(_REAL)


def _write(methods: dict[str, Any]) -> None:
    """Write into the dictionary of a type that Python keeps read-only."""
    (inner,) = gc.get_referents(datetime.datetime.__dict__)
    inner.update(methods)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(datetime.datetime))
