//! The header of a model file.

use super::read::MAX_VALUES;
use crate::kernel::Kernel;
use crate::lines::{Lines, Place};
use crate::params::is_positive;
use crate::{KernelKind, SvmError};

/// What stands above `SV`, checked as a whole.
pub(super) struct Header {
    pub(super) kernel: Kernel,
    /// In the order of the file.
    pub(super) labels: Vec<i64>,
    /// Support vectors of each class, in the same order; at least one in all.
    pub(super) class_support: Vec<usize>,
    /// One for each pair.
    pub(super) rho: Vec<f64>,
    /// `probA` and `probB` of each pair, where the file has them.
    pub(super) scalings: Option<Vec<(f64, f64)>>,
}

const KEYWORDS: [&str; 12] = [
    "svm_type",
    "kernel_type",
    "degree",
    "gamma",
    "coef0",
    "nr_class",
    "total_sv",
    "rho",
    "label",
    "nr_sv",
    "probA",
    "probB",
];

impl Header {
    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, SvmError> {
        let mut fields = Fields::default();
        loop {
            let line = lines.expect("a header line or `SV`")?;
            if line.text == "SV" {
                return fields.check(line.place);
            }
            fields.insert(line.place, line.text)?;
        }
    }
}

/// The text and line of each keyword found, in the order of `KEYWORDS`.
#[derive(Default)]
struct Fields([Option<(usize, String)>; KEYWORDS.len()]);

impl Fields {
    fn insert(&mut self, place: Place<'_>, text: &str) -> Result<(), SvmError> {
        let (keyword, value) = text.split_once(' ').unwrap_or((text, ""));
        let Some(at) = KEYWORDS.iter().position(|k| *k == keyword) else {
            return Err(place.error("a header keyword of a c_svc", keyword));
        };
        if self.0[at].is_some() {
            return Err(place.error(format!("one line `{keyword}`"), text));
        }
        self.0[at] = Some((place.line, value.into()));
        Ok(())
    }

    /// `place` is that of the line `SV`, where a line that is missing is missed.
    fn check(self, place: Place<'_>) -> Result<Header, SvmError> {
        let take = |keyword: &str| {
            (KEYWORDS.iter().zip(&self.0))
                .find(|(k, _)| **k == keyword)
                .and_then(|(_, field)| field.as_ref())
                .map(|(line, text)| (place.at(*line), text.as_str()))
                .ok_or_else(|| place.error(format!("a line `{keyword}`"), "SV"))
        };
        let (at, text) = take("svm_type")?;
        if text != "c_svc" {
            return Err(at.error("svm_type `c_svc`", text));
        }
        let (at, text) = take("kernel_type")?;
        let kind = match text {
            "polynomial" => KernelKind::Polynomial,
            "rbf" => KernelKind::Rbf,
            _ => return Err(at.error("kernel_type `polynomial` or `rbf`", text)),
        };
        // What the radial kernel lacks stands at the defaults of a polynomial.
        let (mut degree, mut coef0) = (3, 0.0);
        if kind == KernelKind::Polynomial {
            let (at, text) = take("degree")?;
            degree = at.parse(text, "a degree of at least 1", |d| *d >= 1)?;
        }
        let (at, text) = take("gamma")?;
        let gamma = at.parse(text, "a gamma above 0", |g| is_positive(*g))?;
        if kind == KernelKind::Polynomial {
            let (at, text) = take("coef0")?;
            coef0 = at.number(text)?;
        }

        let (at, text) = take("label")?;
        let labels = list(at, text, "an integer label", |_: &i64| true)?;
        let (count_at, count) = take("nr_class")?;
        let expected = format!("{} classes as labels, at least 2", labels.len());
        count_at.parse(count, &expected, |n: &usize| *n == labels.len() && *n >= 2)?;
        let mut sorted = labels.clone();
        sorted.sort_unstable();
        if sorted.windows(2).any(|two| two[0] == two[1]) {
            return Err(at.error("labels that differ", text));
        }

        let pairs = labels.len() * (labels.len() - 1) / 2;
        let one_a_pair = |keyword: &str| {
            let (at, text) = take(keyword)?;
            let values = list(at, text, "a finite number", |v: &f64| v.is_finite())?;
            check_count(at, text, values.len(), pairs)?;
            Ok(values)
        };
        let rho = one_a_pair("rho")?;
        let scalings = if take("probA").is_ok() || take("probB").is_ok() {
            let (slopes, intercepts) = (one_a_pair("probA")?, one_a_pair("probB")?);
            Some(slopes.into_iter().zip(intercepts).collect())
        } else {
            None
        };

        let (at, text) = take("nr_sv")?;
        let expected = format!("a count of at most {MAX_VALUES}");
        let class_support = list(at, text, &expected, |n: &usize| *n <= MAX_VALUES)?;
        check_count(at, text, class_support.len(), labels.len())?;
        let total: usize = class_support.iter().sum();
        let (at, text) = take("total_sv")?;
        let expected = format!("{total} support vectors as in nr_sv, from 1 to {MAX_VALUES}");
        at.parse(text, &expected, |n: &usize| {
            *n == total && (1..=MAX_VALUES).contains(n)
        })?;

        Ok(Header {
            kernel: Kernel {
                kind,
                gamma,
                degree,
                coef0,
            },
            labels,
            class_support,
            rho,
            scalings,
        })
    }
}

fn list<T: std::str::FromStr>(
    place: Place<'_>,
    text: &str,
    expected: &str,
    holds: impl Fn(&T) -> bool,
) -> Result<Vec<T>, SvmError> {
    text.split_ascii_whitespace()
        .map(|field| place.parse(field, expected, &holds))
        .collect()
}

fn check_count(place: Place<'_>, text: &str, got: usize, expected: usize) -> Result<(), SvmError> {
    if got == expected {
        Ok(())
    } else {
        Err(place.error(format!("{expected} values"), text))
    }
}
