"""`madoguchi demo`: a throw-away desk with a few reports in it, told by simulated phones the way of every channel.

Everything is in a folder that goes at the end; the key is in memory only. Nothing here is used by a real desk.
"""

import asyncio
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.app import App, Role, build
from bot.config import Config, parse
from bot.console import accounts
from bot.conversation import snapshot
from bot.conversation.machine import State, begin, offered
from bot.parts import clock, ids
from bot.rehearsal import AheadClock
from bot.translation.packages import Packages
from channels.simulator import Simulator
from storage import migrate
from storage.engine import Unit
from storage.master import VARIABLE, generate_master
from storage.recipients import Recipients

LOGIN = "desk@demo.example"
SETTINGS = """
[server]
public_url = "http://127.0.0.1:{port}"
port = {port}

[desk]
name = "Worker Desk"

[limits]
address_per_minute = 1000

[logging]
level = "warning"
format = "plain"
"""
MOST_TURNS = 60
ANYTHING = "9"  # skip what a story has no answer for


@dataclass(frozen=True, slots=True)
class Story:
    """One simulated worker: her phone, her first words, her answers by step; else the first choice of each question."""

    phone: str
    language: str
    first: str
    answers: Mapping[str, str]


# What these people say is example content, like the desk's name above: no wording of ours.
STORIES = (
    Story(
        "line:Sari",
        "id",
        "Paspor saya dipegang bos sejak April. Saya minta kembali tapi dia bilang tidak boleh.",
        {
            "lang.detected": "yes",
            "start.language": "id",
            "danger.ask": "no",
            "where.company": "Sakura Foods",
            "extra.ask": "on",
            "category.ask": "ids",
            "where.site": "Toyohashi",
            "remedy.ask": "ids",
        },
    ),
    Story(
        "sms:+639171234567",
        "en",
        "They lock the dormitory door at night and one of us was burned at work. Nobody called a doctor.",
        {
            "lang.detected": "yes",
            "start.language": "en",
            "danger.ask": "yes",
            "where.company": "Hikari Plastics",
            "extra.ask": "on",
            "category.ask": "osh",
            "where.site": "Osaka",
            "remedy.ask": "doctor",
        },
    ),
    Story(
        "telegram:Hana",
        "ja",
        "残業代が3か月払われていません。毎月80時間くらい残業しています。",
        {
            "lang.detected": "yes",
            "start.language": "ja",
            "danger.ask": "no",
            "where.company": "三河精工",
            "extra.ask": "on",
            "category.ask": "hrs",
            "remedy.ask": "pay",
        },
    ),
    Story(
        "telegram:Lan",
        "vi",
        "Tôi chưa nhận lương tháng này. Ông chủ giữ hộ chiếu của tôi.",
        {
            "lang.detected": "yes",
            "start.language": "vi",
            "danger.ask": "no",
            "where.company": "Aoba Linen",
            "extra.ask": "on",
            "category.ask": "wag",
            "remedy.ask": "pay",
        },
    ),
    Story(
        "line:Aung",
        "my",
        "ကျွန်တော် လစာ မရသေးဘူး။ သူဌေး ပတ်စပို့ သိမ်းထား။",
        {
            "lang.detected": "yes",
            "start.language": "my",
            "danger.ask": "no",
            "where.company": "Aoba Linen",
            "extra.ask": "on",
            "category.ask": "wag",
            "remedy.ask": "pay",
        },
    ),
)


def settings(folder: Path, port: int) -> Config:
    """The configuration of a demo in `folder`."""
    return parse(SETTINGS.format(port=port), name="demo", folder=folder, environ={})


def build_demo(config: Config) -> App:
    """A new desk: databases made, a key drawn that is nowhere else. Not started yet."""
    migrate.migrate(config.storage.cases_url, config.storage.vault_url)
    environ = {VARIABLE: generate_master(os.urandom).written()}
    return build(config, Role.SERVE, environ=environ, demo=True, now=AheadClock(clock))


def lend_packages(config: Config, chosen: Path | None) -> bool:
    """Give the demo something to translate with: the real packages in `chosen`, else word lists. False: none there."""
    from bot.translation import demo_packages  # needs numpy, which no other desk does

    packages = Packages(config.translation.packages)
    if chosen is not None:
        return demo_packages.install_real(packages, chosen, now=clock())
    demo_packages.install_lists(packages, now=clock())
    return True


async def furnish(app: App) -> str:
    """Let the stories be told, add a member; her one-time sign-in link."""
    await asyncio.gather(*(tell(app, story) for story in STORIES))
    token = secrets.token_urlsafe(32)
    language = app.config.desk.languages[0]
    await app.store.write(
        lambda unit: accounts.invite(
            unit,
            member_id=ids(),
            login=LOGIN,
            name="Demo",
            role=accounts.Role.LEAD,
            token=token,
            now=clock(),
            language=language,
        )
    )
    return accounts.link(app.config.server.public_url, token)


async def tell(app: App, story: Story) -> None:
    """One worker's conversation to its end, through adapter, receiver and sender."""
    simulator = app.adapters["simulator"]
    if not isinstance(simulator, Simulator):
        raise TypeError("a demo needs the simulator")
    text: str = story.first
    for _ in range(MOST_TURNS):
        request = simulator.write(story.phone, id=ids(), text=text, language=story.language)
        await app.receiver.accept(simulator.parse(request))
        await app.sender.settle()
        state = await app.store.read(lambda unit: state_of(app, unit, story.phone))
        following = reply(app, story, state)
        if following is None:
            return
        text = following


def reply(app: App, story: Story, state: State) -> str | None:
    """What she says next: a number of the list, or words; None when her story is told."""
    if state.step not in app.intake.script.steps:
        return None
    choices = offered(app.intake.script, state)
    wanted = story.answers.get(state.step)
    if not choices:
        return wanted or ANYTHING
    first = app.intake.script.steps[state.step].first
    values = [choice.value for choice in choices]
    return str(first + (values.index(wanted) if wanted in values else 0))


def state_of(app: App, unit: Unit, phone: str) -> State:
    alias = unit.vault.find("simulator", phone)
    thread = Recipients(unit.cases).lock(alias) if alias else None
    saved = thread.state(unit.vault.key(thread.recipient.conversation_id)) if thread else None
    return begin(app.intake.script) if saved is None else snapshot.load(saved)
