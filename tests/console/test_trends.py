"""What the clock tells leads of all cases together: patterns and a due issue, each once."""

from dataclasses import replace

from bot.casework.alerting import Alarm
from storage.alerts import Alerts
from storage.cases import Cases
from storage.engine import Unit
from tests.console.conftest import Kit, words_of
from tests.console.test_public import cases


def heard(kit: Kit) -> list[tuple[str, str]]:
    """(occasion, case or nothing) of all that waits to be mailed; it waits no longer."""

    def work(unit: Unit) -> list[tuple[str, str]]:
        alerts = Alerts(unit.cases)
        claimed = alerts.claim(at=10**15, until=10**16, most=50)
        for some in claimed:
            alerts.done(some[0].member_id, until=10**16)
        return sorted((one.occasion, one.case_id) for some in claimed for one in some)

    found: list[tuple[str, str]] = kit.write(work)
    return found


def test_leads_hear_once_of_a_pattern_and_see_it_in_the_inbox(kit: Kit) -> None:
    jobs = kit.app.jobs
    jobs._intake = replace(jobs._intake, alarm=Alarm(kit.id, on=True))
    kit.sign_in("member")
    made = cases(kit, 3, days=40)
    assert "Several reports" not in words_of(kit.get("/desk"))
    kit.sign_in("lead")
    kit.run(jobs.learn())
    assert [occasion for occasion, case_id in heard(kit) if case_id in made] == ["trend"]
    kit.run(jobs.learn())
    assert heard(kit) == []
    page = words_of(kit.get("/desk"))
    assert "Several reports of the same kind" in page
    assert "3 reports in 30 days" in page
    kit.write(lambda unit: Cases(unit.cases).flag(made[0], "restricted", "gbv"))
    assert "Several reports" not in words_of(kit.get("/desk"))


def test_the_desk_is_reminded_once_that_an_issue_is_due(kit: Kit) -> None:
    jobs = kit.app.jobs
    jobs._intake = replace(jobs._intake, alarm=Alarm(kit.id, on=True))
    kit.sign_in("member")
    kit.run(jobs.learn())
    assert heard(kit) == [], "there is nothing to publish"
    cases(kit, 5)
    kit.run(jobs.learn())
    assert ("publish", "") in heard(kit)
    kit.run(jobs.learn())
    assert heard(kit) == []
