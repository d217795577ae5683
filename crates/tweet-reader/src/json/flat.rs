//! Plain objects: one a row, their keys the columns.

use crate::mapping::Roles;
use crate::row::{Row, is_mark, kind_of};
use serde_json::{Map, Value};

/// The most columns that are told apart.
const MOST_COLUMNS: usize = 10_000;

/// The keys under which the parts of a row are found, the first that is there wins.
#[derive(Debug)]
pub(super) struct Names {
    text: Vec<String>,
    id: Vec<String>,
    date: Vec<String>,
    user: Vec<String>,
    retweet: Vec<String>,
    quote: Vec<String>,
    reply: Vec<String>,
}

impl Names {
    pub(super) fn new(roles: &Roles, columns: &[String]) -> Self {
        let names = |indices: &[usize]| {
            let names = indices.iter().filter_map(|&index| columns.get(index));
            names.cloned().collect()
        };
        Self {
            text: names(&roles.text),
            id: names(&roles.id),
            date: names(&roles.date),
            user: names(&roles.user),
            retweet: names(&roles.retweet),
            quote: names(&roles.quote),
            reply: names(&roles.reply),
        }
    }

    /// The best key of text, id, date and user.
    pub(super) fn first(&self) -> [Option<String>; 4] {
        [&self.text, &self.id, &self.date, &self.user].map(|names| names.first().cloned())
    }

    /// The same, borrowed.
    pub(super) fn mapped(&self) -> [Option<&str>; 4] {
        let parts = [&self.text, &self.id, &self.date, &self.user];
        parts.map(|names| names.first().map(String::as_str))
    }

    pub(super) fn row(&self, object: &Map<String, Value>) -> Row {
        let find = |names: &[String]| {
            let mut names = names.iter();
            names.find_map(|name| scalar(look_up(object, name)?))
        };
        let is_marked = |names: &[String]| {
            let mut names = names.iter();
            names.any(|name| match look_up(object, name) {
                Some(Value::Object(_)) => true,
                Some(value) => scalar(value).is_some_and(|value| is_mark(&value)),
                None => false,
            })
        };
        let user = self.user.iter().find_map(|name| {
            let value = look_up(object, name)?;
            let names = ["id_str", "id", "username", "screen_name"];
            scalar(value).or_else(|| names.iter().find_map(|name| scalar(value.get(*name)?)))
        });
        Row {
            text: find(&self.text),
            id: find(&self.id),
            date: find(&self.date),
            user,
            kind: kind_of(
                is_marked(&self.retweet),
                is_marked(&self.quote),
                is_marked(&self.reply),
            ),
        }
    }
}

/// Adds the keys of an object to the columns, those of the objects in it with a dot between.
pub(super) fn add_columns(object: &Map<String, Value>, columns: &mut Vec<String>) {
    let mut add = |name: String| {
        if columns.len() < MOST_COLUMNS && !columns.contains(&name) {
            columns.push(name);
        }
    };
    for (key, value) in object {
        add(key.clone());
        for inner in value.as_object().into_iter().flat_map(Map::keys) {
            add(format!("{key}.{inner}"));
        }
    }
}

/// A key of the object, or of an object in it behind a dot.
fn look_up<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        look_up(object.get(outer)?.as_object()?, inner)
    })
}

/// A value that is no list and no object, as text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(answer) => Some(answer.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
