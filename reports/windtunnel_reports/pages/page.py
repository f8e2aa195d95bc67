"""The page, put together: one file that asks the network for nothing."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from windtunnel_reports.metrics import Row
from windtunnel_reports.pages import machine, tables, top, verdicts
from windtunnel_reports.pages.charts import charts
from windtunnel_reports.pages.words import HEADLINES
from windtunnel_reports.summary import Summary

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
"""The browser itself keeps the page from fetching anything."""


def render_page(summary: Summary, rows: Sequence[Row] = ()) -> str:
    """Return the whole document; without rows it has no plots."""
    manifest = summary.manifest
    word = HEADLINES[summary.headline][2]
    body = "".join(
        (
            top.masthead(summary),
            top.verdict(summary),
            top.figures(summary),
            top.asked(summary),
            verdicts.gates(summary),
            verdicts.invariants(summary),
            verdicts.stories(summary),
            tables.funnel(summary),
            charts(summary, rows),
            tables.latencies(summary),
            tables.groups(summary),
            tables.matrix(summary),
            machine.instruments(summary),
            machine.made_of(summary),
        )
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(f'{word}: {manifest.sender} in {manifest.scenario}')}</title>"
        f"<style>{part('page.css')}</style></head><body><main>{body}</main>"
        f"<script>{part('hover.js')}</script></body></html>\n"
    )


def part(name: str) -> str:
    """Return a file of the page: its style, its script."""
    return (files("windtunnel_reports.pages") / name).read_text(encoding="utf-8")
