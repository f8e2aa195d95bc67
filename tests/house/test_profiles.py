"""docs/profiles.md holds the switches and profiles as they are: names, values, defaults."""

import json

import msgspec
import pytest
from tables import first_words, row_of, rows, section, words

from windtunnel.domain.profile import Profile, Share, Spread
from windtunnel.domain.worldspec import WorldSpec
from windtunnel.providers import load_dialects
from windtunnel.providers.meta.catalog import SWITCHES as META_SWITCHES
from windtunnel.providers.ultramsg.catalog import SWITCHES as ULTRAMSG_SWITCHES

PAGE = "profiles.md"
DIALECTS = load_dialects()
PROFILES = {name: one for each in DIALECTS.values() for name, one in each.profiles.items()}
COLUMNS = {
    "meta": ("meta-ci", "meta-2026-11", "bench"),
    "ultramsg": ("ultramsg-ci", "ultramsg-2026-11"),
}
SWITCHES = {"meta": META_SWITCHES, "ultramsg": ULTRAMSG_SWITCHES}
PARTS = [(name, part) for name in PROFILES for part in PROFILES[name].delivered]
UNITS = (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1))
NO_VALUES = {"name", "provider", "delivered", "switches", "sources"}
VALUED = [name for name in Profile.__struct_fields__ if name not in NO_VALUES]
every_provider = pytest.mark.parametrize("provider", DIALECTS)


def time(ms):
    """Return a duration as the page writes it."""
    unit, size = next(((unit, size) for unit, size in UNITS if ms >= size), ("ms", 1))
    return f"{ms / size:g} {unit}"


def said(value):
    """Return a value of a profile as the page writes it."""
    if value is None:
        return "–"
    if isinstance(value, Spread):
        if not value.median_ms:
            return "0"
        spread = f"{time(value.lo_ms)} to {time(value.hi_ms)}"
        return f"{time(value.median_ms)} ({spread}), σ {value.sigma:g}"
    if isinstance(value, dict):
        return ", ".join(f"{kind} {time(1_000 * seconds)}" for kind, seconds in value.items())
    return f"{100 * value:g} %"


def test_each_profile_has_its_row_and_each_row_its_profile():
    assert sorted(first_words(PAGE, "Which one")) == sorted(PROFILES)


def test_each_field_is_explained_and_none_that_does_not_exist():
    first = first_words(PAGE, "The fields")
    assert sorted(first) == sorted(Profile.__struct_fields__)


@pytest.mark.parametrize("name", [*Spread.__struct_fields__, *Share.__struct_fields__])
def test_each_part_of_a_duration_and_of_the_mixture_is_named(name):
    assert f"`{name}`" in section(PAGE, "The fields")


@every_provider
@pytest.mark.parametrize("field", VALUED)
def test_each_value_is_the_shipped_one(provider, field):
    shipped = [said(getattr(PROFILES[name], field)) for name in COLUMNS[provider]]
    assert row_of(PAGE, f"The values of `{provider}`", field)[1:] == shipped


def test_the_values_are_those_of_every_profile():
    assert sorted(name for names in COLUMNS.values() for name in names) == sorted(PROFILES)


@every_provider
def test_the_mixture_is_the_shipped_one(provider):
    shipped = [
        [f"`{name}`", said(part.share), said(part.wait) if part.wait else "never", online(part)]
        for name, part in PARTS
        if name in COLUMNS[provider]
    ]
    written = rows(PAGE, f"The values of `{provider}`")
    assert sorted(row for row in written if words(row[0])[0] in PROFILES) == sorted(shipped)


def online(part):
    return "yes" if part.online else "no"


@every_provider
def test_each_switch_has_its_row_and_each_row_its_switch(provider):
    assert sorted(first_words(PAGE, f"The switches of `{provider}`")) == sorted(SWITCHES[provider])


@pytest.mark.parametrize(
    ("provider", "switch"),
    [(provider, name) for provider in SWITCHES for name in SWITCHES[provider]],
)
def test_the_values_of_a_switch_stand_in_order_the_default_first(provider, switch):
    written = words(row_of(PAGE, f"The switches of `{provider}`", switch)[1])
    values = SWITCHES[provider][switch]
    assert written == [str(v).lower() if isinstance(v, bool) else str(v) for v in values]


def test_no_shipped_profile_brings_a_switch_as_the_page_says():
    assert not [name for name in PROFILES if PROFILES[name].switches]


def test_the_profile_of_the_page_can_be_used():
    (block,) = section(PAGE, "The fields").split("```json\n")[1:]
    spec = msgspec.convert(json.loads(block.partition("```")[0]), WorldSpec)
    assert msgspec.convert(spec.profile_values, Profile).name == "slow"
