"""Past counterexamples of a sender, a readable JSON file each; a search replays them first."""

import re
from hashlib import blake2b
from pathlib import Path

from windtunnel.domain.errors import ConfigError
from windtunnel_verify.hunt.replays import DIGEST_BYTES, Replay, pretty, read_file

FOLDER = Path(".windtunnel/corpus")
FILES_MAX = 200
"""A corpus that is full takes no more; it is for a person to say what may go."""

_ODD = re.compile(r"[^A-Za-z0-9.-]+")


def corpus_of(sender: str, root: Path = FOLDER, *, provider: str = "") -> Path:
    """Return the folder of a sender's counterexamples, at the named provider if there is one."""
    name = "-".join(filter(None, (sender, provider)))
    return root / (_ODD.sub("-", name).strip("-.") or "sender")


def read_corpus(folder: Path) -> tuple[list[tuple[str, Replay]], list[str]]:
    """Return (file name, replay) in order of name, and what is wrong with the others."""
    found, wrong = [], []
    paths = sorted(folder.glob("*.json"))
    if len(paths) > FILES_MAX:
        said = f"{folder}: {len(paths)} counterexamples; the first {FILES_MAX} are played"
        wrong.append(said)
    for path in paths[:FILES_MAX]:
        try:
            found.append((path.name, read_file(path)))
        except ConfigError as error:
            wrong.append(str(error))
    return found, wrong


def save_replay(folder: Path, replay: Replay, *, digest: str) -> Path | None:
    """Write a counterexample; return its file, None where it was there.

    Raises:
        ConfigError: the corpus is full, or cannot be written.
    """
    mark = digest or blake2b(pretty(replay), digest_size=DIGEST_BYTES).hexdigest()
    path = folder / f"{replay.invariant or 'run'}-{mark[:12]}.json"
    if path.exists():
        return None
    if len(list(folder.glob("*.json"))) >= FILES_MAX:
        raise ConfigError(
            f"{folder} holds {FILES_MAX} counterexamples and takes no more; delete some"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pretty(replay))
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}") from error
    return path
