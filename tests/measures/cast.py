"""A small district: three towns and a bureau, a clerk, a head, an auditor, two indicators."""

from datetime import UTC, datetime
from pathlib import Path

from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import Pack
from bihuan.mechanisms.reading import read
from bihuan.orgs import queries as orgs

AT = datetime(2025, 7, 5, 1, 0, tzinfo=UTC)
LATER = datetime(2025, 7, 20, 1, 0, tzinfo=UTC)

ORGANISATION = """
apiVersion: bihuan/v1
kind: Organisation
metadata: {name: ROOT, title: {zh: 清溪区, en: Qingxi}}
spec:
  root: ROOT
  units:
    - {slug: ROOT, kind: district, title: {zh: 清溪区, en: Qingxi District}}
    - {slug: yunling, kind: town, title: {zh: 云岭镇, en: Yunling}, parent: ROOT, short: 云岭}
    - {slug: baisha, kind: town, title: {zh: 白沙镇, en: Baisha}, parent: ROOT}
    - slug: shiqiao
      kind: town
      title: {zh: 石桥镇, en: Shiqiao}
      parent: ROOT
      until: 2024-12-31
      successors: [baisha]
    - {slug: statistics, kind: department, title: {zh: 统计局, en: Statistics}, parent: ROOT}
  accounts:
    - {slug: yunling-clerk, person: p1, unit: yunling, title: {zh: 经办人, en: Clerk}}
    - {slug: yunling-head, person: p2, unit: yunling, title: {zh: 镇长, en: Head}}
    - {slug: yunling-deputy, person: p1, unit: yunling, title: {zh: 代办人, en: Deputy}}
    - {slug: office, person: p3, unit: statistics, title: {zh: 考核办, en: Office}}
    - {slug: audit, person: p4, unit: ROOT, title: {zh: 审计, en: Audit}}
  grants:
    - {account: yunling-clerk, role: clerk, unit: yunling}
    - {account: yunling-head, role: unit_head, unit: yunling, since: 2025-01-01}
    - {account: yunling-deputy, role: unit_head, unit: yunling}
    - {account: office, role: assess_office, unit: ROOT, since: 2024-01-01, until: 2025-12-31}
    - {account: audit, role: auditor, unit: ROOT}
"""

INVESTMENT = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: investment, title: {zh: 固定资产投资, en: Investment}}
spec: {every: quarter, unit_of_measure: 万元, decimals: 2, asks: [target, prior]}
"""

SIGNED = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: signed, title: {zh: 签约户数, en: Households signed}}
spec: {every: quarter, unit_of_measure: 户, decimals: 0, verified_by_second: true}
"""


def enact(*texts, root="qingxi", at=AT):
    """Put files in force in an origin, in one pack."""
    mechanisms = tuple(
        read(text.replace("ROOT", root).encode(), f"{n}.yaml") for n, text in enumerate(texts)
    )
    pack = Pack("test", mechanisms, Path())
    return apply_pack(pack, by=orgs.operator(root), at=at)


def district(root="qingxi"):
    """Put the district and its indicators in force; returns its operator."""
    enact(ORGANISATION, INVESTMENT, SIGNED, root=root)
    return orgs.operator(root)
