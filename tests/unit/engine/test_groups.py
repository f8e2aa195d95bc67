"""Groups of customers, and what of customers' messages a provider can tell at all."""

import pytest
from toyqueue import QueueDialect
from worlds import World

from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.events import AddGroup, CustomerText
from windtunnel.domain.facts import InboundFact, OptOutFact
from windtunnel.domain.worldspec import GroupSpec
from windtunnel.engine import groups

ANA = "5511999990001"


def world():
    return World(dialect=QueueDialect())


def form(made, **fields):
    made.step(AddGroup(spec=GroupSpec(**fields)))
    return made.platform.groups[-1]


def writes(made, **fields):
    made.step(CustomerText(recipient=ANA, number="main", **{"text": "stop"} | fields))


def test_a_group_has_an_id_of_its_own_where_none_is_given():
    made = world()
    first, second = form(made, name="a"), form(made, members=(ANA,))
    assert first.id.isdecimal()
    assert (len(first.id), first.id != second.id, second.members) == (18, True, (ANA,))
    assert form(made, id="77").id == "77"


@pytest.mark.parametrize("said", ["neighbours", "7"])
def test_a_message_to_a_group_bears_its_id(said):
    made = world()
    form(made, id="6", name="other")
    form(made, id="7", name="neighbours")
    writes(made, group=said)
    assert made.pushes()[0].events[0].group == "7"
    assert made.platform.number("main").shelf.letters[0].group == "7"
    assert made.facts(InboundFact)[0].event.startswith(f"yot-7{ANA}-")


def test_groups_are_bounded(monkeypatch):
    made = world()
    form(made, id="7")
    monkeypatch.setattr(groups, "MEMBERS_MAX", 1)
    for fields in ({"id": "7"}, {"id": "x"}, {"id": "1" * 33}, {"members": ("1", "2")}):
        with pytest.raises(ConfigError):
            form(made, **fields)
    monkeypatch.setattr(groups, "GROUPS_MAX", 1)
    with pytest.raises(LimitError, match="1 groups, the most"):
        form(made)


@pytest.mark.parametrize(
    ("made", "fields", "error", "text"),
    [
        (World(), {"kind": "voice"}, ConfigError, "toy cannot tell; must be one of text"),
        (World(), {"group": "7"}, ConfigError, "provider toy has no groups"),
        (world(), {"group": "7"}, UnknownThing, "no group '7' in this world"),
        (world(), {"kind": "reaction"}, ConfigError, "needs the message reacted to"),
    ],
    ids=["kind", "no groups", "no such group", "reaction to nothing"],
)
def test_what_a_provider_cannot_tell_is_refused(made, fields, error, text):
    with pytest.raises(error, match=text):
        writes(made, **fields)
    assert made.facts(InboundFact) == []


def test_only_a_text_can_be_a_keyword():
    made = world()
    writes(made, kind="voice")
    assert made.facts(OptOutFact) == []
    writes(made)
    assert len(made.facts(OptOutFact)) == 1
