"""REFI-QDA, the standard by which tools for coding exchange their projects (.qdpx) and codebooks (.qdc).

`model` is what such a file says, `write` and `read` turn it into XML and back, `archive` packs and opens the
ZIP file; `outgoing` makes a project of a study's tables, `incoming` makes highlights of anybody's project.

References
----------
Rotterdam Exchange Format Initiative (2019). REFI-QDA standard 1.5. www.qdasoftware.org
"""
