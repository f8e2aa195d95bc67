"""Which installed providers a scenario is played at."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import WorldSpec
from windtunnel.providers import load_dialects
from windtunnel_scenarios import load_scenario
from windtunnel_verify import casting
from windtunnel_verify.casting import cast_of, profiles_said


class Dumb:
    """An imaginary provider with one fault and no templates."""

    name = "dumb"
    profiles = {"dumb-ci": None}
    faults = ("answer-lost",)
    has_templates = False

    def catalog(self, _switches):
        return self


@pytest.fixture
def both(monkeypatch):
    def load(names=None):
        found = {**load_dialects(), "dumb": Dumb()}
        return found if names is None else {name: found[name] for name in names}

    monkeypatch.setattr(casting, "load_dialects", load)


def test_a_scenario_without_providers_is_the_first_installed_ones():
    cast = cast_of(load_scenario("checkout-rush"))
    assert (cast.providers, cast.home, cast.left_out) == (("meta",), "meta", ())
    assert cast.has_templates


@pytest.mark.usefixtures("both")
def test_faults_that_another_provider_has_not_are_left_out():
    cast = cast_of(load_scenario("checkout-rush"), ("dumb",))
    assert (cast.providers, cast.home, cast.left_out) == (("dumb",), "meta", ("throttle",))
    assert not cast.has_templates


@pytest.mark.usefixtures("both")
def test_of_several_providers_one_that_has_a_fault_is_enough():
    cast = cast_of(load_scenario("checkout-rush"), ("dumb", "meta"))
    assert (cast.left_out, cast.has_templates) == ((), False)


@pytest.mark.usefixtures("both")
def test_a_fault_that_a_scenarios_own_provider_has_not_is_refused(tmp_path):
    text = load_scenario("checkout-rush").text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("profile: meta-ci", "providers: [dumb]"))
    with pytest.raises(ConfigError, match="fault throttle does not exist at dumb"):
        cast_of(load_scenario(str(path)))


def test_a_profile_that_nobody_names_is_the_first_that_is_shipped():
    dialects = {"meta": load_dialects()["meta"], "dumb": Dumb()}
    world = WorldSpec(providers=("meta", "dumb"), profiles={"meta": "bench"})
    assert profiles_said(world, dialects) == "bench + dumb-ci"
    assert profiles_said(WorldSpec(profile="bench"), dialects) == "bench"
