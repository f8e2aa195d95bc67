"""What a load process says of itself while it runs."""

from windtunnel_load.progress import (
    RECENT,
    LoadProgress,
    Tally,
    read_progress,
    total,
    write_progress,
)


def test_offered_counts_what_was_started_and_what_was_shed():
    tally = Tally(10)
    tally.start(1.0)
    tally.shed += 1
    assert tally.progress(done=False).offered == 2


def test_live_lateness_is_of_the_newest_and_the_last_word_is_of_all():
    tally = Tally(2 * RECENT)
    for late_ms in [500.0] * 50 + [1.0] * RECENT:
        tally.start(late_ms)
    assert tally.progress(done=False).lateness_p99_ms == 1.0
    assert tally.progress(done=True).lateness_p99_ms == 500.0


def test_answers_are_shown_as_a_p95():
    tally = Tally(100)
    for ms in range(100):
        tally.answer(float(ms))
    assert tally.progress(done=False).answer_p95_ms == 95.0


def test_shares_add_up_and_the_slowest_speaks_for_all():
    one = LoadProgress(planned=5, offered=3, answered=2, shed=1, answer_p95_ms=9.0, done=True)
    two = LoadProgress(planned=4, offered=4, answered=4, answer_p95_ms=3.0)
    both = total([one, two])
    assert (both.planned, both.offered, both.shed, both.answer_p95_ms) == (9, 7, 1, 9.0)
    assert not both.done


def test_no_share_is_never_done():
    assert not total([]).done


def test_the_file_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "progress.json"
    told = LoadProgress(planned=3, offered=2)
    write_progress(path, told)
    assert read_progress(path) == told
    assert [each.name for each in tmp_path.iterdir()] == ["progress.json"]


def test_a_file_that_is_not_there_yet_says_nothing(tmp_path):
    assert read_progress(tmp_path / "progress.json") is None


def test_a_file_of_something_else_says_nothing(tmp_path):
    (tmp_path / "progress.json").write_text("{")
    assert read_progress(tmp_path / "progress.json") is None
