"""Our variables can be told from others, and emptied for a child."""

from windtunnel.domain.variables import silencing


def test_only_ours_are_emptied():
    assert silencing(["WINDTUNNEL_HOST", "PATH", "MY_WINDTUNNEL_HOST"]) == {"WINDTUNNEL_HOST": ""}
