// Remembers, in this browser alone, the server that was typed last: nobody has to type it twice.
const field = document.querySelector("#server");
try {
  if (field.value === "") field.value = localStorage.getItem("server") ?? "";
  field.form.addEventListener("submit", () => {
    // The server alone: whoever uses this browser next need not learn a name.
    const server = field.value.trim().replace(/^.*@/, "");
    if (/^[^\s/]+\.[^\s/]+$/.test(server)) localStorage.setItem("server", server);
  });
} catch {
  // A browser that keeps nothing: then it is typed again.
}
