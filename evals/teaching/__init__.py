"""Teaches the two models that are shipped with the corpus: which subject a question is about, which section answers it."""
