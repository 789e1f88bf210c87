"""Documents in and out of the corpus by one renaming, and the versions of a document.

A new version of a document waits in `corpus/next/<id>` until the rules' quotes stand in it; the version in force is
read and answers meanwhile. A version that was replaced is kept in `corpus/<id>/versions/`, never read as a document.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import CorpusError
from ingest.files import reason

NEXT = "next"
KEPT = "versions"


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns the file system's refusals into one clear sentence."""
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"The corpus cannot be written: {reason(error)}",
            where=str(path),
            remedy="Free some space, or point SAMLOTS_CORPUS to a folder that can be written.",
        ) from None


@contextlib.contextmanager
def workshop(corpus: Path) -> Iterator[Path]:
    """A folder in the corpus's own file system, seen by nobody who reads the corpus, gone afterwards."""
    with writing(corpus / NEXT):
        (corpus / NEXT).mkdir(exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".new-", dir=corpus / NEXT))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        with contextlib.suppress(OSError):
            (corpus / NEXT).rmdir()  # goes when nothing waits there


def waiting(corpus: Path) -> list[Path]:
    """The folders of new versions that wait for their rules."""
    return sorted(path.parent for path in (corpus / NEXT).glob("[!.]*/document.toml"))


def place(built: Path, corpus: Path) -> Path:
    """Puts a new document into the corpus, or a new version in wait, by one renaming. Raises CorpusError when
    something stands there already."""
    target = corpus / built.name
    with writing(target):
        if target.exists():
            raise CorpusError(
                f"There is a document {built.name!r} already", where=str(target), remedy="Choose another --id."
            )
        built.rename(target)
    return target


def swap(new: Path, corpus: Path) -> Path:
    """Puts the complete folder `new` in the place of the version in force, which is kept among its versions. Gives
    the kept version's folder. When the process dies on the way, `restore` mends it. Only one process at a time may."""
    current = corpus / new.name
    with writing(current):
        kept = _version(current)
        if (current / KEPT).exists():
            shutil.copytree(current / KEPT, new / KEPT, dirs_exist_ok=True)
        shutil.copytree(current, new / KEPT / kept, ignore=shutil.ignore_patterns(KEPT), dirs_exist_ok=True)
        gone = corpus / NEXT / f".old-{new.name}"
        gone.parent.mkdir(exist_ok=True)
        shutil.rmtree(gone, ignore_errors=True)
        current.rename(gone)
        new.rename(current)
        shutil.rmtree(gone)
        with contextlib.suppress(OSError):
            (corpus / NEXT).rmdir()
    return current / KEPT / kept


def _version(folder: Path) -> str:
    """A short hash over the folder's files, its kept versions aside."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def interrupted(corpus: Path) -> list[Path]:
    """The versions that a process has taken away and not cleared away: it is at it now, or it died."""
    return sorted((corpus / NEXT).glob(".old-*"))


def restore(corpus: Path) -> None:
    """Puts a version back that a process which died had taken away and not replaced. Not while another may `swap`."""
    for gone in interrupted(corpus):
        current = corpus / gone.name.removeprefix(".old-")
        with writing(current):
            if current.exists():
                shutil.rmtree(gone)
            else:
                gone.rename(current)
