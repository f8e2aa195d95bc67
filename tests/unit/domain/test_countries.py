import pytest

from windtunnel.domain.countries import CALLING_CODES, calling_code, country_of


@pytest.mark.parametrize(
    ("digits", "country"),
    [
        ("5511987654321", "BR"),
        ("971501234567", "AE"),
        ("2348012345678", "NG"),
        ("15550100001", "US"),
        ("999123", "ZZ"),
        ("", "ZZ"),
    ],
)
def test_a_recipient_belongs_to_the_longest_prefix(digits, country):
    assert country_of(digits) == country


def test_every_calling_code_leads_back_to_its_country():
    assert {calling_code(name): name for name in CALLING_CODES.values()} == CALLING_CODES


def test_a_country_outside_the_table_has_no_calling_code():
    with pytest.raises(KeyError, match="ZZ"):
        calling_code("ZZ")
