"""`instance`: how it stands, its login, and the acts on its session.

Source: PHP SDK v2.0.8, Node SDK and UMWA (which quotes the vendor's words for the statuses),
ODOO, XSOAR, read 2026-11-22.
"""

from base64 import b64encode

from windtunnel.domain.events import ClearMessages, SetNumberSettings, SetNumberState
from windtunnel.domain.submit import Reply
from windtunnel.domain.worldspec import NumberState
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.chat_ids import own_chat
from windtunnel.providers.ultramsg.facts import OWN_NAME
from windtunnel.providers.ultramsg.notes import note, noted
from windtunnel.providers.ultramsg.pictures import qr_png, screen_png
from windtunnel.providers.ultramsg.replies import (
    DONE,
    Refused,
    json_reply,
    picture,
    said,
    text_reply,
)
from windtunnel.providers.ultramsg.settings import DEFAULTS

RESTART_US = 3_000_000
"""How long an instance comes up; assumed."""

QR_US = 20_000_000
"""How long a code is shown before the next one: as in WhatsApp Web; assumed."""

WORDS: dict[NumberState, str] = {
    "connected": "authenticated",
    "starting": "initialize",
    "loading": "loading",
    "logged_out": "qr",
    "standby": "standby",
    "disconnected": "disconnected",
}
"""The provider's words for a number's states. A stopped one answers nothing but 404, and how a
banned one stands is a switch."""

_QR_PARTS = 4


def status_word(call: Call) -> str:
    """Return the status of an instance; one that was restarted while its phone is away retries."""
    is_retrying = int(noted(call.number, "retrying", "until") or 0) > call.world.now_us
    if call.number.state == "disconnected" and is_retrying:
        return "retrying"
    if call.number.state == "banned":
        return str(call.world.catalog.switches["banned_status"])
    return WORDS[call.number.state]


def must_be(call: Call, word: str) -> None:
    """Let a request go on only where the instance has this status.

    Raises:
        Refused: it has another. The words are a client's record of the real ones for `qr`;
            for `authenticated` they are assumed.
    """
    if status_word(call) != word:
        raise not_equal(call, word)


def not_equal(call: Call, word: str) -> Refused:
    """Return the end of a request that an instance's status does not allow."""
    return said(call.world, f'instance status is not equal "{word}"')


async def status(call: Call) -> Reply:
    """GET instance/status."""
    word = status_word(call)
    substatus = "connected" if word == "authenticated" else "normal"
    account = {"status": word, "substatus": substatus}
    return json_reply({"status": {"accountStatus": account}})


async def me(call: Call) -> Reply:
    """GET instance/me: the phone that is logged in."""
    must_be(call, "authenticated")
    return json_reply({"id": own_chat(call.number), "name": OWN_NAME})


async def qr(call: Call) -> Reply:
    """GET instance/qr: the code of the login as a PNG."""
    must_be(call, "qr")
    return picture(qr_png(_login(call)))


async def qr_code(call: Call) -> Reply:
    """GET instance/qrCode: the code's text."""
    must_be(call, "qr")
    return json_reply({"qrCode": _login(call)})


async def screenshot(call: Call) -> Reply:
    """GET instance/screenshot: the code where it waits for its login, else an empty screen.

    With `encoding` base64 it is text, as NODE knows; that nothing stands before it is assumed.
    """
    png = qr_png(_login(call)) if status_word(call) == "qr" else screen_png()
    is_text = call.field("encoding").strip().lower() == "base64"
    return text_reply(b64encode(png)) if is_text else picture(png)


async def logout(call: Call) -> Reply:
    """POST instance/logout: the session ends, and somebody must log it in again."""
    _log_out(call)
    return json_reply(DONE)


async def restart(call: Call) -> Reply:
    """POST instance/restart: it loads for some seconds; a session that is gone does not return."""
    until_us = call.world.now_us + RESTART_US
    if call.number.state in {"connected", "starting", "loading"}:
        _turn(call, "loading", for_us=RESTART_US)
    elif call.number.state == "disconnected":
        note(call.number, "retrying", "until", str(until_us))
    return json_reply(DONE)


async def takeover(call: Call) -> Reply:
    """POST instance/takeover: a session that stands by is active again."""
    if call.number.state == "standby":
        _turn(call, "connected")
    return json_reply(DONE)


async def clear(call: Call) -> Reply:
    """POST instance/clear: messages both ways, settings, webhook and session are gone."""
    number = call.number
    ordinals = tuple(message.ordinal for message in call.world.messages(number.id))
    call.world.apply(ClearMessages(number=number.id, ordinals=ordinals, with_inbound=True))
    call.world.apply(SetNumberSettings(number=number.id, settings=dict(DEFAULTS)))
    await call.world.subscribe(None, "", number=number.id)
    number.notes.clear()
    _log_out(call)
    return json_reply(DONE)


def _log_out(call: Call) -> None:
    if call.number.state not in {"logged_out", "banned"}:
        _turn(call, "logged_out")


def _turn(call: Call, state: NumberState, *, for_us: int | None = None) -> None:
    call.world.apply(SetNumberState(number=call.number.id, state=state, for_us=for_us))


def _login(call: Call) -> str:
    """Return the text of the code: a reference and three keys, as WhatsApp Web shows it."""
    drawn = call.world.drawn("login", call.number.id, call.world.now_us // QR_US)
    parts = [b64encode(part.to_bytes(8, "big") * 4).decode() for part in drawn[:_QR_PARTS]]
    return "2@" + ",".join(parts)
