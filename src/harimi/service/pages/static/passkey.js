// Says in words that a passkey did not work; the library would tell it to the console alone.
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("passkey_failed");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
});
