//! Ratings in JSON: records with a label each, or Label Studio's tasks with their annotations.

use super::json::{Object, kind, plain};
use super::read::{
    Columns, Key, LABEL, MOST_RATERS, OWN_ID, Rating, RatingFile, RatingFormat, SENTIMENT,
};
use crate::PipelineError;
use crate::table::Encoding;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// The ratings of the objects of a file called `name`; `rater` is who made them, unless they say so themselves.
pub(super) fn from_objects(
    objects: &[Object],
    name: String,
    rater: &str,
    columns: Columns<'_>,
) -> Result<RatingFile, PipelineError> {
    let mut reader = JsonReader::new(name, objects, columns);
    if are_tasks(objects, columns.label) {
        reader.tasks(objects)?;
    } else {
        reader.records(objects)?;
    }
    Ok(reader.finish(rater))
}

/// The rows alone of the objects of a file called `name`, with their ids in the field `named` if it is there.
pub(super) fn ids_of_objects(
    objects: &[Object],
    name: &str,
    named: Option<&str>,
) -> Result<RatingFile, PipelineError> {
    let columns = Columns {
        id: named,
        strict_id: false,
        label: None,
        raters: &[],
        reference: false,
        encoding: Encoding::Utf8,
    };
    let mut reader = JsonReader::new(name.to_owned(), objects, columns);
    let places: &[_] = if are_tasks(objects, None) {
        &TASK
    } else {
        &RECORD
    };
    for object in objects {
        let id = reader.id(object, places)?;
        reader.file.rows.push((id, object.line));
    }
    Ok(reader.file)
}

/// Where the id of a record may stand: in the object itself (`None`) or in an object inside of it.
const RECORD: [Option<&str>; 3] = [None, Some("meta"), Some("metadata")];

/// Where that of a task may stand.
const TASK: [Option<&str>; 2] = [Some("data"), None];

/// Whether a file holds tasks of Label Studio. One that nobody has opened may come without a list of annotations.
fn are_tasks(objects: &[Object], label: Option<&str>) -> bool {
    objects.iter().any(|object| {
        let is = |field: &str, kind: fn(&Value) -> bool| object.fields.get(field).is_some_and(kind);
        is("annotations", Value::is_array)
            || is("data", Value::is_object)
                && label.is_none_or(|name| !object.fields.contains_key(name))
    })
}

/// What a field holds in one of the places of an object.
fn find<'o>(object: &'o Object, place: Option<&str>, field: &str) -> Option<&'o Value> {
    match place {
        Some(place) => object.fields.get(place)?.get(field),
        None => object.fields.get(field),
    }
}

/// Collects what the objects of a JSON file say.
struct JsonReader<'a> {
    columns: Columns<'a>,
    /// The field of the ids, where one is named and the file has it or must have it.
    id_field: Option<&'a str>,
    file: RatingFile,
    /// The annotators by position; the empty name stands for nobody in particular.
    annotators: Vec<String>,
    /// Line of the first object by id, and by id and annotator.
    seen: HashMap<(String, Option<usize>), u64>,
}

impl<'a> JsonReader<'a> {
    fn new(name: String, objects: &[Object], columns: Columns<'a>) -> Self {
        let has = |object: &Object, field: &str| {
            let mut places = RECORD.iter().chain(&TASK);
            places.any(|place| find(object, *place, field).is_some())
        };
        let id_field = columns
            .id
            .filter(|field| columns.strict_id || objects.iter().any(|object| has(object, field)));
        Self {
            columns,
            id_field,
            file: RatingFile {
                name,
                format: RatingFormat::JsonRecords,
                raters: Vec::new(),
                keys: BTreeSet::new(),
                rows: Vec::new(),
                ratings: Vec::new(),
                cancelled: 0,
                notes: Vec::new(),
            },
            annotators: Vec::new(),
            seen: HashMap::new(),
        }
    }

    /// One object a rating: doccano's export, or JSON-MIN.
    fn records(&mut self, objects: &[Object]) -> Result<(), PipelineError> {
        let field = self.label_field(objects)?;
        let mut rows = HashMap::new();
        for object in objects {
            let id = self.id(object, &RECORD)?;
            let annotator = self.annotator(object.fields.get("annotator"));
            self.once(object, &id, Some(annotator))?;
            // Several people may have judged a row, in an object each.
            let row = *rows.entry(id.clone()).or_insert_with(|| {
                self.file.rows.push((id, object.line));
                self.file.rows.len() - 1
            });
            let value = object.fields.get(&field).unwrap_or(&Value::Null);
            let label =
                label_of(value).map_err(|got| self.wrong(object, &field, "one label", got))?;
            self.rate(annotator, row, label, object.line)?;
        }
        Ok(())
    }

