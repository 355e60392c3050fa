"""The tables. `cases` and `vault` are two databases: no join, no foreign key leads from one to the other."""
