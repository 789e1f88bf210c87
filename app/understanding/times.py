"""Periods and ages said in a question: "inom två veckor", "en 15-åring", "fyllt 18"."""

from __future__ import annotations

import re

from app.understanding.dates import NUMBERS
from app.understanding.words import FOLD

_NUMBER = "|".join(sorted((n for n in NUMBERS if n not in ("a", "an")), key=len, reverse=True))
_UNIT = r"dag(?:ar|en)?|dygn|veck(?:a|or)|månad(?:er)?|manad(?:er)?|mån|year|days?|weeks?|months?"
PERIOD = re.compile(
    rf"(?:(?<=inom )|(?<=senast )|(?<=efter )|(?<=within )|(?<=after )|(?<=max )|(?<=högst )|(?<=minst )|(?<=least )"
    rf"|(?<=är )|(?<=är det )|(?<=tar )|(?<=på )|(?<=than )|(?<=bara )|(?<=only )|(?<=it s )|(?<=is )|(?<=ha )|(?<=have )"
    rf"|(?<=got )|(?<=vart )|(?<=var )|(?<=every )|(?<=gäller )|(?<=gäller i )|(?<=last )|(?<=a )|(?<=the )|(?<=take )|(?<=än )|(?<=over )|(?<=more than )|(?<=about )|(?<=ta )|(?<=takes )|(?<=inte )|(?<=bara )|(?<=upp till )|(?<=up to ))"
    rf"(?:\d{{1,3}}|{_NUMBER}) (?:hela )?(?:{_UNIT}|år|years?)(?! (?:sedan|sen|ago|gammal|gamla|old))(?!\w)"
)
"""A period as a time allowed: with a word before it that says so, so that "for two weeks" in a story is none."""

_BOY = r"(?:flicka|flickan|tjej|tjejen|pojke|pojken|kille|killen|grabb|barn|barnet|ungdom|ungdomen|unge|klient|klienten|person|elev|son|dotter|girl|boy|child|teenager|son|daughter|client|someone|person)"
AGE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<n>\d{1,2}) ?(?:åring|aring|årig|arig)\w*",
        r"(?<!\d)(?P<n>\d{1,2}) years? olds?\b",
        r"(?<!\d)(?P<n>\d{1,2}) ?(?:yo|y o|yrs? old)\b",
        r"(?<!\d)(?P<n>\d{1,2}) år gam(?:mal|la|malt)\b",
        r"(?:fyllt|fyllde|turned|är nu|har blivit) (?P<n>\d{1,2})\b(?! (?:dag|vecka|veck|månad|day|week|month))",
        rf"{_BOY} (?:på|som är|är|of|aged|who is|who s|is|som fyllt) (?P<n>\d{{1,2}})\b(?! (?:dag|vecka|veck|månad|day|week|month))",
        rf"{_BOY} (?P<n>\d{{1,2}}) år\b",
        r"\b(?:hon|han|hen|she|he) (?:är|is) (?P<n>\d{1,2})\b(?! (?:dag|vecka|veck|månad|day|week|month))",
        r"\baged (?P<n>\d{1,2})\b",
        r"(?<!\d)(?<!vart )(?<!inom )(?<!efter )(?<!senast )(?<!i )(?<!om )(?<!för )(?<!minst )(?<!högst )(?<!max )"
        r"(?<!från )(?<!till )(?<!över )(?<!under )(?<!vid )(?<!och )(?<!varje )(?P<n>1\d|20|2[1-5]) år\b(?! (?:sedan|sen|i taget))",
    )
)
_AGES = (
    "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo tjugoett",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty",
)
SPELT = {
    form: str(n) for words in _AGES for n, word in enumerate(words.split()) for form in (word, word.translate(FOLD))
} | {"eighteenth": "18"}
_SPELT = re.compile(rf"(?<!\w)(?P<w>{'|'.join(sorted(SPELT, key=len, reverse=True))})(?=åri|ari| years? old|$| )")


def figures(text: str) -> str:
    """The normalised text with ages and small numbers in words written in figures ("en femtonåring", "eighteen")."""
    return _SPELT.sub(lambda match: SPELT[match["w"]], text) if _SPELT.search(text) else text


LIMIT = {
    "from_age": re.compile(
        r"(?:från|fran|from|minst|at least)(?: och med| omkring| about| age)* \d{1,2}(?: år| ars?| years?|$| $)"
    ),
    "until_age": re.compile(
        r"(?:till|t o m|upp till|until|up to|fram till|till och med)(?: och med| about| age)* \d{1,2}(?: år| years?|$| $)"
    ),
    "age_limit": re.compile(
        r"(?:vid|at|under|over|över|efter|after|past|förbi|before|före|until|tills|till|från|from|turns?|turned|turning|blir|fyller|fyllt"
        r"|fyllda|minst|at least|only|bara|högst|is|är)(?: man| he| she| they| it| of| age| barnet| den unge| ungdomen| är| blir| fyller| turns?"
        r"| turned| is| are| hon| han| hen| sin| sitt)* (?:[6-9]|1\d|2[0-5])(?: årsdag\w*| åringar|s| th birthday| birthday|$| $)"
        r"|(?:[6-9]|1\d|2[0-5])(?: eller (?:[6-9]|1\d|2[0-5]))? (?:årsdag|arsdag|års ålder|ars alder)"
    ),
    "expired": re.compile(r"(?:till|until|to|ut|out|in|löper till|med) (?:år )?20[2-4]\d(?!\d)"),
}
"""An age or a year named as a limit, as in "från 15 år, stämmer det?", by what such a question is about."""


def limits(text: str) -> set[str]:
    """The kinds of limit that the normalised text names."""
    said = figures(text)
    return {name for name, form in LIMIT.items() if form.search(said)}


CLAIMED = re.compile(
    r"(?:\b(?:väl|val|visst|stämmer|eller hur|yes|right|correct|true|surely|isn t it|sant|säg att|sag att|just say|just tell|tell me|bara svara|svara bara"
    r"|säger att|sager att|påstår|pastar|hävdar|havdar|menar att|tror att|hörde att|hort att|hört att|läste att|says|said|claims|thinks|thought|heard|believes?|told that|insists)\b)"
)
"""Words by which a statement asks to be confirmed."""
LENGTH = re.compile(
    rf"(?:\d{{1,3}}|{_NUMBER})(?: (?:eller|or|till|to) (?:\d{{1,3}}|{_NUMBER}))? (?:hela )?(?:{_UNIT}|år|years?)"
    r"(?! (?:sedan|sen|ago|gammal|gamla|old))(?!\w)"
)


def has_period(text: str) -> bool:
    """Whether the normalised text states a period as a time allowed, or any period that it asks to have confirmed."""
    return bool(PERIOD.search(text) or (CLAIMED.search(text) and LENGTH.search(text)))


def find_ages(text: str) -> list[int]:
    """The ages stated of a person, in the order of the forms; an age is a whole number of years under 100."""
    found: list[int] = []
    taken: set[int] = set()
    text = figures(text)
    for form in AGE:
        for match in form.finditer(text):
            if match.start("n") not in taken:
                taken.add(match.start("n"))
                found.append(int(match["n"]))
    return list(dict.fromkeys(found))


def age_group(age: int) -> str:
    """The value of the fact `age_group` for a person of that age."""
    return "child" if age < 18 else "youth" if age < 21 else "adult"
