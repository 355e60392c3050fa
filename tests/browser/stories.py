"""Example content in many scripts: what invented workers wrote, and what a machine made of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Story:
    """`rows` as in `tests.console.translating.body`; `more` goes to `Kit.case`."""

    language: str
    rows: tuple[tuple[Any, ...], ...]
    more: dict[str, Any] = field(default_factory=dict)


INDONESIAN = Story(
    "id",
    (
        (
            "Paspor saya dipegang bos sejak April.",
            "My boss has kept my passport since April.",
            "ok",
            (),
            "Bos saya memegang paspor saya sejak April.",
        ),
        (
            "Saya minta kembali tapi dia bilang tidak boleh.",
            "I asked for it back, but he said it is allowed.",
            "bad",
            ("negation",),
            "Saya memintanya kembali, tapi dia bilang boleh.",
        ),
        (
            "Gaji bulan Oktober baru dibayar 40.000 yen.",
            "The October wage was only paid 40,000 yen.",
            "weak",
            ("low_score",),
            "Gaji Oktober hanya dibayar 40.000 yen.",
        ),
    ),
    {"status": "in_review", "category": "FRL", "channel": "simulator"},
)
IN_JAPANESE = tuple(
    (row[0], said, *row[2:])
    for row, said in zip(
        INDONESIAN.rows,
        (
            "社長は4月から私のパスポートを預かっています。",
            "返してほしいと頼みましたが、いいと言われました。",
            "10月分の給料は4万円しか支払われていません。",
        ),
        strict=True,
    )
)
ANSWER = "Di laci kantor, terkunci."
STORIES = (
    Story(
        "en",
        (
            ("They lock the dormitory door at night and one of us was burned at work.",) * 2,
            ("Nobody called a doctor.",) * 2,
        ),
        {"urgent": True, "category": "OSH"},
    ),
    Story(
        "vi",
        (("Tôi chưa nhận lương tháng này.", "I have not received this month's salary."),),
        {"category": "WAG"},
    ),
    Story(
        "my",
        (
            ("ကျွန်တော် လစာ မရသေးဘူး။", "I have not got my salary yet."),
            ("သူဌေး ပတ်စပို့ သိမ်းထား။", "The boss keeps the passport."),
        ),
        {"category": "WAG"},
    ),
    Story(
        "ne", (("मलाई बिना कारण कामबाट निकालियो।", "I was dismissed from work without reason."),), {"category": "DIS"}
    ),
    Story(
        "km", (("ខ្ញុំធ្វើការថែមម៉ោងរាល់ថ្ងៃ។", "I work overtime every day."),), {"category": "HRS", "status": "needs_info"}
    ),
    Story("bn", (("আমার ঘরে নয়জন মানুষ থাকে।", "Nine people live in my room."),), {"category": "LIF"}),
    Story("zh-Hans", (("公司不给我们加班费。", "The company does not pay us overtime."),), {"category": "HRS"}),
    Story("ur", (("میرا پاسپورٹ دفتر میں بند ہے۔", "My passport is locked in the office."),), {"category": "FRL"}),
    Story("ta", (("எனக்கு சம்பளம் கிடைக்கவில்லை.", "I did not get my wages."),), {"category": "WAG"}),
    Story("th", (("หัวหน้าตะโกนใส่ฉันทุกวัน", "The boss shouts at me every day."),), {"category": "HAR"}),
    Story(
        "ja", (("残業代が3か月払われていません。",) * 2, ("毎月80時間くらい残業しています。",) * 2), {"category": "HRS"}
    ),
    Story("pt-BR", (("Descontaram o aluguel duas vezes.", "They deducted the rent twice."),), {"category": "WAG"}),
)
