// The keys, and the dialog that lists them.

const KEYS = [
  ["Listen", [
    [["Space", "K"], "play, pause"], [["J"], "5 seconds back"], [["L"], "5 seconds on"],
    [["<"], "slower"], [[">"], "faster"], [["Enter"], "play from the word cursor"],
  ]],
  ["Move and select", [
    [["←", "→"], "word by word"], [["↑", "↓"], "turn by turn"], [["Shift"], "with an arrow: select"], [["Esc"], "let go of the selection"],
  ]],
  ["Keep", [
    [["1", "…", "9"], "give the selection a code at once"], [["T"], "codes, stage, feeling and note"],
    [["N"], "write a note"], [["C"], "make a clip, and hear it"],
  ]],
  ["Mend", [[["E"], "edit the words"], [["U"], "undo the correction under the cursor"], [["S"], "say who speaks"]]],
];

function createKeys() {
  const title = newId("keys");
  const body = element("div", { class: "cl-key-groups" });
  const dialog = element("dialog", { class: "cl-dialog", "aria-labelledby": title },
    element("h2", { class: "cl-voice-title", id: title }, "Keys, while the player has the focus"), body,
    element("form", { method: "dialog", class: "cl-actions" }, element("button", { class: "cl-primary" }, "Close")));
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  return {
    dialog,
    open(readonly) {
      body.replaceChildren(...KEYS.slice(0, readonly ? 2 : KEYS.length).map(([name, rows]) => element("section", {}, element("h3", {}, name),
        element("dl", {}, rows.flatMap(([keys, does]) => [element("dt", {}, keys.map((key) => (key === "…" ? " … " : element("kbd", {}, key)))), element("dd", {}, does)])))));
      dialog.showModal();
    },
  };
}
