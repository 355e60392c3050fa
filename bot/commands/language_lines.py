"""What `madoguchi languages list` shows, as lines and as one JSON value."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.console.package_words import KIND, TRUST, UNKNOWN_LICENCE, WAY, shown_name
from bot.console.words import Words
from bot.translation.coverage import Coverage, Passage, Way
from bot.translation.index import Offer
from bot.translation.overview import Overview
from bot.translation.packages import Package
from bot.translation.receipts import Trust

CONVERT = "no package in the index; convert a model of many languages: docs/languages-packages.md"


def as_dict(shown: Overview, words: Words, *, available: bool) -> Mapping[str, Any]:
    return {
        "packages": [package_dict(package, trust) for package, trust in shown.packages],
        "damaged": sorted(shown.damaged),
        "broken": list(shown.broken),
        "languages": [_language_dict(one, words) for one in shown.languages],
        "index": None if shown.offers is not None else shown.day.isoformat(),
        "available": [_offer_dict(offer) for offer in shown.offers or ()] if available else None,
    }


def as_lines(shown: Overview, words: Words, *, available: bool) -> Iterator[str]:
    yield "Installed:" if shown.packages else "No package is installed."
    for package, trust in shown.packages:
        yield f"  {package_line(package, trust, words)}" + (
            ", damaged: install it again" if package.code in shown.damaged else ""
        )
    for name in shown.broken:
        yield f"  {name}: damaged; install it again"
    if available:
        yield f"In the index: {len(shown.offers or ())} packages"
        for offer in shown.offers or ():
            pair = f"{words.language_name(offer.direction.source)} → {words.language_name(offer.direction.target)}"
            yield f"  {offer.code:<20} {offer.version:<8} {pair}"
    known = f"by the index as of {shown.day}" if shown.offers is None else "by the index as last fetched"
    yield f"Workers' languages ({known}):"
    for one in shown.languages:
        yield from _language_lines(one, words)


def package_line(package: Package, trust: Trust, words: Words) -> str:
    licence = package.licence or UNKNOWN_LICENCE
    size = f"{package.size / 1e6:.1f} MB"
    name = shown_name(package, words)
    return f"{package.code} {package.version}  {name}  {KIND[package.kind]}  {size}  {licence}  {TRUST[trust]}"


def package_dict(package: Package, trust: Trust) -> Mapping[str, Any]:
    return {
        "code": package.code,
        "version": package.version,
        "name": package.name,
        "kind": package.kind.value,
        "directions": [[one.source, one.target] for one in package.directions],
        "licence": package.licence or None,
        "size": package.size,
        "sha256": package.sha256,
        "trust": trust.value,
        "folder": str(package.folder),
    }


def _language_dict(one: Coverage, words: Words) -> Mapping[str, Any]:
    return {
        "language": one.language,
        "name": words.language_name(one.language),
        "there": [_passage_dict(passage) for passage in one.there],
        "back": [_passage_dict(passage) for passage in one.back],
        "complete": one.complete,
        "missing": list(one.missing),
        "needs_multilingual": one.elsewhere,
    }


def _passage_dict(passage: Passage) -> Mapping[str, Any]:
    route = None if passage.route is None else str(passage.route)
    return {"from": passage.source, "to": passage.target, "way": passage.way.value, "route": route}


def _offer_dict(offer: Offer) -> Mapping[str, Any]:
    return {"code": offer.code, "version": offer.version, "from": offer.direction.source, "to": offer.direction.target}


def _language_lines(one: Coverage, words: Words) -> Iterator[str]:
    ways = [f"to {passage.target} {WAY[passage.way]}" for passage in one.there if passage.way is not Way.SAME]
    ways += [f"from {passage.source} {WAY[passage.way]}" for passage in one.back if passage.way is not Way.SAME]
    yield f"  {one.language:<8} {words.language_name(one.language):<22} {', '.join(ways)}"
    if one.missing:
        yield f"{'':11}madoguchi languages install {' '.join(one.missing)}"
    if one.elsewhere:
        yield f"{'':11}{CONVERT}"
