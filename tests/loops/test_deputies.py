"""Deputies: who acts for another person is that person, too, where duties exclude each other."""

from dataclasses import replace

import pytest

from bihuan.ledger.words import Refused
from bihuan.loops import actions, queries
from tests.loops.town import AT, PROOF, district, does, led, person, raised

pytestmark = pytest.mark.django_db


def test_a_deputy_does_not_close_what_the_person_deputised_for_has_handled():
    district()
    matter = raised().id
    led(matter)
    does(matter, "ask", by="water-clerk", values={"outcome": "已修复"}, evidence=[PROOF])
    deputy = replace(person("chief"), on_behalf="p-water")
    with pytest.raises(Refused) as refused:
        actions.act(matter, "close", by=deputy, at=AT)
    assert refused.value.code == "act-conflict"
    does(matter, "close", by="chief")


def test_both_are_named_in_the_history():
    district()
    matter = raised().id
    deputy = replace(person("chief"), on_behalf="p-leader")
    actions.act(matter, "dispatch", {"lead": "water"}, by=deputy, at=AT)
    assert queries.history(person("desk"), matter, at=AT)[1].persons == ("p-chief", "p-leader")
