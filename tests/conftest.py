"""Fixtures that several areas share."""

from tests.postgres import postgres

__all__ = ["postgres"]
