"""Which district a page is about. Several may share one deployment; their pages never mix."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.timezone import localdate

from bihuan.boards import queries as boards
from bihuan.ledger import queries as ledger
from bihuan.ledger.viewer import public
from bihuan.ledger.words import Text
from bihuan.measures import queries as measures
from bihuan.orgs import queries as orgs

# Districts that were made up for demonstrations; their pages say so.
INVENTED = frozenset({"qingxi"})


@dataclass(frozen=True, slots=True)
class Where:
    """The district of a page. Links carry it as soon as there is more than one."""

    origin: str
    known: tuple[str, ...]

    @property
    def is_invented(self) -> bool:
        return self.origin in INVENTED

    @property
    def title(self) -> Text:
        return title(self.origin)

    @property
    def has_awards(self) -> bool:
        """Somebody outside published awards or figures of this district."""
        return bool(self.origin) and tells(self.origin)

    def link(self, path: str, **query: object) -> str:
        """Return an address in this district; an empty parameter is left out."""
        if len(self.known) > 1:
            query["origin"] = self.origin
        said = urlencode({name: value for name, value in query.items() if value})
        return f"{path}?{said}" if said else path

    def at(self, origin: str) -> Where:
        return Where(origin, self.known)


def where(request: HttpRequest) -> Where:
    """Return the district asked for, else the first that has anything public."""
    published = boards.origins()
    known = tuple(sorted({*published, *(one for one in ledger.origins() if tells(one))}))
    asked = request.GET.get("origin", "")
    first = (*published, *known, "")[0]
    return Where(asked if asked in known else first, known)


def tells(origin: str) -> bool:
    """Tell whether awards or figures of a district were published outside."""
    reader = public(origin)
    return bool(measures.awards(reader) or measures.citations(reader))


def title(origin: str) -> Text:
    """Return the name of a district, its slug if it has no organisation yet."""
    units = orgs.units(public(origin), localdate()) if origin else ()
    return next((unit.title for unit in units if not unit.parent), Text(origin, origin))
