"""Rules as data: read, proven, decided. Knows nothing of questions or of searching."""
