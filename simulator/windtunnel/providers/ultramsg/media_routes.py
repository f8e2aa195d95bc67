"""`media`: files of an instance, by address. Their bytes are not kept.

Source: UMWA and PHP SDK v2.0.8, read 2026-11-22, confidence medium: one source uploads multipart,
another one urlencoded, so both are taken unless the switch `media_upload` says which. What upload
answers was not captured: the address under `success`, as `contacts/image` does it, is assumed.
"""

import re
from datetime import UTC, datetime
from hashlib import sha256

from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.fields import REQUIRED, WRONG
from windtunnel.providers.ultramsg.notes import all_noted, forget, note
from windtunnel.providers.ultramsg.replies import DONE, json_reply, said, wrong

HOST = "media.ultramsg.example"
"""Nobody has this name (RFC 2606), so no client reaches anybody by such an address."""

_DATE = re.compile(r"(0?[1-9]|1[0-2])-([0-9]{4})")
_DIGEST_CHARS = 32


async def upload(call: Call) -> Reply:
    """POST media/upload: an address for a file, or for what an address or base64 stands for."""
    taken = call.world.catalog.switches["media_upload"]
    content = None if taken == "urlencoded" else call.file
    given = call.field("file").strip()
    if content is None and taken != "multipart":
        content = given.encode("utf-8", "replace")
    if not content:
        raise wrong(call.world, [("file", REQUIRED)])
    digest = sha256(content).hexdigest()[:_DIGEST_CHARS]
    month = _month_now(call)
    url = f"https://{HOST}/{call.number.id}/{month}/{digest}"
    note(call.number, "media", url, month)
    return json_reply({"success": url})


async def delete(call: Call) -> Reply:
    """POST media/delete: by its address; the words for an unknown one are assumed."""
    url = call.field("url").strip()
    if not url:
        raise wrong(call.world, [("url", REQUIRED)])
    if not forget(call.number, "media", url):
        raise said(call.world, "file not found")
    return json_reply(DONE)


async def delete_by_date(call: Call) -> Reply:
    """POST media/deleteByDate: everything of one month, such as 1-2023 or 01-2023."""
    asked = call.field("date").strip()
    if not asked:
        raise wrong(call.world, [("date", REQUIRED)])
    found = _DATE.fullmatch(asked)
    if found is None:
        raise wrong(call.world, [("date", WRONG)])
    month = f"{int(found[1])}-{found[2]}"
    for url, made in all_noted(call.number, "media").items():
        if made == month:
            forget(call.number, "media", url)
    return json_reply(DONE)


def _month_now(call: Call) -> str:
    now = datetime.fromtimestamp(call.world.unix_s(call.world.now_us), UTC)
    return f"{now.month}-{now.year}"
