"""One provider inside a platform: its dialect, catalog and behaviour, and how it refuses."""

from collections.abc import Mapping

import msgspec

from windtunnel.domain.catalog import Catalog, Code
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Profile
from windtunnel.domain.submit import Answer
from windtunnel.domain.worldspec import WorldSpec
from windtunnel.engine.behaviour import Behaviour

SECOND_US = 1_000_000
HTTP_OK = 200
HTTP_MULTIPLE_CHOICES = 300


class _Blanks(dict[str, str]):
    def __missing__(self, field: str) -> str:
        return ""


class Refused:
    """A reason made ready: the code, whether it comes later, and the details' pattern."""

    __slots__ = ("code", "details", "http", "is_async", "subcode")

    def __init__(self, code: Code, *, details: str, http: int, subcode: int | None) -> None:
        self.code = code
        self.details = details
        self.http = http
        self.subcode = subcode
        self.is_async = False

    def say(self, fields: Mapping[str, str]) -> str:
        """Return the details' text; a field that the platform does not give stays blank."""
        if "{" not in self.details:
            return self.details
        return self.details.format_map(_Blanks(fields))


class Lane:
    """What belongs to one provider.

    `refusals` maps the reasons that this provider knows; a check whose reason is not in it is
    not made. Fields given with each reason, for the details' patterns: token_* `now` (Unix s);
    object_unknown and access_denied `id`; scope_missing `scope`; throughput `number`, `limit`;
    pair_rate, recipient_*, not_on_whatsapp, window_closed, opted_out and queue_expired
    `recipient`; number_* `number`; template_* `template`, `lang`, and template_parameters `part`,
    `given`, `expected`; template_button_parameter `index`, `kind`; template_too_long `part`,
    `limit`; message_unknown `message`.
    """

    def __init__(self, dialect: Dialect, profile: Profile, spec: WorldSpec) -> None:
        switches = {**profile.switches, **spec.switches}
        self.dialect = dialect
        self.name = dialect.name
        self.catalog: Catalog = dialect.catalog(switches)
        self.render_push = dialect.renderer(self.catalog)
        if spec.not_on_whatsapp is not None:
            profile = msgspec.structs.replace(profile, not_on_whatsapp=spec.not_on_whatsapp)
        self.behaviour = Behaviour(profile)
        self.refusals = {reason: self._refused(reason) for reason in self.catalog.rules}
        self.refusal("object_unknown")
        self.epoch_s = spec.epoch_s
        window_s = self.catalog.window_s
        self.window_us = None if window_s is None else round(window_s * SECOND_US)
        self.burst_s = self.catalog.throughput_burst / self.catalog.throughput_per_s
        presence = self.catalog.switches.get("message_status_presence", "template-only")
        self._is_status_shown = {
            False: presence == "always",
            True: presence in {"always", "template-only"},
        }
        self.is_batching = bool(self.catalog.switches.get("push_batching", False))
        self.is_only_200_ok = str(self.catalog.switches.get("push_success", "2xx")) == "200"
        self.key_ttl_us = _key_ttl_us(self.catalog)
        self.is_plain = self.catalog.queue is None and not self.catalog.keeps
        """Whether a message goes on its way at once, and is nowhere listed."""

        if self.catalog.queue is not None:
            self.refusal("queue_expired")

    def _refused(self, reason: str) -> Refused:
        rule = self.catalog.rules[reason]
        code = self.catalog.code(rule.code)
        made = Refused(
            code,
            details=rule.details,
            http=code.http if rule.http is None else rule.http,
            subcode=code.subcode if rule.subcode is None else rule.subcode,
        )
        made.is_async = rule.when == "async"
        return made

    def refusal(self, reason: str) -> Refused:
        """Return how this provider says a reason.

        Raises:
            ConfigError: the catalog does not map it, so it cannot happen at this provider.
        """
        known = self.refusals.get(reason)
        if known is None:
            raise ConfigError(
                f"provider {self.name} needs a rule for reason {reason!r}, which its catalog does "
                f"not map; its rules are {', '.join(sorted(self.refusals))}"
            )
        return known

    def refuse(self, reason: str, **fields: str) -> Answer:
        """Return the refusal of a request that is not a send."""
        refused = self.refusal(reason)
        return Answer(
            attempt="",
            provider=self.name,
            accepted=False,
            kind="",
            code=refused.code,
            subcode=refused.subcode,
            http=refused.http,
            details=refused.say(fields),
        )

    def shows_status(self, *, has_template: bool) -> bool:
        """Return whether an acceptance says so in words, too."""
        return self._is_status_shown[has_template]

    def is_ack(self, http: int | None) -> bool:
        """Return whether a receiver's answer ends a push."""
        if self.is_only_200_ok or http is None:
            return http == HTTP_OK
        return HTTP_OK <= http < HTTP_MULTIPLE_CHOICES

    def unix_s(self, now_us: int) -> int:
        """Return the Unix second of a harness time."""
        return self.epoch_s + now_us // SECOND_US


def _key_ttl_us(catalog: Catalog) -> int | None:
    """Return how long idempotency keys hold, None where this provider has none.

    A switch `idempotency` that is not "key" turns them off, whatever their time to live.
    """
    value = catalog.switches.get("idempotency_key_ttl_s", 0)
    if isinstance(value, bool | str) or value < 0:
        raise ConfigError(
            f"switch idempotency_key_ttl_s of {catalog.provider} is {value!r}; "
            "must be seconds, 0 for no keys"
        )
    has_keys = catalog.switches.get("idempotency", "key") == "key"
    return round(value * SECOND_US) or None if has_keys else None
