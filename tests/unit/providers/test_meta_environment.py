"""The environment variables that clients of the Cloud API read."""

from windtunnel.providers.meta import dialect

WORLD = {
    "base_url": "http://127.0.0.1:8080",
    "token": "T",
    "number": "1",
    "account": "2",
    "app_secret": "S",
    "verify_token": "V",
}


def test_each_value_goes_to_every_name_that_a_client_reads_it_by():
    given = dialect.environment(WORLD)
    assert {given[name] for name in ("WHATSAPP_TOKEN", "PYWA_TOKEN")} == {"T"}
    assert {given[name] for name in ("PHONE_NUMBER_ID", "PYWA_PHONE_ID")} == {"1"}
    assert given["WABA_ID"] == given["WHATSAPP_BUSINESS_ACCOUNT_ID"] == "2"
    assert (given["APP_SECRET"], given["VERIFY_TOKEN"]) == ("S", "V")


def test_base_addresses_come_with_and_without_scheme_and_version():
    given = dialect.environment(WORLD)
    assert given["WHATSAPP_API_URL"] == "http://127.0.0.1:8080"
    assert given["GRAPH_API_URL"] == "http://127.0.0.1:8080/v23.0"
    assert given["WA_BASE_URL"] == "127.0.0.1:8080"


def test_a_last_slash_of_the_base_address_is_let_go():
    given = dialect.environment(WORLD | {"base_url": "http://127.0.0.1:8080/"})
    assert given["GRAPH_API_URL"] == "http://127.0.0.1:8080/v23.0"
