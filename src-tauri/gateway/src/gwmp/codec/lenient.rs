//! Second chance for JSON that is none: repairs what forwarders are known to write.
//!
//! Runs only after the strict reader has failed, so it may allocate. It never recurses.

/// `text` with everything mended that can be mended without guessing what was meant:
///
/// * `NaN`, `inf`, `1.#QNAN` and other words become `null`; `+5`, `.5`, `007` become numbers,
/// * commas too many are dropped,
/// * control characters inside texts become spaces.
pub(super) fn repair(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '"' => copy_string(rest, &mut out),
            ',' => {
                if !out.ends_with([',', '[', '{', ':']) {
                    out.push(',');
                }
                rest.get(1..).unwrap_or("")
            }
            ']' | '}' => {
                if out.ends_with(',') {
                    out.pop();
                }
                out.push(first);
                rest.get(1..).unwrap_or("")
            }
            '[' | '{' | ':' => {
                out.push(first);
                rest.get(1..).unwrap_or("")
            }
            _ if is_word(first) => copy_word(rest, &mut out),
            _ => rest.get(first.len_utf8()..).unwrap_or(""),
        };
    }
    out
}

/// Copies the text that opens `rest` and returns what follows it.
fn copy_string<'a>(rest: &'a str, out: &mut String) -> &'a str {
    out.push('"');
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        out.push(if character.is_control() { ' ' } else { character });
        if character == '"' && !escaped {
            return rest.get(at + 1..).unwrap_or("");
        }
        escaped = character == '\\' && !escaped;
    }
    ""
}

const fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.' | '#' | '_')
}

/// Copies the number or literal that opens `rest`, mended, and returns what follows it.
fn copy_word<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let end = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let is_json = matches!(word, "true" | "false" | "null")
        || serde_json::from_str::<f64>(word).is_ok_and(f64::is_finite);
    if is_json {
        out.push_str(word);
    } else if let Ok(whole) = word.parse::<i64>() {
        out.push_str(&whole.to_string());
    } else if let Some(number) = word.parse::<f64>().ok().filter(|number| number.is_finite()) {
        out.push_str(&format!("{number:e}"));
    } else {
        out.push_str("null");
    }
    after
}

/// The members of the object or array that opens `text`, each as its own text.
///
/// A member whose end is missing, because the datagram was cut, is returned as far as it goes.
pub(super) fn members(text: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0_usize, 1_usize);
    let (mut in_string, mut escaped) = (false, false);
    let mut end = text.len();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if !escaped => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            b',' if !in_string && depth == 1 => {
                members.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
        escaped = in_string && byte == b'\\' && !escaped;
        if depth == 0 && !in_string {
            end = at;
            break;
        }
    }
    members.extend(text.get(start..end).filter(|last| !last.is_empty()));
    members
}

/// The value of `key` in the object that opens `text`, as its own text.
pub(super) fn value_of<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    members(text).into_iter().find_map(|member| {
        member.strip_prefix('"')?.strip_prefix(key)?.strip_prefix('"')?.strip_prefix(':')
    })
}
