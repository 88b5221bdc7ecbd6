"""What a verifier says, in English and Chinese, and the command line around it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bihuan.boards.engine.offline.checks import LEFT_OUT, Conclude, Score, check
from bihuan.boards.engine.offline.container import Found, Wrong, read_files

# Why a bundle is refused, in English and Chinese.
REFUSALS = {
    "unreadable": ("{name} cannot be read as a bundle: {reason}",
                   "无法读取核验包 {name}：{reason}"),
    "older-format": ("it states format {stated}, older than the {known} read here; not verified",
                     "其格式为第 {stated} 版，早于本程序可读的第 {known} 版，未作核验"),
    "newer-format": ("it states format {stated}, newer than the {known} read here; not verified",
                     "其格式为第 {stated} 版，晚于本程序可读的第 {known} 版，未作核验"),
    "malformed": ("the bundle holds something in a form that is never published: {reason}",
                  "核验包中有不合格式的内容：{reason}"),
    "file-missing": ("the file {name} is missing", "缺少文件 {name}"),
    "file-added": ("the file {name} was not published", "文件 {name} 不在公布之列"),
    "file-changed": ("the file {name} is not the one that was published",
                     "文件 {name} 与公布时不一致"),
    "not-signed": ("the checkpoint of the log is not signed by its key: {reason}",
                   "账本检查点没有有效签名：{reason}"),
    "not-in-log": ("the fact at place {index} does not stand in the signed log",
                   "第 {index} 条记录不在已签名的账本中"),
    "row-not-in-fact": ("row {row} does not belong to the fact {fact}",
                        "第 {row} 行不属于记录 {fact}"),
    "fact-missing": ("the fact that the result refers to is not here: {kind}",
                     "缺少结果所引用的记录：{kind}"),
    "another-result": ("{what} is about another result than the one published",
                       "{what} 与所公布的结果不是同一个"),
    "one-person": ("whoever prepared the result also approved or published it",
                   "结果的编制人与审定人或公布人是同一人"),
    "not-approved": ("the approval in the bundle is not that of this result",
                     "核验包中的审定记录不属于该结果"),
    "after-the-result": ("the fact {fact} does not stand in the log where it must: before the "
                         "result what it was computed from, then approval, then publication",
                         "记录 {fact} 在账本中的先后不符：应先有所用数据，再计算、审定、公布"),
    "figure-replaced": ("the fact {fact} was corrected or withdrawn before the result was computed",
                        "记录 {fact} 在计算前已被更正或撤回"),
    "figure-differs": ("the figure of {unit} for {indicator} is not the one recorded",
                       "{unit} 的 {indicator} 与账本所载数据不一致"),
    "count-differs": ("counted again from its matters, {indicator} of {unit} comes out differently",
                      "按所载事项重新统计，{unit} 的 {indicator} 不一致"),
    "result-differs": ("computed again, {what} comes out differently", "重新计算后不一致：{what}"),
}  # fmt: skip
PROVEN = (
    ("{files} files are those that were published", "{files} 个文件与公布时一致"),
    ("{facts} facts and {rows} rows stand in the log of {size} facts, whose root is signed",
     "{facts} 条记录、{rows} 行数据载于共 {size} 条的账本，账本根已签名"),
    ("{figures} figures of the result are those recorded", "结果所用 {figures} 条数据与账本一致"),
    ("the scores, ranks and awards of {units} units come out the same when computed again",
     "{units} 家单位的得分、名次和奖项，重新计算后一致"),
)  # fmt: skip


def in_chinese() -> bool:
    """Tell whether the reader's system speaks Chinese."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "").startswith("zh")


def code_of_digest(digest: str) -> str:
    """Return the verification code as it is printed: 7F3A 91C2 0D5E."""
    first = digest[:12].upper()
    return f"{first[:4]} {first[4:8]} {first[8:]}"


def tell(found: Found, *, chinese: bool) -> list[str]:
    """Return what was proven and what was left out, as lines."""
    name = f"{found['origin']} {found['scheme']} {found['period']}"
    head = f"{name} 第 {found['version']} 版" if chinese else f"{name} version {found['version']}"
    lines = [head, *(f"  [ok] {pair[chinese].format(**found)}" for pair in PROVEN)]
    lines += [f"  [{'未核验' if chinese else 'not checked'}] {pair[chinese]}" for pair in LEFT_OUT]
    lines.append(f"{'账本根' if chinese else 'root'}  {found['root']}")
    lines.append(f"{'密钥' if chinese else 'key'}  {found['key']}")
    lines.append(f"{'核验码' if chinese else 'code'}  {code_of_digest(found['digest'])}")
    told = "核验通过" if chinese else "verified"
    compare = "请与网页或通报所载核验码、密钥比对" if chinese else (
        "compare code and key with the page or the notice")  # fmt: skip
    return [*lines, f"{told}  ({compare})"]


def main(arguments: list[str], score: Score, conclude: Conclude) -> int:
    """Verify the bundle named, or the one this program came in; 0 if all is as published."""
    plain = [word for word in arguments if not word.startswith("-")]
    here = Path(sys.argv[0]).resolve()
    path = Path(plain[0]) if plain else here if here.suffix == ".zip" else here.parent
    chinese = in_chinese()
    try:
        found = check(read_files(path), score, conclude)
    except Wrong as wrong:
        reason = REFUSALS[wrong.code][chinese].format(**wrong.about)
        if "--json" in arguments:
            print(json.dumps({"good": False, "error": wrong.code, **wrong.about}))  # noqa: T201
        else:
            print(f"{'不通过' if chinese else 'REFUSED'}  {reason}")  # noqa: T201
        return 1
    if "--json" in arguments:
        left_out = [pair[0] for pair in LEFT_OUT]
        print(json.dumps({"good": True, **found, "not_checked": left_out}))  # noqa: T201
    else:
        print("\n".join(tell(found, chinese=chinese)))  # noqa: T201
    return 0
