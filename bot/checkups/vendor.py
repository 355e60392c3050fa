"""The vendors whose consoles a channel is set up in, by the names of their tables in the settings."""

from enum import StrEnum


class Vendor(StrEnum):
    LINE = "line"
    TELEGRAM = "telegram"
    TWILIO = "twilio"
