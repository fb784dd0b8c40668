// Add recordings: drop them or choose them; each streams to the server by PUT, with its progress.

export default function ({ data, parentElement, setTriggerValue }) {
  const home = parentElement.querySelector(".up-mount");
  home.__send = setTriggerValue;
  home.__url = data.url;
  if (home.__ready) return;
  home.__ready = true;

  const input = document.createElement("input");
  Object.assign(input, { type: "file", multiple: true, accept: data.accept, id: "up-file", className: "up-file" });
  const label = document.createElement("label");
  label.htmlFor = "up-file";
  label.className = "up-drop";
  label.innerHTML = '<span class="up-lead"></span><span class="up-more"></span>';
  label.querySelector(".up-lead").textContent = data.lead;
  label.querySelector(".up-more").textContent = data.more;
  const list = document.createElement("ul");
  list.className = "up-list";
  list.setAttribute("aria-live", "polite");
  home.append(input, label, list);

  const send = (file) => {
    const row = document.createElement("li");
    row.innerHTML = '<span class="up-name"></span><span class="up-state"></span><div class="up-bar"><i></i></div>';
    const [name, state, bar] = row.children;
    name.textContent = file.name;
    state.textContent = "waiting";
    list.append(row);
    const say = (text, kind) => {
      state.textContent = text;
      row.className = kind;
    };
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.upload.onprogress = (event) => {
        if (!event.lengthComputable) return;
        const part = Math.round((100 * event.loaded) / event.total);
        bar.firstChild.style.width = `${part}%`;
        say(part < 100 ? `${part} %` : "checking", "");
      };
      request.onload = () => {
        if (request.status === 200) {
          const answer = JSON.parse(request.responseText);
          const renamed = answer.name !== file.name ? ` as ${answer.name}` : "";
          say(answer.known ? "is here already" : `added${renamed}`, "up-done");
        } else say(request.responseText || "could not be added", "up-bad");
        done();
      };
      request.onerror = () => { say("the connection broke; nothing was kept, try again", "up-bad"); done(); };
      request.open("PUT", `${home.__url}?name=${encodeURIComponent(file.name)}`);
      request.send(file);
    });
  };
  const take = async (files) => {
    let sent = 0;
    for (const file of files) {
      await send(file);
      sent += 1;
    }
    if (sent) home.__send("added", Date.now());
  };
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  for (const name of ["dragenter", "dragover"]) label.addEventListener(name, (event) => { event.preventDefault(); label.classList.add("up-over"); });
  for (const name of ["dragleave", "drop"]) label.addEventListener(name, (event) => { event.preventDefault(); label.classList.remove("up-over"); });
  label.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
}
