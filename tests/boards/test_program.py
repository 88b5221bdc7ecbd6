import ast
from collections import Counter

from bihuan.boards.engine.program import OFFLINE, PARTS, program
from bihuan.schemes.recomputing import definitions


def without_imports(text):
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and node.module.startswith(("__future__", "bihuan.")):
            for line in range(node.lineno - 1, node.end_lineno):
                lines[line] = None
    return "\n".join(line for line in lines if line is not None).rstrip()


def test_the_texts_stand_in_it_as_they_are():
    joined = program(definitions())
    for _, text in definitions():
        assert without_imports(text) in joined
    for name in PARTS:
        assert without_imports((OFFLINE / name).read_text("utf-8")) in joined


def test_no_name_of_one_text_hides_that_of_another():
    names = []
    for node in ast.parse(program(definitions())).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets]
    assert {name for name, times in Counter(names).items() if times > 1} <= {"Json"}


def test_it_imports_the_standard_library_alone():
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(ast.parse(program(definitions())))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= {
        "__future__", "base64", "binascii", "bisect", "collections", "decimal", "fractions",
        "hashlib", "itertools", "json", "math", "os", "pathlib", "re", "sys", "typing",
        "zipfile", "zlib",
    }  # fmt: skip
