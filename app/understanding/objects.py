"""What is to be paid for, when it is none of the things that the agreements speak of.

"Vem betalar resorna till hälsoundersökningen?" names the examination but asks about the journeys. The head of the noun
phrase after the paying word tells: when nothing in the vocabulary knows it, the question is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.understanding.words import FOLD, SMALL

PAYING = re.compile(
    r"(?<![^ ])(?:betalar?|betalas|bekostar?|bekostas|finansierar?|finansieras|står för|stå för|pröjsar?|ersätter|debiteras?|faktureras?|avgift(?:en)? för"
    r"|pays? for|paid for|paying for|pays?|funds?|finances?|covers?|foots?|bills? for|invoiced for|charged? for|fees? for)(?= )"
)
COST = re.compile(
    r"(?:kostnad(?:en|er|erna|sansvaret|sansvar)?|notan|nota|räkningen|fakturan|avgift(?:en)?|costs?|bill|fee|fees|invoice|tab|expenses?)$"
)
FUNCTION = frozenset(SMALL) - {"i", "på", "av", "till", "vid", "med", "under", "inom", "åt", "hos", "som", "är", "in", "at", "on", "to", "with"} | {
    *"meantime today now then anyway normally usually always really actually instead first later again here there please right correct wrong "
    "true really directly together alone entirely fully completely partly everything anything nothing something half part extra most more much "
    "such both us them me you about around roughly nearly over idag nu då först sen sedan alltid normalt vanligtvis istället annars ändå också "
    "alltså nog bara kanske ju dock ensam ensamt ensamma helt fullt delvis allt allting något nåt någonting inget hälften del delen mest mer mera "
    "mycket tillsammans gemensamt oss dem sånt sådant sådana väl va visst runt cirka ungefär drygt knappt närmare idag igen här där ut".split(),
    "själva", "själv", "itself", "themselves", "alone", "eventuella", "hela", "alla", "some", "mina", "deras", "hans", "hennes", "his", "her", "ens", "egentligen"
}  # fmt: skip
STOP = frozenset(
    "i på av till vid med under inom åt hos som är om när efter innan medan tills eller och samt vad var hur vem så att ifall "
    "utan mellan via enligt fram utöver inför per in at on to with by when if while until before after that who what and or "
    "where during from under within between is are was were then ska skall must should does do will can kan får sedan "
    "like har hade få får vill både either how because eftersom fast fastän trots i fall had has have".split()
)


def other_object(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the normalised sentence asks who pays for a thing that none of the understood `spans` covers."""
    for paying in PAYING.finditer(text):
        head = _head(text, paying.end())
        if head is None:
            continue
        start, end = head
        if not any(a < end and start < b for a, b in spans) and not text[start:end].isdigit():
            return True
    return False


def _head(text: str, at: int) -> tuple[int, int] | None:
    """The last word of the noun phrase that begins at `at`; the phrase after "kostnaden för" when that is it."""
    head: tuple[int, int] | None = None
    for word in re.finditer(r"[^ ]+", text[at:]):
        token = word.group()
        span = (at + word.start(), at + word.end())
        if head is not None and token in ("för", "for", "of", "av") and COST.match(text[slice(*head)]):
            head = None
            continue
        if token in STOP or (head is not None and token in ("för", "for", "of")):
            break
        if token not in FUNCTION:
            head = span
    return head


def folded(words: Iterable[str]) -> frozenset[str]:
    """The words and their forms without å, ä and ö."""
    return frozenset(form for word in words for form in (word, word.translate(FOLD)))


STOP = folded(STOP)
FUNCTION = folded(FUNCTION)
