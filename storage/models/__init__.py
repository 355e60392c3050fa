"""The tables. `cases` and `vault` are two databases: no join, no foreign key leads from one to the other."""

# Whoever asks for the tables of the case database gets these with them.
import storage.models.casework
import storage.models.channels
import storage.models.codes
import storage.models.collective
import storage.models.companies
import storage.models.disclosure
import storage.models.holds
import storage.models.lists
import storage.models.media
import storage.models.people
import storage.models.portal
import storage.models.publication
import storage.models.review
import storage.models.translation
import storage.models.wording
import storage.models.writing  # noqa: F401
