"""Variables for a child, on top of what it inherits."""

import pytest

from windtunnel.runtime.variables import on_top


@pytest.mark.parametrize(
    ("name", "stood", "found"),
    [
        ("NODE_OPTIONS", "--inspect", "ours --inspect"),
        ("PYTHONPATH", "src", "ours:src"),
        ("PYTHONPATH", "", "ours"),
        ("PYTHONPATH", "ours:src", "ours:src"),
        ("PYTHONPATH", "/x/ours-not:src", "ours:/x/ours-not:src"),
        ("NODE_OPTIONS", "--require ours.js", "ours --require ours.js"),
        ("NO_PROXY", "*", "ours"),
        # The JVM takes the last of two: a company's proxy must not win.
        ("JAVA_TOOL_OPTIONS", "-Dhttps.proxyHost=corp", "-Dhttps.proxyHost=corp ours"),
        ("JAVA_TOOL_OPTIONS", "ours -Dhttps.proxyHost=corp", "ours -Dhttps.proxyHost=corp ours"),
        ("JAVA_TOOL_OPTIONS", "-Dx=1 ours", "-Dx=1 ours"),
    ],
)
def test_a_list_keeps_what_stood_there_and_all_else_is_ours(name, stood, found):
    assert on_top({name: "ours"}, {name: stood, "PATH": "/bin"}) == {name: found}


def test_a_list_that_is_not_ours_is_left_alone():
    assert on_top({"A": "1"}, {"PYTHONPATH": "src"}) == {"A": "1"}
