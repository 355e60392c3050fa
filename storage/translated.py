"""All that is derived from one message, forgotten with it: tasks, renderings, corrections, transcripts, assignments."""

from storage import assignments, corrections, renderings, transcripts
from storage.engine import Connection
from storage.translation_tasks import Tasks


def forget_message(connection: Connection, message_id: str) -> None:
    """She took the message back. The tasks go first: whoever holds one stores nothing any more."""
    Tasks(connection).forget_message(message_id)
    renderings.forget_message(connection, message_id)
    corrections.forget_message(connection, message_id)
    transcripts.forget_message(connection, message_id)
    assignments.forget_message(connection, message_id)
