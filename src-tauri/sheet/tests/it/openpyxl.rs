//! Exchange with openpyxl (Debian's python3-openpyxl), both ways.

use std::path::Path;
use std::process::Command;

use thinklink_sheet::{CellKind, Column, DataWriter, Datum, Source, Writer, csv_row, read};

/// Runs a script with openpyxl; `folder` is its working folder.
pub(crate) fn python(folder: &Path, script: &str) -> String {
    // Debian's own, which has the package, before any other.
    let program =
        if Path::new("/usr/bin/python3").exists() { "/usr/bin/python3" } else { "python3" };
    let output = Command::new(program)
        .args(["-c", &format!("import openpyxl, zipfile, datetime\n{script}")])
        .current_dir(folder)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "python3-openpyxl is needed: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_kind_of_cell_is_read_as_openpyxl_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    python(
        folder.path(),
        r##"
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Meters"
sheet.append(["text", "number", "date", "bool", "formula", "error", "whole", "long"])
sheet.append(["007", 2141, datetime.datetime(2025, 5, 1, 8, 30), True, "=1+1", "#N/A", 1.5, 1234567890123456789])
sheet.merge_cells("A4:B5")
sheet["A4"] = "merged"
sheet.row_dimensions[4].hidden = True
book.create_sheet("Second")["A1"] = "x"
book.create_sheet("Hidden").sheet_state = "hidden"
book.save("a.xlsx")
"##,
    );
    let bytes = std::fs::read(folder.path().join("a.xlsx")).unwrap();
    let table = read(&bytes, None).unwrap();
    let sheets = vec!["Meters".to_owned(), "Second".to_owned()];
    let source = Source::Workbook { sheets, sheet: "Meters".into(), merged: 1, hidden: 1 };
    assert_eq!(table.source, source);
    let [_, row, merged] = table.rows.as_slice() else { panic!("{table:?}") };
    assert_eq!(merged.number, 4);
    let cells: Vec<(&str, CellKind)> =
        (0..8).map(|at| (row.cell(at).text, row.cell(at).kind)).collect();
    let expected = [
        ("007", CellKind::Text),
        ("2141", CellKind::Number),
        ("2025-05-01 08:30:00", CellKind::Date),
        ("TRUE", CellKind::Bool),
        // openpyxl calculates nothing, so that the formula has no result.
        ("=", CellKind::Unsaved),
        ("#N/A", CellKind::Error),
        ("1.5", CellKind::Number),
        ("1.234567890123457E18", CellKind::Number),
    ];
    assert_eq!(cells, expected);
    let second = read(&bytes, Some("Second")).unwrap();
    assert_eq!(second.rows.first().unwrap().cell(0).text, "x");
}

#[test]
fn openpyxl_reads_what_is_written_as_text_with_its_lists() {
    let folder = tempfile::tempdir().unwrap();
    let column = |header: &str, choices: &[&str]| Column {
        header: header.into(),
        width: 20,
        is_required: choices.is_empty(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    };
    let columns = [column("dev_addr", &[]), column("join_mode", &["ABP", "OTAA"])];
    let mut writer = Writer::new("Profiles", &columns).unwrap();
    writer.row(&["00002141", "ABP"]).unwrap();
    writer.row(&["", "OTAA"]).unwrap();
    writer.row(&["=1+1", "会议室\n2"]).unwrap();
    writer.help("Help", &[vec!["Column"], vec!["dev_addr"]]).unwrap();
    let bytes = writer.finish().unwrap();
    std::fs::write(folder.path().join("b.xlsx"), &bytes).unwrap();
    let seen = python(
        folder.path(),
        r#"
book = openpyxl.load_workbook("b.xlsx")
sheet = book["Profiles"]
for row in sheet.iter_rows(values_only=True): print(row)
print(sheet["A2"].data_type, sheet["A2"].number_format, sheet["A4"].data_type, sheet.freeze_panes, book.sheetnames)
for rule in sheet.data_validations.dataValidation: print(rule.formula1, rule.sqref)
"#,
    );
    let expected = "('dev_addr', 'join_mode')\n('00002141', 'ABP')\n(None, 'OTAA')\n\
        ('=1+1', '会议室\\n2')\ns @ s B2 ['Profiles', 'Help']\n\"ABP,OTAA\" B2:B10001\n";
    assert_eq!(seen, expected);
    let table = read(&bytes, None).unwrap();
    let row = table.rows.get(3).unwrap();
    assert_eq!((row.cell(0).text, row.cell(0).kind), ("=1+1", CellKind::Text));
    assert_eq!(row.cell(1).text, "会议室\n2");
}

#[test]
fn a_cell_that_is_too_long_to_write_is_named() {
    let column =
        Column { header: "server_attrs".into(), width: 9, is_required: false, choices: Vec::new() };
    let mut writer = Writer::new("Devices", &[column]).unwrap();
    writer.row(&["x".repeat(thinklink_sheet::limits::CELL_CHARS)]).unwrap();
    let error = writer.row(&["x".repeat(thinklink_sheet::limits::CELL_CHARS + 1)]).unwrap_err();
    assert_eq!(error.to_string(), "row 3: server_attrs has 32768 characters, a cell holds 32767");
}

#[test]
fn openpyxl_reads_data_as_numbers_and_times() {
    let folder = tempfile::tempdir().unwrap();
    let columns = [("Time (UTC)".to_owned(), 24), ("Level (m)".to_owned(), 16)];
    let mut writer = DataWriter::new("tank", &columns).unwrap();
    // 2026-05-01 14:03:22.500 on the wall.
    let time = Datum::Time { wall_ms: 1_777_644_202_500, text: "2026-05-01 14:03:22.500".into() };
    let number = |value: f64| Datum::Number { value, digits: value.to_string() };
    let text = Datum::Text("=1+1".into());
    writer.row(&[time.clone(), number(-2.5)]).unwrap();
    writer.row(&[Datum::Empty, text.clone()]).unwrap();
    writer.row(&[Datum::Bool(true), Datum::Text("x".repeat(40_000))]).unwrap();
    assert_eq!(writer.rows(), 3);
    std::fs::write(folder.path().join("a.xlsx"), writer.finish().unwrap()).unwrap();
    let seen = python(
        folder.path(),
        r##"
book = openpyxl.load_workbook("a.xlsx")
sheet = book["tank"]
rows = list(sheet.iter_rows(values_only=True))
print(rows[0], rows[1][0].isoformat(), rows[1][1], rows[2], rows[3][0], len(rows[3][1]))
print(book["Cut texts"]["A1"].value[:29])
"##,
    );
    let expected = "('Time (UTC)', 'Level (m)') 2026-05-01T14:03:22.500000 -2.5 (None, '=1+1') \
                    True 32767\n1 cells hold the beginning of\n";
    assert_eq!(seen, expected);

    let mut csv = String::new();
    csv_row(&mut csv, &[time, number(-2.5), text, Datum::Empty, Datum::Bool(false)]);
    assert_eq!(csv, "2026-05-01 14:03:22.500,-2.5,\"'=1+1\",,false\r\n");
}
