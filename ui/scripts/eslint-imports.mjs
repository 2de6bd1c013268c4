// Rules about what the files of src import, in whatever way: `import`, `export … from`, `import()`,
// types and `require`. ESLint's own rule about imports knows only the first two.

import { dirname, relative, resolve, sep } from "node:path";

/** The text of a path, or of its beginning where the rest is made while the page runs. */
function textOf(source) {
  if (source?.type === "Literal") return String(source.value);
  if (source?.type === "TemplateLiteral") return source.quasis[0].value.cooked;
  return null;
}

/** Calls `check` with each path and its node. */
function onImports(check) {
  const take = (source) => {
    const text = textOf(source);
    if (text !== null) check(text, source);
  };
  return {
    ImportDeclaration: ({ source }) => take(source),
    ExportNamedDeclaration: ({ source }) => take(source),
    ExportAllDeclaration: ({ source }) => take(source),
    ImportExpression: ({ source }) => take(source),
    TSImportType: ({ source }) => take(source),
    TSExternalModuleReference: ({ expression }) => take(expression),
  };
}

/** What is above what in src: its folders by `LAYERS`, its own files over all of them. */
class Layers {
  constructor(root, folders) {
    this.root = root;
    this.src = resolve(root, "src");
    this.folders = folders;
  }

  /** Where an import in a file leads; null for a package. */
  target(file, text) {
    if (text.startsWith("/")) return resolve(this.root, `.${text}`);
    return text.startsWith(".") ? resolve(dirname(file), text) : null;
  }

  /** The folder of src that a path is in, and its height; null outside of src. */
  of(path) {
    const [folder, ...rest] = relative(this.src, path).split(sep);
    if (folder === "..") return null;
    const height = this.folders.indexOf(folder);
    if (height >= 0) return { folder, height };
    return rest.length === 0 ? { folder: "src", height: this.folders.length } : { folder };
  }
}

const noUpwardImport = {
  meta: {
    type: "problem",
    schema: [{ type: "array", items: { type: "string" } }],
    messages: {
      upwards: "{{folder}}/ lies below it: see LAYERS in eslint.config.js.",
      unknown: "{{folder}}/ is not in LAYERS of eslint.config.js.",
    },
  },
  create(context) {
    const layers = new Layers(context.cwd, context.options[0]);
    const own = layers.of(context.filename);
    if (own === null) return {};
    return onImports((text, node) => {
      const path = layers.target(context.filename, text);
      const target = path && layers.of(path);
      if (!target) return;
      const unknown = [own, target].find(({ height }) => height === undefined);
      if (unknown) context.report({ node, messageId: "unknown", data: unknown });
      else if (target.height > own.height) {
        context.report({ node, messageId: "upwards", data: own });
      }
    });
  },
};

const noShellImport = {
  meta: {
    type: "problem",
    schema: [],
    messages: { shell: "Go through platform/." },
  },
  create: (context) =>
    onImports((text, node) => {
      if (text.startsWith("@tauri-apps/")) context.report({ node, messageId: "shell" });
    }),
};

export default { rules: { "no-upward-import": noUpwardImport, "no-shell-import": noShellImport } };
