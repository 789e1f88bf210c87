"""The ledger of coverage: every sentence that speaks of money, time, age or urgency, and what became of it.

The words are looked for in the text itself, not in a list made by hand, so that a sentence that no rule quotes and
nobody has dismissed cannot hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.rules.book import RuleBook
from ingest.document import Document, Section
from ingest.quotes import Quote
from ingest.sentences import sentences

UNIT = r"(?:dag(?:ar|en)?|dygn|veck(?:a|or|an)|månad(?:er|en)?|termin(?:er|en)?|läsår(?:et|en)?|kvartal|halvår|år(?:en|et)?|timm(?:e|ar)|minuter)"
COUNT = r"(?:\d+(?:[,.–-]\d+)?|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|sexton|tjugo|tjugofyra|halv|flera|några|samma|sjätte|tredje|fjärde|åttonde|vart|varje|varannan|vartannat|hela|senaste|första|nästa)"
MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|okt|nov|dec|feb)"
EVENT = (
    r"(?:(?:om)?placering|förändring|hemgång|omhändertagande|övergång|(?:\w+)?byten?\b|flytt|avslut|(?:ut|in)skrivning|utflyttning|upphörande|"
    r"vistelse|behandlingstid|\w*start\b|ansök|vetskap|sommarlov|termin|läsår|möte)\w*"
)
KINDS: dict[str, re.Pattern[str]] = {
    "money": re.compile(
        r"kostnad|kostar|\bkosta\b|betal|finansi|avgift|\d\s?kr\b|kronor|budget|bekosta|faktur|underskott|"
        r"ekonomi(?!sk[at]? förening)|(?<!öv)ersättning(?!s?frånvaro)|\bmedel från|egna medel|fördelningsnyckel|resurser? i form|tjänsteköp|"
        r"kostnadseffektiv|\bköp(?:er|a|s|t|te)\b|upphandl|bidrag(?:et|en)?\b|(?<!spel om )\bpengar\b|gratis|debiter|arvode|resurs ?sätt|\d{1,3}(?: \d{3})+\b",
        re.I,
    ),
    "time": re.compile(
        rf"\b{COUNT} (?:{COUNT} )?{UNIT}s?\b|\b{UNIT[:-1]}|kväll(?:ar)?) (?:i|per|om) {UNIT}|(?:\bper|/){UNIT}\b|\b(?:per|varje) {UNIT}\b|"
        rf"(?<![\d:(])\b(?:19|20)\d{{2}}\b(?!:\d)|\b{MONTH}\b|årlig|dagligen|årsvis|kvartalsvis|månadsvis|veckovis|\b{COUNT} ?(?:års|månaders|veckors|dagars)|\bi tid\b|\b(?:lång|längre|kort|kortare|viss|rätt) tid\b|\btid för\b|senast\b|giltig|gäller (?:från|till|fr|t\.o\.m)\b|"
        r"(?<!i )förläng|löp(?:t|er) ut|uppsag|sagt upp|i förväg|tidsbegräns|begränsad tid|så länge|löpande|fortlöpande|ajourhåll|regelbund|kontinuerlig|"
        r"jämna mellanrum|tidsfrist|tidsram|tidsplan|vartannat|vart annat|\bvar sjätte|vart (?:tredje|fjärde|åttonde)|varannan|hur länge|"
        r"under (?:hela )?(?:placeringstiden|vistelsetiden|utredningstiden|avtalstiden|pågående|begränsad)|placeringstid|utredningstid|avtalstid|vårdtid|"
        r"\bggr\b|\bgånger\b|gång/termin|upprepade|hösten|våren|vintern|sommaren|ikraftträd|träda? i kraft|trädde i kraft|"
        r"när som helst|över tid|efter en tid|till dess|under tiden|\binom \d|\binom (?:en|ett|två|tre|fyra)\b|tidsangivelse|dagtid|heldygn|kl\. ?\d|"
        r"utgår\b(?! (?:i)?från)|utgått|i nuläget|varaktig|långvarig|inledningsvis|stadigvarande|\bår från\b|dygnet|revidera|"
        # An event as a time: before it, at it, after it, when it ends.
        rf"\binnan\b|\binför\b|\bföre\b|\bi (?:samband med|(?:\w+ )?anslutning till|väntan på)\b|(?<!sträva )(?<!strävar )\befter (?:det )?att\b|\bunder och efter\b|"
        rf"\befter(?: (?:en|ett|den|det|planerad|påbörjad|avslutad|genomförd)[at]?)? {EVENT}|\bvid (?:\w+ )?{EVENT}|"
        rf"\b{COUNT} \w*(?:besök|möten|tillfällen|träffar)\b|"
        r"\befter (?:\w+ )?\w{3,}(?:ning|ring)(?:en|ar|arna)?\b|allteftersom|upphör|\bnär (?:\w+ ){1,3}(?:ska|skall)\b",
        re.I,
    ),
    "age": re.compile(
        r"\b\d{1,2}\s?[–-]\s?\d{1,2} år|\b\d{1,2} ?års?\b|\bålder|åldrar|\bfyllt?\b|\bfyller|myndig(?!het)|minderårig|\bäldre\b|\byngre\b|-?åring|"
        r"årskurs|\båk \d|(?:sexton|tjugo) och|mellan sexton|unga upp t",
        re.I,
    ),
    "urgency": re.compile(
        r"genast|skyndsam|omgående|snarast|så snart|så snabbt|så tidigt|i så god tid|i god tid|omedelbar|"
        r"\bsnabb(?:t|are|ast)?\b|dröjsmål|brådsk|i ett tidigt|\btidig(?:t|a|are än)?\b|\bakut|förestående|direkt dialog",
        re.I,
    ),
}  # fmt: skip
LAW_NUMBER = re.compile(
    r"\(?\b\d{4}:(?:\d[\d ]*)?\)?|\b\d{4}/\d{2,}|RD ?\d{2}/\d+|RD ?\d{4}/\d+|\b(?:ISBN|Artikelnummer)[: ]+[\d-]+|https?://\S+|Agenda 2030|Dnr \S+"
)


@dataclass(frozen=True)
class Candidate:
    """A sentence that speaks of money, time, age or urgency: where it stands, and what became of it. `outcome` is
    the id of a rule, "dismissed: reason", or empty."""

    document: str
    section: str
    start: int
    end: int
    text: str
    kinds: tuple[str, ...]
    outcome: str


def kinds_of(text: str) -> tuple[str, ...]:
    """Which of money, time, age and urgency a sentence speaks of. Numbers of acts and files do not count."""
    plain = LAW_NUMBER.sub(" ", text)
    return tuple(kind for kind, pattern in KINDS.items() if pattern.search(plain))


def candidates(book: RuleBook, document: Document) -> Iterator[Candidate]:
    """The candidates of one document in the order of its text."""
    quotes: list[tuple[Quote, str]] = []
    for rule in book.rules.values():
        if rule.document == document.id:
            quotes += [(quote, rule.id) for quote in (rule.quote, *rule.also)]
    for id, entry, quote in book.dismissed:
        if id == document.id:
            quotes.append((quote, f"dismissed: {entry.reason}"))
    for section in document.sections:
        if section.role != "contents":
            yield from _in_section(document, section, quotes)


def _in_section(document: Document, section: Section, quotes: list[tuple[Quote, str]]) -> Iterator[Candidate]:
    for a, b in sentences(document.text(section)):
        start, end = section.start + a, section.start + b
        text = " ".join(document.clean[start:end].split())
        kinds = kinds_of(text)
        if kinds:
            yield Candidate(document.id, section.label, start, end, text, kinds, _outcome(start, end, quotes))


def _outcome(start: int, end: int, quotes: list[tuple[Quote, str]]) -> str:
    overlapping = [
        (min(end, q.end) - max(start, q.start), what) for q, what in quotes if q.start < end and start < q.end
    ]
    rules = [item for item in overlapping if not item[1].startswith("dismissed")]
    return max(rules or overlapping, default=(0, ""))[1]
