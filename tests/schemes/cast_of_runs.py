"""A small invented district whose race can be run: three towns, two bureaus, four people."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bihuan.ledger.viewer import Viewer
from bihuan.measures.actions import observe
from bihuan.measures.observations import Entry
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator, viewer

ORIGIN = "qingtan"

ORGANISATION = """
apiVersion: bihuan/v1
kind: Organisation
metadata: {name: qingtan, title: {zh: 青潭区, en: Qingtan}, effective: 2020-01-01}
spec:
  root: qingtan
  groups: [{name: towns, title: {zh: 乡镇, en: Towns}}]
  units:
    - {slug: qingtan, kind: district, title: {zh: 青潭区, en: Qingtan}}
    - {slug: jia, kind: town, title: {zh: 甲镇, en: Jia}, parent: qingtan, group: towns}
    - {slug: yi, kind: town, title: {zh: 乙镇, en: Yi}, parent: qingtan, group: towns}
    - {slug: bing, kind: town, title: {zh: 丙镇, en: Bing}, parent: qingtan, group: towns}
    - {slug: office, kind: department, title: {zh: 考核办, en: Office}, parent: qingtan}
    - {slug: statistics, kind: department, title: {zh: 统计局, en: Statistics}, parent: qingtan}
  accounts:
    - {slug: desk, person: p-desk, unit: office, title: {zh: 经办, en: Desk}}
    - {slug: desk-two, person: p-desk, unit: office, title: {zh: 经办二, en: Second desk}}
    - {slug: leader, person: p-leader, unit: qingtan, title: {zh: 考核委, en: Committee}}
    - {slug: clerk, person: p-clerk, unit: jia, title: {zh: 填报员, en: Clerk}}
  grants:
    - {account: desk, role: assess_office, unit: qingtan}
    - {account: desk-two, role: committee, unit: qingtan}
    - {account: leader, role: committee, unit: qingtan}
    - {account: clerk, role: clerk, unit: jia}
"""

INDICATOR = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: investment, title: {zh: 投资, en: Investment}, effective: 2020-01-01}
spec: {every: quarter, unit_of_measure: 万元, decimals: 1, asks: [target]}
"""

SCHEME = """
apiVersion: bihuan/v1
kind: Scheme
metadata: {name: race, title: {zh: 赛马, en: Race}, effective: 2020-01-01}
spec:
  every: quarter
  contestants: [{name: towns, title: {zh: 乡镇, en: Towns}, group: towns}]
  score:
    parts: [{indicator: investment, weight: 100, method: completion, cap: 1.2}]
  late: {days: 10}
  adjustments:
    - {name: listed, title: {zh: 入选, en: Listed}, kind: bonus, most: 3}
  vetoes:
    - name: false-figures
      title: {zh: 弄虚作假, en: False figures}
      basis: {document: 统计法, entry: 第四十八条}
      effect: bar_award
  awards: [{name: golden-ox, title: {zh: 金牛奖, en: Golden Ox}, take: {top: 1}}]
"""


def day(written: str) -> datetime:
    """Return noon UTC of a day."""
    return datetime.combine(date.fromisoformat(written), datetime.min.time(), UTC).replace(hour=4)


def account(name: str, on: str = "2025-10-12") -> Viewer:
    return viewer(ORIGIN, name, date.fromisoformat(on))


def put_in_force(folder) -> None:
    """Put the district and its race in force; `folder` is an empty one."""
    files = {"organisation": ORGANISATION, "investment": INDICATOR, "race": SCHEME}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text.lstrip(), encoding="utf-8")
    apply_pack(read_pack(folder), by=operator(ORIGIN), at=day("2024-01-05"))


def report(period: str, on: str, **values: tuple[str, str]) -> None:
    """Enter value and target of each town named."""
    entries = [
        Entry("investment", unit, period, value, target) for unit, (value, target) in values.items()
    ]
    observe(entries, by=operator(ORIGIN), at=day(on))
