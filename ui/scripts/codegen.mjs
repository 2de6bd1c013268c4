// TypeScript types of the API from the committed OpenAPI document.
//
// Operation ids are left out: openapi-typescript names shared types by them, and two operations of
// one name would silently become one.

import { readFile, writeFile } from "node:fs/promises";

import openapiTS, { astToString } from "openapi-typescript";

const folder = new URL("../src/api/gen/", import.meta.url);
const document = JSON.parse(await readFile(new URL("openapi.json", folder), "utf8"));
for (const item of Object.values(document.paths)) {
  for (const operation of Object.values(item)) delete operation.operationId;
}
openFreeObjects(document);
const header = "/** Generated from openapi.json by `npm run codegen`; do not edit. */\n\n";
/** An object without described members holds anything, not nothing. */
function openFreeObjects(node) {
  if (node === null || typeof node !== "object") return;
  const types = [node.type].flat();
  const described = ["properties", "additionalProperties", "allOf", "oneOf"].some(
    (key) => key in node,
  );
  if (types.includes("object") && !described) node.additionalProperties = true;
  for (const inner of Object.values(node)) openFreeObjects(inner);
}

await writeFile(new URL("schema.d.ts", folder), header + astToString(await openapiTS(document)));
