"""Pages with sound: one file that is read, printed and heard anywhere, and asks the network for nothing.

`sound_page` puts one together from blocks; `reel_page` is the page that shares a reel.
"""

from cslab.tell.share.blocks import (
    Block,
    Figure,
    Figures,
    PageSound,
    Passage,
    Piece,
    Points,
    Rows,
    Section,
    Spoken,
)
from cslab.tell.share.page import SharePage, sound_page
from cslab.tell.share.reel import reel_page
from cslab.tell.share.sound import page_sound

__all__ = [
    "Block",
    "Figure",
    "Figures",
    "PageSound",
    "Passage",
    "Piece",
    "Points",
    "Rows",
    "Section",
    "SharePage",
    "Spoken",
    "page_sound",
    "reel_page",
    "sound_page",
]
