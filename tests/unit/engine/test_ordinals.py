from windtunnel.engine import ordinals
from windtunnel.engine.ordinals import Ordinals


def test_each_entity_counts_from_one():
    counted = Ordinals()
    assert [counted.next(name) for name in "aabab"] == [1, 2, 1, 3, 2]


def test_the_oldest_entities_are_forgotten_beyond_the_bound(monkeypatch):
    monkeypatch.setattr(ordinals, "ENTITIES_MAX", 4)
    counted = Ordinals()
    for name in "abcde":
        counted.next(name)
    assert (counted.next("a"), counted.next("e")) == (1, 2)
