"""All documents of the corpus, read and checked, with one fingerprint for the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import gates
from ingest.document import Document
from ingest.errors import CorpusError
from ingest.outline import read_document
from ingest.quotes import locate, resolve


@dataclass(frozen=True)
class Library:
    """The documents by id, in the order of their ids. `fingerprint` changes with any source or manifest."""

    documents: dict[str, Document]
    fingerprint: str

    def __getitem__(self, id: str) -> Document:
        return self.documents[id]

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents.values())


def folders(corpus: Path) -> list[Path]:
    """The folders of the documents. Raises CorpusError when there is no corpus."""
    if not corpus.is_dir():
        raise CorpusError("There is no corpus", where=str(corpus), remedy="Point SAMLOTS_CORPUS to its folder.")
    found = sorted(path.parent for path in corpus.glob("*/document.toml"))
    if not found:
        raise CorpusError("The corpus holds no document", where=str(corpus), remedy="Add a folder with document.toml.")
    return found


def fingerprint(corpus: Path) -> str:
    """A short hash over every manifest and source, independent of file times and order."""
    digest = hashlib.sha256()
    for folder in folders(corpus):
        for path in (folder / "document.toml", *sorted(folder.glob("source.*")), *sorted(folder.glob("reading.*"))):
            digest.update(f"{folder.name}/{path.name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def read_library(corpus: Path) -> Library:
    """Every document, read, through the gates, its validity quotes verified. Raises CorpusError."""
    documents = {}
    for folder in folders(corpus):
        document = read_document(folder)
        gates.check(document)
        validity = document.manifest.validity
        for clause in (validity, validity.renewal if validity else None):
            if clause is not None:
                where = f"{folder.name}/document.toml, validity"
                locate(document, resolve(document, clause.section, where), clause.quote, where)
        documents[document.id] = document
    return Library(documents, fingerprint(corpus))
