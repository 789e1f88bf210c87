"""Every sentence that Samlots itself says, in Swedish and English."""

from __future__ import annotations

from datetime import date

from app.rules.book import RuleBook

MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
SENTENCES: dict[str, dict[str, str]] = {
    "depends": {"sv": "Svaret beror på {facts}:", "en": "The answer depends on {facts}:"},
    "ask": {
        "sv": "För att svara behöver jag veta {facts}. Det finns {count} möjligheter:",
        "en": "To answer I need to know {facts}. There are {count} possibilities:",
    },
    "branch_none": {"sv": "överenskommelserna anger inget.", "en": "the agreements do not say."},
    "branch_withdrawn": {
        "sv": "regeln är under granskning; läs {section} i {document}.",
        "en": "the rule is under review; read {section} in {document}.",
    },
    "conflict": {
        "sv": "Källorna säger olika saker, och ingen av dem anges ha företräde:",
        "en": "The sources say different things, and neither is stated to take precedence:",
    },
    "due_within": {
        "sv": "Räknat från {start} är sista dagen {due}.",
        "en": "Counted from {start}, the last day is {due}.",
    },
    "due_before": {
        "sv": "Räknat bakåt från {start} är sista dagen {due}.",
        "en": "Counted back from {start}, the last day is {due}.",
    },
    "due_at_most": {
        "sv": "Räknat från {start} gäller det som längst till {due}.",
        "en": "Counted from {start}, it lasts until {due} at the most.",
    },
    "due_every": {
        "sv": "Räknat från {start} infaller det {dates}.",
        "en": "Counted from {start}, it falls on {dates}.",
    },
    "due_beyond": {
        "sv": "Räknat från {start} ligger sista dagen utanför kalenderns år 1–9999.",
        "en": "Counted from {start}, the last day lies outside the calendar's years 1–9999.",
    },
    "due_until_age": {
        "sv": "Född {born}: till och med {due}.",
        "en": "Born {born}: up to and including {due}.",
    },
    "due_from_age": {
        "sv": "Född {born}: från och med {due}.",
        "en": "Born {born}: from {due} on.",
    },
    "day_off": {
        "sv": "Dagen är {what}; överenskommelsen flyttar inte fristen.",
        "en": "That day is {what}; the agreement does not move the time limit.",
    },
    "condition": {"sv": "Villkor i texten: {text}.", "en": "Condition in the text: {text}."},
    "expired": {
        "sv": "{document} gällde till och med {to} och har gått ut. Den är den senaste text som Samlots har; kontrollera hos {owner} om en ny överenskommelse gäller.",
        "en": "The {document} was valid until {to} and has expired. It is the latest text that Samlots holds; check with {owner} whether a new agreement applies.",
    },
    "expired_renewal": {
        "sv": "{document} gällde till och med {to}, med möjlig förlängning till {until}, och har gått ut. Den är den senaste text som Samlots har; kontrollera hos {owner} om en ny överenskommelse gäller.",
        "en": "The {document} was valid until {to}, with a possible extension to {until}, and has expired. It is the latest text that Samlots holds; check with {owner} whether a new agreement applies.",
    },
    "extended": {
        "sv": "{document} gällde till och med {to}. Den gäller till {until} bara om {condition}; kontrollera det hos {owner}.",
        "en": "The {document} was valid until {to}. It is valid until {until} only if {condition}; check that with {owner}.",
    },
    "proposal": {
        "sv": "{document}: detta är ett förslag; handlingarna visar inte vad som beslutades.",
        "en": "{document}: this is a proposal; the papers do not show what was decided.",
    },
    "early": {
        "sv": "{document} började gälla först {from_}.",
        "en": "The {document} came into force only on {from_}.",
    },
    "withdrawn": {
        "sv": "En regel är under granskning och ger inget besked. Läs {section} i {document}.",
        "en": "A rule is under review and gives no ruling. Read {section} in {document}.",
    },
    "personal_data": {
        "sv": "Frågan innehöll personuppgifter ({kinds}). De har maskerats och inte sparats; skriv inte in sådana uppgifter.",
        "en": "The question contained personal data ({kinds}). It has been masked and not stored; please leave such data out.",
    },
    "identity_number": {"sv": "personnummer", "en": "identity number"},
    "email": {"sv": "e-postadress", "en": "e-mail address"},
    "telephone": {"sv": "telefonnummer", "en": "telephone number"},
    "shortened": {
        "sv": "Frågan är mycket lång; bara de första {count} tecknen har lästs.",
        "en": "The question is very long; only the first {count} characters were read.",
    },
    "passage": {
        "sv": "Ingen regel avgör frågan. Så här står det i {document}, {section}:",
        "en": "No rule decides this. This is what {document}, {section}, says (in Swedish):",
    },
    "quoted": {"sv": "(citerat, inte avgjort)", "en": "(quoted, not decided)"},
    "read_on": {"sv": "Läs vidare: {sections}.", "en": "Read on: {sections}."},
    "empty": {"sv": "Skriv en fråga, till exempel: {example}", "en": "Write a question, for example: {example}"},
    "example": {
        "sv": "Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?",
        "en": "Who pays for the health examination at an LVU placement in Dalarna?",
    },
    "other_county": {
        "sv": "Samlots har ingen överenskommelse för {county}. Det som finns gäller {covered}.",
        "en": "Samlots holds no agreement for {county}. What it holds is about {covered}.",
    },
    "unruled": {
        "sv": "För {documents} är inga regler skrivna än: Samlots avgör inget där, utan citerar.",
        "en": "No rules have been written for {documents} yet: Samlots decides nothing there and only quotes.",
    },
    "assessment_only": {
        "sv": "Samlots har inte texten till någon överenskommelse för {county}, bara en konsekvensbedömning av den.",
        "en": "Samlots does not hold the text of any agreement for {county}, only an assessment of it.",
    },
    "adult": {
        "sv": "Det finns ingen regel för vuxna här: {documents} gäller barn och unga till och med 20 år.",
        "en": "There is no rule for adults here: {documents} cover children and young people up to and including 20.",
    },
    "not_stated": {
        "sv": "Överenskommelserna i Samlots anger inte {subject}{where}.",
        "en": "The agreements in Samlots do not state {subject}{where}.",
    },
    "stated_elsewhere": {"sv": "Det är reglerat för {where}.", "en": "It is settled for {where}."},
    "not_covered": {
        "sv": "Samlots källor ger inget svar på det. De handlar om barns och ungas hälsa och placeringar i {covered}: kostnadsansvar, frister, undersökningar, SIP, samtycke och orosanmälan.",
        "en": "The sources in Samlots do not answer that. They are about children's health and placements in {covered}: cost responsibility, time limits, examinations, SIP, consent and reports of concern.",
    },
    "nearest": {"sv": "Närmast ligger {sections}.", "en": "Nearest is {sections}."},
    "several": {
        "sv": "Frågan gäller flera saker. Ställ en egen fråga om: {subjects}.",
        "en": "The question is about several things. Ask separately about: {subjects}.",
    },
    "yes": {"sv": "Ja.", "en": "Yes."},
    "no": {"sv": "Nej, det stämmer inte.", "en": "No, that is not right."},
    "for": {"sv": " för {what}", "en": " for {what}"},
    "and": {"sv": "och", "en": "and"},
    "or": {"sv": "eller", "en": "or"},
    "section": {"sv": "avsnitt {number}", "en": "section {number}"},
}


def say(key: str, language: str, **parts: object) -> str:
    return SENTENCES[key][language].format(**parts)


def day(value: date, language: str) -> str:
    """The date as people write it, with the ISO form that cannot be misread beside it."""
    return f"{value.day} {MONTHS[language][value.month - 1]} {value.year} ({value.isoformat()})"


def listed(items: list[str], language: str, last: str = "and") -> str:
    """ "a, b och c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {say(last, language)} {items[-1]}"


def covered(book: RuleBook, language: str) -> str:
    """The counties that have an agreement, in words."""
    return listed([book.vocabulary.counties[str(c)] for c in sorted(book.agreement_counties, key=str)], language)
