# ruff: noqa: E501
"""A small invented district with one loop and one list of items, and people for each duty."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bihuan.loops import actions
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import Pack
from bihuan.mechanisms.reading import read
from bihuan.orgs import queries as orgs

AT = datetime(2025, 7, 7, 1, 0, tzinfo=UTC)

ORGANISATION = """
apiVersion: bihuan/v1
kind: Organisation
metadata: {name: ROOT, title: {zh: 清溪区, en: Qingxi}}
spec:
  root: ROOT
  units:
    - {slug: ROOT, kind: district, title: {zh: 清溪区, en: Qingxi District}}
    - {slug: center, kind: department, title: {zh: 热线中心, en: Hotline centre}, parent: ROOT}
    - {slug: revisit, kind: department, title: {zh: 回访中心, en: Visiting centre}, parent: ROOT}
    - {slug: water, kind: department, title: {zh: 水利局, en: Water}, parent: ROOT}
    - {slug: roads, kind: department, title: {zh: 交通局, en: Roads}, parent: ROOT}
    - {slug: yunling, kind: town, title: {zh: 云岭镇, en: Yunling}, parent: ROOT}
  accounts:
    - {slug: desk, person: p-desk, unit: center, title: {zh: 受理, en: Desk}}
    - {slug: chief, person: p-chief, unit: center, title: {zh: 主任, en: Chief}}
    - {slug: water-clerk, person: p-water, unit: water, title: {zh: 水利经办, en: Water clerk}}
    - {slug: water-second, person: p-water-2, unit: water, title: {zh: 水利经办二, en: Second}}
    - {slug: roads-clerk, person: p-roads, unit: roads, title: {zh: 交通经办, en: Roads clerk}}
    - {slug: yunling-clerk, person: p-yunling, unit: yunling, title: {zh: 云岭经办, en: Yunling clerk}}
    - {slug: visitor, person: p-visit, unit: revisit, title: {zh: 回访员, en: Visitor}}
    - {slug: audit, person: p-audit, unit: ROOT, title: {zh: 审计, en: Audit}}
  grants:
    - {account: desk, role: clerk, unit: center}
    - {account: chief, role: unit_head, unit: center}
    - {account: water-clerk, role: clerk, unit: water}
    - {account: water-second, role: clerk, unit: water}
    - {account: roads-clerk, role: clerk, unit: roads}
    - {account: yunling-clerk, role: clerk, unit: yunling}
    - {account: visitor, role: clerk, unit: revisit}
    - {account: audit, role: auditor, unit: ROOT}
"""

REGISTER = """
apiVersion: bihuan/v1
kind: Register
metadata: {name: requests, title: {zh: 诉求, en: Requests}}
spec:
  shown: title
  write: [clerk, unit_head]
  fields:
    - {name: title, title: {zh: 事由, en: Subject}, type: text, most: 200, searched: true, required: true}
    - {name: town, title: {zh: 乡镇, en: Town}, type: unit, filtered: true}
    - {name: phone, title: {zh: 电话, en: Telephone}, type: text, most: 30, sensitivity: personal, purpose: 回访, mask: mobile, filtered: true, rights: {read: [clerk]}}
    - {name: reported, title: {zh: 被反映单位, en: Reported}, type: unit}
    - {name: outcome, title: {zh: 结果, en: Outcome}, type: text, most: 500}
