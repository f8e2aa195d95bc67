from windtunnel.engine.fading import SWEEP_FROM
from windtunnel.engine.keys import Kept, Keys

KEPT = Kept("m", "c")


def test_a_key_stands_for_its_message_until_it_has_passed():
    keys = Keys()
    keys.remember("k", KEPT, until_us=10, now_us=0)
    assert [keys.find("k", 9), keys.find("k", 10), keys.find("x", 0)] == [KEPT, None, None]


def test_passed_keys_are_forgotten():
    keys = Keys()
    for n in range(5 * SWEEP_FROM):
        keys.remember(f"k{n}", KEPT, until_us=n + 1, now_us=n)
    assert len(keys._kept) < 3 * SWEEP_FROM
