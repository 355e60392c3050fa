"""Madoguchi: a joint grievance desk that workers reach by chat."""

__version__ = "0.1.0"
