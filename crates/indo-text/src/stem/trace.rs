use std::fmt;
use std::sync::Arc;

use super::affixes::Affixes;
use super::form::Form;
use crate::Dictionary;

/// One step that the stemmer can try, by its name in Sastrawi or its number in the literature
/// (Asian 2007).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StemRule {
    /// The word as it stands is looked up.
    WholeWord,
    /// A word of up to three characters loses no more than a plain prefix or a particle.
    ShortWord,
    /// A confix such as `be-..-an` sends the prefixes off before the suffixes.
    PrefixFirst,
    /// That was in vain: the whole word is taken up again, suffixes first.
    StartAgain,
    /// `-lah`, `-kah`, `-tah`, `-pun`.
    Particle,
    /// `-ku`, `-mu`, `-nya`.
    Possessive,
    /// `-i`, `-kan`, `-an`, `-is`, `-isme`, `-isasi`.
    DerivationalSuffix,
    /// `di-`, `ke-`, `se-`.
    PlainPrefix,
    /// Rule 1 to 42; of a rule with several cuts, the first is `a`.
    Prefix {
        /// The number of the rule.
        number: u8,
        /// The cut, if the rule has several.
        variant: Option<char>,
    },
    /// A suffix is put back, to try the prefixes with it.
    RestoreSuffix,
    /// Of `-kan` only the `k` is put back.
    RestoreK,
    /// What stands before the hyphen is stemmed.
    FirstHalf,
    /// What follows the hyphen is stemmed.
    SecondHalf,
    /// The second half is stemmed with `me-` before it.
    SecondHalfWithMe,
    /// Both halves must have the same stem.
    EqualHalves,
    /// A word with a fixed root, of [`Exceptions`](crate::Exceptions).
    Exception,
    /// Extended: one way to take the word apart.
    Decomposition(Affixes),
    /// Extended: the same with an infix, or with a first consonant that is doubled.
    Infix(Affixes),
    /// Extended: the same with a change of sound undone.
    Respelling(Affixes),
    /// Extended: the same, and two equal halves are written as one word.
    GluedHalves(Affixes),
    /// Extended: stretched letters are squeezed.
    Squeezed,
    /// Extended: the word without its hyphens or without the digit of reduplication.
    Joined,
    /// Extended: the cheapest way is the answer.
    Cheapest,
    /// Extended: no root was found, and only what is certain goes.
    Unknown,
}

impl fmt::Display for StemRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WholeWord => "whole word",
            Self::ShortWord => "short word",
            Self::PrefixFirst => "prefix first",
            Self::StartAgain => "start again",
            Self::Particle => "particle",
            Self::Possessive => "possessive",
            Self::DerivationalSuffix => "derivational suffix",
            Self::PlainPrefix => "plain prefix",
            Self::RestoreSuffix => "restore suffix",
            Self::RestoreK => "restore k",
            Self::FirstHalf => "first half",
            Self::SecondHalf => "second half",
            Self::SecondHalfWithMe => "second half with me",
            Self::EqualHalves => "equal halves",
            Self::Exception => "exception",
            Self::Squeezed => "squeezed",
            Self::Joined => "joined",
            Self::Cheapest => "cheapest",
            Self::Unknown => "unknown word",
            Self::Decomposition(affixes) => return write!(f, "{affixes}"),
            Self::Infix(affixes) => return write!(f, "{affixes}, infix"),
            Self::Respelling(affixes) => return write!(f, "{affixes}, respelt"),
            Self::GluedHalves(affixes) => return write!(f, "{affixes}, glued halves"),
            Self::Prefix { number, variant } => {
                write!(f, "rule {number}")?;
                return variant.map_or(Ok(()), |variant| write!(f, "{variant}"));
            }
        })
    }
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Outcome {
    /// The rule does not apply to the word.
    NotApplicable,
    /// The rule gives a form that is no root, and another cut of the rule decides.
    PassedOver,
    /// The stemmer goes on with what the rule gives.
    Taken,
    /// The rule gives a root of the dictionary.
    Root,
    /// Extended: the way gives a root, at a cost.
    Candidate {
        /// What the affixes and the root cost; the cheapest way wins.
        cost: u32,
    },
    /// Extended: the way is not gone.
    Refused(Refusal),
}

/// Why the extended rules refuse a way to take a word apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Refusal {
    /// The affixes do not go together, as `di-` and `-an`.
    Affixes,
    /// It leaves a name or a very short root, which does not take such affixes.
    Root,
    /// It leaves a root, at a cost which no answer may have.
    Cost,
}

