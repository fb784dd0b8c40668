"""What a new study holds: settings with comments, and the first rows of its tables."""

from __future__ import annotations

STARTER = """\
# The settings of this study. Only the title is needed; take the # away from what you want to use.
title = {title}
# note = "Shown wherever the study is introduced."
# language = "en"                      # what is spoken; found out by itself when left out
# vocabulary = ["Product", "Feature"]  # names and terms to listen for
# store = "sqlite:///cslab.db"         # or postgresql://user@host/name, for a team

# [transcribe]
# model = "auto"                       # or tiny.en, base, small...; see: cslab models

# [defaults]
# consent = "team"                     # of interviews that state none: none, team, company or public

# The stages of the journey, in order.
[[stages]]
id = "discover"
name = "Discover"
question = "How do they first hear of us?"

[[stages]]
id = "choose"
name = "Choose"
question = "What makes them pick us, and what nearly stops them?"

[[stages]]
id = "use"
name = "Use"
question = "What is it like, day after day?"

# The codebook: ideas that highlights are marked with. Until it has one, any word is a good code.
# [[codes]]
# name = "trust"
# definition = "A reason to believe us, or to stop believing us."
# colour = "#134CA1"
"""

HEADS = {
    "interviews.csv": "interview_id,person_id,recorded_on,recording,interviewer,consent,consent_until,"
    "interviewer_channel\n",
    "people.csv": "person_id,account_id,name,role,strength,sentiment,success_means\n",
}
