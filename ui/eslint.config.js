import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import ts from "typescript-eslint";

import imports from "./scripts/eslint-imports.mjs";

// The folders of src from the ground up: none imports from one above it.
const LAYERS = [
  "locales",
  "lib",
  "theme",
  "platform",
  "api",
  "state",
  "components",
  "features",
  "app",
];

export default ts.config(
  { ignores: ["dist", "node_modules", "test-results", "playwright-report", "src/api/gen"] },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks, imports },
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
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "imports/no-upward-import": ["error", LAYERS],
      "imports/no-shell-import": "error",
      "no-restricted-imports": [
        "error",
        {
          name: "antd",
          importNames: ["InputNumber"],
          message: "Use components/fields/NumberInput: it reads a comma as people mean it.",
        },
      ],
    },
  },
  // Playwright's fixtures look like hooks and take an empty pattern.
  {
    files: ["e2e/**", "bench/**", "look/**"],
    rules: { "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" },
  },
  { files: ["src/platform/desktop.ts"], rules: { "imports/no-shell-import": "off" } },
  {
    files: ["src/platform/**"],
    rules: { "no-restricted-properties": "off" },
  },
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
