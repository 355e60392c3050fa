"""Whether a proof of filing that somebody shows is one of ours: a form, and one sentence. It leads to no case."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.casework import filing_proof
from bot.casework.filing_proof import Verdict
from bot.console.doors import Here, Reader
from bot.console.filing_words import PROOF
from bot.console.pages import pages
from bot.conversation.digits import digits

PAGE = "/desk/proof"
router = APIRouter()


@router.get(PAGE)
async def proof_page(request: Request, member: Reader) -> Response:
    return pages(request).page(request, "proof.html", said="", day="", bad=False)


@router.post(PAGE)
async def check(
    request: Request,
    given: Here,
    member: Reader,
    reference: Annotated[str, Form(max_length=80)] = "",
    code: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """The number and the code stand in the form only, never in an address."""
    keyring, number = given.intake.keyring, digits(reference)
    verdict, day = await given.store.read(lambda unit: filing_proof.verify(unit, keyring, number, code))
    came = day.isoformat() if day else ""
    return pages(request).page(request, "proof.html", said=PROOF[verdict], day=came, bad=verdict is Verdict.NOT)
