import pytest

from windtunnel.domain.errors import LimitError
from windtunnel.domain.ids import KINDS, make_id, shard_of


def test_an_id_has_fifteen_digits_and_names_its_shard():
    made = make_id(1, "number", shard=42, world=17, ordinal=3)
    assert (len(made), made.isdecimal(), shard_of(made)) == (15, True, 42)


def test_ids_differ_by_kind_world_and_ordinal():
    made = {
        make_id(1, kind, shard=0, world=world, ordinal=ordinal)
        for kind in KINDS
        for world in range(20)
        for ordinal in range(20)
    }
    assert len(made) == len(KINDS) * 400


def test_the_same_seed_makes_the_same_id():
    assert make_id(9, "app", shard=0, world=1, ordinal=0) == make_id(
        9, "app", shard=0, world=1, ordinal=0
    )


@pytest.mark.parametrize(
    ("shard", "world", "ordinal"),
    [(100, 0, 0), (-1, 0, 0), (0, 100_000, 0), (0, 0, 10_000)],
    ids=["shard", "negative", "world", "ordinal"],
)
def test_what_does_not_fit_into_an_id_is_refused(shard, world, ordinal):
    with pytest.raises(LimitError, match=r"is outside 0\.\."):
        make_id(1, "number", shard=shard, world=world, ordinal=ordinal)
