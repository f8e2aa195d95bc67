import pytest

from windtunnel.domain import people
from windtunnel.domain.errors import LimitError
from windtunnel.domain.people import People, person_of


@pytest.mark.parametrize(
    "forms",
    [
        ("5547988887777", "554788887777"),
        ("5511999990001", "551199990001"),
        ("5215512345678", "525512345678"),
        ("5491123456789", "541123456789"),
    ],
)
def test_the_forms_of_one_number_are_one_person(forms):
    assert len({person_of(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "digits",
    ["551133334444", "5511", "55011111111", "52155", "52", "549", "15550100001", "447700900123"],
)
def test_a_number_of_one_form_stays_as_it_is(digits):
    assert person_of(digits) == digits


def test_a_person_stays_the_same_through_every_change():
    known = People()
    assert known.change("554788887777", "15550100002") == "5547988887777"
    assert known.change("15550100002", "447700900123") == "5547988887777"
    assert known.person("447700900123") == "5547988887777"
    assert known.person("33639980000") == "33639980000"


def test_who_changed_has_left_the_old_number_until_somebody_takes_it():
    known = People()
    assert not known.has_left("5547988887777")
    known.change("5547988887777", "15550100002")
    assert known.has_left("554788887777")
    assert not known.has_left("15550100002")
    assert known.current("554788887777") == known.current("15550100002") == "15550100002"
    assert known.change("447700900123", "5547988887777") == "447700900123"
    assert not known.has_left("5547988887777")


def test_a_number_leads_through_every_change_to_the_last():
    known = People()
    known.change("1", "2")
    known.change("2", "3")
    assert [known.current(digits) for digits in "1234"] == ["3", "3", "3", "4"]
    known.change("3", "1")
    assert [known.current(digits) for digits in "123"] == ["1", "1", "1"]


def test_another_form_of_the_same_number_is_not_left():
    known = People()
    known.change("5547988887777", "554788887777")
    assert not known.has_left("554788887777")


def test_changes_are_bounded(monkeypatch):
    monkeypatch.setattr(people, "CHANGES_MAX", 0)
    with pytest.raises(LimitError, match="0 numbers changed"):
        People().change("1", "2")
