use model::{Said, Saying, say};
use sheet::{Cell, CellKind};

use super::clean;
use crate::imports::field::Shape;
use crate::imports::note::{KeptNote, Note, NoteCode};
use crate::imports::spelling::{QUOTED_CHARS, code, code_text, list, list_text};

/// What a cell is read as, and the codes of what is noted.
fn read(shape: Shape, kind: CellKind, text: &str) -> (Option<String>, Vec<&'static str>) {
    let mut notes = Vec::new();
    let cell = Cell { text, kind, is_formula: false };
    let value = clean("field", shape, cell, &mut notes);
    assert_eq!(value.is_none(), notes.iter().any(|note| note.is_error), "{notes:?}");
    (value, notes.into_iter().map(|note| note.code.as_str()).collect())
}

#[track_caller]
fn check(shape: Shape, kind: CellKind, text: &str, expected: &str, codes: &[&str]) {
    let (value, noted) = read(shape, kind, text);
    assert_eq!((value.as_deref(), noted.as_slice()), (Some(expected), codes));
}

#[track_caller]
fn refused(shape: Shape, kind: CellKind, text: &str, code: &str) {
    let (value, noted) = read(shape, kind, text);
    assert_eq!((value, noted.last().copied()), (None, Some(code)), "{text}");
}

#[test]
fn hex_is_read_in_every_spelling() {
    let (hex, text) = (Shape::Hex(16), CellKind::Text);
    check(hex, text, "70B3-D57E:D000 1234", "70b3d57ed0001234", &[]);
    check(hex, text, "0x70b3d57ed0001234", "70b3d57ed0001234", &[]);
    check(hex, text, " 70b3d57ed0001234\u{a0}", "70b3d57ed0001234", &["spaces"]);
    check(hex, text, "\u{feff}70b3d57ed0001234", "70b3d57ed0001234", &["spaces"]);
    check(hex, text, "７０b3d57ed0001234", "70b3d57ed0001234", &["full_width"]);
    check(hex, CellKind::Empty, "", "", &[]);
    // Eight hex digits that could be a number with an exponent.
    check(Shape::Hex(8), text, "12345E67", "12345e67", &[]);
}

#[test]
fn what_a_spreadsheet_made_of_hex_is_named() {
    let number = CellKind::Number;
    check(Shape::Hex(8), number, "2141", "00002141", &["number"]);
    check(Shape::Hex(8), CellKind::Text, "2141", "00002141", &["leading_zeros"]);
    check(Shape::Hex(16), number, "123456789012345", "0123456789012345", &["number"]);
    refused(Shape::Hex(16), number, "1234567890123456", "digits_lost");
    refused(Shape::Hex(16), number, "1.23E15", "scientific");
    refused(Shape::Hex(32), number, "42", "number");
    refused(Shape::Hex(8), number, "-5", "number");
    refused(Shape::Hex(8), number, "1.5", "number");
    refused(Shape::Hex(8), number, "2603199000", "number");
    refused(Shape::Hex(16), CellKind::Text, "70b3d57ed00012", "length");
    // What people write for "nothing" is no DevAddr of zeros.
    refused(Shape::Hex(8), CellKind::Text, "-", "length");
    refused(Shape::Hex(16), CellKind::Text, "70b3d57edOOO1234", "not_hex");
    refused(Shape::Hex(8), CellKind::Date, "2001-02-03 00:00:00", "date");
    refused(Shape::Word, CellKind::Date, "2002-01-01 00:00:00", "date");
    refused(Shape::Hex(8), CellKind::Error, "#REF!", "cell_error");
    check(Shape::Text, CellKind::Date, "2001-02-03 00:00:00", "2001-02-03 00:00:00", &["date"]);
}

#[test]
fn what_a_spreadsheet_made_of_hex_is_named_in_text_too() {
    let text = CellKind::Text;
    for shape in [Shape::Hex(16), Shape::Eui] {
        for number in ["2.47E+15", "1,23E+15", "2E+15", "1.23456789012E+15", "２.４７Ｅ＋１５"]
        {
            let (_, noted) = read(shape, text, number);
            assert_eq!(noted.last(), Some(&"scientific"), "{number}");
        }
        refused(shape, text, "2470000000000000.0", "digits_lost");
        refused(shape, text, "123456789012345.0", "digits_lost");
        refused(shape, text, "1234.5", "number");
        for day in ["1/2/2003", "2003/2/1", "2-Mar 2003", "1.2.03", "3月2日", "Mar/99"] {
            refused(shape, text, day, "date");
        }
        // What is written like one and is none.
        check(shape, text, "70b3d57e00002e15", "70b3d57e00002e15", &[]);
        check(shape, text, "1234567890123e45", "1234567890123e45", &[]);
    }
    // Of a device that is none of LoRaWAN.
    for name in ["2e15", "2024-01-02", "12345", "meter-7"] {
        check(Shape::Eui, text, name, name, &[]);
    }
    for day in ["2003-01-02", "1-Dec-2003", "12-Dec"] {
        refused(Shape::Hex(8), text, day, "date");
    }
    refused(Shape::Hex(8), text, "1.5", "number");
    check(Shape::Hex(8), text, "1234.5678", "12345678", &[]);
    check(Shape::Hex(8), text, "26-01-12-03", "26011203", &[]);
}

