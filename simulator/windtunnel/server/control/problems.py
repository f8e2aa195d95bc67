"""Every error of the control API as `{"error": "what was found, what is allowed, where"}`."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from windtunnel.domain.errors import ConfigError, LedgerError, LimitError, UnknownThing
from windtunnel.server.bounded import CONTROL_BYTES_MAX, BodyTooLarge

SHOWN_MAX = 5
VALUE_CHARS_MAX = 80
_STATUS = {ConfigError: 400, UnknownThing: 404, LimitError: 409, LedgerError: 500}


class Conflict(HTTPException):
    """What was asked for does not go with how things are."""

    def __init__(self, text: str) -> None:
        super().__init__(status_code=409, detail=text)


def install(app: FastAPI) -> None:
    """Make an app answer errors in the one form."""

    async def raised(_request: Request, error: Exception) -> JSONResponse:
        status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
        return problem(status, str(error))

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError), "it is installed for this one only"
        texts = [said(found) for found in error.errors()[:SHOWN_MAX]]
        kind = request.headers.get("content-type", "")
        if request.method != "GET" and "json" not in kind:
            texts.append(f"content-type is {kind[:VALUE_CHARS_MAX]!r}; send application/json")
        return problem(400, "; ".join(texts))

    async def refused(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, StarletteHTTPException), "it is installed for this one only"
        if isinstance(error.__cause__, BodyTooLarge):
            return problem(413, f"the body is larger than {CONTROL_BYTES_MAX} bytes")
        if error.status_code in {404, 405} and not isinstance(error, HTTPException):
            return problem(error.status_code, _no_route(request))
        return problem(error.status_code, str(error.detail))

    for kind in _STATUS:
        app.add_exception_handler(kind, raised)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(StarletteHTTPException, refused)


def problem(status: int, text: str) -> JSONResponse:
    """Return an error's response."""
    return JSONResponse({"error": text}, status_code=status)


def said(found: dict[str, Any]) -> str:
    """Return one of pydantic's findings as a sentence."""
    if found["type"] == "json_invalid":
        reason = found.get("ctx", {}).get("error", found["msg"])
        return f"the body is not JSON: {reason}"
    text = str(found["msg"]).removeprefix("Value error, ")
    value = found.get("input")
    shown = "" if found["type"] in {"missing", "value_error"} else f"; found {value!r}"
    return f"{place(found['loc'])}: {text}{shown[:VALUE_CHARS_MAX]}"


def place(loc: Sequence[str | int]) -> str:
    """Return where something is: "body.numbers[0].name"."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".") or "body"


def _no_route(request: Request) -> str:
    return (
        f"no route {request.method} {request.url.path[:200]}; the control API is described at "
        "/control/docs, and no provider of this server claims the path"
    )
