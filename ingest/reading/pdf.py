"""The door to PDFs: what a file draws, its bookmarks, and the file as read.

`sheets` and `bookmarks` read the file in this very process. A stranger's file is read through the limits.
"""

from __future__ import annotations

from ingest.reading.extract import Bookmark, bookmarks, sheets

__all__ = ["Bookmark", "bookmarks", "sheets"]
