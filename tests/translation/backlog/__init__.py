"""Texts that wait to be translated, the process that translates them, and whatever may kill either."""
