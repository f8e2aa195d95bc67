"""The instance: how it stands, its login, its session."""

import re
from base64 import b64decode
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from ultradesk import NUMBER, OWN, SECOND, Desk, message

from windtunnel.domain.events import ClearMessages, SetNumberSettings, SetNumberState

DONE = {"success": "done"}
PNG = b"\x89PNG\r\n\x1a\n"
WORDS = {
    "connected": ("authenticated", "connected"),
    "starting": ("initialize", "normal"),
    "loading": ("loading", "normal"),
    "logged_out": ("qr", "normal"),
    "standby": ("standby", "normal"),
    "disconnected": ("disconnected", "normal"),
    "banned": ("qr", "normal"),
}


def status(desk):
    return desk.get("instance/status").json()["status"]["accountStatus"]


@pytest.mark.proves(
    "ultramsg",
    "GET instance/status",
    "answer of GET instance/status",
    "instance status initialize",
    "instance status qr",
    "instance status loading",
    "instance status authenticated",
    "instance status disconnected",
    "instance status standby",
)
@pytest.mark.parametrize("state", WORDS)
def test_a_status_is_the_providers_word_for_the_state(state):
    # Source: ODOO, XSOAR, read 2026-11-22.
    word, substatus = WORDS[state]
    assert status(Desk(state=state)) == {"status": word, "substatus": substatus}


@pytest.mark.parametrize("word", ["qr", "disconnected", "standby"])
def test_how_a_banned_instance_stands_is_a_switch(word):
    assert status(Desk(state="banned", banned_status=word))["status"] == word


@pytest.mark.proves(
    "ultramsg",
    "GET instance/me",
    "answer of GET instance/me",
    "answer of GET instance/me: id",
    "answer of GET instance/me: name",
)
def test_me_is_the_number_that_is_logged_in():
    assert Desk().get("instance/me").json() == {"id": OWN, "name": "Windtunnel"}


@pytest.mark.parametrize("state", ["logged_out", "disconnected", "standby"])
def test_nobody_is_logged_in_without_a_session(state):
    got = Desk(state=state).get("instance/me").json()
    assert got == {"error": 'instance status is not equal "authenticated"'}


@pytest.mark.proves(
    "ultramsg", "answer of GET instance/qr as an error", "error QR while logged in"
)
@pytest.mark.parametrize("resource", ["instance/qr", "instance/qrCode"])
@pytest.mark.parametrize("state", ["connected", "standby", "loading"])
def test_who_is_logged_in_gets_no_code(resource, state):
    # The client that sniffs the body for JSON finds an error: source LARAVEL, read 2026-11-22.
    got = Desk(state=state).get(resource)
    assert got.json() == {"error": 'instance status is not equal "qr"'}


@pytest.mark.parametrize("state", ["logged_out", "banned"])
def test_the_code_of_a_login_is_a_picture(state):
    got = Desk(state=state).get("instance/qr")
    assert got.headers["content-type"] == "image/png"
    assert got.content.startswith(PNG)


@pytest.mark.proves("ultramsg", "GET instance/qr", "answer of GET instance/qr as PNG")
def test_a_reader_finds_the_text_of_the_code_in_its_picture():
    desk = Desk(state="logged_out")
    picture = Image.open(BytesIO(desk.get("instance/qr").content)).convert("L")
    found = zxingcpp.read_barcode(picture)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.text == desk.get("instance/qrCode").json()["qrCode"]


def test_the_screen_of_an_instance_that_is_logged_in_is_a_picture_too():
    picture = Image.open(BytesIO(Desk().get("instance/screenshot").content))
    assert (picture.format, picture.size) == ("PNG", (320, 200))


@pytest.mark.proves("ultramsg", "GET instance/screenshot")
def test_a_screenshot_may_be_base64():
    # Source: NODE, getInstanceScreenshot("base64"), read 2026-11-25.
    desk = Desk()
    got = desk.get("instance/screenshot", encoding="base64")
    assert got.headers["content-type"].startswith("text/plain")
    assert b64decode(got.content) == desk.get("instance/screenshot").content


