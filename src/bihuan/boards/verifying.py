"""Verifying a bundle from our side: what its own program checks, and the rules resolved again.

The bundle is a stranger's file. It is read into memory within limits, never unpacked, and
nothing in it is run: the checks are ours, from the same text that bundles carry.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bihuan.boards.engine.board import code_of
from bihuan.boards.engine.offline.checks import LEFT_OUT, check, check_listed
from bihuan.boards.engine.offline.container import Found, Wrong, read_files, readable
from bihuan.boards.engine.offline.counting import DERIVED
from bihuan.boards.engine.offline.telling import PROVEN, REFUSALS
from bihuan.boards.engine.program import program
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.reading import read
from bihuan.schemes import recomputing
from bihuan.schemes.queries import Result

HELP = Text(
    en="get the bundle again from the page of the result, and compare the key",
    zh="请从结果网页重新下载核验包，并比对密钥",
)
OWN_PROGRAM = Text(
    en="run the program that came in it: python3 BUNDLE.zip; or verify it with its own release",
    zh="请运行核验包自带的程序：python3 核验包.zip，或使用相应版本的本程序",
)
MESSAGES = {
    code: Message(
        f"bundle-{code}",
        Text(en=en, zh=zh),
        OWN_PROGRAM if code.endswith("-format") else HELP,
    )
    for code, (en, zh) in REFUSALS.items()
}
RULES_DIFFER = Message(
    "bundle-rules-differ",
    Text(
        en="resolved again from the mechanism files, {what} comes out differently",
        zh="由机制文件重新解析后不一致：{what}",
    ),
    HELP,
)
FIRMNESS_DIFFERS = Message(
    "bundle-firmness-differs",
    Text(
        en="tried again with the same seed, how firmly ranks stand comes out differently",
        zh="以同一种子重新试算，名次稳健性与所载不一致",
    ),
    HELP,
)
SAME_FIRMNESS = Text(
    en="rank bands, swaps and ranks without each indicator come out the same when tried again",
    zh="名次带、持平权重和去掉指标后的名次，重新试算后一致",
)
SAME_RULES = Text(
    en="the parameters follow from the mechanism files", zh="参数由机制文件得出，重新解析后一致"
)
OTHER_PROGRAM = Text(
    en="its verify.py is of another release of this program; it was not run",
    zh="核验包内的 verify.py 属于本程序的其他版本，未运行",
)
# The first of what a bundle's own program leaves out is checked here.
STILL_LEFT_OUT = (
    Text(en="who should have taken part, and in which group", zh="参评单位及分组是否完整"),
    *(Text(en=en, zh=zh) for en, zh in LEFT_OUT[1:]),
)
TAKEN_AS_PUBLISHED = next(what for what in STILL_LEFT_OUT if what.en.startswith("how firmly"))


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What verifying a bundle found.

    Args:
        problem: why it is refused; None if everything is as published.
        proven: what was checked and holds.
        left_out: what was not checked, so that nobody takes silence for a check.
        found: figures for programs: digest, root, key, counts.
    """

    problem: Said | None
    proven: tuple[Text, ...]
    left_out: tuple[Text, ...]
    found: Found

    @property
    def good(self) -> bool:
        return self.problem is None

    @property
    def code(self) -> str:
        """The verification code of the result, to be compared with the page."""
        return code_of(self.found["digest"]) if self.good else ""

    @property
    def lines(self) -> tuple[Text, ...]:
        """What a person reads, line by line."""
        if self.problem is not None:
            reason = Text("refused: {reason}", "不通过：{reason}").fill(reason=self.problem.text)
            return (reason, self.problem.help or HELP)
        left = Text("not checked: {what}", "未核验：{what}")
        return (
            *self.proven,
            *(left.fill(what=what) for what in self.left_out),
            Text("key {key}", "密钥 {key}").fill(key=self.found["key"]),
            Text("verification code {code}", "核验码 {code}").fill(code=self.code),
        )

    def as_data(self) -> dict[str, Any]:
        """What a program reads."""
        if self.problem is not None:
            text = self.problem.text.en
            return {"good": False, "error": self.problem.code, "message": text}
        left_out = [what.en for what in self.left_out]
        return {"good": True, "code": self.code, **self.found, "not_checked": left_out}


