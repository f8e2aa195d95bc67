"""The shipped profiles: what each promises, and that every value says where it comes from."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Profile, Share, Spread
from windtunnel.providers.meta import dialect, profiles
from windtunnel.providers.meta.profiles import read_profile

NAMES = ("bench", "meta-2026-11", "meta-ci")
CI_WAIT_MS_MAX = 5_000
GOOD = """
name: x
answer: {median_ms: 1}
sent: {median_ms: 1}
delivered: [{share: 1, wait: {median_ms: 1}}]
read_share: 0
read: {median_ms: 1}
"""


def spreads(profile):
    for name in Profile.__struct_fields__:
        value = getattr(profile, name)
        if isinstance(value, Spread):
            yield name, value
        for part in value if name == "delivered" else ():
            assert isinstance(part, Share)
            if part.wait is not None:
                yield name, part.wait


def test_the_profiles_are_these():
    assert tuple(sorted(dialect.profiles)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_a_source_or_says_that_it_is_assumed(name):
    profile = dialect.profiles[name]
    written = set(Profile.__struct_fields__) - {"name", "provider", "sources"}
    valued = {field for field in written if getattr(profile, field)} | {"read_share"}
    assert not valued - set(profile.sources)
    for source in profile.sources.values():
        assert source.startswith("assumed") or "read 20" in source


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_found_under_its_own_name_and_is_metas(name):
    profile = dialect.profiles[name]
    assert (profile.name, profile.provider) == (name, "meta")


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_has_only_switches_of_meta(name):
    dialect.catalog(dialect.profiles[name].switches)


def test_no_wait_of_the_ci_profile_is_over_five_seconds():
    for _, spread in spreads(dialect.profiles["meta-ci"]):
        assert spread.hi_ms <= CI_WAIT_MS_MAX


def test_the_ci_profile_has_handsets_that_stay_silent():
    assert any(part.wait is None for part in dialect.profiles["meta-ci"].delivered)


def test_the_bench_profile_waits_for_nothing_and_leaves_nothing_to_chance():
    profile = dialect.profiles["bench"]
    assert {spread.median_ms for _, spread in spreads(profile)} == {0.0}
    assert (profile.read_share, profile.push_duplicate, profile.not_on_whatsapp) == (0, 0, 0)


def test_an_authentication_code_lives_ten_minutes():
    # Source: D:time-to-live, read 2026-11-22.
    assert dialect.profiles["meta-2026-11"].ttl_s["authentication"] == 600


def test_what_is_no_yaml_file_is_let_be(tmp_path, monkeypatch):
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "notes.txt").write_text("x")
    (tmp_path / "profiles" / "x.yaml").write_text(GOOD)
    monkeypatch.setattr(profiles, "files", lambda _package: tmp_path)
    assert list(profiles.shipped_profiles.__wrapped__()) == ["x"]


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
