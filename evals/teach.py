"""`python -m evals.teach`: teaches the models of the subjects, of the sections and of turns on the questions of evals/asked, the
rules' own questions, the sets that are there to tune on, evals/followups and evals/turns, and writes them beside the corpus.

`--hold ROUND` leaves out a round of evals/asked, writes nothing and prints how well its questions are told apart.
"""

from __future__ import annotations

import argparse

from app.desk import open_desk
from evals.asked import FOLDER
from evals.teaching import sections, subjects, turns
from ingest.settings import read_settings


def main() -> None:
    parser = argparse.ArgumentParser(description="Teaches the models of the subjects, of the sections and of turns.")
    rounds = sorted(path.stem for path in FOLDER.glob("*.toml"))
    parser.add_argument("--hold", choices=rounds, help="leave out this round of evals/asked and report on it")
    hold = parser.parse_args().hold
    settings = read_settings()
    desk = open_desk(settings, taught=False)
    if hold:
        subjects.hold(desk, hold)
    else:
        subjects.teach(desk, settings.corpus)
        sections.teach(desk, settings.corpus)
        turns.teach(desk, settings.corpus)


if __name__ == "__main__":
    main()
