"""The player: sound, words and highlights together, the same in the app, in a notebook and in a shared page.

``web/`` holds it as plain JavaScript and CSS; `assets` joins them into one module and one style sheet. A host
(Streamlit, a notebook, a page) mounts it and keeps it up to date::

    const player = createPlayer(root, send);     // also: createReel(root), createSnippets(root)
    player.update(data);                         // as often as anything changed; see `payload` for its shape
    player.destroy();

What a person does is told through ``send(events)``: the list of all events that the host did not answer yet,
each ``{nonce, kind, ...}``, sent again after a lost connection or a reload. The host does each nonce once and
answers by an update with ``answered: [nonce, ...]`` and, where it refuses, ``refused: {nonce: sentence}``.
"""
