"""Who is on WhatsApp: what a check is told is what a send would find."""

import pytest
from worlds import SECOND, World, profile

from windtunnel.domain.events import ChangeNumber
from windtunnel.domain.facts import StatusFact

PEOPLE = tuple(f"55119999{place:05d}" for place in range(40))


def test_everybody_is_there_where_nothing_says_otherwise():
    assert World().platform.is_on_whatsapp(PEOPLE[0], "toy")


def test_a_check_finds_what_a_send_finds():
    world = World(profile=profile(not_on_whatsapp=0.3))
    told = {
        world.send(who, at=place * SECOND, template="plain").message: who
        for place, who in enumerate(PEOPLE)
    }
    world.finish()
    failed = [told[fact.message] for fact in world.facts(StatusFact) if fact.status == "failed"]
    assert 0 < len(failed) < len(PEOPLE)
    found = [who for who in PEOPLE if not world.platform.is_on_whatsapp(who, "toy")]
    assert sorted(failed) == found


@pytest.mark.parametrize(
    ("recipient", "is_there"), [("19995550101", False), ("19995550104", True)]
)
def test_a_magic_recipient_is_what_its_number_says(recipient, is_there):
    assert World().platform.is_on_whatsapp(recipient, "toy") == is_there


def test_a_group_is_always_there():
    made = World(profile=profile(not_on_whatsapp=1.0)).platform
    assert not made.is_on_whatsapp(PEOPLE[0], "toy")
    assert made.is_on_whatsapp(f"{PEOPLE[0]}@group", "toy")


def test_who_changed_their_number_has_left_the_old_one():
    world = World()
    world.step(ChangeNumber(recipient=PEOPLE[0], new=PEOPLE[1], number=world.number))
    assert not world.platform.is_on_whatsapp(PEOPLE[0], "toy")
    assert world.platform.is_on_whatsapp(PEOPLE[1], "toy")