"""

LOOP = """
apiVersion: bihuan/v1
kind: Loop
metadata: {name: hotline, title: {zh: 热线, en: Hotline}}
spec:
  register: requests
  meets: {zh: 工单, en: Order}
  number: {prefix: RX, digits: 5}
  begins: new
  raises: [desk]
  reported: reported
  public: true
  channels:
    - {name: phone, title: {zh: 电话, en: Telephone}}
  classes:
    - {name: leak, title: {zh: 漏水, en: Leak}}
    - {name: noise, title: {zh: 噪声, en: Noise}}
  stages:
    - {name: new, title: {zh: 待派, en: New}, pool: true}
    - {name: doing, title: {zh: 办理中, en: Doing}}
    - {name: returned, title: {zh: 退回, en: Returned}}
    - {name: asked, title: {zh: 申请办结, en: Closing asked}}
    - {name: closed, title: {zh: 已办结, en: Closed}, ends: closed}
    - {name: merged, title: {zh: 已并案, en: Merged}, ends: other}
    - {name: known, title: {zh: 重复, en: Repeated}, ends: other}
  duties:
    - {name: desk, title: {zh: 受理员, en: Desk}, roles: [clerk], unit: center}
    - {name: chief, title: {zh: 主任, en: Chief}, roles: [unit_head], unit: center}
    - {name: handler, title: {zh: 承办人, en: Handler}, roles: [clerk], over: lead}
    - {name: helper, title: {zh: 协办人, en: Helper}, roles: [clerk], over: co_handler}
    - {name: taker, title: {zh: 认领人, en: Taker}, roles: [clerk], over: district}
    - {name: visitor, title: {zh: 回访员, en: Visitor}, roles: [clerk], unit: revisit, third_party: true}
  conflicts:
    - {duties: [handler, chief]}
  clocks:
    - name: handle
      title: {zh: 办理时限, en: Handling}
      starts: [dispatch, claim, reopen]
      stops: [ask]
      main: true
      limit: {unit: working_day, count: 5, extension: {max_times: 2, max_count: 10, approver_role: unit_head}}
    - {name: contact, title: {zh: 联系时限, en: Contact}, starts: [dispatch, claim], stops: [contact], limit: {unit: working_day, count: 1}}
  evidence:
    - {name: proof, title: {zh: 凭证, en: Proof}}
  duplicates:
    days: 30
    same:
      - {fields: [phone]}
      - {fields: [town, class]}
    text: title
    likeness: 0.5
  rates:
    dispatched: dispatch
    contact: contact
    grades:
      - {name: satisfied, title: {zh: 满意, en: Satisfied}}
      - {name: unsatisfied, title: {zh: 不满意, en: Unsatisfied}}
    satisfied: [satisfied]
  visit: {sample: 100, reopens: reopen}
  acts:
    - {name: dispatch, title: {zh: 派单, en: Dispatch}, does: dispatch, from: [new, returned], to: doing, by: [chief]}
    - {name: claim, title: {zh: 认领, en: Claim}, does: claim, from: [new], to: doing, by: [taker]}
    - {name: return, title: {zh: 退单, en: Return}, does: object, from: [doing], to: returned, by: [handler], reason: true}
    - {name: contact, title: {zh: 联系, en: Contact}, does: contact, from: [doing], by: [handler]}
    - {name: progress, title: {zh: 进展, en: Progress}, does: progress, from: [doing], by: [handler, helper]}
    - {name: extend, title: {zh: 延期, en: Extend}, does: extend, from: [doing], by: [chief], reason: true}
    - {name: split, title: {zh: 拆分, en: Split}, does: split, from: [doing], by: [chief]}
    - {name: reply, title: {zh: 答复, en: Reply}, does: reply, from: [doing, asked], by: [handler]}
    - {name: ask, title: {zh: 申请办结, en: Ask for closing}, from: [doing], to: asked, by: [handler], asks: [{field: outcome}], evidence: [{kind: proof}]}
    - {name: close, title: {zh: 办结, en: Close}, does: close, from: [asked], to: closed, by: [chief]}
    - {name: visit, title: {zh: 回访, en: Visit}, does: visit, from: [closed], by: [visitor]}
    - {name: reopen, title: {zh: 重办, en: Reopen}, does: reopen, from: [closed], to: doing, by: [chief], reason: true}
    - {name: merge, title: {zh: 并案, en: Merge}, does: merge, from: [new, doing], to: merged, by: [chief], reason: true}
    - {name: repeat, title: {zh: 重复, en: Repeat}, does: repeat, from: [new], to: known, by: [chief], reason: true}
"""

PROOF = actions.Brought("proof", "0" * 64, "image/jpeg")
_ids = count(1)


def enact(*texts, root="qingxi", at=AT):
    """Put files in force in an origin, in one pack."""
    mechanisms = tuple(
        read(text.replace("ROOT", root).encode(), f"{n}.yaml") for n, text in enumerate(texts)
    )
    return apply_pack(Pack("test", mechanisms, Path()), by=orgs.operator(root), at=at)


def district(root="qingxi"):
    """Put the district in force; returns its operator."""
    enact(ORGANISATION, REGISTER, LOOP, root=root)
    return orgs.operator(root)


def person(account, root="qingxi"):
    return orgs.viewer(root, account, AT.date())


def raised(title="水管漏水", *, at=AT, root="qingxi", by="desk", class_="leak", **keys):
    """Raise an invented matter."""
    values = {"title": title, "town": "yunling", **keys.pop("values", {})}
    return actions.raise_matter(
        "hotline", values, by=person(by, root), at=at, channel="phone", class_=class_, **keys
    )


def does(matter, name, said=None, *, by, at=AT, **keys):
    """Do an act as one of the people above."""
    return actions.act(matter, name, said, by=person(by), at=at, **keys)


def led(matter, by="water", **keys):
    """Hand a matter over."""
    return does(matter, "dispatch", {"lead": by}, by="chief", **keys)
