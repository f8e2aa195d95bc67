"""Past counterexamples of a sender, a readable JSON file each; a search replays them first."""

import re
from pathlib import Path

from windtunnel.domain.errors import ConfigError
from windtunnel_verify.hunt.replays import Replay, pretty, read_file

FOLDER = Path(".windtunnel/corpus")
FILES_MAX = 200
"""A corpus that is full takes no more; it is for a person to say what may go."""

_ODD = re.compile(r"[^A-Za-z0-9.-]+")


def corpus_of(sender: str, root: Path = FOLDER) -> Path:
    """Return the folder of a sender's counterexamples."""
    return root / (_ODD.sub("-", sender).strip("-.") or "sender")


def read_corpus(folder: Path) -> tuple[list[tuple[str, Replay]], list[str]]:
    """Return (file name, replay) in order of name, and what is wrong with those that hold none."""
    found, wrong = [], []
    for path in sorted(folder.glob("*.json"))[:FILES_MAX]:
        try:
            found.append((path.name, read_file(path)))
        except ConfigError as error:
            wrong.append(str(error))
    return found, wrong


def save_replay(folder: Path, replay: Replay, *, digest: str) -> Path | None:
    """Write a counterexample; return its file, None where it was there or the corpus is full."""
    path = folder / f"{replay.invariant or 'run'}-{digest[:12] or 'none'}.json"
    if path.exists() or len(list(folder.glob("*.json"))) >= FILES_MAX:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pretty(replay))
    return path
