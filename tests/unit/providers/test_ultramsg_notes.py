"""What the dialect keeps of a number is bounded."""

from ultradesk import Number

from windtunnel.providers.ultramsg.notes import NOTES_MAX, all_noted, forget, note, noted


def test_notes_are_by_kind_and_key():
    number = Number()
    note(number, "read", "a", "1")
    note(number, "reader", "a", "2")
    note(number, "read", "b", "3")
    assert all_noted(number, "read") == {"a": "1", "b": "3"}
    assert noted(number, "reader", "a") == "2"
    assert noted(number, "reader", "b") is None


def test_a_note_is_forgotten_once():
    number = Number()
    note(number, "read", "a", "1")
    assert forget(number, "read", "a")
    assert not forget(number, "read", "a")


def test_the_oldest_note_is_forgotten_first():
    number = Number()
    for place in range(NOTES_MAX):
        note(number, "read", str(place), "")
    note(number, "read", "0", "again")
    note(number, "read", "new", "")
    kept = all_noted(number, "read")
    assert len(kept) == NOTES_MAX
    assert ("0" in kept, "1" in kept, "new" in kept) == (True, False, True)