/// One line of a [`Trace`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Step {
    rule: StemRule,
    before: Arc<str>,
    after: Option<Arc<str>>,
    outcome: Outcome,
}

impl Step {
    /// What was tried.
    #[must_use]
    pub fn rule(&self) -> StemRule {
        self.rule
    }

    /// The word that it was tried on.
    #[must_use]
    pub fn before(&self) -> &str {
        &self.before
    }

    /// What the rule makes of the word; `None` if it does not apply.
    #[must_use]
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// What came of it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.before)?;
        if let Some(after) = &self.after {
            write!(f, " -> {after}")?;
        }
        f.write_str(match self.outcome {
            Outcome::Candidate { cost } => return write!(f, ", root at cost {cost}"),
            Outcome::Refused(Refusal::Affixes) => ", refused: affixes that do not go together",
            Outcome::Refused(Refusal::Root) => ", refused: no root for such affixes",
            Outcome::Refused(Refusal::Cost) => ", refused: too dear",
            Outcome::NotApplicable => ", does not apply",
            Outcome::PassedOver => ", no root, passed over",
            Outcome::Taken => ", taken",
            Outcome::Root => ", root",
        })
    }
}

/// How a stem was found: every rule that was tried, in order.
///
/// Shown, it has one line a step and leaves out the rules that did not apply; [`Trace::steps`] has
/// them all.
///
/// ```
/// use indo_text::{Dictionary, Stemmer};
///
/// let stemmer = Stemmer::new(Dictionary::from_words(["tulis"]));
/// let trace = stemmer.trace("menuliskan");
/// assert_eq!(trace.stem(), "tulis");
/// assert_eq!(
///     trace.to_string(),
///     "whole word: menuliskan -> menuliskan, taken\n\
///      derivational suffix: menuliskan -> menulis, taken\n\
///      rule 15a: menulis -> nulis, no root, passed over\n\
///      rule 15b: menulis -> tulis, root\n\
///      stem: tulis"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Trace {
    word: String,
    stem: String,
    steps: Vec<Step>,
}

impl Trace {
    pub(super) fn new(word: String, stem: String, steps: Vec<Step>) -> Self {
        Self { word, stem, steps }
    }

    /// The word as the rules see it: in lower case and with blanks for symbols.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// The answer, as [`Stemmer::stem`](crate::Stemmer::stem) gives it.
    #[must_use]
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// All that was tried. If the word fell apart (`jum'at`), the parts follow each other.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            if step.outcome != Outcome::NotApplicable {
                writeln!(f, "{step}")?;
            }
        }
        write!(f, "stem: {}", self.stem)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for StemRule {
    /// The name that is shown.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Who watches the search. The search runs the same code whether it is watched or not, so that a
/// trace cannot tell another story than the stem.
pub(super) trait Observer {
    fn see(&mut self, rule: StemRule, before: Form<'_>, after: Option<Form<'_>>, outcome: Outcome);

    /// A step to `after`, which is not looked up here.
    fn see_taken(&mut self, rule: StemRule, before: Form<'_>, after: Form<'_>) {
        self.see(rule, before, Some(after), Outcome::Taken);
    }

    fn see_not_applicable(&mut self, rule: StemRule, before: Form<'_>) {
        self.see(rule, before, None, Outcome::NotApplicable);
    }
}

/// Nobody watches, at no cost.
impl Observer for () {
    #[inline]
    fn see(&mut self, _: StemRule, _: Form<'_>, _: Option<Form<'_>>, _: Outcome) {}
}

/// Writes the steps down. The same form is kept once, however many rules are tried on it.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    forms: Vec<Arc<str>>,
    pub(super) steps: Vec<Step>,
}

impl Recorder {
    fn text_of(&mut self, form: Form<'_>) -> Arc<str> {
        if let Some(known) = self.forms.iter().rev().find(|text| form.is(text)) {
            return Arc::clone(known);
        }
        let text: Arc<str> = form.to_string().into();
        self.forms.push(Arc::clone(&text));
        text
    }
}

impl Observer for Recorder {
    fn see(&mut self, rule: StemRule, before: Form<'_>, after: Option<Form<'_>>, outcome: Outcome) {
        let step = Step {
            rule,
            before: self.text_of(before),
            after: after.map(|form| self.text_of(form)),
            outcome,
        };
        self.steps.push(step);
    }
}

/// Looks `after` up and says what that makes of a step.
pub(super) fn outcome_of(after: Form<'_>, dictionary: &Dictionary) -> Outcome {
    if after.is_in(dictionary) {
        Outcome::Root
    } else {
        Outcome::Taken
    }
}