    /// Tasks with annotations: Label Studio's JSON.
    fn tasks(&mut self, objects: &[Object]) -> Result<(), PipelineError> {
        self.file.format = RatingFormat::LabelStudio;
        for object in objects {
            let id = self.id(object, &TASK)?;
            self.once(object, &id, None)?;
            let row = self.file.rows.len();
            let annotations = match object.fields.get("annotations") {
                Some(Value::Array(annotations)) => annotations.as_slice(),
                _ => &[],
            };
            for annotation in annotations {
                if annotation.get("was_cancelled") == Some(&Value::Bool(true)) {
                    self.file.cancelled += 1;
                    continue;
                }
                let annotator = self.annotator(annotation.get("completed_by"));
                let label = self.choice(object, annotation)?;
                if label.is_some() {
                    self.once(object, &id, Some(annotator))?;
                }
                self.rate(annotator, row, label, object.line)?;
            }
            self.file.rows.push((id, object.line));
        }
        Ok(())
    }

    /// The one choice of an annotation.
    fn choice(&self, object: &Object, annotation: &Value) -> Result<Option<String>, PipelineError> {
        const RESULT: &str = "annotations.result";
        let Some(Value::Array(regions)) = annotation.get("result") else {
            let got = annotation.get("result").map_or("nothing", kind);
            return Err(self.wrong(object, RESULT, "a list", got.to_owned()));
        };
        let mut label: Option<String> = None;
        let mut questions = BTreeSet::new();
        for region in regions {
            let Some(choices) = region.get("value").and_then(|value| value.get("choices")) else {
                continue;
            };
            let question = region
                .get("from_name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if self.columns.label.is_none_or(|name| name == question) {
                questions.insert(question);
                let found = label_of(choices)
                    .map_err(|got| self.wrong(object, RESULT, "one choice", got))?;
                if let (Some(one), Some(other)) = (&label, &found)
                    && one != other
                {
                    return Err(self.wrong(object, RESULT, "one choice", "2 labels".to_owned()));
                }
                label = label.or(found);
            }
        }
        if questions.len() > 1 {
            let questions: Vec<String> = questions.iter().map(|name| format!("`{name}`")).collect();
            let expected = "choices of one question (name it with --label-column)";
            return Err(self.wrong(object, RESULT, expected, questions.join(", ")));
        }
        Ok(label)
    }

    fn rate(
        &mut self,
        rater: usize,
        row: usize,
        label: Option<String>,
        line: u64,
    ) -> Result<(), PipelineError> {
        if self.annotators.len() > MOST_RATERS {
            return Err(PipelineError::TooMany {
                path: self.file.name.clone(),
                what: "raters",
                limit: MOST_RATERS,
                got: self.annotators.len(),
            });
        }
        if let Some(label) = label {
            self.file.ratings.push(Rating {
                rater,
                row,
                label,
                line,
            });
        }
        Ok(())
    }

    /// The field that holds the labels of records.
    fn label_field(&self, objects: &[Object]) -> Result<String, PipelineError> {
        let has = |name: &&str| {
            objects
                .iter()
                .any(|object| object.fields.contains_key(*name))
        };
        let found = match self.columns.label {
            Some(name) => Some(name).filter(has),
            None => [LABEL, "labels", SENTIMENT].into_iter().find(has),
        };
        found.map(str::to_owned).ok_or_else(|| {
            let fields: BTreeSet<&String> = objects
                .iter()
                .flat_map(|object| object.fields.keys())
                .take(100)
                .collect();
            let fields: Vec<String> = fields.iter().map(|name| format!("`{name}`")).collect();
            PipelineError::Field {
                path: self.file.name.clone(),
                line: objects.first().map_or(1, |object| object.line),
                field: self.columns.label.unwrap_or(LABEL).to_owned(),
                expected:
                    "a label in at least one object (another field is named with --label-column)"
                        .to_owned(),
                got: if fields.is_empty() {
                    "objects without fields".to_owned()
                } else {
                    format!("the fields {}", fields.join(", "))
                },
            }
        })
    }

