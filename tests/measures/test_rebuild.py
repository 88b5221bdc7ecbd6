import pytest

from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.words import Text
from bihuan.measures import actions
from bihuan.measures.models import IndicatorRow
from bihuan.measures.observations import Award, Entry
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, INVESTMENT, LATER, ORGANISATION, district, enact

PERIOD = "2025Q2"
FLAG = Award(
    award="red-flag", level="district", unit="yunling", period="2023Q1", position=1,
    title=Text("Mobile red flag", "流动红旗"), published_by="清溪区", published_on="2023-05-20",
    place="清溪日报 第1版",
)  # fmt: skip


@pytest.mark.django_db
def test_of_an_indicator_only_what_its_author_wrote_is_kept():
    district()
    enact("""
apiVersion: bihuan/v1
kind: Scheme
metadata: {name: race, title: {zh: 赛马, en: Race}}
spec:
  every: quarter
  indicators:
    - name: energy
      title: {zh: 能耗, en: Energy}
      every: quarter
      unit_of_measure: 吨
      direction: lower
      plausible: {max: 9.5}
  score: {parts: [{indicator: energy, weight: 100, method: rank_step}]}
""")
    kept = {row.name: row.spec for row in IndicatorRow.objects.all()}
    assert kept["signed"] == {
        "every": "quarter", "unit_of_measure": "户", "decimals": 0, "verified_by_second": True,
    }  # fmt: skip
    assert kept["energy"] == {
        "every": "quarter", "unit_of_measure": "吨", "direction": "lower",
        "plausible": {"max": "9.5"},
    }  # fmt: skip


@pytest.mark.django_db
def test_a_rebuild_gives_the_tables_of_units_and_values_as_they_stand():
    by = district()
    rows = [
        {"indicator": "investment", "unit": unit, "period": PERIOD, "value": "1.5", "cell": "B2"}
        for unit in ("yunling", "baisha", "statistics")
    ]
    fact = actions.import_observations(rows, document="d" * 64, by=by, at=AT).fact
    entry = Entry("investment", "yunling", PERIOD, "2", target="3")
    actions.correct(entry, reason="复核", by=by, at=LATER)
    actions.correct(Entry("investment", "yunling", PERIOD, "4"), reason="复核", by=by, at=LATER)
    actions.retract("investment", "baisha", PERIOD, reason="重复", by=by, at=LATER)
    actions.retract_import(fact.id, reason="误传", by=by, at=LATER)
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    signed = [Entry("signed", "yunling", PERIOD, "63", ratings=("1", "2"))]
    actions.observe(signed, by=clerk, at=LATER)
    actions.verify("signed", "yunling", PERIOD, by=by, at=LATER)
    event = {"scheme": "race", "unit": "yunling", "period": PERIOD, "reason": "示例", "by": by}
    bonus = actions.adjust(effect="bonus", rule="model", points="2", at=LATER, **event)
    actions.adjust(effect="veto", rule="accident", at=LATER, **event)
    actions.withdraw_adjustment(bonus.id, reason="重复", by=by, at=LATER)
    actions.record_awards([FLAG], by=by, at=LATER)
    later = "title: {zh: 清溪区, en: Qingxi}, effective: 2025-06-01}"
    enact(ORGANISATION.replace("title: {zh: 清溪区, en: Qingxi}}", later), root="qingxi", at=LATER)
    enact(INVESTMENT.replace("metadata: {", "metadata: {effective: 2025-06-01, "), at=LATER)
    assert rebuild(check=True).problems == ()
