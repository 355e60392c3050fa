"""What leads type about companies and contacts, made into rows. Everything is text until it is understood."""

from datetime import date, timedelta

from pydantic import BaseModel, Field

from bot.casework.register import changing, entries
from storage.companies import Company, Contact
from storage.engine import Unit

SHORT, LONG = 400, 4000
EPOCH = date(1970, 1, 1)


class CompanyForm(BaseModel):
    """`version` is the one the lead saw. `parent` is a name or a key, `other_names` one a line."""

    name: str = Field("", max_length=SHORT)
    other_names: str = Field("", max_length=4 * LONG)
    kind: str = Field("", max_length=20)
    external: str = Field("", max_length=SHORT)
    parent: str = Field("", max_length=SHORT)
    country: str = Field("", max_length=SHORT)
    sector: str = Field("", max_length=SHORT)
    pledged: str = Field("", max_length=SHORT)
    disabled: bool = False
    version: int = Field(0, ge=0, lt=1 << 31)

    @property
    def names(self) -> list[str]:
        return [line for line in self.other_names.splitlines() if line.strip()]

    def company(self, unit: Unit, company_id: str, *, at: int) -> Company:
        """Raises EntryRefused."""
        return Company(
            company_id,
            self.kind,
            self.name,
            self.external,
            changing.named(unit, self.parent).id if self.parent.strip() else "",
            entries.country_of(self.country.strip()),
            self.sector,
            entries.day_of(self.pledged.strip()),
            self.disabled,
            self.version,
            at,
        )


class ContactForm(BaseModel):
    """`other_names` is the same name in other scripts, one a line."""

    name: str = Field("", max_length=SHORT)
    other_names: str = Field("", max_length=LONG)
    role: str = Field("", max_length=SHORT)
    language: str = Field("en", max_length=SHORT)
    mail: str = Field("", max_length=SHORT)
    rank: str = Field("1", max_length=SHORT)
    disabled: bool = False

    def contact(self, contact_id: str, company_id: str) -> Contact:
        """A rank that is no number is 0, which is refused with the rest."""
        number = self.rank.strip()[:3]
        rank = int(number) if number.isascii() and number.isdecimal() else 0
        names = "\n".join(self.other_names.splitlines())
        tongue = self.language.strip()
        return Contact(contact_id, company_id, self.name, names, self.role, tongue, self.mail, rank, self.disabled)


def filled(company: Company, other_names: list[str], parent: Company | None) -> CompanyForm:
    """The form with what is stored."""
    day = "" if company.pledged_day is None else (EPOCH + timedelta(company.pledged_day)).isoformat()
    return CompanyForm.model_construct(
        name=company.name,
        other_names="\n".join(other_names),
        kind=company.kind,
        external=company.external,
        parent=(parent.external or parent.name) if parent else "",
        country=company.country,
        sector=company.sector,
        pledged=day,
        disabled=company.disabled,
        version=company.version,
    )
