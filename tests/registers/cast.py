# ruff: noqa: E501  # fields of a file, one a line
"""A small district with two registers: projects, which are public, and households, which are not.

All of it is invented; no number or telephone is anybody's.
"""

from datetime import UTC, datetime

from bihuan.orgs import queries as orgs
from bihuan.registers import actions
from tests.measures.cast import ORGANISATION as _DISTRICT
from tests.measures.cast import enact

AT = datetime(2025, 7, 5, 1, 0, tzinfo=UTC)
LATER = datetime(2025, 7, 20, 1, 0, tzinfo=UTC)

ORGANISATION = _DISTRICT.replace(
    "  grants:",
    """    - {slug: baisha-clerk, person: p5, unit: baisha, title: {zh: 白沙经办, en: Clerk}}
    - {slug: visitor, person: p6, unit: yunling, title: {zh: 企业, en: Company}}
  grants:
    - {account: baisha-clerk, role: clerk, unit: baisha}
    - {account: visitor, role: enterprise_user, unit: yunling}""",
)

PROJECTS = """
apiVersion: bihuan/v1
kind: Register
metadata: {name: projects, title: {zh: 项目, en: Projects}}
spec:
  shown: title
  unit: town
  public: true
  map: site
  keys: [{fields: [code]}]
  fields:
    - {name: title, title: {zh: 名称, en: Title}, type: text, most: 100, sensitivity: public, required: true}
    - {name: code, title: {zh: 代码, en: Code}, type: code, scheme: pattern, form: 'P-\\d{4}', sensitivity: public}
    - {name: town, title: {zh: 乡镇, en: Town}, type: unit, sensitivity: public, filtered: true}
    - name: kind
      title: {zh: 类型, en: Kind}
      type: enum
      sensitivity: public
      filtered: true
      choices:
        - {name: industry, title: {zh: 工业, en: Industry}}
        - {name: roads, title: {zh: 交通, en: Roads}}
    - {name: planned, title: {zh: 计划投资, en: Planned}, type: money, filtered: true}
    - {name: started, title: {zh: 开工日期, en: Started}, type: date, filtered: true}
    - {name: site, title: {zh: 地点, en: Site}, type: place, system: gcj02, sensitivity: public}
    - {name: part_of, title: {zh: 所属项目, en: Part of}, type: reference, register: projects}
    - {name: remark, title: {zh: 内部备注, en: Remark}, type: text, rights: {read: [lead_office, assess_office]}}
"""

HOUSEHOLDS = """
apiVersion: bihuan/v1
kind: Register
metadata: {name: households, title: {zh: 农户, en: Households}}
spec:
  shown: number
  keys: [{fields: [number]}, {fields: [citizen]}]
  fields:
    - {name: number, title: {zh: 编号, en: Number}, type: text, most: 40, required: true}
    - {name: story, title: {zh: 情况, en: Story}, type: text, searched: true}
    - {name: head, title: {zh: 户主, en: Head}, type: person, purpose: 签约, mask: name}
    - name: phone
      title: {zh: 电话, en: Phone}
      type: text
      most: 20
      sensitivity: personal
      purpose: 联系
      mask: mobile
      filtered: true
      retention: {years: 2, then: mask}
      rights: {read: [clerk]}
    - name: citizen
      title: {zh: 公民身份号码, en: Citizen number}
      type: code
      scheme: citizen_number
      sensitivity: sensitive
      purpose: 核对身份
      mask: citizen_number
      retention: {years: 1}
      rights: {read: [unit_head], write: [clerk]}
    - {name: mu, title: {zh: 面积, en: Area}, type: quantity, unit_of_measure: 亩, decimals: 2, filtered: true}
"""


def district(root="qingxi", *more):
    """Put the district and its registers in force; returns its operator."""
    enact(ORGANISATION, PROJECTS, HOUSEHOLDS, *more, root=root, at=AT)
    return orgs.operator(root)


def account(name, root="qingxi"):
    """Return an account of the district."""
    return orgs.viewer(root, name, AT.date())


def project(title="示例厂房", *, by=None, at=AT, **values):
    """Record a project of Yunling."""
    by = by or orgs.operator("qingxi")
    return actions.record("projects", {"title": title, "town": "云岭镇", **values}, by=by, at=at)


HOUSEHOLD = {
    "number": "甲-1", "head": "张示例", "phone": "138 0000 0001", "citizen": "11010519491231002x",
    "mu": "3.5亩", "story": "三组示例户，门前道路塌陷",
}  # fmt: skip


def household(*, by=None, at=AT, **values):
    """Record a household of Yunling."""
    by = by or account("yunling-clerk")
    return actions.record("households", {**HOUSEHOLD, **values}, by=by, at=at)