def verify(path: Path) -> BundleReport:
    """Verify a bundle offline; every reason to refuse it is in the report, none is raised."""
    try:
        files = read_files(path)
        found = check(files, recomputing.score, recomputing.conclude)
        check_parameters(files)
        firm = check_firmness(json.loads(files["result.json"]))
    except Wrong as wrong:
        return BundleReport(Said(MESSAGES[wrong.code], wrong.about), (), (), {})
    except Refused as refusal:
        return BundleReport(refusal.said, (), (), {})
    proven = [Text(en=en, zh=zh).fill(**found) for en, zh in PROVEN]
    left_out = STILL_LEFT_OUT if _is_ours(files) else (OTHER_PROGRAM, *STILL_LEFT_OUT)
    left_out = tuple(what for what in left_out if not (firm and what == TAKEN_AS_PUBLISHED))
    tried = (SAME_FIRMNESS,) if firm else ()
    return BundleReport(None, (*proven, SAME_RULES, *tried), left_out, found)


def check_firmness(result: Result) -> bool:
    """Try the weights again, and refuse what does not come out the same.

    Returns:
        Whether there was something to try. Only totals that are one weighted sum are tried: they
        are added up in whole numbers, and come out alike on any machine.
    """
    if result.get("robustness") is None or not recomputing.is_one_sum(result):
        return False
    if json.loads(json.dumps(recomputing.firmness(result))) != result.get("robustness"):
        raise Refused(FIRMNESS_DIFFERS)
    return True


def _is_ours(files: dict[str, bytes]) -> bool:
    ours = program(recomputing.definitions()).encode()
    return hashlib.sha256(files["verify.py"]).digest() == hashlib.sha256(ours).digest()


def check_parameters(files: dict[str, bytes]) -> None:
    """Refuse parameters that do not follow from the mechanism files in the bundle."""
    try:
        _check_rules(files)
    except (Wrong, Refused):
        raise
    except Exception as error:
        # The rules are a stranger's too: what cannot be resolved was never put in force.
        raise Wrong("malformed", reason=f"{type(error).__name__}: {error}") from error


def _check_rules(files: dict[str, bytes]) -> None:
    result = json.loads(files["result.json"])
    mechanisms = tuple(_mechanism(files, rule) for rule in result["mechanisms"])
    _check_counts(files, mechanisms)
    check_listed(result)
    resolved = recomputing.parameters(mechanisms, result)
    # Once through JSON, as the parameters in the result went.
    again = json.loads(json.dumps(resolved))
    for name in sorted({*again, *result["parameters"]}):
        if again.get(name) != result["parameters"].get(name):
            raise Refused(RULES_DIFFER, what=readable(name))


def _check_counts(files: dict[str, bytes], mechanisms: tuple[Mechanism, ...]) -> None:
    """Refuse a count of another loop or rate than the file of its indicator names."""
    declared = {each.name: each.spec.derived for each in mechanisms if each.kind == "Indicator"}
    for own in (
        own for each in mechanisms if each.kind == "Scheme" for own in each.spec.indicators
    ):
        declared[own.name] = own.derived
    for line in files["log/facts.jsonl"].splitlines():
        fact = json.loads(line)
        if fact["kind"] != DERIVED:
            continue
        data, rule = fact["data"], declared.get(fact["data"]["indicator"])
        said = tuple(data[name] for name in ("loop", "rate", "by", "class", "stage"))
        if rule is None or said != (
            rule.loop, rule.rate, rule.by, rule.class_ or "", rule.stage or "",
        ):  # fmt: skip
            raise Refused(RULES_DIFFER, what=data["indicator"])


def _mechanism(files: dict[str, bytes], rule: Found) -> Mechanism:
    name = f"mechanisms/{rule['kind']}-{rule['name']}.yaml"
    mechanism = read(files[name], name)
    said = (rule["kind"], rule["name"], rule["digest"], rule["effective"], rule["title"])
    title = {"zh": mechanism.title.zh, "en": mechanism.title.en}
    effective = mechanism.metadata.effective.isoformat()
    if said != (mechanism.kind, mechanism.name, mechanism.digest, effective, title):
        raise Refused(RULES_DIFFER, what=readable(name))
    return mechanism
