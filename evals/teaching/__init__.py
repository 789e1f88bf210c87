"""Teaches the models that are shipped with the corpus: which subject a question is about, which section answers it, and how a
message relates to the one before."""
