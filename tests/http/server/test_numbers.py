"""Numbers that stand, wait and are told apart, over the control API and a provider's own."""

import pytest
from serving import serving
from toy import ToyDialect
from toyqueue import QueueDialect

QUEUE = {"providers": ["queue"], "numbers": [{}], "profile": "toy-plain"}
BOTH = {"providers": ["toy", "queue"], "numbers": [], "profile": "toy-plain"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Serve both toys."""
    dialects = {"toy": ToyDialect(), "queue": QueueDialect()}
    with serving(tmp_path_factory.mktemp("numbers"), dialects=dialects) as running:
        yield running


@pytest.fixture
def world(server):
    spec = QUEUE | {"webhook": {"url": "http://127.0.0.1:9/hook"}}
    made = server.client.post("/control/worlds", json=spec).json()
    yield Asked(server.client, made)
    server.client.delete(f"/control/worlds/{made['world']}")


class Asked:
    """One world, asked without a word about windows."""

    def __init__(self, client, shown):
        self.client = client
        self.shown = shown
        self.number = shown["numbers"][0]["id"]

    def ask(self, method, path, **more):
        route = f"/control/worlds/{self.shown['world']}{path}"
        answer = self.client.request(method, route, **more)
        return answer.status_code, answer.json()


def test_a_numbers_state_is_set_and_shown(world):
    status, shown = world.ask("PATCH", "/numbers/main", json={"state": "logged_out"})
    assert (status, shown["state"]) == (200, "logged_out")
    assert world.ask("GET", f"/numbers/{world.number}")[1] == shown
    assert world.ask("GET", "/numbers")[1] == [shown]
    world.ask("PATCH", "/numbers/main", json={"state": "loading", "for_us": 1_000})
    world.ask("POST", "/advance", json={"seconds": 1})
    assert world.ask("GET", "/numbers/main")[1]["state"] == "connected"


def test_a_state_that_a_provider_does_not_have_is_refused(server):
    made = server.world()
    answer = made.ask("PATCH", "/numbers/main", json={"state": "standby"})
    assert (answer.status_code, "does not have" in answer.json()["error"]) == (400, True)
    assert made.ask("GET", "/numbers/nobody").status_code == 404


def test_numbers_have_callbacks_of_their_own(world):
    assert world.shown["numbers"][0]["webhook"] == world.shown["webhook"]
    status, _ = world.ask("PUT", "/webhook?provider=queue", json={"url": "http://127.0.0.1:9/x"})
    assert status == 200
    assert world.ask("GET", "/numbers/main")[1]["webhook"] == "http://127.0.0.1:9/x"
    status, said = world.ask("PUT", "/webhook?provider=quiet", json={"url": ""})
    assert (status, "did you mean 'queue'" in said["error"]) == (400, True)


def test_a_number_that_joins_later_is_subscribed_like_the_others(world):
    asked = {"url": "http://127.0.0.1:9/x", "handshake": True}
    told = {"url": asked["url"], "verified": False}
    assert world.ask("PUT", "/webhook", json=asked) == (200, told)
    status, shown = world.ask("POST", "/numbers", json={"name": "new"})
    assert (status, shown["webhook"]) == (201, asked["url"])
    world.ask("PUT", "/webhook", json={"url": ""})
    assert world.ask("POST", "/numbers", json={"name": "newer"})[1]["webhook"] is None


def test_a_number_that_joins_is_subscribed_by_its_account_where_that_has_the_callback(server):
    made = server.client.post("/control/worlds", json=BOTH).json()
    asked = Asked(server.client, made)
    asked.ask("PUT", "/webhook", json={"url": "http://127.0.0.1:9/x"})
    status, shown = asked.ask("POST", "/numbers", json={"name": "new", "provider": "toy"})
    assert (status, shown["webhook"]) == (201, None)


def test_a_token_of_another_world_is_wrong_at_a_number_that_is_an_account_of_its_own(world):
    other = world.client.post("/control/worlds", json=QUEUE).json()
    token = other["tokens"][0]["value"]
    before = world.ask("GET", "/metrics")[1]["attempts"]
    sent = world.client.post(
        f"/queue/{world.number}/send",
        json={"to": "5511999990001"},
        headers={"authorization": f"Bearer {token}"},
    )
    world.client.delete(f"/control/worlds/{other['world']}")
    assert (sent.status_code, world.ask("GET", "/metrics")[1]["attempts"]) == (401, before + 1)


def test_each_provider_of_a_world_has_what_is_its_own(server):
    shown = server.client.post("/control/worlds", json=BOTH).json()
    toy, queue = shown["providers"]
    assert (toy["hosts"], queue["hosts"]) == (["toy.example"], ["queue.example"])
    assert [token["value"] for token in shown["tokens"]] == [toy["token"], queue["token"]]
    assert (toy["account"], queue["account"] != toy["account"]) == (shown["account"], True)
    environment = shown["environment"]
    assert environment["QUEUE_TOKEN"] == queue["token"] != environment["TOY_TOKEN"]
    assert environment["QUEUE_NUMBER"] == shown["numbers"][1]["id"]
    assert environment["QUEUE_ACCOUNT"] == queue["account"]
    for path, token, status in (
        (f"/queue/{shown['numbers'][1]['id']}/send", queue["token"], 200),
        (f"/queue/{shown['numbers'][1]['id']}/send", toy["token"], 401),
        (f"/toy/{shown['numbers'][1]['id']}/send", queue["token"], 401),
    ):
        sent = server.client.post(
            path, json={"to": "5511999990001"}, headers={"authorization": f"Bearer {token}"}
        )
        assert sent.status_code == status


def test_customers_write_in_groups_and_by_voice(world):
    status, group = world.ask("POST", "/groups", json={"name": "we", "members": ["5511999990001"]})
    assert (status, world.ask("GET", "/groups")[1]) == (201, [group])
    letter = {"recipient": "5511999990001", "text": "", "kind": "voice", "media": "http://m/1"}
    assert world.ask("POST", "/inbound", json=letter | {"group": "we"})[0] == 201
    status, said = world.ask("POST", "/inbound", json=letter | {"kind": "film"})
    assert (status, "film" in said["error"]) == (400, True)
