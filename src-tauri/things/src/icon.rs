//! Icons of display fields: SVG from outside, of which only what draws shapes is kept.
//!
//! Source: ui reference 5.5. What is kept is written anew, so that nothing of it depends on how
//! somebody else's parser reads the original.

use model::{Said, say};

/// Longest icon, in characters of source.
pub const CHARACTERS_MAX: usize = 16 * 1024;
/// Most elements inside one another.
const DEPTH_MAX: usize = 32;

const ELEMENTS: [&str; 14] = [
    "svg",
    "g",
    "defs",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
];
const ATTRIBUTES: [&str; 49] = [
    "id",
    "viewBox",
    "preserveAspectRatio",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "d",
    "points",
    "pathLength",
    "transform",
    "color",
    "fill",
    "fill-rule",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-opacity",
    "opacity",
    "display",
    "visibility",
    "vector-effect",
    "paint-order",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "overflow",
];

/// The shapes of an SVG image: no scripts, no events, no text, nothing from elsewhere.
///
/// # Errors
/// A sentence when it is no such image, or too long.
pub fn clean(source: &str) -> Result<String, Said> {
    let is_long = source.chars().count() > CHARACTERS_MAX;
    let cleaned = if is_long { None } else { Cleaner::default().read(source) };
    // What is kept is read anew some day, and may be longer than what was given.
    let cleaned = cleaned.filter(|cleaned| cleaned.chars().count() <= CHARACTERS_MAX);
    cleaned.ok_or_else(|| say!(IconForm, limit = CHARACTERS_MAX))
}

#[derive(Debug, Default)]
struct Cleaner<'s> {
    out: String,
    /// The elements that are open, and whether each is kept.
    open: Vec<(&'s str, bool)>,
    is_complete: bool,
}

impl<'s> Cleaner<'s> {
    fn read(mut self, source: &'s str) -> Option<String> {
        let mut rest = source.trim_start_matches('\u{feff}').trim();
        while !rest.is_empty() {
            rest = self.step(rest)?;
        }
        self.is_complete.then_some(self.out)
    }

    /// Reads one piece; the rest.
    fn step(&mut self, rest: &'s str) -> Option<&'s str> {
        let Some(rest) = rest.strip_prefix('<') else {
            let (text, rest) = rest.split_at_checked(rest.find('<').unwrap_or(rest.len()))?;
            let is_inside = !self.open.is_empty();
            return (is_inside || text.trim().is_empty()).then_some(rest);
        };
        let after = |rest: &'s str, end| rest.split_once(end).map(|(_, rest)| rest);
        if let Some(rest) = rest.strip_prefix("!--") {
            return after(rest, "-->");
        }
        if let Some(rest) = rest.strip_prefix("![CDATA[") {
            return after(rest, "]]>");
        }
        if let Some(rest) = rest.strip_prefix('?') {
            return after(rest, "?>");
        }
        if let Some(rest) = rest.strip_prefix('!') {
            let (declaration, rest) = rest.split_once('>')?;
            // It could declare entities.
            return (!declaration.contains('[')).then_some(rest);
        }
        match rest.strip_prefix('/') {
            Some(rest) => self.end(rest),
            None => self.start(rest),
        }
    }

    fn start(&mut self, rest: &'s str) -> Option<&'s str> {
        let (name, mut rest) = word(rest)?;
        let (mut attributes, mut style) = (Vec::new(), "");
        let is_empty = loop {
            rest = rest.trim_start();
            let is_empty = rest.starts_with('/');
            if let Some(after) = rest.strip_prefix(if is_empty { "/>" } else { ">" }) {
                rest = after;
                break is_empty;
            }
            let (attribute, next) = word(rest)?;
            let next = next.trim_start().strip_prefix('=')?.trim_start();
            let quote = next.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, next) = next.strip_prefix(quote)?.split_once(quote)?;
            match attribute {
                "style" => style = value,
                _ => put(&mut attributes, attribute, value),
            }
            rest = next;
        };
        for (name, value) in style.split(';').filter_map(|it| it.split_once(':')) {
            put(&mut attributes, name.trim(), value.trim());
        }
        self.element(name, &attributes, is_empty)?;
        Some(rest)
    }

    fn element(
        &mut self,
        name: &'s str,
        attributes: &[(&str, &str)],
        is_empty: bool,
    ) -> Option<()> {
        let is_root = self.open.is_empty();
        if is_root && (self.is_complete || name != "svg") || self.open.len() >= DEPTH_MAX {
            return None;
        }
        let is_kept =
            self.open.last().is_none_or(|(_, is_kept)| *is_kept) && ELEMENTS.contains(&name);
        if is_kept {
            self.out.push('<');
            self.out.push_str(name);
            if is_root {
                self.out.push_str(r#" xmlns="http://www.w3.org/2000/svg""#);
            }
            for (name, value) in attributes {
                for piece in [" ", name, "=\"", value, "\""] {
                    self.out.push_str(piece);
                }
            }
            self.out.push_str(if is_empty { "/>" } else { ">" });
        }
        if is_empty {
            self.is_complete |= is_root;
        } else {
            self.open.push((name, is_kept));
        }
        Some(())
    }

    fn end(&mut self, rest: &'s str) -> Option<&'s str> {
        let (name, rest) = rest.split_once('>')?;
        let (open, is_kept) = self.open.pop()?;
        if open != name.trim_end() {
            return None;
        }
        if is_kept {
            for piece in ["</", open, ">"] {
                self.out.push_str(piece);
            }
        }
        self.is_complete = self.open.is_empty();
        Some(rest)
    }
}

/// A name at the front, and the rest.
fn word(rest: &str) -> Option<(&str, &str)> {
    let end = rest.find(|c: char| c.is_whitespace() || "=/<>\"'".contains(c))?;
    rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())
}

/// Takes an attribute that draws, and nothing but that; a later one of the same name counts.
fn put<'s>(attributes: &mut Vec<(&'s str, &'s str)>, name: &'s str, value: &'s str) {
    if ATTRIBUTES.contains(&name) && is_harmless(value) {
        attributes.retain(|(known, _)| *known != name);
        attributes.push((name, value));
    }
}

/// Whether a value is numbers, words and colours, and what it refers to is in the image itself.
fn is_harmless(value: &str) -> bool {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "#%.,+-()_".contains(c);
    let outside = value.to_ascii_lowercase().replace("url(#", "").contains("url");
    value.chars().all(is_plain) && !outside
}

#[cfg(test)]
mod tests {
    use super::clean;