@pytest.mark.proves("ultramsg", "GET instance/qrCode")
def test_the_code_as_text_changes_every_twenty_seconds():
    desk = Desk(state="logged_out")
    first = desk.get("instance/qrCode").json()["qrCode"]
    desk.now_us += 19 * SECOND
    assert desk.get("instance/qrCode").json()["qrCode"] == first
    desk.now_us += SECOND
    assert desk.get("instance/qrCode").json()["qrCode"] != first
    assert re.fullmatch(r"2@[\w+/=]+(,[\w+/=]+){3}", first, re.ASCII)


def test_a_screenshot_is_a_picture_of_the_code_where_there_is_one():
    desk = Desk(state="logged_out")
    assert desk.get("instance/screenshot").content == desk.get("instance/qr").content
    desk.number.state = "connected"
    got = desk.get("instance/screenshot")
    assert (got.headers["content-type"], got.content[:8]) == ("image/png", PNG)


@pytest.mark.proves("ultramsg", "POST instance/logout")
@pytest.mark.parametrize("state", ["connected", "standby", "disconnected", "loading"])
def test_a_logout_ends_the_session(state):
    desk = Desk(state=state)
    assert desk.post("instance/logout").json() == DONE
    assert status(desk)["status"] == "qr"


@pytest.mark.parametrize("state", ["logged_out", "banned"])
def test_there_is_nothing_to_log_out_of_twice(state):
    desk = Desk(state=state)
    assert desk.post("instance/logout").json() == DONE
    assert desk.applied == []


@pytest.mark.proves("ultramsg", "POST instance/restart")
@pytest.mark.parametrize("state", ["connected", "starting", "loading"])
def test_a_restart_loads_for_some_seconds(state):
    desk = Desk(state=state)
    assert desk.post("instance/restart").json() == DONE
    assert desk.applied == [SetNumberState(number=NUMBER, state="loading", for_us=3 * SECOND)]


@pytest.mark.parametrize("state", ["logged_out", "standby", "banned", "disconnected"])
def test_a_restart_brings_no_session_back(state):
    desk = Desk(state=state)
    assert desk.post("instance/restart").json() == DONE
    assert desk.applied == []


@pytest.mark.proves("ultramsg", "instance status retrying")
def test_an_instance_whose_phone_is_away_retries_after_a_restart():
    desk = Desk(state="disconnected")
    desk.post("instance/restart")
    assert status(desk)["status"] == "retrying"
    desk.now_us += 3 * SECOND
    assert status(desk)["status"] == "disconnected"


@pytest.mark.proves("ultramsg", "POST instance/takeover")
def test_a_takeover_ends_standby():
    desk = Desk(state="standby")
    assert desk.post("instance/takeover").json() == DONE
    assert status(desk)["status"] == "authenticated"


@pytest.mark.parametrize("state", ["connected", "logged_out", "disconnected", "banned"])
def test_a_takeover_changes_nothing_else(state):
    desk = Desk(state=state)
    assert desk.post("instance/takeover").json() == DONE
    assert desk.applied == []


@pytest.mark.proves("ultramsg", "POST instance/clear")
def test_clear_leaves_nothing():
    desk = Desk(messages=[message(1), message(2, status="queued", sent_t=None)])
    desk.post("instance/settings", sendDelay="9", webhook_url="http://127.0.0.1/x")
    desk.post("contacts/block", chatId="15550100002")
    assert desk.post("instance/clear").json() == DONE
    assert desk.events(ClearMessages) == [
        ClearMessages(number=NUMBER, ordinals=(1, 2), with_inbound=True)
    ]
    assert (desk.sent, desk.number.notes, desk.number.subscription) == ([], {}, None)
    assert desk.get("instance/settings").json()["sendDelay"] == 1
    assert status(desk)["status"] == "qr"


def test_clear_of_an_empty_instance_resets_it_all_the_same():
    desk = Desk(state="banned")
    assert desk.post("instance/clear").json() == DONE
    assert [type(event) for event in desk.applied] == [ClearMessages, SetNumberSettings]
