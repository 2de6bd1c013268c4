import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import ts from "typescript-eslint";

const restricted = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });
const shell = { group: ["@tauri-apps/*"], message: "Go through platform/." };

// The folders of src from the ground up: none imports from one above it.
const LAYERS = ["lib", "theme", "platform", "api", "state", "components", "features", "app"];
const layers = LAYERS.slice(0, -1).map((folder, at) => {
  const above = LAYERS.slice(at + 1).join("|");
  const upwards = {
    regex: `^(\\.\\./)+(${above})(/|$)`,
    message: `${folder}/ lies below it: see LAYERS in eslint.config.js.`,
  };
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: folder === "platform" ? restricted(upwards) : restricted(shell, upwards),
  };
});

export default ts.config(
  { ignores: ["dist", "node_modules", "test-results", "playwright-report", "src/api/gen"] },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-invalid-void-type": "off",
      "no-alert": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.name='Number'][arguments.0.name='id']",
          message: "Record ids are text: 17 digits do not fit a number.",
        },
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Text from devices, scripts and files is never markup.",
        },
        {
          selector: "CallExpression[callee.property.name=/^toLocale/][arguments.length=0]",
          message: "Pass the app's locale.",
        },
      ],
      "no-restricted-properties": [
        "error",
        { object: "navigator", property: "clipboard", message: "Go through platform/." },
      ],
    },
  },
  { files: ["src/**/*.{ts,tsx}"], rules: restricted(shell) },
  ...layers,
  // Playwright's fixtures look like hooks and take an empty pattern.
  {
    files: ["e2e/**", "bench/**", "look/**"],
    rules: { "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" },
  },
  { files: ["src/platform/**"], rules: { "no-restricted-properties": "off" } },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { ignoreRestSiblings: true, argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
    },
  },
  { files: ["**/*.{js,mjs}"], languageOptions: { globals: globals.node } },
);
