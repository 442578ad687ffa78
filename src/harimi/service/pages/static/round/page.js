// The page on which a round is walked, and its words, for the modules that work on it.
export const page = document.getElementById("walk"), queue = self.harimiQueue;
export const by = (id) => document.getElementById(id);
export const { owner, round, period } = page.dataset;
export const stops = [...page.querySelectorAll(".stop")];
export const words = JSON.parse(by("words").textContent);
export const said = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key]);
