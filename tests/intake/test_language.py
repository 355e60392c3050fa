"""Which language we propose to her: right where the alphabet or the model is sure, and nothing where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.alphabets import main_script
from bot.intake.language import Identifier
from bot.intake.locale_table import LOCALES, at_home, load_languages, load_latin, nearest
from bot.intake.reserved import load_reserved

KNOWN = load_languages()
OFFERED = tuple(tag for tag in KNOWN if tag not in ("ms", "fr", "ar", "fa"))

# Written for this test, as a worker might begin.
SAID = {
    "en": "my boss took my passport and does not pay me",
    "ja": "三か月、給料をもらっていません",
    "vi": "Ông chủ giữ hộ chiếu của tôi và không trả lương",
    "zh-Hans": "老板拿走了我的护照，还没给我发工资",
    "zh-Hant": "老闆拿走了我的護照，還沒發薪水給我",
    "fil": "Kinuha ng amo ko ang pasaporte ko at hindi ako binabayaran",
    "ne": "मेरो साहुले मेरो राहदानी लग्यो र तलब दिएको छैन",
    "id": "Bos mengambil paspor saya dan gaji saya belum dibayar",
    "my": "သူဌေးက ကျွန်တော့်နိုင်ငံကူးလက်မှတ်ကို ယူထားတယ်",
    "th": "นายจ้างยึดหนังสือเดินทางของฉัน",
    "km": "ថៅកែយកលិខិតឆ្លងដែនរបស់ខ្ញុំ",
    "si": "මගේ ගමන් බලපත්‍රය ලොක්කා ගත්තා",
    "ta": "முதலாளி என் கடவுச்சீட்டை எடுத்துக்கொண்டார்",
    "bn": "মালিক আমার পাসপোর্ট নিয়ে নিয়েছে",
    "hi": "मालिक ने मेरा पासपोर्ट रख लिया है और वेतन नहीं दिया",
    "ur": "مالک نے میرا پاسپورٹ رکھ لیا ہے اور تنخواہ نہیں دی",
    "mn": "Дарга миний паспортыг авч, цалингаа өгөхгүй байна",
    "lo": "ນາຍຈ້າງເອົາໜັງສືຜ່ານແດນຂອງຂ້ອຍໄປ",
    "uz": "Boshliq pasportimni olib qoʻydi va oyligimni bermayapti",
    "ko": "사장님이 제 여권을 가져갔어요",
    "pt-BR": "O chefe ficou com o meu passaporte e não paga o meu salário",
    "es": "El jefe me quitó el pasaporte y no me paga el sueldo",
}


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier(KNOWN, OFFERED)


def test_there_is_a_sentence_for_every_language_that_is_offered():
    assert set(SAID) == set(OFFERED) - {"ja-simple"}


@pytest.mark.parametrize("tag", SAID)
def test_a_sentence_is_recognised_and_proposed(identifier, tag):
    found = identifier.identify(SAID[tag])
    assert found.best == tag
    assert found.sure
    assert identifier.propose(SAID[tag]) == (tag,)


@pytest.mark.parametrize("text", ["hi", "ok", "bos", "1", "", "👍", "?!", "http://", "日本", "山田"])
def test_too_little_to_tell_proposes_nothing(identifier, text):
    assert identifier.propose(text) == ()


@pytest.mark.parametrize(
    ("text", "hint", "tag"),
    [
        ("hi", "id", "id"),
        ("", "vi-VN", "vi"),
        ("hi", "de", None),
        ("山田", "zh-TW", "zh-Hant"),
        ("山田", "ja", "ja"),
        (SAID["id"], "vi", "id"),
        (SAID["my"], "en", "my"),
    ],
)
def test_the_language_of_her_app_decides_only_where_her_writing_does_not(identifier, text, hint, tag):
    assert identifier.propose(text, hint) == ((tag,) if tag else ())


def test_malay_is_asked_about_as_indonesian_and_where_both_are_offered_both_are_shown():
    malay = "Majikan mengambil pasport saya dan tidak membayar wang gaji kerana marah"
    assert Identifier(KNOWN, ("en", "id")).propose(malay) == ("id",)
    both = Identifier(KNOWN, ("en", "id", "ms"))
    assert not both.identify(malay).sure
    assert {tag for tag, _ in both.identify(malay).ranked[:2]} == {"id", "ms"}
    assert set(both.propose(malay)) == {"id", "ms"}
    assert both.propose(malay, "ms") == ("ms",)


def test_a_language_without_a_catalogue_is_recognised_but_not_proposed():
    identifier = Identifier(KNOWN, ("en", "ja", "id"))
    found = identifier.identify(SAID["vi"])
    assert (found.best, found.sure) == ("vi", True)
    assert identifier.propose(SAID["vi"]) == ()


def test_of_two_likely_languages_both_are_offered_the_likelier_first():
    shares = [("hi", 0.55), ("ne", 0.45)]
    assert Identifier(KNOWN, OFFERED, model=lambda _: shares).propose("मेरो काम गर्ने ठाउँ") == ("hi", "ne")
    assert Identifier(KNOWN, ("en", "ne"), model=lambda _: shares).propose("मेरो काम गर्ने ठाउँ") == ("ne",)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Tiếng Việt", "vi"),
        ("english", "en"),
        ("English.", "en"),
        ("日本語", "ja"),
        ("Oʻzbekcha", "uz"),
        ("မြန်မာ", "my"),
    ],
)
def test_the_name_of_a_language_is_that_language(text, tag):
    words = load_reserved(LOCALES, [row for name, row in KNOWN.items() if name in OFFERED])
    assert Identifier(KNOWN, OFFERED, names=words.names).propose(text) == (tag,)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Ong chu giu ho chieu cua toi, khong tra luong 3 thang", "vi"),
        ("malai talab diyena 2 mahina bhayo", "ne"),
        ("ami beton paini dui mash, malik taka dey na", "bn"),
        ("mujhe do mahine se paisa nahi mila", "hi"),
        ("enakku sambalam kudukkala", "ta"),
    ],
)
def test_words_without_their_own_letters_are_asked_about(text, tag):
    assert tag in Identifier(KNOWN, OFFERED, load_latin()).propose(text)


def test_a_few_words_without_their_own_letters_are_no_certainty():
    swayed = Identifier(
        KNOWN, OFFERED, {"ne": frozenset({"malai", "talab"})}, model=lambda _: [("tl", 0.99), ("en", 0.01)]
    )
    assert swayed.propose("malai talab chahiyo") == ("ne", "fil")
    assert not swayed.identify("malai talab chahiyo").sure


def test_where_her_number_is_from_says_what_she_may_write():
    assert (at_home("VN", KNOWN), at_home("TW", KNOWN), at_home("JP", KNOWN), at_home("", KNOWN)) == (
        *("vi", "zh-Hant", None, None),
    )


@pytest.mark.parametrize(
    ("text", "script"),
    [
        *(("My boss Mr. 山田 took it", "Latn"), ("นายจ้าง Yamada Foods Co", "Thai"), ("社長の Yamada さんが", "Jpan")),
        *(
            ("東京", "Hani"),
            ("鲜の每日健康饮食", "Jpan"),
            ("每日健康饮食很重要，我们都应该注意の", "Hans"),
            ("123", ""),
        ),
        *(("ｶﾅ", "Jpan"), ("한국 사람", "Kore"), ("", ""), ("ᠮᠣᠩᠭᠣᠯ", "Mong"), ("Ўзбек тили", "Cyrl")),
    ],
)
def test_a_foreign_name_does_not_decide_the_alphabet(text, script):
    assert main_script(text) == script


def test_a_few_words_need_no_model(monkeypatch):
    """Loading it takes half a second and 50 MB: most scripts, and every greeting, must do without."""
    identifier = Identifier(KNOWN, OFFERED, model=_unexpected)
    for text in ("hi", "สวัสดี", "안녕하세요", "你好吗", "ひと月", "Сайн байна уу өө", "ជំរាបសួរ", "ok 2"):
        identifier.identify(text)
        assert not identifier.waits(text)


def test_an_identifier_waits_only_for_a_model_that_is_not_loaded(identifier):
    identifier.warm()
    assert not identifier.waits(SAID["en"])


@given(st.text(max_size=200))
def test_any_text_is_ranked_in_falling_order_and_shares_make_one(text):
    found = Identifier(KNOWN, OFFERED, model=lambda _: [("en", 0.5), ("id", 0.3), ("ms", 0.2)]).identify(text)
    shares = [share for _, share in found.ranked]
    assert shares == sorted(shares, reverse=True)
    assert not shares or sum(shares) == pytest.approx(1.0)
    assert found.sure is (bool(shares) and shares[0] >= 0.8 and found.best is not None)


@pytest.mark.parametrize(
    ("tag", "meant"), [("tl", "fil"), ("zh-TW", "zh-Hant"), ("zh-hk", "zh-Hant"), ("zh", "zh-Hans"), ("pt", "pt-BR")]
)
def test_apps_call_some_languages_by_other_names(tag, meant):
    assert nearest(tag, KNOWN) == meant


def _unexpected(text):
    raise AssertionError("the model was asked")
