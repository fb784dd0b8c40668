from __future__ import annotations

from pathlib import Path

import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.refi.codebook import codebook_xml, read_qdc, write_qdc
from cslab.study.codebook import Code, Codebook, take_in

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[2] / "reference" / "refi" / "Codebook.xsd")

written = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn")), min_size=1, max_size=20)
names = written.map(lambda text: " ".join(text.split())).filter(bool)
codes = st.builds(
    Code,
    name=names,
    definition=names | st.just(""),
    colour=st.none() | st.from_regex(r"#[0-9A-F]{6}", fullmatch=True),
)


@given(st.lists(codes, min_size=1, max_size=8, unique_by=lambda code: code.name.casefold()), st.data())
def test_a_codebook_keeps_to_the_standard_and_comes_back(found: list[Code], data: st.DataObject) -> None:
    tree = [found[0]]
    for at, code in enumerate(found[1:], 1):
        parent = data.draw(st.none() | st.sampled_from([above.name for above in found[:at]]))
        tree.append(Code(code.name, code.definition, code.examples, code.colour, parent))
    SCHEMA.validate(codebook_xml(Codebook(tuple(tree))).decode("utf-8"))


def test_tree_definition_and_colour_come_back(tmp_path: Path) -> None:
    book = Codebook(
        (
            Code("price <&>", "What it costs.", ("It costs too much",), "#AA0000"),
            Code("hidden fee", parent="price <&>"),
            Code("trust", "To believe us."),
        )
    )
    file = write_qdc(tmp_path / "book.qdc", book)
    SCHEMA.validate(str(file))
    back = take_in(Codebook(), read_qdc(file))
    assert {(code.name, code.definition, code.examples, code.parent) for code in back.codes} == {
        (code.name, code.definition, code.examples, code.parent) for code in book.codes
    }
