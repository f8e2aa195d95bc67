"""docs/recipients.md says what the code does."""

from pathlib import Path

from windtunnel.domain.magic import MAGIC

PAGE = (Path(__file__).parents[2] / "docs/recipients.md").read_text()


def test_each_recipient_has_its_row_and_each_row_its_recipient():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `+")]
    assert rows == [f"| `+{m.recipient}` | `{m.fate}` | {m.what} |" for m in MAGIC.values()]
