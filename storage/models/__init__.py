"""The tables. `cases` and `vault` are two databases: no join, no foreign key leads from one to the other."""

import storage.models.media  # noqa: F401 - whoever asks for the tables of the case database gets these with them
