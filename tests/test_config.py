"""Settings: what loads, what is refused and how, and that `config.example.toml` tells of every key."""

import contextlib
import dataclasses
import json
import re
import typing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.lifecycle import STAGES, Graph
from bot.config import Config, ConfigError, load, parse
from bot.settings import name_of
from tests.source import modules

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
FOLDER = Path("/srv/desk")
TOKEN = "8031415926:planted-token-of-a-bot"


def read(text: str, **environ: str) -> Config:
    return parse(text, folder=FOLDER, environ=environ)


def refused(text: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text, **environ)
    return str(caught.value)


def keys(tree: type, at: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every key of the tree, as table path and name; tables by country are `emergency.JP` in the example."""
    found: set[tuple[str, ...]] = set()
    hints = typing.get_type_hints(tree)
    for field in dataclasses.fields(tree):
        hint, path = hints[field.name], (*at, name_of(field))
        inner = [part for part in (hint, *typing.get_args(hint)) if dataclasses.is_dataclass(part)]
        if typing.get_origin(hint) is not None and "Mapping" in str(hint) and inner:
            path = (*path, "JP")
        found |= keys(inner[0], path) if inner else {path}
    return found


def example_lines() -> list[tuple[tuple[str, ...], str, str]]:
    """(key, its whole line, the line above), commented-out settings included."""
    found, table, above = [], (), ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        bare = line.removeprefix("#") if re.match(r"#[\w\[]", line) else line
        if header := re.match(r"\[([\w.]+)\]$", bare):
            table = tuple(header[1].split("."))
        elif assignment := re.match(r"(\w+) = ", bare):
            found.append(((*table, assignment[1]), line, above))
        above = line
    return found


class TestTheExample:
    def test_says_nothing_but_the_defaults(self) -> None:
        assert read(EXAMPLE.read_text(encoding="utf-8")) == read("")

    def test_has_every_key_and_no_other(self) -> None:
        assert {key for key, _, _ in example_lines()} == keys(Config)

    def test_explains_every_key(self) -> None:
        silent = [
            key for key, line, above in example_lines() if not re.search(r" # \S|^# \S", f"{line}\n{above}", re.M)
        ]
        assert silent == []

    def test_marks_every_secret(self) -> None:
        lines = {key: f"{above}\n{line}" for key, line, above in example_lines()}
        for key in (("channels", "telegram", "token"), ("channels", "line", "channel_secret"), ("metrics", "token")):
            assert "Secret" in lines[key]

    def test_is_refused_with_its_empty_secrets_once_a_channel_is_switched_on(self) -> None:
        text = re.sub(r"^#(?=[\w\[])", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.M)
        assert "holds no secret of yours" in refused(text)


def test_every_key_does_something_or_says_that_it_does_not_yet() -> None:
    """A setting without effect is a promise without effect."""
    text = "".join(module.text for module in modules("bot") if module.name not in ("bot.config", "bot.settings"))
    heads = dict(re.findall(r"^#?\[([\w.]+)\]\n(# .*)", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    idle = []
    for key, line, above in example_lines():
        *_, table, name = key
        told = f"{line} {above} {heads.get('.'.join(key[:-1]), '')}"
        used = re.search(rf"\b{'emergency' if table == 'JP' else table}\.{name}_?\b|\b[a-z]+\.{name}_?\b", text)
        if not used and "n this version" not in told and not (table == "lifecycle" and name in of_cases()):
            idle.append(key)
    assert idle == []


def of_cases() -> set[str]:
    """Settings that the table of statuses is read with, by the name of each status (`Timetable`)."""
    names = {stage.setting or stage.status.value for stage in STAGES if stage.graph is Graph.CASE}
    return names | {f"{name}_{what}" for name in names for what in ("urgent", "sms", "reminders")}


class TestDefaults:
    def test_a_file_with_only_storage_loads(self) -> None:
        config = read('[storage]\ncases_url = "sqlite:////data/cases.db"\nvault_url = "sqlite:////data/vault.db"\n')
        assert config.storage.cases_url == "sqlite:////data/cases.db"
        assert config.server.port == 8000
        assert config.channels.telegram is None

    def test_relative_paths_start_at_the_files_folder(self) -> None:
        config = read("")
        assert config.storage.cases_url == "sqlite:////srv/desk/var/cases.db"
        assert config.keys.master_file == FOLDER / "var/keys/master.key"
        assert read('[storage]\nfiles = "/elsewhere"').storage.files == Path("/elsewhere")

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_a_postgresql_address_gets_its_driver(self, scheme: str) -> None:
        config = read(f'[storage]\ncases_url = "{scheme}://u@h/cases"\nvault_url = "{scheme}://u@h/vault"\n')
        assert config.storage.cases_url == "postgresql+psycopg://u@h/cases"
        assert not config.storage.embedded

    def test_the_tree_is_frozen(self) -> None:
        config = read("")
        with pytest.raises(dataclasses.FrozenInstanceError):
            config.server.port = 1  # type: ignore[misc]
        with pytest.raises(TypeError):
            config.desk.emergency["VN"] = config.desk.emergency["JP"]  # type: ignore[index]

    def test_a_country_named_replaces_the_default_ones(self) -> None:
        config = read('[desk.emergency.VN]\npolice = "113"\nambulance = "115"\n')
        assert list(config.desk.emergency) == ["VN"]

    def test_a_single_text_stands_for_a_list_of_one(self) -> None:
        assert read('[desk]\nhours = "Sat 09:00-12:00"').desk.hours == ("Sat 09:00-12:00",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[server]\n\nprot = 1", 'config.toml:3: [server] prot: unknown key; the nearest known key is "port"'),
        ("[sever]\nport = 1", 'config.toml:1: [sever]: unknown key; the nearest known key is "server"'),
        ('[server]\nport = "x"', "config.toml:2: [server] port: must be a whole number"),
        ("[server]\nport = true", "config.toml:2: [server] port: must be a whole number"),
        ("[server]\nport = 70000", "config.toml:2: [server] port: must be between 1 and 65535"),
        ("[lifecycle]\nsafety_checks = [14, 0]", "config.toml:2: [lifecycle] safety_checks: must be 1 or more"),
        ('[server]\npublic_url = "https://desk.example/"', "without a slash at the end"),
        ("server = 1", "config.toml:1: [server]: must be a table: write [server]"),
        ("[desk]\nlanguages = 3", "config.toml:2: [desk] languages: must be a list"),
        ('[desk]\nlanguages = ["English"]', "must be a language tag"),
        ('[desk]\ntime_zone = "Tokio"', "config.toml:2: [desk] time_zone: must be a time zone's name"),
        ('[desk]\nholidays = ["31.12.2026"]', "must be dates like 2026-12-31"),
        ("[desk]\nholidays = [2026-12-31T10:00:00]", "must be a date"),
        ('[desk.emergency.Japan]\npolice = "110"\nambulance = "119"', "config.toml:1: [desk.emergency] Japan"),
        ('[desk.emergency.JP]\npolice = "110"', "[desk.emergency.JP] ambulance: is missing and has no default"),
        ('[storage]\ncases_url = "cases.db"', "config.toml:2: [storage] cases_url: must be sqlite:/// or postgresql"),
        ('[storage]\ncases_url = "sqlite:///a"\nvault_url = "sqlite:///a"', "another database than cases_url"),
        ('[storage]\nvault_url = "postgresql://h/v"', "config.toml:2: [storage] vault_url: must be of the same kind"),
        ('[storage]\ncases_url = "sqlite:///:memory:"', "must be a file"),
        ("[channels.telegram]", "write token or token_file, or set MADOGUCHI_CHANNELS_TELEGRAM_TOKEN"),
        (f'[channels.telegram]\ntoken = "{TOKEN}"', "[channels.telegram] secret_token: is missing"),
        (f'[channels.telegram]\ntoken = "{TOKEN}"\nmode = "pull"', "must be one of: webhook, polling"),
        ('[channels.sms]\nfrom = "+815012345678"', "config.toml:1: [channels] sms: needs the account"),
        ('[channels.twilio]\naccount_sid = "AC1"\nauth_tokens = []', "holds no secret of yours"),
        (
            '[channels.twilio]\naccount_sid = "AC1"\nauth_tokens = ["t"]\n[channels.sms]',
            "config.toml:4: [channels.sms] from",
        ),
        ('[channels.twilio]\nauth_tokens = ["t"]', "[channels.twilio] account_sid: is missing and has no default"),
        ('[channels.telegram]\ntoken_file = "absent"', "cannot read absent (FileNotFoundError)"),
        ("[server\n", "config.toml: not valid TOML"),
        ("[server]\nport = 1\nport = 2", "config.toml: not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_do(text: str, told: str) -> None:
    assert told in refused(text)


class TestSecrets:
    TELEGRAM = '[channels.telegram]\nsecret_token = "s"\n'

    def test_come_from_the_file_the_environment_or_a_file_of_their_own(self, tmp_path: Path) -> None:
        (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
        variable = "MADOGUCHI_CHANNELS_TELEGRAM_TOKEN"
        ways: list[tuple[str, dict[str, str]]] = [
            (f'{self.TELEGRAM}token = "{TOKEN}"', {}),
            (f'{self.TELEGRAM}token_file = "token"', {}),
            (self.TELEGRAM, {variable: TOKEN}),
            (self.TELEGRAM, {f"{variable}_FILE": str(tmp_path / "token")}),
        ]
        for text, environ in ways:
            telegram = parse(text, folder=tmp_path, environ=environ).channels.telegram
            assert telegram is not None
            assert telegram.token == TOKEN

    def test_several_are_separated_by_commas_or_lines(self) -> None:
        config = read('[channels.twilio]\naccount_sid = "AC1"', MADOGUCHI_CHANNELS_TWILIO_AUTH_TOKENS="new, old\n")
        assert config.channels.twilio is not None
        assert config.channels.twilio.auth_tokens == ("new", "old")

    def test_an_address_of_a_database_may_come_from_the_environment(self) -> None:
        config = read(
            "",
            MADOGUCHI_STORAGE_CASES_URL="postgres://u:p@h/cases",
            MADOGUCHI_STORAGE_VAULT_URL="postgres://u:p@h/vault",
        )
        assert config.storage.vault_url == "postgresql+psycopg://u:p@h/vault"

    @pytest.mark.parametrize("value", ["", "change-me", "CHANGEME", "your-token", "<token>", "xxxx", "..."])
    def test_a_placeholder_is_refused(self, value: str) -> None:
        assert "holds no secret of yours" in refused(f'{self.TELEGRAM}token = "{value}"')
        assert "holds no secret of yours" in refused(self.TELEGRAM, MADOGUCHI_CHANNELS_TELEGRAM_TOKEN=value)

    def test_are_in_no_repr_and_no_error(self) -> None:
        text = f'{self.TELEGRAM}token = "{TOKEN}"\n'
        assert TOKEN not in repr(read(text))
        for mistake in ('mode = "x"', 'secret_token = "y"', "api_url = 1", "tokn = 1"):
            assert TOKEN not in refused(text + mistake)
        assert TOKEN not in refused(f'{self.TELEGRAM}token = ["{TOKEN}"]')

    def test_twice_is_refused(self) -> None:
        told = refused(f'{self.TELEGRAM}token = "t"\ntoken_file = "t"')
        assert told.startswith("config.toml:3: [channels.telegram] token: is set twice: in the file and in token_file")


class TestTheFile:
    def test_is_the_one_named_else_the_environments_else_config_toml(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, port in (("named", 1), ("environment", 2), ("config", 3)):
            (tmp_path / f"{name}.toml").write_text(f"[server]\nport = {port}\n", encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        environ = {"MADOGUCHI_CONFIG": str(tmp_path / "environment.toml")}
        assert load(tmp_path / "named.toml", environ).server.port == 1
        assert load(None, environ).server.port == 2
        assert load(None, {}).server.port == 3

    def test_that_is_absent_is_told_with_the_command_that_writes_one(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"nowhere\.toml: no such file; `madoguchi init` writes one"):
            load(tmp_path / "nowhere.toml", {})

    def test_that_is_not_text_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "c.toml").write_bytes(b"\xff\xfe")
        with pytest.raises(ConfigError, match="cannot be read"):
            load(tmp_path / "c.toml", {})


class TestWhatsApp:
    TWILIO = '[channels.twilio]\naccount_sid = "AC1"\nauth_tokens = ["t"]\n'

    def test_needs_a_sender_or_a_messaging_service(self) -> None:
        assert "messaging_service_sid" in refused(self.TWILIO + "[channels.whatsapp]\n")
        assert read(self.TWILIO + '[channels.whatsapp]\nmessaging_service_sid = "MG1"\n').channels.whatsapp

    def test_falls_back_to_english_for_its_notice(self) -> None:
        whatsapp = read(self.TWILIO + '[channels.whatsapp]\nfrom = "+815012345678"\n').channels.whatsapp
        assert whatsapp
        assert whatsapp.fallback == ("en",)

    def test_a_template_is_named_by_its_sid(self) -> None:
        table = '[channels.whatsapp]\nfrom = "+815012345678"\n'
        named = 'templates = { ja = "update notice" }\n'
        assert "[channels.whatsapp.templates] ja" in refused(self.TWILIO + table + named)
        assert read(self.TWILIO + table + f'templates = {{ ja = "HX{"a" * 32}" }}\n').channels.whatsapp


VALUES = st.one_of(
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.one_of(st.integers(), st.text(max_size=5)), max_size=3),
    st.dictionaries(st.text(min_size=1, max_size=5), st.integers(), max_size=2),
)


def written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(name)} = {inner}" for name, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@given(st.sampled_from(sorted(keys(Config))), VALUES)
def test_any_value_of_any_key_loads_or_is_refused_naming_the_key(key: tuple[str, ...], value: object) -> None:
    text = f"[{'.'.join(key[:-1])}]\n{key[-1]} = {written(value)}\n"
    with contextlib.suppress(ConfigError):
        read(text)
        return
    assert key[0] in refused(text)
