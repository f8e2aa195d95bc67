"""The service's own replies, from whoever asks it to whoever must know the ids in them.

The load runs in processes of its own; each appends lines to a file, and the desk reads on.
"""

from pathlib import Path

import msgspec

from windtunnel.domain.sender import Outcome
from windtunnel_load.adapters.keypath import find
from windtunnel_load.adapters.outcome import OutcomeModel
from windtunnel_load.adapters.service import load_service
from windtunnel_load.drive import DriveConfig
from windtunnel_load.outcomes.reading import id_of, parsed, reasons, short

HTTP_OK, HTTP_NOT_OK = 200, 300
NAME = "replies-{}.jsonl"


class Reply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reply: the id in it, or the end that it tells, or why neither can be read."""

    intent: int
    id: str = ""
    outcome: Outcome | None = None
    why: str = ""
    said: str = ""


class ReplyBook:
    """Where one load process notes replies; a line is written whole or not at all."""

    def __init__(self, path: Path, model: OutcomeModel) -> None:
        self._model = model
        self._file = path.open("ab", buffering=0)

    def note(self, intent: int, http: int | None, body: bytes) -> None:
        """Note a reply: its id, or that the service has said no to the message."""
        reply = self._reply(intent, http, body)
        if reply is not None:
            self._file.write(msgspec.json.encode(reply) + b"\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _reply(self, intent: int, http: int | None, body: bytes) -> Reply | None:
        if http is None:
            return None
        found = parsed(body)
        if not HTTP_OK <= http < HTTP_NOT_OK:
            cause, code = reasons(found, self._model.said)
            outcome = Outcome(state="failed", cause=cause, code=code)
            return Reply(intent=intent, outcome=outcome)
        path = self._model.id_path
        if not path:
            return None
        name = id_of(find(found, path))
        why = "" if name else f"its reply has no id at {path}"
        return Reply(intent=intent, id=name, why=why, said="" if name else short(body))


class ReplyTail:
    """Reads on in every book of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[Path, int] = {}
        self._decode = msgspec.json.Decoder(Reply).decode

    def read(self) -> list[Reply]:
        """Return what was noted since the last time."""
        found: list[Reply] = []
        for path in sorted(self._folder.glob(NAME.format("*"))):
            place = self._places.get(path, 0)
            with path.open("rb") as file:
                file.seek(place)
                whole = file.read().rpartition(b"\n")[0]
            if whole:
                self._places[path] = place + len(whole) + 1
                found += map(self._decode, whole.split(b"\n"))
        return found


def book_of(config: DriveConfig) -> ReplyBook | None:
    """Return the book of a load process, None where nobody wants to know of replies."""
    if config.target.kind != "http":
        return None
    model = load_service(Path(config.target.file), has_keys=True).model.outcome
    path = Path(config.progress).parent / NAME.format(config.share)
    return None if model is None else ReplyBook(path, model)