    /// The id of an object, looked up in some places.
    fn id(&mut self, object: &Object, places: &[Option<&str>]) -> Result<String, PipelineError> {
        let names = match self.id_field {
            Some(name) => vec![(name, Key::Named)],
            None => vec![(OWN_ID, Key::Own), ("id", Key::Id)],
        };
        let found = names.iter().find_map(|&(name, key)| {
            places.iter().find_map(|place| {
                let value = find(object, *place, name)?;
                let is_number_of_task = key == Key::Id && *places == TASK && place.is_none();
                Some((value, if is_number_of_task { Key::Task } else { key }))
            })
        });
        let id = found.and_then(|(value, key)| Some((plain(value)?, key)));
        if let Some((id, key)) = id {
            self.file.keys.insert(key);
            return Ok(id);
        }
        let got = found.map_or("nothing", |(value, _)| match value {
            Value::String(_) => "an empty string",
            other => kind(other),
        });
        let (name, _) = names.last().copied().unwrap_or(("id", Key::Id));
        Err(self.wrong(object, name, "an id", got.to_owned()))
    }

    /// Refuses a second object of an id, or of an id and an annotator.
    fn once(
        &mut self,
        object: &Object,
        id: &str,
        annotator: Option<usize>,
    ) -> Result<(), PipelineError> {
        let first = self.seen.insert((id.to_owned(), annotator), object.line);
        let Some(first) = first else {
            return Ok(());
        };
        let rater = annotator.map_or("", |annotator| &self.annotators[annotator]);
        if rater.is_empty() {
            let expected = format!("each id once (the first is in line {first})");
            return Err(PipelineError::Field {
                path: self.file.name.clone(),
                line: object.line,
                field: self.id_field.unwrap_or("id").to_owned(),
                expected,
                got: format!("`{id}`"),
            });
        }
        Err(PipelineError::RatedTwice {
            path: self.file.name.clone(),
            line: object.line,
            id: id.to_owned(),
            rater: rater.to_owned(),
            first: format!("{}:{first}", self.file.name),
        })
    }

    /// The position of an annotator, who may be a number, a name, or an object with either.
    fn annotator(&mut self, value: Option<&Value>) -> usize {
        let name = match value {
            Some(Value::Object(fields)) => ["email", "username", "id"]
                .into_iter()
                .find_map(|field| annotator_name(fields.get(field)?)),
            Some(value) => annotator_name(value),
            None => None,
        }
        .unwrap_or_default();
        let known = self.annotators.iter().position(|known| *known == name);
        known.unwrap_or_else(|| {
            self.annotators.push(name);
            self.annotators.len() - 1
        })
    }

    /// A single annotator goes by the name of the file: the numbers of two installations say nothing about people.
    fn finish(mut self, rater: &str) -> RatingFile {
        self.file.raters = match self.annotators.len() {
            0 | 1 => vec![rater.to_owned()],
            _ => std::mem::take(&mut self.annotators)
                .into_iter()
                .map(|name| {
                    if name.is_empty() {
                        rater.to_owned()
                    } else {
                        name
                    }
                })
                .collect(),
        };
        self.file
    }

    fn wrong(&self, object: &Object, field: &str, expected: &str, got: String) -> PipelineError {
        PipelineError::Field {
            path: self.file.name.clone(),
            line: object.line,
            field: field.to_owned(),
            expected: expected.to_owned(),
            got,
        }
    }
}

fn annotator_name(value: &Value) -> Option<String> {
    let name = plain(value)?;
    Some(if value.is_number() {
        format!("annotator {name}")
    } else {
        name
    })
}

/// The one label that a value holds, if it holds any; else what it holds.
fn label_of(value: &Value) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        Value::String(_) | Value::Number(_) => Ok(plain(value)),
        Value::Array(labels) => match labels.as_slice() {
            [] => Ok(None),
            [Value::Array(_)] => Err("a list in a list".to_owned()),
            [label] => label_of(label),
            several => Err(format!("{} labels", several.len())),
        },
        Value::Object(fields) => match fields.get("choices") {
            Some(choices @ (Value::Array(_) | Value::String(_))) => label_of(choices),
            _ => Err("an object without choices".to_owned()),
        },
        Value::Bool(_) => Err(kind(value).to_owned()),
    }
}
