//! Files that want more than they may have. None may panic, abort, or take more than its share.

use std::path::Path;

use thinklink_sheet::{ReadError, limits, read};

use crate::openpyxl::python;

fn made(script: &str) -> Result<thinklink_sheet::Table, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    python(folder.path(), script);
    file(folder.path())
}

fn file(folder: &Path) -> Result<thinklink_sheet::Table, ReadError> {
    read(&std::fs::read(folder.join("a.xlsx")).unwrap(), None)
}

/// A workbook whose parts are replaced.
fn patched(replacements: &str) -> Result<thinklink_sheet::Table, ReadError> {
    made(&format!(
        r#"
book = openpyxl.Workbook()
book.active.append(["eui", "name"])
book.active.append(["1", "x"])
book.save("plain.xlsx")
old = zipfile.ZipFile("plain.xlsx")
parts = {{name: old.read(name) for name in old.namelist()}}
sheet = 'xl/worksheets/sheet1.xml'
cell = b'<c r="A1" t="inlineStr"><is><t>eui</t></is></c>'
assert cell in parts[sheet]
parts[sheet] = parts[sheet].replace(cell, b'<c r="A1" t="s"><v>0</v></c>')
parts['xl/sharedStrings.xml'] = (b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    b' count="1" uniqueCount="1"><si><t>eui</t></si></sst>')
{replacements}
new = zipfile.ZipFile("a.xlsx", "w", zipfile.ZIP_DEFLATED)
for name, part in parts.items(): new.writestr(name, part)
new.close()
"#
    ))
}

#[track_caller]
fn refused_as_hostile(read: Result<thinklink_sheet::Table, ReadError>) {
    assert!(matches!(read, Err(ReadError::Hostile(_))), "{read:?}");
}

#[test]
fn one_far_cell_is_named_and_costs_nothing() {
    let far = made(
        "book = openpyxl.Workbook()\nbook.active['A1'] = 'eui'\n\
         book.active['XFD1048576'] = 1\nbook.save('a.xlsx')",
    );
    assert_eq!(far, Err(ReadError::FarCell("XFD1048576".into())));
}

#[test]
fn a_far_cell_that_is_only_coloured_does_not_matter() {
    let table = made(
        "from openpyxl.styles import PatternFill\nbook = openpyxl.Workbook()\n\
         book.active['A1'] = 'eui'\n\
         book.active['XFD1048576'].fill = PatternFill('solid', fgColor='FF0000')\n\
         book.save('a.xlsx')",
    );
    assert_eq!(table.unwrap().rows.len(), 1);
}

#[test]
fn rows_up_to_the_limit_are_read_and_one_more_is_not() {
    let rows = |count: usize| {
        let line = "eui\n".to_owned();
        read(line.repeat(count + 1).as_bytes(), None)
    };
    assert_eq!(rows(limits::ROWS).unwrap().rows.len(), limits::ROWS + 1);
    assert!(rows(limits::ROWS + 1).is_err());
}

#[test]
fn a_file_that_is_too_large_is_not_looked_at() {
    let bytes = vec![b'x'; limits::FILE_BYTES + 1];
    assert_eq!(read(&bytes, None), Err(ReadError::TooLarge { bytes: bytes.len() }));
}

#[test]
fn a_zip_bomb_stops_at_the_limit() {
    refused_as_hostile(patched("parts['xl/media/image1.png'] = bytes(257 * 1024 * 1024)"));
}

#[test]
fn styles_that_unpack_to_much_are_refused() {
    refused_as_hostile(patched("parts['xl/styles.xml'] += b'<a></a>' * (3 * 1024 * 1024)"));
}

#[test]
fn entities_are_never_expanded() {
    refused_as_hostile(patched(
        "name = 'xl/sharedStrings.xml'\n\
         bomb = b'<!DOCTYPE a [<!ENTITY b \"xxxxxxxxxx\"><!ENTITY c \"&b;&b;&b;\">]>'\n\
         parts[name] = bomb + parts[name]",
    ));
}

#[test]
fn a_claimed_number_of_strings_is_not_believed() {
    refused_as_hostile(patched(
        "name = 'xl/sharedStrings.xml'\n\
         import re\n\
         parts[name] = re.sub(rb'uniqueCount=\"\\d+\"', b'uniqueCount=\"9999999999\"', parts[name])\n\
         assert b'9999999999' in parts[name]",
    ));
}

