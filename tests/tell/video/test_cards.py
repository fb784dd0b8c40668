from __future__ import annotations

import numpy as np
import pytest

from cslab.listen.transcript import Segment, Word
from cslab.tell.script import Clip, Element, Plan
from cslab.tell.video.cards import Cards
from cslab.tell.video.scenes import Scene
from cslab.tell.video.shapes import SHAPES, Shape

NAMES = ("Dana Whitlock", "مرحبا", "漢字", "\U0001f642", "W" * 200, "\x1b[31m", "")


def plan_of(name: str) -> Plan:
    clip = Clip(highlights=(1,), interview_id="int-01", start=0, end=8, person=name, stages=("start",))
    element = Element(kind="clip", start=0.0, end=8.0, clip=clip, stage="start")
    return Plan(name="a", title="First " + name, elements=(element,), stages={"start": "Get started"})


def lit(picture: object, box: tuple[int, int, int, int]) -> float:
    left, top, wide, high = box
    grey = np.asarray(picture.convert("L"))[top : top + high, left : left + wide]
    return float((grey > 100).mean())


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@pytest.mark.parametrize("name", NAMES)
def test_whoever_speaks_is_named_and_nothing_leaves_the_frame(shape: Shape, name: str) -> None:
    plan = plan_of(name)
    cards = Cards(plan, shape)
    scene = Scene(start=0.0, end=8.0, element=plan.elements[0], clip=0)
    for moving in (False, True):
        picture = cards.card(scene, [0.5] * cards.bars, moving=moving)
        assert picture.size == (shape.width, shape.height)
        row = (shape.margin, shape.under_who - 40 if moving else shape.who - shape.name, 900, 60)
        assert lit(picture, row) > 0.001
        right = np.asarray(picture)[:, shape.width - shape.margin // 2 :]
        assert (right == right[0, 0]).all()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_captions_stand_in_their_place_and_say_who_else_speaks(shape: Shape) -> None:
    plan = plan_of("Ana")
    cards = Cards(plan, shape)
    scene = Scene(start=0.0, end=8.0, element=plan.elements[0], clip=0)
    said = "We waited eleven days for one signature and nobody could say why it took so long here"
    drawn = {}
    for speaker in ("Ana", "Maya"):
        picture = cards.card(scene, [0.5] * cards.bars)
        assert lit(picture, shape.captions) == 0.0
        cards.caption(picture, Segment((Word(said, 0.0, 4.0),), speaker), scene)
        assert lit(picture, shape.captions) > 0.01
        drawn[speaker] = np.asarray(picture)
    assert (drawn["Ana"] != drawn["Maya"]).any()
    below = shape.captions[1] + shape.captions[3]
    assert (drawn["Ana"][below : shape.line - 1] == drawn["Ana"][below, 0]).all()


def test_bars_and_the_line_fill_up() -> None:
    plan, shape = plan_of("Ana"), SHAPES["mp4"]
    cards = Cards(plan, shape)
    heights = [0.8] * cards.bars
    picture = cards.card(Scene(start=0.0, end=8.0, element=plan.elements[0], clip=0), heights)
    left, top, wide, high = shape.bars
    halves = ((left, top, wide // 2, high), (left + wide // 2, top, wide // 2, high))
    cards.play(picture, heights, 0, cards.bars // 2)
    cards.go_on(picture, 0.5)
    assert lit(picture, halves[0]) > 0.3
    assert lit(picture, halves[1]) < 0.02
    assert lit(picture, (shape.margin, shape.line, 500, 4)) == 1.0
    assert lit(picture, (shape.width - 400, shape.line, 300, 4)) == 0.0


@pytest.mark.parametrize("kind", ["heading", "note", "gap", "credits", "title"])
def test_every_card_can_be_read(kind: str) -> None:
    plan = plan_of("Ana")
    for shape in SHAPES.values():
        for text in ("Renew", "word " * 60, "<b>&amp;"):
            card = Element(kind=kind, start=0.0, end=2.0, text=text, stage="start")
            picture = Cards(plan, shape).card(Scene(start=0.0, end=2.0, element=card))
            assert lit(picture, (0, 0, shape.width, shape.line - 2)) > 0.002
