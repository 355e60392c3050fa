"""Backups: copies of both databases that belong together, and bringing them back without what was erased since."""
