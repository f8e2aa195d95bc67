"""What kind of service it is, as far as its folder tells: how it starts, and what CI installs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILE_BYTES_MAX = 1_000_000
ASIDE = ("-plain", "-sources", "-javadoc", "-tests", "-stubs")
"""How jars end that Gradle and Maven leave beside the one that starts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of service.

    Attributes:
        name: the option of `init`.
        find: returns the start command that a folder tells, with where it was found; the words are
            empty where it tells none.
        usual: the command that stands in the file then.
        setup: the steps of the CI file that install its runtime.
    """

    name: str
    find: Callable[[Path], tuple[list[str], str]]
    usual: list[str]
    setup: str

    def set_up(self, folder: Path) -> str:
        """Return the steps of the CI file; `npm ci` wants a lock file."""
        is_locked = (folder / "package-lock.json").is_file()
        return self.setup if is_locked else self.setup.replace("npm ci", "npm install")


def node_start(folder: Path) -> tuple[list[str], str]:
    """Return what package.json says."""
    package = _json(folder / "package.json")
    scripts = package.get("scripts")
    if isinstance(scripts, dict) and "start" in scripts:
        return ["npm", "start"], "package.json"
    main = package.get("main")
    if isinstance(main, str) and (folder / main).is_file():
        return ["node", main], "package.json"
    return _first(folder, ["node"], ["server.js", "index.js", "app.js", "src/index.js"])


def java_start(folder: Path) -> tuple[list[str], str]:
    """Return the built jar, or the only source file."""
    for pattern in ("target/*.jar", "build/libs/*.jar"):
        jars = [jar for jar in sorted(folder.glob(pattern)) if not _is_aside(jar.stem)]
        if jars:
            found = jars[0].relative_to(folder).as_posix()
            return ["java", "-jar", found], found
    sources = sorted(folder.glob("*.java"))
    if len(sources) == 1:
        return ["java", sources[0].name], sources[0].name
    return [], ""


def python_start(folder: Path) -> tuple[list[str], str]:
    """Return the file that such services are usually started by."""
    return _first(folder, ["python"], ["app.py", "main.py", "server.py", "service.py", "wsgi.py"])


def no_start(_folder: Path) -> tuple[list[str], str]:
    """Return nothing: it is running already."""
    return [], ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            name="node",
            find=node_start,
            usual=["node", "server.js"],
            setup="      - uses: actions/setup-node@v4\n        with: {node-version: 20}\n"
            "      - run: npm ci",
        ),
        Kind(
            name="java",
            find=java_start,
            usual=["java", "-jar", "target/service.jar"],
            setup="      - uses: actions/setup-java@v4\n"
            "        with: {distribution: temurin, java-version: 17}\n"
            "      # build your jar here",
        ),
        Kind(
            name="python",
            find=python_start,
            usual=["python", "app.py"],
            setup="      # install your service's own packages here, after setup-python",
        ),
        Kind(name="http", find=no_start, usual=[], setup="      # start your service here"),
    )
}


def _is_aside(name: str) -> bool:
    """Say whether a jar is a by-product of a build, which does not start."""
    return name.startswith("original-") or name.endswith(ASIDE)


def _first(folder: Path, words: list[str], names: list[str]) -> tuple[list[str], str]:
    for name in names:
        if (folder / name).is_file():
            return [*words, name], name
    return [], ""


def _json(path: Path) -> dict[str, object]:
    if not path.is_file() or path.stat().st_size > FILE_BYTES_MAX:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not ours to read, not JSON, or not UTF-8: it tells us nothing
        return {}
    return found if isinstance(found, dict) else {}
