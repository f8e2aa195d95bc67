"""Files with profiles: what is read, and what is refused by the file's name."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.providers import shipped
from windtunnel.providers.shipped import read_profile

GOOD = """
name: x
answer: {median_ms: 1}
sent: {median_ms: 1}
delivered: [{share: 1, wait: {median_ms: 1}}]
read_share: 0
read: {median_ms: 1}
"""


def test_what_is_no_yaml_file_is_let_be(tmp_path, monkeypatch):
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "notes.txt").write_text("x")
    (tmp_path / "profiles" / "x.yaml").write_text(GOOD)
    monkeypatch.setattr(shipped, "files", lambda _package: tmp_path)
    assert list(shipped.shipped_profiles("anyone", default="x.yaml")) == ["x"]


def test_a_profile_file_can_be_read():
    assert read_profile(GOOD, "x.yaml").name == "x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("share: 1,", "share: 0.5,"), r"x.yaml: shares of delivered sum to 0.5"),
        (GOOD.replace("name: x", "name: 1"), r"x.yaml: Expected `str`, got `int` - at `\$.name`"),
        (GOOD + "reed: 1\n", r"x.yaml: reed is not a value of a profile"),
        (GOOD.replace("wait: {", "wait: {sgima: 1, "), r"x.yaml: delivered.0.wait.sgima is not"),
        ("[", r"x.yaml: "),
        ("", r"x.yaml: Expected `object`, got `null`"),
    ],
)
def test_a_file_that_holds_no_profile_is_refused_by_its_name(text, words):
    with pytest.raises(ConfigError, match=words):
        read_profile(text, "x.yaml")
