"""A PDF as read: through the limits, the gate for hidden text, the OCR of scanned pages, and the measure of quality."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.reading import compose, limits, scan, tesseract
from ingest.reading.extract import Bookmark
from ingest.reading.hidden import Hidden, approve, findings, hidden, instructions, is_layer, joined
from ingest.reading.limits import Limits, UnreadableFile, Worker
from ingest.reading.model import Finding, Reading, Run, Sheet
from ingest.reading.quality import GATE, quality
from ingest.reading.raster import Raster

LITTLE = 100
"""Letters: a page with fewer, most of it pictures, is taken for a scan."""
PICTURED = 0.1
"""The share of a page that pictures cover at least where its text may be in them."""
ALIGNED = 3.0
"""Points: a page whose two readers differ more on its size cannot be compared."""

LOOK = "Compare the page with the file."


def read(path: Path, approved: Collection[str] = (), limit: Limits = limits.USUAL) -> Reading:
    """The file as read, with the findings of every gate. `approved` holds the words of hidden or instructing text
    that a person has approved. Hidden text that nobody has approved is in no page and no section; a quarantined
    page's text is on its page and in no section. Raises UnreadableFile, and SamlotsError where a scan cannot be read
    for want of tesseract."""
    limits.check(path, limit)
    with ExitStack() as stack:
        text, look, draw = (stack.enter_context(Worker(limit)) for _ in range(3))
        plain = path
        if (copy := limits.unlocked(path, text)) is not None:
            plain = Path(stack.enter_context(tempfile.TemporaryDirectory())) / path.name
            plain.write_bytes(copy)
        desk = _Desk(plain, approved, draw)
        marks = desk.bookmarks(text)
        result = compose.read(desk.sheets(text, look), marks, lambda sheet, _: desk.qualities[sheet.number])
    pages = tuple(replace(page, text=desk.quarantined.get(page.number, page.text)) for page in result.pages)
    told = [*desk.findings, *(f for page in pages for f in instructions(page.text, page.number))]
    kept = dict.fromkeys((*approve(told, approved), *result.findings))
    return replace(result, pages=pages, findings=tuple(sorted(kept, key=lambda f: f.page or 0)))


@dataclass
class _Desk:
    """The file on its way from sheets as drawn to sheets to be composed, and what was noticed."""

    path: Path
    approved: Collection[str]
    draw: Worker
    findings: list[Finding] = field(default_factory=list)
    qualities: dict[int, float] = field(default_factory=dict)
    quarantined: dict[int, str] = field(default_factory=dict)

    def bookmarks(self, worker: Worker) -> tuple[Bookmark, ...]:
        """The file's own outline; without it the headings are found by the other means."""
        try:
            return limits.bookmarks(self.path, worker)
        except UnreadableFile as error:
            self._note("bookmarks", None, f"The file's own outline cannot be read: {error.what}.", LOOK)
            return ()

    def sheets(self, text: Worker, look: Worker) -> Iterator[Sheet]:
        inks: Iterator[Raster] | None = limits.inks(self.path, look)
        for sheet in limits.sheets(self.path, text):
            ink: Raster | None = None
            try:
                ink = next(inks, None) if inks else None
            except UnreadableFile:
                inks = None  # the process is gone: no later page can be looked at either
            yield self._sheet(sheet, ink)

    def _sheet(self, sheet: Sheet, ink: Raster | None) -> Sheet:
        """What of the page goes on: its visible text, or its OCR, or nothing where it is quarantined."""
        self._gate_ran(sheet, ink)
        parts = hidden(sheet, ink)
        layered = is_layer(sheet, parts)
        layer = [part for part in parts if layered and part.kind in ("invisible", "covered")]
        attacks = [part for part in parts if part not in layer and not self._approves(part)]
        if layer:
            self.findings += instructions(joined(sheet.runs), sheet.number)
            sheet, blank = self._layer(_without(sheet, attacks))
            attacks += layer if blank else []
        else:
            sheet = self._scan(_without(sheet, attacks))
        self.findings += findings(attacks, sheet.number)
        self.findings += instructions(joined(sheet.runs), sheet.number)
        return self._measured(sheet)

    def _gate_ran(self, sheet: Sheet, ink: Raster | None) -> None:
        """A page that cannot be drawn cannot be cleared of hidden text, and is refused."""
        if ink is not None:
            width, height = ink.width / ink.scale, ink.height / ink.scale
            if abs(width - sheet.width) <= ALIGNED and abs(height - sheet.height) <= ALIGNED:
                return
        self.findings.append(
            Finding(
                "gate_failed",
                "refused",
                sheet.number,
                f"Page {sheet.number} cannot be drawn, so that nobody knows what of its text a reader sees.",
                limits.AGAIN,
            )
        )

    def _layer(self, sheet: Sheet) -> tuple[Sheet, bool]:
        """A scan with a text layer: the layer where the page's own OCR agrees with it, else the OCR; and whether the
        page shows no text at all."""
        seen = self._ocr(sheet)
        if seen is None or not _letters(seen.runs):
            return replace(sheet, runs=()), seen is not None
        share, words = scan.differences(sheet, seen)
        if share >= scan.AGREE and not words:
            return replace(sheet, runs=tuple(replace(run, mode=0) for run in sheet.runs)), False
        told = "; ".join(words)
        self._note(
            "layer_differs",
            sheet.number,
            f"The text layer of this scan is not what the page shows, and was not used: {told or f'{share:.0%} agree'}",
            LOOK,
        )
        return seen, False

    def _scan(self, sheet: Sheet) -> Sheet:
        """The page by OCR, where its text is in a picture of it or cannot be read as drawn."""
        letters = _letters(sheet.runs)
        covered = sum((p.box[2] - p.box[0]) * (p.box[3] - p.box[1]) for p in sheet.pictures if p.fill is None)
        pictured = covered >= PICTURED * sheet.width * sheet.height
        if letters == 0 or (letters < LITTLE and pictured):
            seen = self._ocr(sheet)
            return seen if seen is not None and _letters(seen.runs) > 1.5 * letters + 10 else sheet
        if quality(sheet, joined(sheet.runs)) < GATE and tesseract.is_installed():
            seen = self._ocr(sheet)
            if seen is not None and quality(seen, joined(seen.runs)) >= GATE:
                self._note(
                    "unreadable_letters",
                    sheet.number,
                    "The page's letters have no meaning in the file: read by OCR.",
                    LOOK,
                )
                return seen
        return sheet

    def _ocr(self, sheet: Sheet) -> Sheet | None:
        """None where the page could not be read, which is then told."""
        try:
            seen = scan.read_page(limits.raster(self.path, sheet.number, self.draw))
            return replace(seen, label=sheet.label)
        except (UnreadableFile, tesseract.PageNotRead) as error:
            self.findings.append(Finding("not_read", "quarantined", sheet.number, error.what + ".", limits.AGAIN))
            return None

    def _measured(self, sheet: Sheet) -> Sheet:
        text = joined(sheet.runs)
        self.qualities[sheet.number] = found = quality(sheet, text)
        if found >= GATE:
            return sheet
        self.quarantined[sheet.number] = text
        self.findings.append(
            Finding(
                "quality",
                "quarantined",
                sheet.number,
                f"Page {sheet.number} was read with quality {found:.2f}, below {GATE}, and is left out.",
                "Ask for a better copy or the original file.",
            )
        )
        return replace(sheet, runs=())

    def _approves(self, part: Hidden) -> bool:
        """A shadow needs no approval to be left out."""
        return part.kind != "shadow" and not list(approve(findings([part], 1), self.approved))

    def _note(self, code: str, page: int | None, text: str, remedy: str) -> None:
        self.findings.append(Finding(code, "note", page, text, remedy))


def _without(sheet: Sheet, parts: Collection[Hidden]) -> Sheet:
    gone = {id(run) for part in parts for run in part.runs}
    return replace(sheet, runs=tuple(run for run in sheet.runs if id(run) not in gone))


def _letters(runs: Collection[Run]) -> int:
    return sum(char.isalnum() for run in runs for char in run.text)
