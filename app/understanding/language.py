"""Which of the two languages a question is in."""

from __future__ import annotations

import re

SWEDISH = frozenset(
    "och i att det som en på är av för med till den har de inte om ett vi jag ska skall kan vid vem när hur vad var vilka "
    "vilken vilket från så men eller ut upp hos efter innan under inom utan över mot vår våra hen han hon barnet betalar "
    "gäller måste bör får nar ar pa fran for vilken hej ok tack samma varför sen sedan bara också då nu där här kommunen "
    "regionen länge ofta snabbt gammal ålder senast vems".split()
)
ENGLISH = frozenset(
    "the of to and a in is it that for on with as are was be by at from this who when how what which where we our you "
    "does do did must should can may if not have has will would there their after before within pays pay long often old "
    "child children placed placement why it's what's who's hi thanks please any only about".split()
)


def detect(text: str) -> str:
    """ "sv" or "en", by the small words; letters å, ä and ö tell for Swedish, a tie is Swedish."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    swedish = sum(w in SWEDISH for w in words) + (1 if re.search(r"[åäö]", text.lower()) else 0)
    english = sum(w in ENGLISH for w in words)
    return "en" if english > swedish else "sv"
