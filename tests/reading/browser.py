"""PDFs as a browser prints them, from pages of Swedish text made up for the tests."""

from __future__ import annotations

import html
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SENTENCES = """
Kommunen och regionen ska tillsammans upprätta en samordnad individuell plan när den enskilde har behov av insatser.
Den som uppmärksammar behovet ansvarar för att ta initiativ till planeringen.
Planen ska följas upp minst en gång per halvår.
2025 beslutade fullmäktige att avtalet skulle gälla tills vidare.
Parterna är överens om att kostnaderna fördelas enligt bilaga 2.
Tvister löses i första hand genom förhandling mellan parterna.
Ansvaret för vården ligger på regionen, medan kommunen ansvarar för socialtjänstens insatser och för boendet.
Verksamheten finansieras med 3 500 000 kr per år och omfattar barn- och ungdomspsykiatrin.
Enligt 16 kap. 4 § hälso- och sjukvårdslagen får samverkan ske i gemensam nämnd.
Från och med den 1 januari 2024 gäller nya föreskrifter för dokumentation.
Samverkansgruppen träffas fyra gånger per termin och leds av en ordförande som utses för två år i taget.
Barnets bästa ska särskilt beaktas vid alla åtgärder som rör barn.
Uppföljning sker genom årliga möten där avvikelser redovisas och åtgärder beslutas.
Vid placering på HVB ska hemkommunen meddela regionen senast två veckor före placeringen.
Läkarundersökning ska erbjudas skyndsamt och resultatet ska dokumenteras i patientjournalen.
""".strip().splitlines()
TITLES = """
Bakgrund; Syfte; Mål och målgrupp; Parter; Ansvarsfördelning mellan huvudmännen; Kommunens ansvar; Regionens ansvar;
Samverkan på lokal nivå; Sekretess och samtycke; Avvikelsehantering; Kostnadsfördelning; Uppföljning och utvärdering;
Tvist; Giltighetstid och uppsägning; Omförhandling; Ordlista; Dokumentation; Kvalitetsarbete;
Personuppgiftsbehandling vid gemensam planering för barn och unga som vårdas utanför det egna hemmet
""".replace("\n", " ").split(";")
STEPS = ("Kontakt med vårdnadshavare", "Bedömning", "Beslut om insats", "Uppföljning")
PAGE = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>Prov</title><style>
@page {{ size: A4; margin: 25mm 22mm;
  @bottom-center {{ content: counter(page) " (" counter(pages) ")"; font-size: 9pt }}
  @top-left {{ content: "Region Norr och kommunerna"; font-size: 9pt }} }}
body {{ font: 11pt "DejaVu Serif"; }} ul {{ list-style-type: "•  " }} {css}</style><body>{body}"""


@dataclass
class Written:
    """What the page says: its headings' numbers and titles, in order, and the text under each."""

    headings: list[tuple[str | None, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


Number = tuple[int, ...]
Heading = Callable[[Number, str], tuple[str | None, str, str]]
"""From a number and a title: the heading's number and title as they should be read, and as HTML."""


def dotted(number: Number) -> str:
    return ".".join(map(str, number))


def plain(number: Number, title: str) -> tuple[str | None, str, str]:
    return dotted(number), title, f"{dotted(number)} {title}"


def stopped(number: Number, title: str) -> tuple[str | None, str, str]:
    return dotted(number), title, f"{dotted(number)}{'.' * (len(number) == 1)} {title}"


def tabbed(number: Number, title: str) -> tuple[str | None, str, str]:
    return dotted(number), title, f'<span style="display:inline-block;width:14mm">{dotted(number)}</span>{title}'


def paragraph_sign(number: Number, title: str) -> tuple[str | None, str, str]:
    return f"§ {number[0]}", title, f"§ {number[0]} {title}"


def unnumbered(number: Number, title: str) -> tuple[str | None, str, str]:
    return None, title, title


def capitals(number: Number, title: str) -> tuple[str | None, str, str]:
    return None, title.upper(), title.upper()


def lists(chance: random.Random, written: Written) -> None:
    """At times a numbered list, of sentences or of short steps that look as headings do, or one with bullets."""
    kind = chance.randrange(5)
    if kind > 2:
        return
    entries = [chance.choice(SENTENCES) for _ in range(4)] if kind else list(STEPS)
    tag = "ul" if kind == 2 else "ol"
    written.body.append(f"<{tag}>" + "".join(f"<li>{entry}</li>" for entry in entries) + f"</{tag}>")
    marks = ["•"] * 4 if kind == 2 else ["1.", "2.", "3.", "4."]
    written.texts[-1] += "".join(mark + entry for mark, entry in zip(marks, entries, strict=True))


def tables(chance: random.Random, written: Written) -> None:
    """At times a table with a head and cells that run over several lines."""
    if chance.random() < 0.5:
        return
    rows = [["Område", "Kommunen", "Regionen"]]
    rows += [[chance.choice(TITLES[:12]).strip(), *chance.sample(SENTENCES, 2)] for _ in range(4)]
    cells = ["".join(f"<t{'dh'[i == 0]}>{cell}" for cell in row) for i, row in enumerate(rows)]
    written.body.append("<table><tr>" + "<tr>".join(cells) + "</table>")
    written.texts[-1] += "".join("".join(row) for row in rows)


def write(
    heading: Heading, depth: int, chapters: int, extra: Callable[[random.Random, Written], None], seed: int
) -> Written:
    chance = random.Random(seed)
    written = Written()
    titles = [title.strip() for title in TITLES]
    for chapter in range(1, chapters + 1):
        numbers: list[Number] = [(chapter,)]
        if depth > 1:
            numbers += [(chapter, part) for part in range(1, chance.randint(2, 4))]
        if depth > 2 and len(numbers) > 1:
            numbers += [(*numbers[-1], part) for part in (1, 2)]
        for number in numbers:
            own, title, printed = heading(number, chance.choice(titles))
            written.headings.append((own, title))
            written.texts.append("")
            written.body.append(f'<div class="h h{len(number)}">{printed}</div>')
            for _ in range(chance.randint(1, 3)):
                paragraph = " ".join(chance.choice(SENTENCES) for _ in range(chance.randint(2, 5)))
                written.body.append(f"<p>{html.escape(paragraph)}</p>")
                written.texts[-1] += paragraph
            extra(chance, written)
    return written


def print_pdf(body: str, css: str, path: Path) -> None:
    """Prints the page with Debian's chromium. Raises CalledProcessError when it fails."""
    source = path.with_suffix(".html")
    source.write_text(PAGE.format(css=css, body=body), encoding="utf-8")
    subprocess.run(
        ["/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={path.parent / 'profile'}", f"--print-to-pdf={path}", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
