"""Sends of UltraMsg's on the wire: in every form, and refused as they really are."""

from pathlib import Path

import httpx
import pytest
from serving import serving
from ultraworld import SENDS

from windtunnel.domain.facts import AttemptFact
from windtunnel.domain.marker import marker_of
from windtunnel.providers import load_dialects
from windtunnel.providers.ultramsg.facts import BODY_BYTES_MAX
from windtunnel.runtime.ledger import read_ledger

WORLD = {"providers": ["ultramsg"], "not_on_whatsapp": 0.0}
TO = "14155552671"
WRONG_TOKEN = {"error": "Wrong token. Please provide token as a GET parameter."}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("ledgers"), dialects=load_dialects()) as running:
        yield running


class Lived:
    """One world with one instance."""

    def __init__(self, server, **spec):
        made = server.client.post("/control/worlds", json=WORLD | spec)
        assert made.status_code == 201, made.text
        self.client = server.client
        self.shown = made.json()
        self.number = self.shown["numbers"][0]["id"]
        self.token = self.shown["tokens"][0]["value"]

    def send(self, kind="chat", *, client=None, number=None, **how):
        path = f"/instance{number or self.number}/messages/{kind}"
        return (client or self.client).post(path, **how)

    def fields(self, kind="chat", **more):
        return {"token": self.token, "to": TO, **SENDS[kind], **more}


@pytest.fixture
def world(server):
    return Lived(server)


@pytest.mark.proves("ultramsg", "path /instance<digits>/<resource>")
def test_ids_of_the_queue_count_up_on_one_connection(world, server):
    with httpx.Client(base_url=server.base_url) as client:
        answers = [world.send(client=client, data=world.fields()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert [answer.json() for answer in answers] == [
        {"sent": "true", "message": "ok", "id": number} for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("kind", SENDS)
@pytest.mark.parametrize("how", ["data", "json"])
def test_every_type_is_taken_by_form_and_by_json(world, kind, how):
    assert world.send(kind, **{how: world.fields(kind)}).json()["sent"] == "true"


def test_a_token_in_the_query_stands_beside_a_json_body(world):
    # Source: PYBOT, read 2026-11-22.
    given = world.fields()
    token = given.pop("token")
    assert world.send(json=given, params={"token": token}).json()["id"] == 1


@pytest.mark.proves("ultramsg", "content type multipart/form-data on messages/*")
def test_a_multipart_form_is_not_parsed(world):
    # Source: N8N, read 2026-11-22.
    files = {name: (None, value) for name, value in world.fields().items()}
    answer = world.send(files=files, params={"token": world.token})
    said = {"error": [{"to": "is required"}, {"body": "is required"}]}
    assert (answer.status_code, answer.json()) == (200, said)
    assert world.send(files=files).json() == WRONG_TOKEN


def test_a_wrong_token_is_an_error_under_200(world):
    for token in ("other", None):
        answer = world.send(data=world.fields(token=token))
        assert (answer.status_code, answer.json()) == (200, WRONG_TOKEN)


@pytest.mark.parametrize("token", [True, False])
def test_an_instance_that_nobody_has_is_not_found(world, token):
    more = {} if token else {"token": "other"}
    answer = world.send(number="1150", data=world.fields(**more))
    assert (answer.status_code, answer.json()) == (404, {"error": "Instance not found"})


def test_a_switch_of_the_world_changes_the_status(server):
    world = Lived(server, switches={"validation_http_status": 422})
    answer = world.send(data=world.fields(body=""))
    assert (answer.status_code, answer.json()) == (422, {"error": [{"body": "is required"}]})


def test_a_body_that_is_too_large_is_said_to_be(world):
    answer = world.send(params={"token": world.token}, content=b"x" * (BODY_BYTES_MAX + 1))
    assert (answer.status_code, list(answer.json())) == (413, ["error"])


def test_media_may_be_megabytes_of_base64(world):
    given = world.fields("image", image="iVBORw0KGgo" * 200_000)
    assert world.send("image", data=given).json()["sent"] == "true"


def test_the_attempt_is_in_the_ledger_with_its_marker(world):
    world.send(data=world.fields(body=f"Olá {marker_of(7)}"))
    world.client.delete(f"/control/worlds/{world.shown['world']}").raise_for_status()
    facts = read_ledger(Path(world.shown["ledger"])).facts()
    (attempt,) = [fact for fact in facts if isinstance(fact, AttemptFact)]
    assert (attempt.provider, attempt.marker, attempt.recipient) == ("ultramsg", marker_of(7), TO)
