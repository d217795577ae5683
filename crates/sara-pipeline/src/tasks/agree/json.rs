//! JSON files of ratings: a list of objects, or one object a line, each with the line it starts on.

use crate::PipelineError;
use serde_json::error::Category;
use serde_json::{Deserializer, Map, Value};

/// What messages ask for where a file holds something else.
const EXPECTED: &str = "a JSON list of objects, or one JSON object a line";

/// An object of a file.
#[derive(Debug)]
pub(super) struct Object {
    /// The line on which it starts, from 1.
    pub(super) line: u64,
    pub(super) fields: Map<String, Value>,
}

/// The objects of a JSON list or of JSON Lines; `name` is what messages call the file.
pub(super) fn objects(text: &str, name: &str) -> Result<Vec<Object>, PipelineError> {
    let reader = Reader { text, name };
    let start = text.len() - text.trim_start().len();
    let objects = match text.get(start..).and_then(|rest| rest.strip_prefix('[')) {
        Some(_) => reader.list(start + 1)?,
        None => reader.lines()?,
    };
    if objects.is_empty() {
        return Err(PipelineError::EmptyFile {
            path: name.to_owned(),
            expected: EXPECTED,
        });
    }
    Ok(objects)
}

struct Reader<'a> {
    text: &'a str,
    name: &'a str,
}

impl Reader<'_> {
    fn lines(&self) -> Result<Vec<Object>, PipelineError> {
        let mut objects = Vec::new();
        for (line, text) in (1..).zip(self.text.lines()) {
            if text.trim().is_empty() {
                continue;
            }
            let value = serde_json::from_str(text).map_err(|error| {
                let got = match error.classify() {
                    Category::Eof => "the end of the line inside of one".to_owned(),
                    _ => format!("no JSON at column {}", error.column()),
                };
                self.wrong(line, got)
            })?;
            objects.push(self.object(line, value)?);
        }
        Ok(objects)
    }

    /// The elements of a list, one after the other: a parser of the whole list would not tell their lines.
    fn list(&self, start: usize) -> Result<Vec<Object>, PipelineError> {
        let mut objects = Vec::new();
        let mut place = Place { at: start, line: 1 };
        place.line += line_breaks(self.text.get(..start).unwrap_or_default());
        loop {
            let next = self.next(&mut place);
            if next == Some(']') {
                break;
            }
            if !objects.is_empty() {
                if next != Some(',') {
                    return Err(self.unexpected(place.line, next));
                }
                place.at += 1;
                self.next(&mut place);
            }
            objects.push(self.element(&mut place)?);
        }
        place.at += 1;
        match self.next(&mut place) {
            None => Ok(objects),
            next => Err(self.unexpected(place.line, next)),
        }
    }

    fn element(&self, place: &mut Place) -> Result<Object, PipelineError> {
        let rest = self.text.get(place.at..).unwrap_or_default();
        let mut values = Deserializer::from_str(rest).into_iter();
        let value = match values.next() {
            Some(Ok(value)) => value,
            Some(Err(error)) if error.classify() != Category::Eof => {
                let line = place.line + error.line() as u64 - 1;
                let got = format!("no JSON at column {}", error.column());
                return Err(self.wrong(line, got));
            }
            _ => return Err(self.unexpected(place.line, None)),
        };
        let object = self.object(place.line, value)?;
        let length = values.byte_offset();
        place.line += line_breaks(rest.get(..length).unwrap_or_default());
        place.at += length;
        Ok(object)
    }

    /// The next character that is no blank, and the place before it.
    fn next(&self, place: &mut Place) -> Option<char> {
        let rest = self.text.get(place.at..)?;
        let blanks = rest.len() - rest.trim_start().len();
        place.line += line_breaks(rest.get(..blanks)?);
        place.at += blanks;
        rest.get(blanks..)?.chars().next()
    }

    fn object(&self, line: u64, value: Value) -> Result<Object, PipelineError> {
        match value {
            Value::Object(fields) => Ok(Object { line, fields }),
            other => Err(self.wrong(line, kind(&other).to_owned())),
        }
    }

    fn unexpected(&self, line: u64, found: Option<char>) -> PipelineError {
        let got = match found {
            Some(character) => format!("`{character}`"),
            None => "the end of the file inside of it".to_owned(),
        };
        self.wrong(line, got)
    }

    fn wrong(&self, line: u64, got: String) -> PipelineError {
        PipelineError::JsonInput {
            path: self.name.to_owned(),
            line,
            expected: EXPECTED,
            got,
        }
    }
}

struct Place {
    /// In bytes.
    at: usize,
    line: u64,
}

fn line_breaks(text: &str) -> u64 {
    text.bytes().filter(|&byte| byte == b'\n').count() as u64
}

/// What messages call a value.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A string or a number as text, without blanks around it; nothing for any other value, and for an empty string.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<u64> {
        let objects = objects(text, "x").unwrap();
        objects.iter().map(|object| object.line).collect()
    }

    fn message(text: &str) -> String {
        objects(text, "x").unwrap_err().to_string()
    }

    #[test]
    fn objects_know_their_lines() {
        assert_eq!(lines("{\"a\":1}\n\n{\"a\":2}\r\n"), [1, 3]);
        assert_eq!(lines("\n[ {\"a\":\n1},\n\n{},{}]\n"), [2, 5, 5]);
        assert_eq!(lines("[{\"a\": \"]\\n},\"}]"), [1]);
    }

    #[test]
    fn what_is_cut_off_or_no_list_is_refused_with_its_line() {
        const START: &str = "expected a JSON list of objects, or one JSON object a line, got ";
        for (text, line, got) in [
            ("{\"a\":1}\n{\"a\":", 2, "the end of the line inside of one"),
            ("{\"a\":1} x\n", 1, "no JSON at column 9"),
            ("{\n\"a\":1\n}\n", 1, "the end of the line inside of one"),
            ("[{\"a\":1},\n{\"a\"", 2, "the end of the file inside of it"),
            ("[{\"a\":1}\n", 2, "the end of the file inside of it"),
            ("[{\"a\":1},\n", 2, "the end of the file inside of it"),
            ("[{\"a\":1}\n{}]", 2, "`{`"),
            ("[{\"a\":1},\n{\"a\":\nx}]", 3, "no JSON at column 1"),
            ("[{}] {}", 1, "`{`"),
            ("[{}, 3]", 1, "a number"),
            ("\"text\"", 1, "a string"),
            ("null", 1, "null"),
        ] {
            assert_eq!(message(text), format!("x:{line}: {START}{got}"), "{text}");
        }
        for empty in ["", " \n", "[]", " [ \n]"] {
            assert_eq!(
                message(empty),
                "x: expected a JSON list of objects, or one JSON object a line, the file is empty"
            );
        }
        assert!(objects(&"[".repeat(100_000), "x").is_err());
    }
}
