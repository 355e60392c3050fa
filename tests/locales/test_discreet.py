"""What may stand on a phone that somebody else holds: nothing of it says work, wages, a report or who we are."""

import re

import pytest

from bot.intake.locale_files import load_locales
from bot.intake.wording import Wording

LOCALES = {locale.tag: locale for locale in load_locales()}
WORDING = Wording.load(strict=True)
SHOWN = ("update.notice", "update.notice.read", "hide.done", "remind.draft", "remind.draft.on", "remind.draft.delete")
TOPICS = ("report", "desk", "company", "contract", "union", "police", "passport", "pay slip", "broker", "boss")
"""Terms of the glossaries that tell what it is about."""
TELLING = {
    "en": "work job wage salary pay report complaint desk company boss rights",
    "ja": "仕事 しごと 職場 働 給料 賃金 相談 報告 窓口 会社 苦情 権利 労働",
    "ja-simple": "仕事 しごと 働 はたらく きゅうりょう お金 そうだん 窓口 まどぐち 会社 かいしゃ",
    "vi": "công_việc việc_làm lương phản_ánh tố_cáo khiếu_nại công_ty sếp lao_động",
    "zh-Hans": "工作 工资 薪 反映 投诉 举报 公司 老板 劳动 权利 服务台",
    "zh-Hant": "工作 薪 通報 申訴 檢舉 公司 老闆 勞動 權利 服務台",
    "fil": "trabaho sahod suweldo reklamo sumbong report kompanya amo desk",
    "ne": "काम तलब ज्याला उजुरी रिपोर्ट कम्पनी हाकिम डेस्क श्रम",
    "id": "kerja gaji upah laporan keluhan aduan perusahaan bos",
    "my": "အလုပ် လစာ လုပ်ခ တိုင်ကြား တင်ပြ ကုမ္ပဏီ သူဌေး စင်တာ",
    "th": "งาน เงินเดือน ค่าแรง ร้องเรียน รายงาน บริษัท นายจ้าง หัวหน้า",
    "km": "ការងារ ប្រាក់ខែ បណ្តឹង របាយការណ៍ ក្រុមហ៊ុន ថៅកែ",
    "si": "රැකියා වැඩ පඩි වැටුප් පැමිණිල්ල වාර්තා සමාගම ලොක්කා",
    "ta": "வேலை சம்பள ஊதிய புகார் அறிக்கை நிறுவன முதலாளி",
    "bn": "কাজ বেতন মজুরি অভিযোগ রিপোর্ট কোম্পানি মালিক ডেস্ক",
    "hi": "काम वेतन मजदूरी तनख्वाह शिकायत रिपोर्ट कंपनी मालिक डेस्क",
    "ur": "کام تنخواہ اجرت مزدور شکایت رپورٹ کمپنی مالک ڈیسک",
    "mn": "ажил цалин гомдол компани дарга хөдөлмөр мэдээл",
    "lo": "ວຽກ ເງິນເດືອນ ຄ່າແຮງ ຮ້ອງທຸກ ລາຍງານ ບໍລິສັດ ນາຍຈ້າງ",
    "uz": "ish_haqi maosh oylik shikoyat murojaat kompaniya boshliq mehnat",
    "ko": "일자리 직장 월급 임금 신고 상담 회사 사장 노동",
    "pt-BR": "trabalho salário relato denúncia empresa chefe direitos",
    "es": "trabajo salario sueldo reporte denuncia queja empresa jefe derechos",
}


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.。।။۔])", text)[0] if re.search(r"[.。।။۔]", text) else text.split(maxsplit=1)[0]


@pytest.mark.parametrize("tag", WORDING.languages)
def test_nothing_that_is_shown_unasked_tells_what_it_is_about(tag):
    """Renderings of the glossary's terms, and words for work, wages and complaints that it does not list."""
    terms = LOCALES[tag].terms
    telling = {word for topic in TOPICS for word in terms.get(topic, ())}
    telling |= {word.replace("_", " ") for word in TELLING[tag].split()}
    found = [
        (message_id, word)
        for message_id in SHOWN
        for word in telling
        if re.search(rf"\b{word}" if word.isascii() else word, WORDING.texts[tag][message_id], re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("tag", WORDING.languages)
def test_what_hiding_promises_is_what_the_notice_says(tag):
    """`contact.discreet` quotes the notice: our messages then only say that."""
    said = first_sentence(WORDING.texts[tag]["update.notice"])
    assert len(said) >= 6
    assert said in WORDING.texts[tag]["contact.discreet"]


@pytest.mark.parametrize("tag", WORDING.languages)
def test_no_notice_names_a_person_a_number_or_a_day(tag):
    for message_id in ("update.notice", "hide.done"):
        assert WORDING.fields[message_id] == ()
        assert set(re.findall(r"\d+", WORDING.texts[tag][message_id])) <= {"1"}
