"""Every text of the interface, in Swedish and English. What an answer says is in `app/answering/catalogue.py`."""

from __future__ import annotations

from datetime import date

from app.answering.catalogue import MONTHS

WEEKDAYS = {
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
TEXTS: dict[str, dict[str, str]] = {
    # Start
    "title": {"sv": "Samlots", "en": "Samlots"},
    "heading": {"sv": "Vad vill du veta?", "en": "What do you want to know?"},
    "lead": {
        "sv": "Samlots svarar på frågor om överenskommelserna mellan kommuner och regioner om barns hälsa och placeringar, och visar meningen som säger det.",
        "en": "Samlots answers questions about the agreements between Swedish municipalities and regions on children's health and placements, and shows the sentence that says so.",
    },
    "examples": {"sv": "Till exempel", "en": "For example"},
    "privacy": {
        "sv": "Skriv inte namn eller personnummer. Frågor sparas inte och lämnar inte den här datorn.",
        "en": "Leave out names and identity numbers. Questions are not stored and do not leave this computer.",
    },
    "privacy_shared": {
        "sv": "Skriv inte namn eller personnummer. Frågor sparas inte och lämnar inte er server.",
        "en": "Leave out names and identity numbers. Questions are not stored and do not leave your server.",
    },
    "ask_placeholder": {"sv": "Ställ en fråga", "en": "Ask a question"},
    "ask_name": {"sv": "Din fråga", "en": "Your question"},
    "skip": {"sv": "Hoppa till innehållet", "en": "Skip to the content"},
    # Sidebar
    "language": {"sv": "Språk", "en": "Language"},
    "county": {"sv": "Placerande kommuns län", "en": "County of the placing municipality"},
    "county_help": {
        "sv": "Gäller när frågan inte själv nämner ett län eller en kommun.",
        "en": "Used when the question itself names no county or municipality.",
    },
    "all_counties": {"sv": "Alla län", "en": "All counties"},
    "as_of": {"sv": "Svar per datum", "en": "Answer as of"},
    "as_of_help": {
        "sv": "Avgör vilka dokument som gäller, och vad ”i går” betyder.",
        "en": "Decides which documents are in force, and what “yesterday” means.",
    },
    "new": {"sv": "Ny konversation", "en": "New conversation"},
    "coverage": {"sv": "Det här finns i Samlots", "en": "What Samlots covers"},
    "coverage_on": {"sv": "Status per {day}", "en": "Status as of {day}"},
    # Documents
    "kind_agreement": {"sv": "överenskommelse", "en": "agreement"},
    "kind_decision": {"sv": "beslut", "en": "decision"},
    "kind_plan": {"sv": "plan", "en": "plan"},
    "kind_description": {"sv": "verksamhetsbeskrivning", "en": "description of a service"},
    "kind_report": {"sv": "rapport", "en": "report"},
    "kind_minutes": {"sv": "nämndhandlingar", "en": "board papers"},
    "kind_assessment": {"sv": "konsekvensbedömning", "en": "impact assessment"},
    "state_in_force": {"sv": "Gällande", "en": "In force"},
    "state_expired": {"sv": "Utgången", "en": "Expired"},
    "state_extended": {"sv": "Kanske förlängd", "en": "Perhaps extended"},
    "state_early": {"sv": "Gäller inte än", "en": "Not yet in force"},
    "state_proposal": {"sv": "Förslag", "en": "Proposal"},
    "state_undated": {"sv": "Utan giltighetstid", "en": "No validity dates"},
    "validity": {"sv": "{from_} till {to}", "en": "{from_} to {to}"},
    "renewal": {"sv": "kan vara förlängd till {until}", "en": "may be extended to {until}"},
    # Answer
    "question": {"sv": "Fråga", "en": "Question"},
    "more_characters": {"sv": "… och {count} tecken till", "en": "… and {count} more characters"},
    "status_decided": {"sv": "Avgjort", "en": "Decided"},
    "status_depends": {"sv": "Flera möjliga svar", "en": "Several possible answers"},
    "status_needs_facts": {"sv": "Fler uppgifter behövs", "en": "More facts needed"},
    "status_conflict": {"sv": "Källorna säger olika", "en": "The sources disagree"},
    "status_passage": {"sv": "Citat, inte avgjort", "en": "Quotation, not decided"},
    "status_not_covered": {"sv": "Omfattas inte", "en": "Not covered"},
    "per": {"sv": "per {day}", "en": "as of {day}"},
    "due_within": {"sv": "Sista dag", "en": "Last day"},
    "due_before": {"sv": "Senast", "en": "At the latest"},
    "due_at_most": {"sv": "Som längst till", "en": "At most until"},
    "due_until_age": {"sv": "Till och med", "en": "Up to and including"},
    "due_from_age": {"sv": "Från och med", "en": "From"},
    "due_every": {"sv": "Kommande tillfällen", "en": "Next occasions"},
    "branches": {"sv": "Svar efter uppgift", "en": "Answers by case"},
    "branch_case": {"sv": "Om", "en": "If"},
    "branch_answer": {"sv": "Gäller", "en": "Then"},
    "rules_here": {"sv": "Avgjort i samma avsnitt", "en": "Decided in the same section"},
    "sources": {"sv": "Källor", "en": "Sources"},
    "read_on": {"sv": "Läs vidare", "en": "Read on"},
    "open_source": {"sv": "Visa källa {n}", "en": "Show source {n}"},
    "page": {"sv": "sida {page}", "en": "page {page}"},
    "toc_page": {
        "sv": "sida {page} enligt innehållsförteckningen",
        "en": "page {page} by its table of contents",
    },
    "whole_section": {"sv": "Visa hela avsnittet", "en": "Show the whole section"},
    "notes": {"sv": "Att observera", "en": "Please note"},
    "note_expired": {"sv": "Utgången", "en": "Expired"},
    "note_extended": {"sv": "Kanske förlängd", "en": "Perhaps extended"},
    "note_proposal": {"sv": "Förslag", "en": "Proposal"},
    "note_assessment": {"sv": "Bedömning", "en": "Assessment"},
    "note_personal_data": {"sv": "Personuppgifter", "en": "Personal data"},
    "note_conflict": {"sv": "Motsägelse", "en": "Contradiction"},
    "note_withdrawn": {"sv": "Under granskning", "en": "Under review"},
    "note_early": {"sv": "Gäller inte än", "en": "Not yet in force"},
    "note_shortened": {"sv": "Avkortad", "en": "Shortened"},
    "note_other": {"sv": "Observera", "en": "Note"},
    # Facts and what to do next
    "understood": {"sv": "Så här har frågan uppfattats. Ta bort det som inte stämmer:", "en": "This is how the question was understood. Remove what is not right:"},
    "drop": {"sv": "Ta bort {what}", "en": "Remove {what}"},
    "born": {"sv": "född {when}", "en": "born {when}"},
    "restore": {"sv": "Återställ borttaget", "en": "Restore what was removed"},
    "narrow": {"sv": "Välj det som gäller:", "en": "Choose what applies:"},
    "copy": {"sv": "Text att kopiera", "en": "Text to copy"},
    "copy_sources": {"sv": "Källor:", "en": "Sources:"},
    "copy_line": {"sv": "Svar från Samlots per {day}:", "en": "Answer from Samlots as of {day}:"},
    "announce": {"sv": "Svar: {status}. {text}", "en": "Answer: {status}. {text}"},
    # Errors
    "error": {"sv": "Samlots kan inte svara just nu", "en": "Samlots cannot answer just now"},
    "error_remedy": {
        "sv": "Den som sköter Samlots behöver åtgärda detta. Ladda sedan om sidan.",
        "en": "Whoever looks after Samlots needs to mend this. Then reload the page.",
    },
    "error_unexpected": {
        "sv": "Något gick fel när frågan besvarades. Formulera om den, eller ladda om sidan.",
        "en": "Something went wrong while answering. Put the question another way, or reload the page.",
    },
}  # fmt: skip
NAMES = {
    "sv": {
        "Sidebar": "Inställningar och innehåll", "Collapse sidebar": "Dölj inställningar", "Expand sidebar": "Visa inställningar",
        "Open sidebar": "Visa inställningar", "Close sidebar": "Dölj inställningar", "Open": "Öppna", "Close": "Stäng",
        "Choose date": "Välj datum", "year": "år", "month": "månad", "day": "dag", "Previous": "Föregående", "Next": "Nästa",
        "Previous month": "Föregående månad", "Next month": "Nästa månad", "Send message": "Skicka frågan",
        "Copy to clipboard": "Kopiera", "Copied": "Kopierat", "Clear": "Rensa", "Clear value": "Rensa",
    },
    "en": {"Sidebar": "Settings and contents", "Collapse sidebar": "Hide settings", "Expand sidebar": "Show settings"},
}  # fmt: skip
"""What Streamlit calls its own controls, and what they are called here."""
EXAMPLES = {
    "sv": (
        "Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?",
        "Akut placering på HVB i Falun den 10 mars 2026, när ska kostnadsfördelningen vara klar?",
        "Hur snabbt ska ett SIP-möte hållas i Västra Götaland?",
        "Vad står det om samtycke i SIP?",
    ),
    "en": (
        "Who pays for the health examination at an LVU placement in Dalarna?",
        "Emergency placement in an HVB home in Falun on 10 March 2026, when must the cost split be settled?",
        "How soon must a SIP meeting be held in Västra Götaland?",
        "Who pays for the housing when a child is placed in a family home?",
    ),
}


def word(key: str, language: str, **parts: object) -> str:
    """The text in the language, its blanks filled."""
    text = TEXTS[key][language]
    return text.format(**parts) if parts else text


def known(key: str) -> bool:
    return key in TEXTS


def weekday(value: date, language: str) -> str:
    """The date as people write it, with its day of the week: "söndag 10 maj 2026"."""
    name = WEEKDAYS[language][value.weekday()]
    return f"{name} {value.day} {MONTHS[language][value.month - 1]} {value.year}"
