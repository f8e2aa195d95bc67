from windtunnel.engine.fading import SWEEP_FROM, Fading


def test_what_has_passed_is_forgotten_when_the_map_has_grown():
    fading = Fading()
    for n in range(SWEEP_FROM + 1):
        fading.put(f"k{n}", until_us=n, now_us=500)
    assert min(fading.values()) == 501


def test_what_still_matters_is_kept_however_much_it_is():
    fading = Fading()
    for n in range(5 * SWEEP_FROM):
        fading.put(f"k{n}", until_us=10, now_us=0)
    assert len(fading) == 5 * SWEEP_FROM


def test_a_map_in_which_all_matters_is_not_swept_at_each_put():
    fading = Fading()
    for n in range(SWEEP_FROM + 1):
        fading.put(f"k{n}", until_us=10, now_us=0)
    fading["k0"] = 0
    fading.put("one more", until_us=10, now_us=5)
    assert "k0" in fading
