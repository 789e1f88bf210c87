"""From a question as typed to language, facts, and what it is about. Decides nothing."""
