"""What this room refuses, in words."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

ALREADY_PUBLISHED = Message(
    "already-published",
    Text(
        en="this result of {scheme} for {period} is published already, as version {version}",
        zh="{scheme} {period} 的这一结果已经公布，为第 {version} 版",
    ),
    Text(
        en="score and approve the period again if something was corrected",
        zh="如有数据更正，请重新计算并审定后再公布",
    ),
)
NOT_IN_FORCE = Message(
    "publication-not-in-force",
    Text(
        en="version {version} of {scheme} for {period} is not in force, so it cannot be withdrawn",
        zh="{scheme} {period} 第 {version} 版不是现行结果，不能撤回",
    ),
    Text(en="withdraw the version in force", zh="请撤回现行版本"),
)
WITHDRAWAL_NEEDS_REASON = Message(
    "withdrawal-needs-reason",
    Text(en="a withdrawal states its reason", zh="撤回结果须写明原因"),
    Text(en="say why, in a sentence that may be published", zh="请用一句可公开的话说明原因"),
)
