"""What an HTML page hides by its own words: attributes, style attributes, and its own style sheets' plain selectors."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0*(?:\.\d+|[01](?:\.\d+)?)?(?:px|pt|em)?(?:;|!|$)|"
    r"(?<![-\w])opacity:0*(?:\.0*)?(?:;|!|$)|(?:text-indent|left|top|right):-\d{3,}"
)
TINY_EM = re.compile(r"font-size:[01](?:\.\d+)?em")
WHITE = re.compile(r"(?<![-\w])color:(?:#fff(?:fff)?\b|white\b|rgba?\(255,255,255|transparent\b)")
AT_BLOCK = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]+;|/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SELECTOR = re.compile(r"(\w+)?(?:([.#])([\w-]+))?")


@dataclass(frozen=True)
class Hiding:
    """The selectors (element, "." or "#", name) that hide; `outside`: how many style sheets the file only links to.
    Selectors with more than one part, and rules for print or narrow screens, are not weighed."""

    selectors: frozenset[tuple[str, str, str]]
    outside: int

    @classmethod
    def read(cls, root: html.HtmlElement) -> Hiding:
        found = set()
        for sheet in root.iter("style"):
            for names, declarations in RULE.findall(AT_BLOCK.sub(" ", sheet.text_content())):
                if _hides(declarations):
                    for name in names.split(","):
                        match = SELECTOR.fullmatch(name.strip())
                        if match and name.strip():
                            found.add((match[1] or "", match[2] or "", match[3] or ""))
        linked = [link for link in root.iter("link") if "stylesheet" in (link.get("rel") or "").lower()]
        return cls(frozenset(found), len(linked))

    def hides(self, element: html.HtmlElement) -> bool:
        """Whether the element itself is hidden; what is inside a hidden one is not asked."""
        if element.get("hidden") is not None or _hides(element.get("style") or ""):
            return True
        style = _plain(element.get("style") or "")
        if WHITE.search(style) and not any(
            "background" in (e.get("style") or "") for e in (element, *element.iterancestors())
        ):
            return True
        name = str(element.tag)
        marks = [(".", one) for one in (element.get("class") or "").split()] + [("#", element.get("id") or "-")]
        return any(
            (tag, sign, mark) in self.selectors
            for tag in ("", name)
            for sign, mark in ([*marks, ("", "")] if tag else marks)
        )


def _plain(declarations: str) -> str:
    return re.sub(r"\s+", "", declarations).lower()


def _hides(declarations: str) -> bool:
    plain = _plain(declarations)
    return bool(HIDING.search(plain)) and not TINY_EM.search(plain)
