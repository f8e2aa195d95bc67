"""What every fact has, and the words that several kinds share."""

from typing import Literal

import msgspec

OutcomeState = Literal["accepted", "failed", "unknown", "expired", "cancelled"]
MessageScope = Literal["marketing", "utility", "authentication", "service"]


class Fact(
    msgspec.Struct, kw_only=True, tag_field="kind", tag=str.lower, omit_defaults=True, gc=False
):
    """What every fact has; `seq` and `writer` are the segment's, filled in on reading."""

    seq: int = -1
    writer: str = ""
    t: int
