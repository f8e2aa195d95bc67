"""Every kind of fault by name, and the reading of a kind's settings."""

from collections.abc import Mapping

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.engine.faults.answer_code import AnswerCode
from windtunnel.engine.faults.answer_lost import AnswerLost
from windtunnel.engine.faults.connect_refused import ConnectRefused
from windtunnel.engine.faults.effect import Fault
from windtunnel.engine.faults.error_500_after import Error500After
from windtunnel.engine.faults.fail_later import FailLater
from windtunnel.engine.faults.html_502 import Html502
from windtunnel.engine.faults.ids_swapped import IdsSwapped
from windtunnel.engine.faults.nearest import proposal
from windtunnel.engine.faults.number_away import NumberAway
from windtunnel.engine.faults.number_banned import NumberBanned
from windtunnel.engine.faults.number_logged_out import NumberLoggedOut
from windtunnel.engine.faults.number_standby import NumberStandby
from windtunnel.engine.faults.number_unpaid import NumberUnpaid
from windtunnel.engine.faults.ok_with_error import OkWithError
from windtunnel.engine.faults.throttle import Throttle
from windtunnel.engine.faults.webhook_bad_signature import WebhookBadSignature
from windtunnel.engine.faults.webhook_delay import WebhookDelay
from windtunnel.engine.faults.webhook_duplicate import WebhookDuplicate
from windtunnel.engine.faults.webhook_early import WebhookEarly
from windtunnel.engine.faults.webhook_lost import WebhookLost
from windtunnel.engine.faults.webhook_regress import WebhookRegress
from windtunnel.engine.faults.webhook_reorder import WebhookReorder
from windtunnel.engine.faults.wire import Wire

_Kind = type[
    AnswerCode
    | FailLater
    | AnswerLost
    | ConnectRefused
    | Error500After
    | Html502
    | IdsSwapped
    | NumberAway
    | NumberBanned
    | NumberLoggedOut
    | NumberStandby
    | NumberUnpaid
    | OkWithError
    | Throttle
    | Wire
    | WebhookBadSignature
    | WebhookDelay
    | WebhookDuplicate
    | WebhookEarly
    | WebhookLost
    | WebhookRegress
    | WebhookReorder
]

KINDS: dict[str, _Kind] = {
    made.kind: made
    for made in (
        AnswerCode,
        FailLater,
        AnswerLost,
        ConnectRefused,
        Error500After,
        Html502,
        IdsSwapped,
        NumberAway,
        NumberBanned,
        NumberLoggedOut,
        NumberStandby,
        NumberUnpaid,
        OkWithError,
        Throttle,
        Wire,
        WebhookBadSignature,
        WebhookDelay,
        WebhookDuplicate,
        WebhookEarly,
        WebhookLost,
        WebhookRegress,
        WebhookReorder,
    )
}
"""Kind → the struct whose fields are its settings."""


def read_fault(kind: str, settings: Mapping[str, str | int | float | bool]) -> Fault:
    """Return a fault of a kind with these settings.

    Raises:
        ConfigError: no such kind or setting (with the nearest known word), or a wrong value.
    """
    made = KINDS.get(kind)
    if made is None:
        raise ConfigError(f"no fault of kind {kind!r}; {proposal(kind, KINDS)}")
    known = made.__struct_fields__
    for name in settings:
        if name not in known:
            raise ConfigError(f"fault {kind}: no setting {name!r}; {proposal(name, known)}")
    try:
        return msgspec.convert(dict(settings), type=made)
    except msgspec.ValidationError as error:
        raise ConfigError(f"fault {kind}: settings: {error}") from error