#[test]
fn every_repair_is_told_and_no_key_is_quoted() {
    let key = "１2345678901234567890123456789012";
    for (kind, text) in [
        (CellKind::Text, key),
        (CellKind::Text, "1.2345678901234567E+31"),
        (CellKind::Number, "1.2345678901234567E31"),
    ] {
        let mut notes = Vec::new();
        let cell = Cell { text, kind, is_formula: true };
        clean("app_key", Shape::Hex(32), cell, &mut notes);
        assert!(!notes.is_empty() && !notes.iter().any(|it| it.detail.text().contains("2345678")));
    }
    let mut notes = Vec::new();
    let cell = Cell { text: "2.47E+15", kind: CellKind::Text, is_formula: false };
    clean("eui", Shape::Eui, cell, &mut notes);
    let expected = "the number 2.47E+15 in scientific notation, digits are lost; format the \
                    column as text and enter the value again";
    assert_eq!(notes.first().map(|note| note.detail.text()), Some(expected));
}

#[test]
fn notes_are_the_same_when_they_were_kept() {
    let quoted = say!(Quoted, text = "1.5", why = say!(HexLength, found = 2, expected = 32));
    let plain = Said::plain("words of a script");
    for detail in [quoted, Saying::Required.into(), say!(AtRow, number = 1), plain] {
        let field = "eui".into();
        let note = Note { is_error: true, field, code: NoteCode::Invalid, detail };
        assert_eq!(KeptNote::from(note.clone()).note(), note);
    }
}

#[test]
fn texts_for_people_keep_what_joins_their_letters() {
    let text = CellKind::Text;
    check(Shape::Text, text, "👩\u{200d}🔬 lab", "👩\u{200d}🔬 lab", &[]);
    check(Shape::Text, text, "\u{feff}lab\u{200b}", "lab", &["spaces"]);
    check(Shape::Object, text, "{\"a\":\"\u{200b}\"}", "{\"a\":\"\u{200b}\"}", &[]);
}

#[test]
fn codes_go_out_and_come_back() {
    for text in ["000000012345", "12 ", "\u{200b}7", "\"quoted\"", "\"", "a,b", "１２", "1.2E5"] {
        let cell = code_text(text);
        check(Shape::Code, CellKind::Text, &cell, &cell, &[]);
        assert_eq!(code(&cell), text);
    }
    check(Shape::Code, CellKind::Number, "12345", "12345", &["number"]);
    refused(Shape::Code, CellKind::Number, "1.2E20", "scientific");
    refused(Shape::Code, CellKind::Text, "1.2E+20", "scientific");
    refused(Shape::Code, CellKind::Date, "2001-02-03 00:00:00", "date");
}

#[test]
fn a_long_cell_is_quoted_only_in_part() {
    let mut notes = Vec::new();
    let text = "９".repeat(30_000);
    let cell = Cell { text: &text, kind: CellKind::Text, is_formula: false };
    clean("field", Shape::Word, cell, &mut notes);
    let quoted = notes.iter().filter_map(|note| note.detail.params()?.get("text")?.as_str());
    let longest = quoted.map(|text| text.chars().count()).max();
    assert_eq!(longest, Some(QUOTED_CHARS + 1));
}

#[test]
fn other_values_are_read_as_people_write_them() {
    let text = CellKind::Text;
    check(Shape::Bool, CellKind::Bool, "TRUE", "TRUE", &[]);
    check(Shape::Bool, text, "否", "FALSE", &[]);
    refused(Shape::Bool, text, "perhaps", "not_boolean");
    check(Shape::Integer, CellKind::Number, "900", "900", &[]);
    refused(Shape::Integer, CellKind::Number, "1.5", "not_a_number");
    for (written, hertz) in [
        ("505300000", "505300000"),
        ("505.3", "505300000"),
        ("505.3 MHz", "505300000"),
        ("869525000 Hz", "869525000"),
        ("868", "868000000"),
    ] {
        check(Shape::Frequency, text, written, hertz, &[]);
    }
    refused(Shape::Frequency, text, "505.3000001", "not_a_number");
    refused(Shape::Frequency, text, "99999", "not_a_number");
    check(Shape::Object, text, "{ \"a\": 1 }", "{\"a\":1}", &[]);
    refused(Shape::Object, text, "[1]", "not_an_object");
    refused(Shape::Object, text, "a=1", "not_json");
    check(Shape::Text, CellKind::Number, "12", "12", &[]);
    check(Shape::Eui, text, "Meter-7", "Meter-7", &[]);
}

#[test]
fn lists_go_out_and_come_back() {
    for items in [&["a", "b c"][..], &["a, b", "c"], &["[x]"], &[], &[" a"]] {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        assert_eq!(list(&list_text(&items)), items);
    }
    assert_eq!(list("KS52；DTU、x"), ["KS52", "DTU", "x"]);
    assert_eq!(list("[40000000000000005]"), ["40000000000000005"]);
}
