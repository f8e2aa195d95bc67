"""Putting the server together."""

import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException

import windtunnel
from windtunnel.domain.dialect import Dialect
from windtunnel.providers import check_claims, load_dialects
from windtunnel.server.control import (
    clock,
    customers,
    faults,
    interception,
    problems,
    records,
    things,
    webhooks,
    wishes,
    worlds,
)
from windtunnel.server.control.shapes import Problem
from windtunnel.server.front import Front, Scope
from windtunnel.server.gate import Gate
from windtunnel.server.hot import Hot
from windtunnel.server.intercept import interception_of
from windtunnel.server.manual import install
from windtunnel.server.registry import Registry
from windtunnel.server.settings import Settings
from windtunnel.server.wire import Receive, Send

CONTROL = "/control"
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 404, 409, 413)
} | {"default": {"model": Problem, "description": "Any other problem"}}
"""With a default FastAPI does not claim a 422 of its own form, which never comes."""


class App:
    """The ASGI app: the front, with the worlds behind it."""

    def __init__(self, settings: Settings, dialects: Mapping[str, Dialect]) -> None:
        check_claims(dict(dialects))
        self.registry = Registry(settings, dialects)
        self.registry.interception = interception_of(settings, dialects.values())
        self._control = _control(self.registry, settings)
        gates = [Gate(dialect, self.registry) for dialect in dialects.values()]
        self.hot = Hot()
        self._front = Front(gates, control=self._control)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._front(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document of the control API."""
        return self._control.openapi()


def create_app(settings: Settings, dialects: Mapping[str, Dialect] | None = None) -> App:
    """Return the server as an ASGI app.

    Args:
        settings: where it is bound and what it may do.
        dialects: by provider's name; those that are installed where not given.

    Raises:
        ConfigError: two dialects claim the same request.
    """
    return App(settings, load_dialects() if dialects is None else dialects)


def _control(registry: Registry, settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        registry.close()

    app = FastAPI(
        title="Windtunnel control API",
        version=windtunnel.__version__,
        docs_url=None,
        openapi_url=f"{CONTROL}/openapi.json",
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.registry = registry
    problems.install(app)
    every = APIRouter(
        prefix=CONTROL, dependencies=[Depends(_guard(settings))], responses=_PROBLEMS
    )
    for part in (
        worlds,
        things,
        customers,
        wishes,
        faults,
        webhooks,
        clock,
        records,
        interception,
    ):
        every.include_router(part.router)
    app.include_router(every)
    is_guarded = bool(settings.control_token)
    install(app, f"{CONTROL}/docs", base_url=settings.url, is_guarded=is_guarded)
    return app


def _guard(settings: Settings) -> Any:
    """Return a dependency that lets nobody in without the control token, if there is one."""
    expected = settings.control_token.encode()

    async def check(
        token: Annotated[str, Header(alias="X-Windtunnel-Token", max_length=1_024)] = "",
    ) -> None:
        if expected and not hmac.compare_digest(token.encode(), expected):
            raise HTTPException(
                401, "header X-Windtunnel-Token is missing or wrong; this server needs its token"
            )

    return check
