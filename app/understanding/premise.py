"""What a question takes for granted: a payer or a period that it names and asks to have confirmed.

"Visst är det kommunen som betalar …?", "Is it true that we have two weeks?". Only questions that can be answered with
yes or no are read so; "vem" and "när" take nothing for granted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.periods import Period
from app.understanding.dates import NUMBERS, UNITS

OPEN = re.compile(
    r"(?<![^ ])(?:vem|vems|vilken|vilka|vilket|vad|när|hur|var|vart|who|whom|whose|which|what|when|how|where)(?![^ ])"
)
PARTIES = {
    "municipality": r"kommun(?:en|erna|er|ens)?|soc|socialtjänsten|socialnämnden|municipality|municipalities|social services",
    "region": r"region(?:en|ens|erna)?|vgr|landstinget|sjukvården|vården|vårdcentralen|the region|county council|health care|healthcare",
}
PARTY = {payer: re.compile(rf"(?<![^ ])(?:{words})(?![^ ])") for payer, words in PARTIES.items()}
_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
PERIOD = re.compile(rf"(?<![^ ])(?P<n>\d{{1,3}}|{_NUMBER}) (?P<u>{_UNIT})(?![^ ])(?! sedan| ago| sen)")
TAG = re.compile(r"(?<![^ ])(?:eller hur|visst|right|isn t it|or what|va)$")


@dataclass(frozen=True)
class Claim:
    """The payer and the period that the question takes for granted; None where it names none, or more than one."""

    payer: str | None = None
    period: Period | None = None


def claim(text: str, *, paying: bool) -> Claim:
    """What the normalised question claims. `paying`: it is about who pays."""
    question = TAG.sub(" ", _last_sentence(text))
    if OPEN.search(question):
        return Claim()
    named = [payer for payer, pattern in PARTY.items() if pattern.search(question)]
    periods = {
        Period.parse(f"P{int(m['n']) if m['n'].isdigit() else NUMBERS[m['n']]}{UNITS[m['u']]}")
        for m in PERIOD.finditer(question)
    }
    return Claim(
        named[0] if paying and len(named) == 1 else None,
        next(iter(periods)) if len(periods) == 1 and not paying else None,
    )


def _last_sentence(text: str) -> str:
    """Normalised text has no punctuation left; what is asked stands as a rule in its last forty words."""
    return " ".join(text.split(" ")[-40:])