#[test]
fn a_text_without_end_is_refused() {
    refused_as_hostile(patched(
        "name = 'xl/sharedStrings.xml'\n\
         parts[name] = parts[name].replace(b'eui', b'e' * (2 * 1024 * 1024))",
    ));
}

#[test]
fn one_string_in_many_cells_stays_within_the_limit() {
    let many = patched(
        "name = 'xl/sharedStrings.xml'\n\
         parts[name] = parts[name].replace(b'eui', b'e' * 32000)\n\
         rows = ''.join(f'<row r=\"{at}\"><c r=\"A{at}\" t=\"s\"><v>0</v></c></row>' for at in range(1, 9000))\n\
         head, _, tail = parts['xl/worksheets/sheet1.xml'].decode().partition('<sheetData>')\n\
         tail = tail.partition('</sheetData>')[2]\n\
         parts['xl/worksheets/sheet1.xml'] = (head + '<sheetData>' + rows + '</sheetData>' + tail).encode()",
    );
    assert_eq!(many, Err(ReadError::TooMuchText));
}

#[test]
fn a_thousand_sheets_are_refused_and_the_allowed_number_is_not() {
    let sheets = |count: usize| {
        made(&format!(
            "book = openpyxl.Workbook()\nbook.active['A1'] = 'eui'\n\
             for at in range({}): book.create_sheet(f'S{{at}}')\nbook.save('a.xlsx')",
            count - 1
        ))
    };
    assert_eq!(sheets(limits::SHEETS).unwrap().rows.len(), 1);
    refused_as_hostile(sheets(1_000));
}

#[test]
fn references_that_make_no_sense_are_damage() {
    for reference in ["A99999999999", "ZZZZZZZZZZZ1", "1", "", "A0"] {
        let read = patched(&format!(
            "name = 'xl/worksheets/sheet1.xml'\n\
             parts[name] = parts[name].replace(b'r=\"A1\"', b'r=\"{reference}\"')"
        ));
        let is_refused = matches!(read, Err(ReadError::Damaged(_) | ReadError::FarCell(_)));
        assert!(is_refused, "{reference}: {read:?}");
    }
    let shared = patched(
        "name = 'xl/worksheets/sheet1.xml'\n\
         parts[name] = parts[name].replace(b'<v>0</v>', b'<v>77</v>')",
    );
    assert!(shared.is_err(), "{shared:?}");
}

#[test]
fn wherever_a_workbook_breaks_off_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    python(
        folder.path(),
        "book = openpyxl.Workbook()\nbook.active['A1'] = 'x'\nbook.save('a.xlsx')",
    );
    let bytes = std::fs::read(folder.path().join("a.xlsx")).unwrap();
    for length in (2..bytes.len()).step_by(97) {
        assert!(read(bytes.get(..length).unwrap(), None).is_err(), "{length} bytes");
    }
}

#[test]
fn spoilt_workbooks_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    python(
        folder.path(),
        "book = openpyxl.Workbook()\nfor at in range(50): book.active.append([at, 'x', True])\n\
         book.save('b.xlsx')\nold = zipfile.ZipFile('b.xlsx')\n\
         new = zipfile.ZipFile('a.xlsx', 'w', zipfile.ZIP_STORED)\n\
         for name in old.namelist(): new.writestr(name, old.read(name))\nnew.close()",
    );
    let bytes = std::fs::read(folder.path().join("a.xlsx")).unwrap();
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..300 {
        let mut spoilt = bytes.clone();
        for _ in 0..4 {
            let at = random(spoilt.len());
            *spoilt.get_mut(at).unwrap() = u8::try_from(random(256)).unwrap();
        }
        // Whether it is read or refused does not matter, only that it ends.
        drop(read(&spoilt, None));
    }
}

#[test]
fn passwords_old_workbooks_and_other_files_are_told_apart() {
    let mut compound = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    compound.resize(4_096, 0);
    assert!(matches!(read(&compound, None), Err(ReadError::WrongType(_))));
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(&compound, None), Err(ReadError::Password));
    let other =
        made("new = zipfile.ZipFile('a.xlsx', 'w')\nnew.writestr('a.txt', 'x')\nnew.close()");
    assert!(matches!(other, Err(ReadError::WrongType(_))), "{other:?}");
}

#[test]
fn a_workbook_with_macros_is_read_and_the_macros_are_not() {
    let table = patched("parts['xl/vbaProject.bin'] = bytes(range(256)) * 64");
    assert_eq!(table.unwrap().rows.len(), 2);
}
