"""The two README files of a bundle: what is in it, how to verify it, what that shows."""

from __future__ import annotations

from bihuan.boards.engine.board import Board, code_of
from bihuan.boards.engine.offline.checks import LEFT_OUT
from bihuan.ledger.words import Language, Text

BODY = Text(
    en="""# {title}, {period}: bundle to verify

Published by {district}, version {version}. Verification code **{code}**.

    python3 verify.py BUNDLE.zip

or, without unpacking anything, `python3 BUNDLE.zip`. Python 3.10 or later is all it needs;
nothing is read from the network. It prints the code: compare it with the page or the notice.

| File | What it is |
| --- | --- |
| `result.json` | the result; its SHA-256 is `{digest}` |
| `board.json` | what was published around it: corrections, issuer, key |
| `mechanisms/` | the rules, each file as it was put in force |
| `manifest.json` | the SHA-256 of each of these; its own stands in the log |
| `log/facts.jsonl`, `log/rows.jsonl` | the recorded facts and rows, byte for byte |
| `log/proofs.json` | the path of each fact to the root of the log |
| `log/checkpoint`, `log/key` | the signed root and the public key |
| `verify.py` | the verifier, with the definition of a score |

The key of the log is `{key}`.
Who changes this bundle and signs it with another key is found by comparing the key.

Not checked by `verify.py`:

{left_out}
""",
    zh="""# {period}{title}：核验包

{district}公布，第 {version} 版。核验码 **{code}**。

    python3 verify.py 核验包.zip

也可以不解压，直接运行 `python3 核验包.zip`。只需 Python 3.10 或更高版本，不联网。
程序会显示核验码，请与网页或通报所载比对。

| 文件 | 内容 |
| --- | --- |
| `result.json` | 结果，SHA-256 为 `{digest}` |
| `board.json` | 随结果公布的内容：更正、发布单位、密钥 |
| `mechanisms/` | 机制文件，与生效时逐字节一致 |
| `manifest.json` | 以上各文件的 SHA-256，其自身摘要载于账本 |
| `log/facts.jsonl`、`log/rows.jsonl` | 账本所载记录和数据行，逐字节原样 |
| `log/proofs.json` | 每条记录到账本根的路径 |
| `log/checkpoint`、`log/key` | 已签名的账本根和公钥 |
| `verify.py` | 核验程序，内含得分的定义 |

账本公钥为 `{key}`。
若有人改动核验包并换用其他密钥签名，比对公钥即可发现。

`verify.py` 不核验：

{left_out}
""",
)


def readme(board: Board, title: Text, period: Text, language: Language) -> str:
    """Return the README of a bundle in one language."""
    left_out = "\n".join(f"- {pair[language == 'zh']}" for pair in LEFT_OUT)
    district = Text(en=board["district"]["en"], zh=board["district"]["zh"])
    text = BODY.fill(
        title=title, period=period, district=district, version=board["version"],
        code=code_of(board["result"]), digest=board["result"], key=board["key"], left_out=left_out,
    )  # fmt: skip
    return text.said_in(language)
