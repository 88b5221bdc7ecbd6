"""A bundle made again under a key of its maker's own: all of it fits, but for one change."""

import json
from hashlib import sha256

from bihuan.boards.engine.offline.container import canonical
from bihuan.ledger.engine.merkle import inclusion, leaf_hash, nodes, root
from bihuan.ledger.engine.notes import Head, Signer

SIGNER = Signer("bihuan/forger", b"\x05" * 32)


def dumped(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


class Forgery:
    """The content of a bundle, open to change; `files` makes it fit together again.

    Args:
        published: the files of a bundle, as they were read.
    """

    def __init__(self, published):
        self.kept = dict(published)
        self.result = json.loads(published["result.json"])
        self.board = json.loads(published["board.json"])
        self.size = int(published["log/checkpoint"].split(b"\n")[1])
        proofs = json.loads(published["log/proofs.json"])
        bodies = published["log/facts.jsonl"].splitlines()
        self.facts = [json.loads(body) for body in bodies]
        self.places = {
            fact["id"]: index for fact, (index, _) in zip(self.facts, proofs, strict=True)
        }
        self.rows = {}
        lines = iter(published["log/rows.jsonl"].splitlines())
        for head in lines:
            fact, some = json.loads(head)
            numbers = range(int(self.fact(fact)["data"]["rows"]))
            numbers = numbers if some is None else [number for number, _ in some]
            self.rows[fact] = {number: json.loads(next(lines)) for number in numbers}

    def fact(self, which):
        """Return a fact by id, or the first of a kind."""
        return next(fact for fact in self.facts if which in (fact["id"], fact["kind"]))

    def swap(self, one, other):
        """Let two facts change places in the log."""
        one, other = self.fact(one)["id"], self.fact(other)["id"]
        self.places[one], self.places[other] = self.places[other], self.places[one]

    def files(self):
        """Return the files, each digest, path and signature made anew."""
        rows = b"".join(self._rows(fact) for fact in self.rows)
        result = dumped(self.result)
        self.board.update(result=sha256(result).hexdigest(), key=str(SIGNER.verifier))
        files = {name: body for name, body in self.kept.items() if not name.startswith("log/")}
        files.update({"result.json": result, "board.json": dumped(self.board)})
        manifest = json.loads(files.pop("manifest.json"))
        manifest["files"] = {name: sha256(body).hexdigest() for name, body in files.items()}
        files["manifest.json"] = canonical(manifest)
        for fact in self.facts:
            if fact["kind"] in {"schemes.scored@1", "boards.published@1"}:
                fact["data"]["result"] = self.board["result"]
            if fact["kind"] == "boards.published@1":
                for name in ("board", "manifest"):
                    fact["data"][name] = sha256(files[f"{name}.json"]).hexdigest()
        return {**files, **self._log(), "log/rows.jsonl": rows}

    def _rows(self, fact_id):
        data, held = self.fact(fact_id)["data"], self.rows[fact_id]
        bodies = {number: canonical(row) for number, row in sorted(held.items())}
        leaves = [leaf_hash(bodies.get(n, b"another row")) for n in range(int(data["rows"]))]
        node = nodes(leaves)
        data["root"] = root(leaves).hex()
        some = None
        if len(bodies) != len(leaves):
            some = [[n, [part.hex() for part in inclusion(n, len(leaves), node)]] for n in bodies]
        return b"\n".join([canonical([fact_id, some]), *bodies.values(), b""])

    def _log(self):
        self.facts.sort(key=lambda fact: self.places[fact["id"]])
        bodies = {self.places[fact["id"]]: canonical(fact) for fact in self.facts}
        leaves = [leaf_hash(bodies.get(index, b"another fact")) for index in range(self.size)]
        node = nodes(leaves)
        proofs = [[i, [part.hex() for part in inclusion(i, self.size, node)]] for i in bodies]
        head = Head(SIGNER.name, self.size, root(leaves))
        return {
            "log/checkpoint": SIGNER.sign(head.write()).encode(),
            "log/facts.jsonl": b"".join(body + b"\n" for body in bodies.values()),
            "log/key": f"{SIGNER.verifier}\n".encode(),
            "log/proofs.json": canonical(proofs),
        }
