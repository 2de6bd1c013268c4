//! Exchange with LibreOffice Calc, both ways. It is a large package, so that these tests are run by
//! `cargo xtask test` only where `soffice` is installed, which says so where it is not.

use std::path::Path;
use std::process::Command;

use thinklink_sheet::{CellKind, Column, Writer, csv, read};

/// Rows that a spreadsheet likes to change.
const ROWS: [[&str; 4]; 4] = [
    ["70b3d57ed0001234", "00002141", "=1+1", "会议室\n2"],
    ["1234567890123456", "1e10", "2025-05-01", "TRUE"],
    ["00112233445566778899001122334455", "007", "1,5", " x "],
    ["", "-5", "", "\"quoted\", 'so'"],
];
const HEADER: [&str; 4] = ["dev_eui", "dev_addr", "name", "remark"];

/// Lets LibreOffice read a file and write it as another type.
fn convert(folder: &Path, file: &str, to: &str) -> Vec<u8> {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let output = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", to, "--outdir", "out", file])
        .current_dir(folder)
        .env("HOME", folder)
        .output()
        .unwrap();
    let stem = Path::new(file).file_stem().unwrap().to_str().unwrap();
    let end = to.split(':').next().unwrap();
    let written = std::fs::read(folder.join("out").join(format!("{stem}.{end}")));
    written.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn ours(folder: &Path) {
    let column = |header: &&str| Column {
        header: (*header).into(),
        width: 20,
        is_required: false,
        choices: vec!["ABP".into(), "OTAA".into()],
    };
    let columns: Vec<Column> = HEADER.iter().map(column).collect();
    let mut writer = Writer::new("Profiles", &columns).unwrap();
    for row in ROWS {
        writer.row(&row).unwrap();
    }
    writer.help("Help", &[vec!["Column"], vec!["dev_addr"]]).unwrap();
    std::fs::write(folder.join("ours.xlsx"), writer.finish().unwrap()).unwrap();
}

fn texts(bytes: &[u8], sheet: Option<&str>) -> Vec<Vec<(String, CellKind)>> {
    let table = read(bytes, sheet).unwrap();
    let cells = |row: &thinklink_sheet::Row| {
        (0..4).map(|at| (row.cell(at).text.to_owned(), row.cell(at).kind)).collect()
    };
    table.rows.iter().skip(1).map(cells).collect()
}

fn expected() -> Vec<Vec<(String, CellKind)>> {
    let kind = |text: &str| if text.is_empty() { CellKind::Empty } else { CellKind::Text };
    let row = |row: [&str; 4]| row.iter().map(|text| ((*text).to_owned(), kind(text))).collect();
    ROWS.into_iter().map(row).collect()
}

#[test]
#[ignore = "needs LibreOffice Calc"]
fn a_workbook_of_ours_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    ours(folder.path());
    let saved = convert(folder.path(), "ours.xlsx", "xlsx");
    assert_eq!(texts(&saved, Some("Profiles")), expected());
}

#[test]
#[ignore = "needs LibreOffice Calc"]
fn a_workbook_of_ours_is_read_as_text() {
    let folder = tempfile::tempdir().unwrap();
    ours(folder.path());
    // Commas, quotes, UTF-8, cells as they are shown.
    let saved = convert(folder.path(), "ours.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1");
    let seen: Vec<Vec<String>> = texts(&saved, None)
        .into_iter()
        .map(|row| row.into_iter().map(|(text, _)| text).collect())
        .collect();
    let rows: Vec<Vec<String>> =
        ROWS.iter().map(|row| row.iter().map(|text| (*text).to_owned()).collect()).collect();
    assert_eq!(seen, rows);
}

#[test]
#[ignore = "needs LibreOffice Calc"]
fn what_it_made_of_plain_text_is_told_by_the_kinds_of_cells() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<Vec<String>> =
        [&HEADER[..], &["70b3d57ed0001234", "00002141", "2025-05-01", "1.5"]]
            .iter()
            .map(|row| row.iter().map(|text| (*text).to_owned()).collect())
            .collect();
    std::fs::write(folder.path().join("plain.csv"), csv(rows.iter().map(Vec::as_slice))).unwrap();
    let saved = convert(folder.path(), "plain.csv", "xlsx");
    let seen = texts(&saved, None).remove(0);
    assert_eq!(seen[0], ("70b3d57ed0001234".to_owned(), CellKind::Text));
    assert_eq!(
        seen[1],
        ("2141".to_owned(), CellKind::Number),
        "its zeros are lost, and that is seen"
    );
    assert_eq!(seen[2].1, CellKind::Date);
    assert_eq!(seen[3], ("1.5".to_owned(), CellKind::Number));
}
