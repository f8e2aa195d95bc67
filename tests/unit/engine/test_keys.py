from windtunnel.engine.fading import SWEEP_FROM
from windtunnel.engine.keys import Keys


def test_a_key_stands_for_its_message_until_it_has_passed():
    keys = Keys()
    keys.remember("k", "m", until_us=10, now_us=0)
    assert (keys.message("k", 9), keys.message("k", 10), keys.message("x", 0)) == ("m", None, None)


def test_passed_keys_are_forgotten():
    keys = Keys()
    for n in range(5 * SWEEP_FROM):
        keys.remember(f"k{n}", "m", until_us=n + 1, now_us=n)
    assert len(keys._messages) < 3 * SWEEP_FROM
