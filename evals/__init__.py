"""Scores the answers on question sets; imports `app`, never the other way."""
