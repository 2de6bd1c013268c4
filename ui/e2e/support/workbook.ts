// Workbooks as tests need them: written with cells of a chosen type, and read back cell by cell.

import { readFile } from "node:fs/promises";
import { crc32, inflateRawSync } from "node:zlib";

type Cell = { text: string; isText: boolean };

const OFFICE = "http://schemas.openxmlformats.org";
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = `${OFFICE}/spreadsheetml/2006/main`;
const RELATIONS = `${OFFICE}/package/2006/relationships`;
const TYPE = `${OFFICE}/officeDocument/2006/relationships`;
const CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const PARTS = {
  "[Content_Types].xml": `${XML}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/></Types>`,
  "_rels/.rels": `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `${XML}<workbook xmlns="${MAIN}" xmlns:r="${TYPE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${TYPE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** A workbook of one sheet: numbers become number cells, texts text cells. */
export function workbook(rows: readonly (readonly (string | number)[])[]): Buffer {
  const lines = rows.map((row, at) => {
    const cells = row.map((value, column) => {
      const place = `r="${String.fromCharCode(65 + column)}${at + 1}"`;
      return typeof value === "number"
        ? `<c ${place}><v>${value}</v></c>`
        : `<c ${place} t="inlineStr"><is><t>${value}</t></is></c>`;
    });
    return `<row r="${at + 1}">${cells.join("")}</row>`;
  });
  const sheet = `${XML}<worksheet xmlns="${MAIN}"><sheetData>${lines.join("")}</sheetData></worksheet>`;
  return zip({ ...PARTS, "xl/worksheets/sheet1.xml": sheet });
}

/** The cells of a workbook's first sheet, row by row; empty ones are missing. */
export async function cellsOf(path: string): Promise<Cell[][]> {
  const file = await readFile(path);
  const texts = matches(part(file, "xl/sharedStrings.xml"), /<si>(.*?)<\/si>/gs).map(([, item]) =>
    matches(item ?? "", /<t[^>]*>(.*?)<\/t>/gs)
      .map(([, text]) => text ?? "")
      .join(""),
  );
  const rows = matches(part(file, "xl/worksheets/sheet1.xml"), /<row[^>]*>(.*?)<\/row>/gs);
  return rows.map(([, row]) =>
    matches(row ?? "", /<c ([^>]*)>(.*?)<\/c>/gs).map(([, attributes = "", content = ""]) => {
      const type = /t="(\w+)"/.exec(attributes)?.[1];
      const value = /<(?:v|t)[^>]*>(.*?)<\/(?:v|t)>/s.exec(content)?.[1] ?? "";
      return {
        text: type === "s" ? (texts[Number(value)] ?? "") : value,
        isText: type === "s" || type === "inlineStr" || type === "str",
      };
    }),
  );
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)];

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** Parts in an archive, not packed. */
function zip(parts: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(LOCAL, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc32(data), 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(data.length, 22);
    head.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(CENTRAL, 0);
    central.writeUInt16LE(20, 4);
    head.copy(central, 6, 4, 30);
    central.writeUInt32LE(offset, 42);
    const local = Buffer.concat([head, Buffer.from(name), data]);
    locals.push(local);
    centrals.push(central, Buffer.from(name));
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A part of an archive as text; empty when there is none of this name. */
function part(file: Buffer, wanted: string): string {
  let at = file.readUInt32LE(file.lastIndexOf(Buffer.from("PK\x05\x06")) + 16);
  while (file.readUInt32LE(at) === CENTRAL) {
    const lengths = [28, 30, 32].map((place) => file.readUInt16LE(at + place));
    const [name = 0, extra = 0, remark = 0] = lengths;
    if (file.toString("utf8", at + 46, at + 46 + name) === wanted) {
      const local = file.readUInt32LE(at + 42);
      const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
      const data = file.subarray(start, start + file.readUInt32LE(at + 20));
      return (file.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data)).toString();
    }
    at += 46 + name + extra + remark;
  }
  return "";
}
