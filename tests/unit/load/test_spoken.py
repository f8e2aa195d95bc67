"""A sender at a provider that it does not speak says so."""

import pytest
from gateway import CREDENTIALS
from msgspec.structs import replace
from sender_world import FakeWorld

from windtunnel.domain.errors import ConfigError
from windtunnel_load.host.load import make_sender
from windtunnel_load.senders import pywa_sender, reference, requests_sender, tenacity_sender

AT_ULTRAMSG = (CREDENTIALS,)


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (pywa_sender, "pywa speaks meta; the world has ultramsg"),
        (requests_sender, "this service speaks meta; the world has ultramsg"),
        (tenacity_sender, "this service speaks meta; the world has ultramsg"),
    ],
)
def test_a_sender_for_meta_alone_says_so_elsewhere(module, said):
    with pytest.raises(ConfigError) as told:
        make_sender(module.create, FakeWorld(providers=AT_ULTRAMSG), "mine")
    assert str(told.value) == f"sender 'mine': {said}"


@pytest.mark.parametrize(("providers", "has"), [((), "no provider"), (("pigeon",), "pigeon")])
def test_the_reference_says_what_it_speaks(providers, has):
    world = FakeWorld(providers=[replace_provider(name) for name in providers])
    with pytest.raises(ConfigError, match=f"speaks meta, ultramsg; the world has {has}"):
        reference.create(world)


def replace_provider(name):
    return replace(CREDENTIALS, provider=name)
