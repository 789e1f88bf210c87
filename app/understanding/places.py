"""Places in questions: municipalities, counties and regions, and which of two is the placing one."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from app.facts import Municipality, Vocabulary
from app.understanding.words import FOLD

# Names that are also words, or fold to one: they count when capitalised in the question or after "i", "från" …
ALSO_WORDS = frozenset(
    "vara mark berg kil ale sala boden lund mora nora åre köping eda ed hed bro kalix lysekil habo håbo gävle tierp "
    "sunne solna ljusdal hofors staden alvesta arvika falun öckerö orust tjörn".split()
) - {
    "falun",
    "sunne",
    "solna",
    "gävle",
    "köping",
    "arvika",
    "lysekil",
    "öckerö",
    "orust",
    "tjörn",
    "alvesta",
    "hofors",
    "ljusdal",
    "tierp",
    "kalix",
}
COUNTY_WORDS = {
    "dalarna": ("dalarna", "dalarnas", "dala", "dalälven", "kopparbergs län", "region dalarna", "dalakommun", "dalakommuner", "dalakommunerna", "dalaavtalet", "dalaavtal", "dalaöverenskommelsen", "dalaöverenskommelse"),
    "vastra_gotaland": ("västra götaland", "västra götalands", "västra götalandsregionen", "vgr", "vg regionen", "vgregionen", "vg", "västragötaland", "west gothia", "west götaland", "västsverige", "västbus", "vvg"),
    "vastmanland": ("västmanland", "västmanlands", "region västmanland"),
}  # fmt: skip
ALONE = re.compile(r"s?(?: då| da| then)?\s*(?:[,:?]|$)", re.IGNORECASE)
"""After a name at the head of a message that is about nothing but the place ("Mora då?", "Mora: vem betalar?")."""
STAY = re.compile(
    r"(?:placera\w*|plac|bor|vistas|hamna\w*|flytta\w*|living|staying|placed|moved|stays|lives)(?: [^ ]+){0,4}? (?:i|på|till|in|to|at)$|(?:flytt\w*|moves?|moving)(?: [^ ]+){0,2}? (?:till|to)$"
)
ORIGIN = re.compile(
    r"(?:från|ifrån|fran|from|hemkommun\w*|placerande(?: kommun\w*)?|home municipality|hör till|folkbokförd\w*(?: i)?|skriven i|registered in|tillhör|vi i|we in|jobbar i|work in|arbetar i|kommun\w* i)$"
)


@dataclass(frozen=True)
class Place:
    """A place mentioned: its county, its municipality if it is one, and its span in the normalised text."""

    county: str
    municipality: str
    start: int
    end: int
    stay: bool
    origin: bool


def find_places(text: str, original: str, offsets: tuple[int, ...], vocabulary: Vocabulary) -> list[Place]:
    """The places in the normalised `text`, in order; longer names win over names inside them."""
    found: list[Place] = []
    taken: set[int] = set()
    for form, municipality, county in _forms(vocabulary):
        for match in _pattern(form).finditer(text) if form[:3] in text or not form.isascii() else ():
            span = range(match.start(), match.end())
            if taken & set(span) or (municipality and not _meant(municipality.slug, match, text, original, offsets)):
                continue
            taken |= set(span)
            before = text[: match.start()].rstrip()
            found.append(
                Place(
                    county, municipality.slug if municipality else "", match.start(), match.end(),
                    bool(STAY.search(before)), bool(ORIGIN.search(before)),
                )
            )  # fmt: skip
    return sorted(found, key=lambda place: place.start)


Forms = list[tuple[str, Municipality | None, str]]
_FORMS: deque[tuple[Vocabulary, Forms]] = deque(maxlen=2)
"""The forms of the vocabularies in use: the one before a reload, and the one after."""
_PATTERNS: dict[str, re.Pattern[str]] = {}


def _forms(vocabulary: Vocabulary) -> Forms:
    """Every written form, longest first: of municipalities, and of counties and regions."""
    known = next((forms for other, forms in _FORMS if other is vocabulary), None)
    if known is None:
        known = _make_forms(vocabulary)
        _FORMS.append((vocabulary, known))
    return known


def _make_forms(vocabulary: Vocabulary) -> Forms:
    forms: dict[str, tuple[Municipality | None, str]] = {}
    for slug, name in vocabulary.counties.items():
        base = name.lower()
        for form in (
            base,
            base.removesuffix(" län"),
            base.removesuffix("s län"),
            vocabulary.regions[slug].lower(),
            *COUNTY_WORDS.get(slug, ()),
        ):
            forms.setdefault(form, (None, slug))
    for municipality in vocabulary.municipalities:
        for form in (municipality.slug, *(f.lower() for f in municipality.forms)):
            if form not in vocabulary.counties or municipality.slug == form:
                forms.setdefault(_plain(form), (municipality, municipality.county))
    return sorted(
        ((_plain(form), *target) for form, target in forms.items()), key=lambda item: (-len(item[0]), item[0])
    )


def _plain(form: str) -> str:
    return re.sub(r"[^\w]+", " ", form.lower()).strip()


def _pattern(form: str) -> re.Pattern[str]:
    if form not in _PATTERNS:
        folded = form.translate(FOLD)
        body = re.escape(form) if folded == form else f"(?:{re.escape(form)}|{re.escape(folded)})"
        ending = "s?" if len(form) >= 4 and not form.endswith("s") else ""
        _PATTERNS[form] = re.compile(rf"(?<![^ ]){body}{ending}(?![^ ])")
    return _PATTERNS[form]


def _meant(slug: str, match: re.Match[str], text: str, original: str, offsets: tuple[int, ...]) -> bool:
    if slug not in ALSO_WORDS:
        return True
    if re.search(r"(?:\b(?:i|från|fran|ifrån|in|from|for|för)|kommun\w*) $", text[: match.start()]):
        return True
    if re.match(r"s? kommun", text[match.end() :]) or text.strip() == match.group():
        return True
    at = offsets[match.start()]
    name = original[at : at + len(match.group())]
    if name.isupper() and not original.isupper():
        return False  # "ska VARA gjord" stresses a word
    if at == 0 and name[:1].isupper() and ALONE.match(original, at + len(name)):
        return True
    return original[at].isupper() and at > 0 and not original.isupper()
