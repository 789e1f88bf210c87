"""The page that the browser loads first: Streamlit's own, with its language, title, style and script mended."""

from __future__ import annotations

from pathlib import Path

from app.pages.words import word
from ingest.errors import SamlotsError

HERE = Path(__file__).parent
NO_SCRIPT = {
    "sv": "Samlots behöver JavaScript. Slå på det, eller använd kommandot samlots ask.",
    "en": "Samlots needs JavaScript. Turn it on, or use the command samlots ask.",
}
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' "
    "fill='%230F5A66'/%3E%3Cpath d='M21 11c-1-2-9-3-9 1s9 3 9 8-9 4-10 1' fill='none' stroke='white' stroke-width='3' "
    "stroke-linecap='round'/%3E%3C/svg%3E"
)
POLICY = "; ".join(
    (
        "default-src 'self'", "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'", "worker-src 'self' blob:",
        "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'self'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
"""The browser itself refuses to send anything elsewhere."""


def index(original: str, language: str) -> str:
    """Streamlit's index page in the language. Raises SamlotsError when it is not the page that is expected: then
    nobody would notice that the language is wrong."""
    page = _replace(original, '<html lang="en">', f'<html lang="{language}">')
    page = _replace(page, "<title>Streamlit</title>", f"<title>{word('title', language)}</title>")
    page = _replace(page, 'href="./favicon.png"', f'href="{ICON}"')
    before, _, rest = page.partition("<noscript>")
    _, found, after = rest.partition("</noscript>")
    if found:
        page = f"{before}<noscript><p>{NO_SCRIPT[language]}</p></noscript>{after}"
    style, script = ((HERE / name).read_text(encoding="utf-8") for name in ("shell.css", "shell.js"))
    live = '<div id="samlots-live" role="status" aria-live="polite" class="sl-hidden"></div>'
    page = _replace(page, "</head>", f"<style>{style}</style>\n<script>{script}</script>\n</head>")
    return _replace(page, "</body>", f"{live}\n</body>")


def _replace(page: str, old: str, new: str) -> str:
    if page.count(old) != 1:
        raise SamlotsError(
            f"Streamlit's page does not hold {old!r} once",
            where="index.html",
            remedy="Install the version of Streamlit that constraints.txt names.",
        )
    return page.replace(old, new)
