"""`madoguchi chat`: one simulated phone in a terminal, on a throw-away desk. What is typed goes nowhere else."""

import asyncio
import sys

import typer

from bot.app import App
from bot.config import Config
from bot.demo import build_demo
from bot.parts import ids
from channels.base import InboundRequest
from channels.layout import Button
from channels.simulator import LOOKS, Bubble, Simulator

__all__ = ["LOOKS", "converse"]

GREETING = "Write as a worker would: hello, or what happened. A number presses a button. Ctrl-D ends.\n"


async def converse(config: Config, *, look: str, language: str | None) -> None:
    """Until the end of input: a line typed is a message or a pressed button, what comes back is printed."""
    app = build_demo(config)
    simulator = app.adapters["simulator"]
    if not isinstance(simulator, Simulator):
        raise TypeError("a chat needs the simulator")
    await app.start()
    try:
        typer.echo(GREETING)
        await _talk(app, simulator, f"{look}:chat", language)
    finally:
        await app.stop()


async def _talk(app: App, simulator: Simulator, phone: str, language: str | None) -> None:
    shown = 0
    keys: tuple[Button, ...] = ()
    while (typed := await asyncio.to_thread(_read)) is not None:
        if not typed.strip():
            continue
        request = _request(simulator, phone, typed.strip(), keys, language)
        await app.receiver.accept(simulator.parse(request))
        await app.sender.settle()
        for bubble in simulator.messages(phone, after=shown):
            shown = bubble.number
            if not bubble.mine:
                keys = bubble.buttons
                _print(bubble)


def _request(
    simulator: Simulator, phone: str, typed: str, keys: tuple[Button, ...], language: str | None
) -> InboundRequest:
    place = int(typed) if typed.isascii() and typed.isdecimal() else 0
    if 0 < place <= len(keys):
        key = keys[place - 1]
        return simulator.press(phone, id=ids(), choice=key.id, label=key.label)
    return simulator.write(phone, id=ids(), text=typed, language=language)


def _read() -> str | None:
    if sys.stdin.isatty():
        try:
            return input("> ")
        except EOFError:
            return None
    line = sys.stdin.readline()
    return line if line else None


def _print(bubble: Bubble) -> None:
    typer.echo("\n".join(f"  {line}" for line in bubble.text.splitlines()))
    for place, key in enumerate(bubble.buttons, 1):
        typer.echo(f"    [{place}] {key.label}")
    typer.echo()
