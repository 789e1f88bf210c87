"""A hunspell dictionary read as text, and its affixes expanded into every form that it lists."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ingest.reading.lexicon import FIRST, LAST, MIDDLE, NAME, WORD

_JOINED_BY_S = ("hets", "ings", "ions", "itets", "skaps", "doms")


@dataclass(frozen=True)
class Suffix:
    """One line of an affix class: `strip` goes, `add` comes, where the stem ends as `condition` says. `flags` are
    those of the form that results."""

    strip: str
    add: str
    flags: str
    condition: re.Pattern[str]


def read_suffixes(aff: str) -> dict[str, list[Suffix]]:
    """The suffix classes of an .aff file by their flag. The Swedish dictionary has no prefixes."""
    classes: dict[str, list[Suffix]] = defaultdict(list)
    for line in aff.splitlines():
        fields = line.split()
        if len(fields) >= 5 and fields[0] == "SFX":
            ending, _, flags = fields[3].partition("/")
            strip = fields[2].replace("0", "")
            classes[fields[1]].append(Suffix(strip, ending.replace("0", ""), flags, re.compile(f"(?:{fields[4]})$")))
    return classes


def expand(dic: str, aff: str) -> dict[str, int]:
    """Every form in a hunspell dictionary with what it may be (`WORD` … `LAST`), in lower case. Left out: forbidden
    words and forms with figures, hyphens or colons.

    The flags as sv_SE.aff declares them: X, U and Y are a compound's first, middle and last part, Z stands in
    compounds only, ¤ needs an affix, % is forbidden. A stem that may stand last may do so with any suffix.
    """
    suffixes = read_suffixes(aff)
    forms: dict[str, int] = defaultdict(int)
    for line in dic.splitlines()[1:]:
        stem, _, flags = line.partition("/")
        if "%" in flags:
            continue
        last = LAST if "Y" in flags else 0
        alone = 0 if "Z" in flags else (NAME if stem[:1].isupper() else WORD)
        add(forms, stem, (0 if "¤" in flags else alone) | _joints(flags) | last)
        for flag in flags:
            for suffix in suffixes.get(flag, ()):
                if stem.endswith(suffix.strip) and suffix.condition.search(stem):
                    form = stem[: len(stem) - len(suffix.strip)] + suffix.add
                    add(forms, form, _joints(suffix.flags) | (0 if "Z" in suffix.flags else alone | last))
    return forms


def _joints(flags: str) -> int:
    return (FIRST if "X" in flags else 0) | (MIDDLE if "U" in flags else 0)


def add(forms: dict[str, int], form: str, kind: int) -> None:
    """Says of a form, in lower case, that it may be of this kind too; one with figures or signs is left out."""
    if kind and form.isalpha():
        forms[form.lower()] |= kind


def join_derivations(forms: dict[str, int]) -> None:
    """Lets the words in -het, -ing, -ion, -itet, -skap and -dom begin compounds with their s, which they all do and the
    dictionary says of most (lättillgänglighet + s + perspektiv)."""
    for form, kind in forms.items():
        if kind & WORD and form.endswith(_JOINED_BY_S) and forms.get(form[:-1], 0) & LAST:
            forms[form] = kind | FIRST | MIDDLE
