"""Puts together what was understood, decided and found into one answer; verifies every quote again."""
