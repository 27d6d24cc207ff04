/** A WebDriver client of the size this test needs. Finds things as a screen reader does: by role and name. */
import { writeFile } from 'node:fs/promises';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const LONGEST_WAIT = 30_000;

/** Runs in the page: everything visible with that role and a name that matches. */
const FIND = `
  const roles = { A: 'link', ASIDE: 'complementary', BUTTON: 'button', DIALOG: 'dialog', H1: 'heading', H2: 'heading',
    H3: 'heading', H4: 'heading', LI: 'listitem', MAIN: 'main', NAV: 'navigation', SECTION: 'region',
    SELECT: 'combobox', TEXTAREA: 'textbox', UL: 'list' };
  const inputs = { checkbox: 'checkbox', radio: 'radio', range: 'slider', search: 'searchbox' };
  const roleOf = (node) => node.getAttribute('role')
    ?? (node.tagName === 'INPUT' ? inputs[node.type] ?? 'textbox' : roles[node.tagName] ?? '');
  const text = (node) => (node?.textContent ?? '').trim().replace(/\\s+/g, ' ');
  const nameOf = (node) => {
    const by = node.getAttribute('aria-labelledby');
    if (by) return by.split(/\\s+/).map((id) => text(document.getElementById(id))).join(' ');
    return node.getAttribute('aria-label') ?? (node.labels?.length ? text(node.labels[0]) : null)
      ?? node.getAttribute('alt') ?? (text(node) || node.getAttribute('title') || '');
  };
  const find = ({ role, name, flags, inside }) => {
    const pattern = new RegExp(name, flags);
    const roots = inside ? find(inside) : [document];
    return roots.flatMap((root) => [...root.querySelectorAll('*')]).filter((node) =>
      roleOf(node) === role && pattern.test(nameOf(node)) && (node.getClientRects().length > 0 || role === 'status'));
  };`;

/** What to look for; `name` is a pattern or the whole name. */
export function by(role, name = /(?:)/, inside = undefined) {
  const whole = typeof name === 'string';
  const source = whole ? `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : name.source;
  return { role, name: source, flags: whole ? '' : name.flags, inside };
}

const described = ({ role, name, inside }) => `${role} /${name}/${inside ? ` in ${described(inside)}` : ''}`;

export class Page {
  #address;

  constructor(address) {
    this.#address = address;
  }

  /** Opens the program in a session. */
  static async open(driver, binary, args = []) {
    const alwaysMatch = { 'webkitgtk:browserOptions': { binary, args } };
    const response = await fetch(`${driver}/session`, {
      method: 'POST',
      body: JSON.stringify({ capabilities: { alwaysMatch } }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`The window did not open: ${JSON.stringify(value)}`);
    const page = new Page(`${driver}/session/${value.sessionId}`);
    await page.#ask('POST', '/timeouts', { script: LONGEST_WAIT + 5_000 });
    return page;
  }

  async #ask(method, path, body) {
    const response = await fetch(this.#address + path, {
      method,
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  /** Runs a function body in the page. */
  run(script, ...args) {
    return this.#ask('POST', '/execute/sync', { script, args });
  }

  /**
   * Waits until the page changes so that `script` (a function body that knows `find`) gives something true, and
   * gives that. The page tells of its changes; nothing is asked in a loop.
   */
  async until(what, script, ...args) {
    const body = `${FIND}
      const done = arguments[arguments.length - 1];
      const args = [...arguments].slice(0, -1);
      const look = function () { ${script} };
      const told = (value) => { watch.disconnect(); clearTimeout(late); done(value); };
      const check = () => { try { const value = look.apply(null, args); if (value) told({ value }); }
        catch (error) { told({ error: String(error) }); } };
      const watch = new MutationObserver(check);
      const late = setTimeout(() => told({ late: document.body.innerText.slice(0, 2000) }), ${LONGEST_WAIT});
      watch.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
      check();`;
    const told = await this.#ask('POST', '/execute/async', { script: body, args });
    if (told.error) throw new Error(`${what}: ${told.error}`);
    if ('late' in told) throw new Error(`${what} did not come. The window shows:\n${told.late}`);
    return told.value;
  }

  /** The first element of that role and name, as soon as there is one. */
  get(wanted) {
    return this.until(described(wanted), 'return find(arguments[0])[0]', wanted);
  }

  /** How many there are now. */
  count(wanted) {
    return this.run(`${FIND} return find(arguments[0]).length`, wanted);
  }

  /** The names of all there are now. */
  names(wanted) {
    return this.run(`${FIND} return find(arguments[0]).map(nameOf)`, wanted);
  }

  /** Its text, as soon as it is there. */
  async text(wanted) {
    const element = await this.get(wanted);
    return this.#ask('GET', `/element/${element[ELEMENT]}/text`);
  }

  /** Waits until it is there and enabled, and clicks it. */
  async click(wanted) {
    const element = await this.until(
      `${described(wanted)} to click`,
      'return find(arguments[0]).find((node) => !node.disabled)',
      wanted,
    );
    await this.#ask('POST', `/element/${element[ELEMENT]}/click`);
  }

  /** Types over what a field holds, and leaves it. */
  async fill(wanted, text) {
    const element = await this.get(wanted);
    await this.#ask('POST', `/element/${element[ELEMENT]}/clear`);
    await this.#ask('POST', `/element/${element[ELEMENT]}/value`, { text: `${text}\uE004` });
  }

  /** Presses keys where the focus is. */
  keys(text) {
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    return this.#ask('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions }] });
  }

  /** A photograph of the page, once what it says has been painted: two frames after the last change. */
  async photograph(file) {
    const painted = 'const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))';
    await this.#ask('POST', '/execute/async', { script: painted, args: [] });
    await writeFile(file, Buffer.from(await this.#ask('GET', '/screenshot'), 'base64'));
  }

  close() {
    return this.#ask('DELETE', '');
  }
}
