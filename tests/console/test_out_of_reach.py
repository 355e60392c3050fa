"""The desk sees who cannot be written to, why, what its words will cost, and when a channel is nearly used up."""

import pytest

from bot.console import names
from storage.cases import Cases
from storage.conversations import Conversations
from storage.pace import Paces, Quota
from storage.recipients import Recipients
from tests.console.conftest import words_of


def out_of_reach(kit, case_id, why):
    row = kit.row(case_id).conversation_id

    def work(unit):
        alias = Conversations(unit.cases).alias(row)
        Recipients(unit.cases).stop(alias, why)
        Cases(unit.cases).out_of_reach(alias, why)

    kit.write(work)


@pytest.mark.parametrize("why", sorted(names.REACH))
def test_why_she_cannot_be_written_to_stands_in_the_inbox_and_on_the_case(kit, why):
    kit.sign_in()
    reached, gone = kit.case(), kit.case()
    out_of_reach(kit, gone, why)
    word, sentence = names.REACH[why], names.STOPPED.get(why, "")
    assert sentence in words_of(kit.get(f"/desk/cases/{gone}"))
    assert not sentence or sentence not in words_of(kit.get(f"/desk/cases/{reached}"))
    assert words_of(kit.get("/desk")).count(word) == 1
    out_of_reach(kit, gone, "")
    assert word not in words_of(kit.get("/desk"))


@pytest.mark.parametrize(("used", "told"), [(161, True), (160, False), (0, False)])
def test_the_desk_is_told_before_a_channels_month_is_used_up(kit, used, told):
    kit.sign_in()
    kit.case()
    kit.write(lambda unit: Paces(unit.cases).keep_quota(Quota("line", 200, used, 1)))
    assert (f"{used} of 200 messages" in words_of(kit.get("/desk"))) is told


def test_a_plan_without_a_limit_never_ends(kit):
    kit.sign_in()
    kit.case()
    kit.write(lambda unit: Paces(unit.cases).keep_quota(Quota("line", 0, 9999, 1)))
    assert "of this month are used" not in words_of(kit.get("/desk"))
