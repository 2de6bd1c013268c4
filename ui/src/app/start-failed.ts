// What is shown when the page's own code did not come. It needs nothing but itself: neither the
// library nor the texts, which may be what is missing.

import type { Language } from "../state/preferences";
import { storedLanguage, storedMode } from "../state/language/stored-language";

const words: Record<Language, { title: string; text: string; reload: string }> = {
  en: {
    title: "The page could not be loaded",
    text: "A part of it did not arrive: the instance does not answer, or it was updated meanwhile. Nothing is lost.",
    reload: "Reload",
  },
  "zh-CN": {
    title: "页面无法加载",
    text: "有一部分没有加载成功：实例没有响应，或者刚刚更新过。没有丢失任何内容。",
    reload: "重新加载",
  },
};

/** Takes the place of the whole page; `reload` is the way out. */
export function showStartFailed(
  root: HTMLElement,
  error: unknown,
  reload = () => window.location.reload(),
): void {
  const language = storedLanguage();
  const { title, text, reload: verb } = words[language];
  document.documentElement.lang = language;
  document.documentElement.dataset["theme"] = storedMode();
  const panel = element("section", "");
  panel.className = "start-failed";
  panel.setAttribute("role", "alert");
  const button = element("button", verb);
  button.type = "button";
  button.addEventListener("click", reload);
  const detail = element("code", error instanceof Error ? error.message : String(error));
  panel.append(element("h1", title), element("p", text), detail, button);
  root.replaceChildren(panel);
  button.focus();
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text: string) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
