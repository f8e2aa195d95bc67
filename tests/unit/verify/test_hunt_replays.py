import base64
import zlib

import msgspec
import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.senders import reference
from windtunnel_verify import PlannedFault, Replay, Schedule, decode, encode, order, replay_of
from windtunnel_verify.hunt import replays
from windtunnel_verify.hunt.corpus import FILES_MAX, corpus_of, read_corpus, save_replay
from windtunnel_verify.hunt.replays import START, pretty, profile_digest, read_file

SCHEDULE = Schedule(
    intents=(order(), order(1_000_000)),
    faults=(PlannedFault(intent=1, attempt=2, fault="wire", settings={"after": "reset"}),),
)
KEPT = replay_of(reference.create, SCHEDULE, seed=7, invariant="R02")


def test_a_token_holds_everything_that_a_run_is_made_of():
    assert decode(encode(KEPT)) == KEPT
    assert (KEPT.schedule, KEPT.seed, KEPT.invariant) == (SCHEDULE, 7, "R02")
    assert KEPT.sender == "windtunnel_load.senders.reference:create"
    assert KEPT.sender_digest
    assert KEPT.profile_digest == profile_digest("meta-ci")
    assert set(KEPT.versions) == {"python", "windtunnel"}


def test_a_token_may_be_broken_over_lines():
    token = encode(KEPT)
    assert decode(f" {token[:40]}\n  {token[40:]}\n") == KEPT


def test_a_sender_without_source_has_no_digest():
    assert replay_of(print, SCHEDULE, seed=0, invariant="").sender_digest == ""
    assert profile_digest("no-such-profile") == ""


def packed(raw):
    body = zlib.compress(raw, wbits=-15)
    whole = zlib.crc32(body).to_bytes(4, "big") + body
    return START + base64.urlsafe_b64encode(whole).decode()


TOKEN = encode(KEPT)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("hello", "no token"),
        ("wt9.abc", "of another version"),
        (START + "a" * (replays.TOKEN_CHARS_MAX + 1), "longer than"),
        (START + "!!!", "damaged"),
        (START, "its check sum does not hold"),
        (TOKEN[:-4], "its check sum does not hold"),
        (TOKEN[:30] + ("A" if TOKEN[30] != "A" else "B") + TOKEN[31:], "check sum"),
        (packed(b"{}"), "missing required field `schedule`"),
        (packed(b"not json"), "JSON is malformed"),
        (packed(b" " * (replays.BYTES_MAX + 10)), "unfolds to more than"),
    ],
    ids=["none", "version", "long", "letters", "empty", "cut", "changed", "field", "json", "bomb"],
)
def test_a_damaged_token_is_refused_with_the_reason(token, said):
    with pytest.raises(ConfigError, match=said):
        decode(token)


def test_a_token_whose_content_is_no_deflate_is_damaged():
    body = b"\xff\xff\xff\xff"
    whole = zlib.crc32(body).to_bytes(4, "big") + body
    with pytest.raises(ConfigError, match="damaged"):
        decode(START + base64.urlsafe_b64encode(whole).decode())


def test_a_schedule_too_long_for_a_token_asks_for_a_file(monkeypatch):
    monkeypatch.setattr(replays, "TOKEN_CHARS_MAX", 50)
    with pytest.raises(ConfigError, match="write it to a file"):
        encode(KEPT)


def test_a_file_is_readable_and_holds_the_same(tmp_path, monkeypatch):
    path = tmp_path / "kept.json"
    path.write_bytes(pretty(KEPT))
    assert read_file(path) == KEPT
    assert '"fault": "wire"' in path.read_text()
    monkeypatch.setattr(replays, "BYTES_MAX", 10)
    with pytest.raises(ConfigError, match="at most 10"):
        read_file(path)
    with pytest.raises(ConfigError, match="No such file"):
        read_file(tmp_path / "none.json")


def test_a_corpus_keeps_each_counterexample_once(tmp_path):
    folder = corpus_of("shop.sender:create", tmp_path)
    path = save_replay(folder, KEPT, digest="abc")
    assert path == tmp_path / "shop.sender-create" / "R02-abc.json"
    assert save_replay(folder, KEPT, digest="abc") is None
    assert read_corpus(folder) == ([("R02-abc.json", KEPT)], [])


def test_a_corpus_names_the_file_that_holds_none_and_reads_on(tmp_path):
    save_replay(tmp_path, Replay(schedule=SCHEDULE), digest="abc")
    (tmp_path / "bad.json").write_text("{")
    found, wrong = read_corpus(tmp_path)
    assert [name for name, _ in found] == ["run-abc.json"]
    assert "bad.json" in wrong[0]


def test_a_corpus_is_played_in_order_of_name(tmp_path):
    for digest in ("c", "a", "b"):
        save_replay(tmp_path, KEPT, digest=digest)
    names = [name for name, _ in read_corpus(tmp_path)[0]]
    assert names == ["R02-a.json", "R02-b.json", "R02-c.json"]


def test_two_that_left_no_ledger_are_both_kept(tmp_path):
    save_replay(tmp_path, KEPT, digest="")
    save_replay(tmp_path, msgspec.structs.replace(KEPT, seed=8), digest="")
    assert [replay.seed for _, replay in read_corpus(tmp_path)[0]] in ([7, 8], [8, 7])


def test_a_full_corpus_says_that_it_takes_no_more(tmp_path):
    for place in range(FILES_MAX):
        (tmp_path / f"{place}.json").touch()
    with pytest.raises(ConfigError, match="holds 200 counterexamples"):
        save_replay(tmp_path, KEPT, digest="abc")
    assert corpus_of("::", tmp_path) == tmp_path / "sender"


def test_a_corpus_that_is_too_full_says_what_is_left_out(tmp_path):
    for place in range(FILES_MAX + 1):
        (tmp_path / f"{place:03d}.json").write_bytes(pretty(KEPT))
    found, wrong = read_corpus(tmp_path)
    assert len(found) == FILES_MAX
    assert wrong == [f"{tmp_path}: 201 counterexamples; the first 200 are played"]


def test_a_corpus_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "corpus").touch()
    with pytest.raises(ConfigError, match="corpus"):
        save_replay(tmp_path / "corpus", KEPT, digest="abc")
