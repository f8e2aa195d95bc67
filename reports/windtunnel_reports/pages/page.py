"""The page, put together."""

from html import escape
from importlib.resources import files

from windtunnel_reports.pages import sections
from windtunnel_reports.summary import Summary


def render_page(summary: Summary) -> str:
    """Return the whole document."""
    style = (files("windtunnel_reports.pages") / "page.css").read_text(encoding="utf-8")
    manifest = summary.manifest
    title = f"{summary.headline}: {manifest.sender} in {manifest.scenario}"
    body = "".join(
        section(summary)
        for section in (
            sections.verdict,
            sections.asked,
            sections.gates,
            sections.invariants,
            sections.stories,
            sections.curves,
            sections.latencies,
            sections.funnels,
            sections.matrix,
            sections.instruments,
            sections.footer,
        )
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>"
        f"<h1>Windtunnel · sender {escape(manifest.sender)} in {escape(manifest.scenario)}</h1>"
        f"{body}</body></html>\n"
    )
