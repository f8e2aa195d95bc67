"""What a platform asks for: the outputs of `Platform.step`, appended to `out` in order.

`Answer` (in `submit`) and every `Fact` (in `facts`) are effects too.
"""

import msgspec

from windtunnel.domain.message import WebhookEvent


class Push(msgspec.Struct, kw_only=True, gc=False):
    """One try at posting events to a subscriber; it ends as `PushEnded`.

    `events` hold one element in the normal mode and more only in backlogs. Bytes and signature
    are the dialect's, made anew at each try.
    """

    id: str
    provider: str
    subscriber: str
    url: str
    secret: str
    events: tuple[WebhookEvent, ...]
    attempt_no: int
    timeout_s: float
    bad_signature: bool = False


class Listening(msgspec.Struct, kw_only=True):
    """Open or close the listener at which the providers' senders connect."""

    is_open: bool


class VerifyHook(msgspec.Struct, kw_only=True):
    """Ask a new callback to echo a challenge; it ends as `HookVerified`."""

    hook: str
    provider: str
    url: str
    verify_token: str
    challenge: str
