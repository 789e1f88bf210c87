"""Reads the agreements: text, outline, footnotes, chunks, vectors, index. Owns every quote's truth."""
