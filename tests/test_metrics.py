"""What an operator may count, and that none of it can point at anyone."""

from bot.metrics import CONTENT_TYPE, Metrics


def test_what_happened_is_on_the_page() -> None:
    metrics = Metrics()
    metrics.turns.inc(3)
    metrics.dead.set(2)
    metrics.batch.observe(16)
    page = metrics.page().decode()
    assert "madoguchi_turns_total 3.0" in page
    assert "madoguchi_outbox_dead 2.0" in page
    assert 'madoguchi_writer_batch_turns_bucket{le="16.0"} 1.0' in page
    assert CONTENT_TYPE.startswith("text/plain")


def test_nothing_has_a_label_but_the_bounds_of_histograms() -> None:
    labels = {name for family in Metrics().registry.collect() for sample in family.samples for name in sample.labels}
    assert labels <= {"le"}


def test_every_metric_says_what_it_is() -> None:
    for family in Metrics().registry.collect():
        assert len(family.documentation) > 10, family.name


def test_two_apps_share_no_figures() -> None:
    one, other = Metrics(), Metrics()
    one.turns.inc()
    assert "madoguchi_turns_total 0.0" in other.page().decode()
