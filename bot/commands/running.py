"""`madoguchi serve | web | worker | scheduler | demo`: the processes."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, UnreadConfigFile, example, settings

if TYPE_CHECKING:
    from bot.app import App
    from bot.config import Config

commands = typer.Typer()
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Listen here instead of [server] host.")]
Port = Annotated[int | None, typer.Option(metavar="N", min=1, max=65535, help="Listen here instead of [server] port.")]


@commands.command(epilog=example("serve --config /etc/madoguchi/config.toml"))
def serve(
    setup: Annotated[
        bool, typer.Option("--setup", help="A new desk: write the settings and make the databases first.")
    ] = False,
    host: Host = "",
    port: Port = None,
    config: ConfigFile = None,
) -> None:
    """Run everything in one process: the usual way on one machine. Where nobody has joined, print a set-up link."""
    from bot.app import Role
    from bot.process import Own, run
    from bot.settings_file import SettingsFile, place_of

    if setup:
        from bot.commands.setting_up import furnish

        furnish(place_of(config))
    file = SettingsFile(place_of(config).absolute())
    run(
        _listening(settings(config), host, port),
        Role.SERVE,
        ready=_welcome,
        own=Own(file, lambda: _listening(settings(config), host, port)),
    )


async def _welcome(app: "App") -> None:
    """Whoever runs a desk that nobody has joined is told how to come in. Printed, not logged."""
    from bot import first_run
    from bot.config import Server
    from bot.parts import clock

    server, keyring = app.config.server, app.intake.keyring
    here = f"http://{server.host}:{server.port}"
    url = here if server.public_url == Server().public_url else server.public_url
    link = await app.store.read(lambda unit: first_run.fresh_link(unit, keyring, url, now=clock()))
    if link:
        first_run.told(link, typer.echo)


@commands.command(epilog=example("web --port 8000"))
def web(host: Host = "", port: Port = None, config: ConfigFile = None) -> None:
    """Take calls of vendors and the desk. Any number of these, on PostgreSQL."""
    from bot.sockets import listening

    chosen = _listening(settings(config), host, port)
    if chosen.server.workers > 1 and not chosen.storage.embedded:
        from bot.workers import supervise

        with listening(chosen.server.host, chosen.server.port) as here:
            raise typer.Exit(supervise(config, here, chosen.server.workers))
    from bot.app import Role
    from bot.process import Own, run
    from bot.settings_file import SettingsFile, place_of

    run(chosen, Role.WEB, ready=_welcome, own=Own(SettingsFile(place_of(config).absolute())))  # which refuses SQLite


@commands.command(epilog=example("worker"))
def worker(config: ConfigFile = None) -> None:
    """Send what waits in the outbox. Any number of these, on PostgreSQL."""
    from bot.app import Role
    from bot.process import run

    run(settings(config), Role.WORKER)


@commands.command(epilog=example("scheduler"))
def scheduler(config: ConfigFile = None) -> None:
    """Do what is due: reminders, erasures, tidying. One of these, on PostgreSQL."""
    from bot.app import Role
    from bot.process import run

    run(settings(config), Role.SCHEDULER)


WELCOME = """\
Madoguchi demo: everything is thrown away when you stop it (Ctrl-C).

  The phone   {url}/phone
  The desk    {link}
              (a one-time link, good for 30 minutes)
  Translated  {how}
"""
BY_WORDS = "word by word, for show: no translator. Real packages: demo --packages DIR"


@commands.command(epilog=example("demo --port 8000"))
def demo(
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="Listen here, on this machine only.")] = 8000,
    packages: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, metavar="DIR", help="Translate with the language packages in DIR."),
    ] = None,
    _config: UnreadConfigFile = None,
) -> None:
    """Try it: a simulated phone and a desk with a few reports. Needs no configuration and keeps nothing."""
    from tempfile import TemporaryDirectory

    from bot import logs
    from bot.app import App, Role
    from bot.demo import build_demo, furnish, lend_packages, settings
    from bot.process import run

    async def welcome(app: App) -> None:
        link = await furnish(app)
        how = f"by the packages in {packages}" if packages else BY_WORDS
        typer.echo(WELCOME.format(url=app.config.server.public_url, link=link, how=how))

    with TemporaryDirectory(prefix="madoguchi-demo-") as folder:
        config = settings(Path(folder), port)
        logs.configure(config.logging.level, config.logging.format)
        if not lend_packages(config, packages):
            raise typer.BadParameter(
                "no package is installed there, and no .argosmodel file is", param_hint="--packages"
            )
        run(config, Role.SERVE, ready=welcome, made=lambda config, _role: build_demo(config))


def _listening(config: "Config", host: str, port: int | None) -> "Config":
    server = config.server
    return replace(config, server=replace(server, host=host or server.host, port=port or server.port))
