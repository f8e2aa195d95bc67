"""The searches behind docs/examples.md; run as a script, it writes the page's stories anew.

python tests/verify/example_searches.py
"""

import re
import sys
from functools import cache
from pathlib import Path

from windtunnel_load.senders import SHIPPED
from windtunnel_verify import CI, Profile, search
from windtunnel_verify.hunt.ground import standard_ground
from windtunnel_verify.said import finding_lines

PAGE = Path(__file__).parents[2] / "docs" / "examples.md"
LISTED = len(standard_ground().firsts)
ON = Profile(name="on", examples=LISTED, findings=99, sweeps=1)
SECTIONS = {
    "tenacity-httpx": "tenacity and httpx",
    "requests-retry": "requests and urllib3's Retry",
    "pywa": "pywa",
}
STORY = re.compile(r"```text\n(BROKEN  (R\d\d)  .*?)\n```", re.DOTALL)
NUMBER = re.compile(r"examples=\d+")
ID = re.compile(r"R\d\d")


@cache
def searched(name, profile):
    return search(SHIPPED[name].factory, profile=profile)


def told(name, profile):
    """The stories of a search by invariant, in the order in which they were found."""
    findings = searched(name, profile).findings
    return {each.invariant: "\n".join(finding_lines(each)) for each in findings}


def broken(found):
    return {verdict.id for verdict in found.verdicts if verdict.word == "broken"}


def found_by_ci(name):
    return list(told(name, CI))


def found_too(name):
    return sorted(broken(searched(name, ON)) - set(found_by_ci(name)))


def section(text, name):
    """The part of the page that is about a sender."""
    start = text.index(f"\n## {SECTIONS[name]}\n")
    return text[start : text.index("\n## ", start + 1)]


def row(text, name):
    """The cells of a sender in the page's table, from the first with invariants on."""
    return re.search(rf"^\| `{name}` \|(.*)\|$", text, re.MULTILINE)[1].split(" | ")[1:]


def anew(text):
    """The page as it should be; a story that is no longer found stays, for a person to judge."""
    text = NUMBER.sub(f"examples={LISTED}", text)
    for name in SECTIONS:
        stories = told(name, ON) | told(name, CI)
        old = section(text, name)
        new = STORY.sub(lambda m, at=stories: f"```text\n{at.get(m[2], m[1])}\n```", old)
        text = text.replace(old, new)
        cells = row(text, name)
        fresh = [" ".join(found_by_ci(name)), " ".join(found_too(name)), *cells[2:]]
        text = text.replace(" | ".join(cells), " | ".join(fresh))
    return text


if __name__ == "__main__":
    PAGE.write_text(anew(PAGE.read_text()))
    sys.stdout.write(f"{PAGE} is written; read what changed, and what it says around it\n")
