"""What must not be translated goes behind placeholders and comes back, or it is told."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.protection import Kind, protect, restore

ANYTHING = st.text(alphabet=st.characters(), max_size=120) | st.text(alphabet="XZ1 a@.-+09¥/ＸＺ၁", max_size=60)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Call +81 90-1234-5678 now", Kind.PHONE, "+81 90-1234-5678"),
        ("ဖုန်း ၀၉၀-၁၂၃၄-၅၆၇၈ ပါ", Kind.PHONE, "090-1234-5678"),
        ("mail budi_s@ex.com.", Kind.EMAIL, "budi_s@ex.com"),
        ("see https://a.example/x_y?z=1.", Kind.URL, "https://a.example/x_y?z=1"),
        ("ask @boss_x!", Kind.HANDLE, "@boss_x"),
        ("my report 1234-5674 please", Kind.REFERENCE, "1234-5674"),
        ("case AB-2024-17 please", Kind.REFERENCE, "AB-2024-17"),
        ("passport B1234567 gone", Kind.DOCUMENT, "B1234567"),
        ("Gaji Rp 3.500.000 belum", Kind.AMOUNT, "Rp 3.500.000"),
        ("they took ¥30,000.", Kind.AMOUNT, "¥30,000"),
        ("they took 120.50 USD.", Kind.AMOUNT, "120.50 USD"),
        ("on 2024-10-03 he", Kind.DATE, "2024-10-03"),
        ("سنة ٢٠٢٤-١٠-٠٣ كان", Kind.DATE, "2024-10-03"),
    ],
)
def test_is_protected(text: str, kind: Kind, value: str) -> None:
    assert [(item.kind, item.value) for item in protect(text).items] == [(kind, value)]


@pytest.mark.parametrize("text", ["3 months", "14 hrs a day", "at 8:30", "room 12", "３か月", "no pay since 2023"])
def test_what_a_reader_wants_translated_is_not(text: str) -> None:
    assert protect(text).items == ()


def test_a_name_is_protected_as_it_stands_and_not_inside_a_word() -> None:
    protected = protect("TANAKA took it, not Tanakaya", names=["Tanaka"])
    assert [item.value for item in protected.items] == ["TANAKA"]
    assert protected.text == "XZ1 took it, not Tanakaya"


def test_a_term_of_the_glossary_comes_back_as_what_is_wanted() -> None:
    protected = protect("ke Disnaker", terms=[("Disnaker", "the labour office")])
    assert restore("to XZ1", protected.items).text == "to the labour office"


@pytest.mark.parametrize("came", ["call XZ1 now", "call xz1 now", "call XZ 1 now", "call ＸＺ１ now"])
def test_a_placeholder_is_known_again(came: str) -> None:
    restored = restore(came, protect("0901234567").items)
    assert (restored.text, restored.missing) == ("call 0901234567 now", ())


@pytest.mark.parametrize("came", ["call now", "XZ1 XZ1", "XZ1 XZ2", "XZ12"])
def test_what_does_not_come_back_exactly_once_is_told(came: str) -> None:
    items = protect("0901234567").items
    assert restore(came, items).missing == items


def test_a_text_that_has_such_a_word_gets_another_placeholder() -> None:
    protected = protect("car XZ1 is Tanaka's", names=["Tanaka"])
    assert protected.text == "car XZ1 is QX1's"
    assert restore(protected.text, protected.items).text == "car XZ1 is Tanaka's"


@given(ANYTHING, st.lists(st.text(max_size=6), max_size=3))
def test_every_item_comes_back_from_an_untouched_text(text: str, names: list[str]) -> None:
    protected = protect(text, names=names)
    restored = restore(protected.text, protected.items)
    assert restored.missing == ()
    assert all(item.value in restored.text for item in protected.items)


@given(ANYTHING)
def test_restoring_never_fails(text: str) -> None:
    restore(text, protect("Tanaka 0901234567", names=["Tanaka"]).items)


@pytest.mark.parametrize("unit", ["1", "1-", "a.", "+1 ", "a@", "1.1,", "0 ", "A-"])
def test_no_text_takes_long(unit: str) -> None:
    begun = time.process_time()
    protect((unit * 100_000)[:100_000])
    assert time.process_time() - begun < 5