    const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg""#;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let cleaned = clean(source).expect("an image");
        assert_eq!(cleaned, expected.replace("<svg", HEAD));
        assert_eq!(clean(&cleaned).as_ref(), Ok(&cleaned), "what is clean stays as it is");
    }

    #[test]
    fn shapes_are_kept() {
        check(
            "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\">\
             <!-- <script> --> <svg t=\"175\" class=\"icon\" viewBox='0 0 1024 1024' version=\"1.1\">\
             <path d=\"M1 2h3.5z\" fill=\"#1296db\" p-id=\"5840\"></path>\n<g/></svg>\n",
            "<svg viewBox=\"0 0 1024 1024\"><path d=\"M1 2h3.5z\" fill=\"#1296db\"></path><g/></svg>",
        );
        check(
            "<svg><circle r='2' style='fill:url(#a); stroke : red;behavior:url(x)' fill='blue'/></svg>",
            "<svg><circle r=\"2\" fill=\"url(#a)\" stroke=\"red\"/></svg>",
        );
        check("<svg/>", "<svg/>");
    }

    #[test]
    fn all_else_is_not() {
        for dropped in [
            "<script>alert(2)</script>",
            "<style>@import 'http://evil/';</style>",
            "<![CDATA[<path/>]]>",
            "<image href=\"http://evil/x.png\"/>",
            "<foreignObject><path/><body onload=\"alert(1)\"></body></foreignObject>",
            "<a href=\"javascript:alert(1)\"><path/></a>",
            "<animate onbegin=\"alert(1)\"/>",
            "text &amp; more",
        ] {
            check(&format!("<svg>{dropped}</svg>"), "<svg></svg>");
        }
        for attribute in [
            "onload=\"alert(1)\"",
            "ONLOAD='alert(1)'",
            "xmlns:xlink=\"http://www.w3.org/1999/xlink\"",
            "href=\"http://evil/x\"",
            "fill=\"url(http://evil/x)\"",
            "fill=\"URL(//evil)\"",
            "fill='\"><script>'",
            "id=\"&#60;\"",
            "style=\"fill:u\\72l(x)\"",
        ] {
            check(&format!("<svg {attribute}></svg>"), "<svg></svg>");
        }
    }

    #[test]
    fn what_is_no_image_is_refused() {
        let deep = format!("<svg>{}{}</svg>", "<g>".repeat(40), "</g>".repeat(40));
        let long = format!("<svg>{}</svg>", " ".repeat(super::CHARACTERS_MAX));
        for source in [
            "",
            "thermometer",
            "http://example.com/x.svg",
            "<svg>",
            "<svg></g>",
            "</svg>",
            "<svg></svg><svg></svg>",
            "<svg></svg>text",
            "<html></html>",
            "<svg a></svg>",
            "<svg a=b></svg>",
            "<svg a=\"b></svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg></svg>",
            "<svg><!-- ",
            "<",
            "<svg ",
            &deep,
            &long,
        ] {
            let refusal = clean(source).expect_err(source);
            assert_eq!(refusal.text(), "expected an SVG image of at most 16384 characters");
        }
    }
}
