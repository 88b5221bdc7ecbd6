"""The small loop of errands, its people, and a matter that is taken through it step by step."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bihuan.calendars.notices import SHIPPED, calendar_of, load
from bihuan.ledger.viewer import Grant
from bihuan.loops.engine.asked import Asked, Brought
from bihuan.loops.engine.deciding import Raising, act_of, decide, opening
from bihuan.loops.engine.evolving import begin, evolve
from bihuan.mechanisms.reading import read
from tests.loops.walking import Cast, Person

CAST = Path(__file__).parent.parent / "mechanisms" / "cast"
LOOP = read(CAST / "errands.yaml", "errands.yaml").spec
REGISTER = read(CAST / "errand-list.yaml", "errand-list.yaml").spec
CALENDAR = calendar_of(load(SHIPPED))
MORNING = datetime(2024, 3, 4, 1, tzinfo=UTC)
NAMES = ("yunling", "baishi", "zhuxi", "fagai", "tongji")
UNITS = {"qingxi": "/qingxi/"} | {name: f"/qingxi/{name}/" for name in NAMES}


def person(name, home, role, over=""):
    return Person(name, home, (Grant(role, UNITS[over or home]),))


CLERK = person("clerk", "yunling", "clerk")
CLERK_2 = person("clerk-2", "yunling", "clerk")
BAISHI = person("baishi-clerk", "baishi", "clerk")
OFFICE = person("office", "qingxi", "lead_office")
JUDGE = person("judge", "qingxi", "assess_office")
VISITOR = person("visitor", "tongji", "clerk")
PEOPLE = Cast(UNITS, (CLERK, CLERK_2, BAISHI, OFFICE, JUDGE, VISITOR))


def photo(digest="p1", made=None, place=("118.9", "28.9")):
    return Brought("photo", digest, "image/png", made or MORNING + timedelta(days=30), place)


class Way:
    """One errand on its way, an hour between its acts."""

    def __init__(self, loop=LOOP, by=CLERK, **raising):
        self.loop = loop
        self.now = MORNING
        self.values = {"told": True, "outcome": "invented", "cost": 10}
        event = opening(loop, Raising("1", "r1", "v1", **raising), self.asked(by), CALENDAR)
        self.matter = begin("m1", "errands", event)

    def asked(self, by, *, persons=(), **keys):
        return Asked(
            at=self.now,
            now=self.now,
            persons=(by.name, *persons),
            homes=(by.home,),
            grants=by.grants,
            units=UNITS,
            values=self.values,
            **keys,
        )

    def does(self, act, by, **keys):
        self.now += timedelta(hours=1)
        keys.setdefault("reason", "invented")
        event = decide(
            self.loop, self.matter, act_of(self.loop, act), self.asked(by, **keys), CALENDAR
        )
        self.matter = evolve(self.matter, event, self.loop, fact=f"fact-{event.n}")
        return event

    def assigned(self, lead="baishi", co=()):
        self.does("assign", OFFICE, said={"lead": lead, "co": list(co)})
        return self

    def done(self, lead="baishi", by=BAISHI):
        self.assigned(lead).does("finish", by, evidence=(photo(),))
        return self
