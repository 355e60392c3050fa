"""What an operator may count. No label tells a language, a person, a company or a case: few would be one.

One `Metrics` for one process; nothing global, so that two apps in one test do not share figures.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_COMMIT_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_BATCH = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = self._counter("turns", "Inbound events applied and durable")
        self.duplicates = self._counter("duplicates", "Inbound events seen before")
        self.refused = self._counter("refused", "Webhook calls refused: signature, size or form")
        self.unavailable = self._counter("unavailable", "Webhook calls answered 503: the database did not take them")
        self.sent = self._counter("outbox_sent", "Messages a vendor accepted")
        self.retried = self._counter("outbox_retried", "Sends that must be tried again")
        self.knocked = self._counter("outbox_knocked", "WhatsApp templates sent because the 24 hours were over")
        self.given_up = self._counter("outbox_given_up", "Messages set aside as dead by this process")
        self.media_lost = self._counter("media_lost", "Files of workers that could not be fetched")
        self.removed = self._counter("removals_done", "Messages that a vendor was told to delete, and did")

        self.queued = self._gauge("outbox_queued", "Messages waiting to be sent")
        self.dead = self._gauge("outbox_dead", "Messages set aside: see `madoguchi outbox list`")
        self.waits = self._gauge("outbox_waits", "Messages that wait until their workers write (WhatsApp, 24 hours)")
        self.oldest_due = self._gauge("outbox_oldest_due_seconds", "How late the most overdue message is")
        self.media_waiting = self._gauge("media_waiting", "Files of workers still to be fetched")
        self.removals_waiting = self._gauge("removals_waiting", "Messages that a vendor is still to delete")
        self.removals_dead = self._gauge("removals_dead", "Messages that a vendor did not delete within the time")
        self.held = self._gauge("inbox_held", "Inbound messages over a limit, waiting their turn")
        self.set_aside = self._gauge("inbox_set_aside", "Inbound messages that could not be applied: a defect of ours")
        self.quota = Gauge(
            "madoguchi_quota_used_ratio", "Share of the month's messages used", ("channel",), registry=self.registry
        )
        self.parts = Gauge(
            "madoguchi_month_parts", "Message parts sent this month", ("channel",), registry=self.registry
        )

        self._of_translations()
        self.batch = self._histogram("writer_batch_turns", "Turns that shared one durable commit", _BATCH)
        self.commit = self._histogram("writer_commit_seconds", "Time of one durable commit", _COMMIT_SECONDS)

    def _of_translations(self) -> None:
        self.translator_died = self._counter("translator_died", "Times the translating process died or hung")
        self.rendered = Counter(
            "madoguchi_rendered_segments", "Sentences translated, by their flag", ("level",), registry=self.registry
        )
        self.untranslated = Counter(
            "madoguchi_untranslated", "Texts left to a person, by the reason", ("reason",), registry=self.registry
        )
        self.to_translate = self._gauge("translations_waiting", "Texts still to be translated")
        self.oldest_text = self._gauge("translations_oldest_seconds", "How long the oldest of them has waited")
        self.for_a_person = self._gauge("translations_for_a_person", "Texts that wait for a human translator")

    def page(self) -> bytes:
        """The registry in Prometheus's text format, version 0.0.4."""
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str) -> Counter:
        return Counter(f"madoguchi_{name}", meaning, registry=self.registry)

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(f"madoguchi_{name}", meaning, registry=self.registry)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"madoguchi_{name}", meaning, registry=self.registry, buckets=buckets)
