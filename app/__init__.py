"""Answers questions about the agreements: understanding, rules, retrieval, composing, and the ways to ask."""

VERSION = "0.1.0"
