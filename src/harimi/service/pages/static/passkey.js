// Passkeys: a button with data-passkey asks the browser, and what it answers is sent with the button's form.
const PARSE = { add: "parseCreationOptionsFromJSON", use: "parseRequestOptionsFromJSON" };

async function options(button, form) {
  if (button.dataset.passkey === "sign-in") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return (await answer.json()).request_options.publicKey;
  }
  const told = JSON.parse(document.getElementById("js_data").textContent);
  return (told.creation_options ?? told.request_options).publicKey;
}

function wanted(asked, form) {
  const alone = form.elements.namedItem("passwordless")?.checked ?? false;
  const selection = { ...asked.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) selection.userVerification = "required";
  return { ...asked, authenticatorSelection: selection };
}

async function ask(button, form) {
  const adds = button.dataset.passkey === "add";
  const asked = await options(button, form);
  const publicKey = PublicKeyCredential[adds ? PARSE.add : PARSE.use](adds ? wanted(asked, form) : asked);
  const credential = await (adds ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  form.elements.namedItem("credential").value = JSON.stringify(credential.toJSON());
  form.submit();
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    ask(button, button.form).catch(() => {
      document.getElementById("passkey_failed").hidden = false;
    });
  });
}
