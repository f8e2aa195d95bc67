"""The shipped profiles: what each promises, and that every value says where it comes from."""

import pytest

from windtunnel.domain.profile import Profile, Share, Spread
from windtunnel.providers.meta import dialect as meta
from windtunnel.providers.ultramsg import dialect as ultramsg

NAMES = {
    "meta": ("bench", "meta-2026-11", "meta-ci"),
    "ultramsg": ("ultramsg-2026-11", "ultramsg-ci"),
}
DIALECTS = {"meta": meta, "ultramsg": ultramsg}
EVERY = [(provider, name) for provider, names in NAMES.items() for name in names]
every_profile = pytest.mark.parametrize(("provider", "name"), EVERY)
every_provider = pytest.mark.parametrize("provider", NAMES)
CI_WAIT_MS_MAX = 5_000


def spreads(profile):
    for name in Profile.__struct_fields__:
        value = getattr(profile, name)
        if isinstance(value, Spread):
            yield name, value
        for part in value if name == "delivered" else ():
            assert isinstance(part, Share)
            if part.wait is not None:
                yield name, part.wait


@every_provider
def test_the_profiles_are_these_and_the_short_one_is_the_default(provider):
    profiles = DIALECTS[provider].profiles
    assert tuple(sorted(profiles)) == NAMES[provider]
    assert next(iter(profiles)) == f"{provider}-ci"


@every_profile
def test_every_value_has_a_source_or_says_that_it_is_assumed(provider, name):
    profile = DIALECTS[provider].profiles[name]
    written = set(Profile.__struct_fields__) - {"name", "provider", "sources"}
    valued = {field for field in written if getattr(profile, field)} | {"read_share"}
    assert not valued - set(profile.sources)
    for source in profile.sources.values():
        assert source.startswith("assumed") or "read 20" in source


@every_profile
def test_a_profile_is_found_under_its_own_name_and_is_its_providers(provider, name):
    profile = DIALECTS[provider].profiles[name]
    assert (profile.name, profile.provider) == (name, provider)


@every_profile
def test_a_profile_has_only_switches_of_its_provider(provider, name):
    dialect = DIALECTS[provider]
    dialect.catalog(dialect.profiles[name].switches)


@every_provider
def test_no_wait_of_the_ci_profile_is_over_five_seconds(provider):
    for _, spread in spreads(DIALECTS[provider].profiles[f"{provider}-ci"]):
        assert spread.hi_ms <= CI_WAIT_MS_MAX


@every_provider
def test_the_ci_profile_has_handsets_that_stay_silent(provider):
    profile = DIALECTS[provider].profiles[f"{provider}-ci"]
    assert any(part.wait is None for part in profile.delivered)


def test_the_bench_profile_waits_for_nothing_and_leaves_nothing_to_chance():
    profile = meta.profiles["bench"]
    assert {spread.median_ms for _, spread in spreads(profile)} == {0.0}
    assert (profile.read_share, profile.push_duplicate, profile.not_on_whatsapp) == (0, 0, 0)


def test_an_authentication_code_lives_ten_minutes():
    # Source: D:time-to-live, read 2026-11-22.
    assert meta.profiles["meta-2026-11"].ttl_s["authentication"] == 600
