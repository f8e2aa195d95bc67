"""Which paths are the Graph API's."""

import re

SEND_PATH = re.compile(r"(?:/(v\d{1,3}\.\d{1,2}))?/(\d{5,20})/messages/?", re.ASCII)
"""The version, if there is one, and the number's id."""

VERSIONED = re.compile(r"(?:/(v\d{1,3}\.\d{1,2}))?((?:/.*)?)", re.ASCII | re.DOTALL)
"""The version, if there is one, and the rest."""

_GRAPH_PATH = re.compile(r"/(?:v\d{1,3}\.\d{1,2}(?:/.*)?|\d{5,20}(?:/.*)?)", re.ASCII | re.DOTALL)


def is_graph(path: str) -> bool:
    """Say whether a path begins with a version or with an id."""
    return _GRAPH_PATH.fullmatch(path) is not None
