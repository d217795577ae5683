use std::borrow::Cow;

use crate::slang::{SlangTable, Target, Targets, folded, most_frequent};
use crate::{BigramModel, ChosenBy, Replacement, SlangList};

/// How many steps a chain of formal words that are slang themselves is followed, the first included.
const CHAIN_STEPS: usize = 4;

/// Replaces slang words by formal ones, from one or more [`SlangList`]s.
///
/// The first list that has a word decides; later lists fill the gaps. One step is made: a formal
/// word that is itself slang in some list stays as it is, unless [`Normalizer::with_chains`] is
/// asked for. Tokens have no blanks, so that a slang word of several words is never met.
///
/// ```
/// use indo_text::{Normalizer, SlangList};
///
/// let list = SlangList::from_bytes(b"slang,formal\nkerjain,kerjakan\ngamau,tidak mau\n", "mine")?;
/// let normalizer = Normalizer::new(vec![list]).with_entries([("gamau", "enggan")]);
/// assert_eq!(normalizer.normalize("kerjain"), "kerjakan");
/// assert_eq!(normalizer.normalize("gamau"), "enggan");
/// assert_eq!(normalizer.normalize("rumah"), "rumah");
/// # Ok::<(), indo_text::TextError>(())
/// ```
///
/// Where a list has several formal words for one slang word, the most frequent is taken; a
/// [`BigramModel`] chooses by the neighbours instead:
///
/// ```
/// use indo_text::{BigramModel, Normalizer, SlangList};
///
/// let list = SlangList::from_bytes(b"slang,formal\nd,di\nd,di\nd,ada\nyg,yang\n", "mine")?;
/// let formal = BigramModel::from_texts(["dia di rumah", "saya ada yang punya"]);
/// let normalizer = Normalizer::new(vec![list]).with_context(formal);
/// assert_eq!(normalizer.normalize_tokens(&["dia", "d", "rumah"]), ["dia", "di", "rumah"]);
/// assert_eq!(normalizer.normalize_tokens(&["saya", "d", "yg"]), ["saya", "ada", "yang"]);
/// # Ok::<(), indo_text::TextError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Normalizer {
    // One table for all lists: a word that no list has, the usual case, costs one look. Phrases as
    // keys are not searched for: IndoCollex has 51, which occur 192 times among 241,897 tokens of
    // tweets, 178 of them `ga` with another word, and `ga` alone is a key.
    table: SlangTable<Entry>,
    context: Option<BigramModel>,
    follows_chains: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    targets: Targets,
    /// The place of the list among the lists; `None` for an entry of the user.
    list: Option<usize>,
}

/// What becomes of one token.
struct Choice<'a> {
    /// The entry, the target chosen from it and how, if the token is in the table.
    found: Option<(&'a Entry, &'a str, ChosenBy)>,
    to: Cow<'a, str>,
}

impl Normalizer {
    /// A normalizer over `lists`, the most trusted first. With none, every word stays.
    #[must_use]
    pub fn new(lists: Vec<SlangList>) -> Self {
        let mut table = SlangTable::default();
        for (place, list) in lists.into_iter().enumerate() {
            for (slang, targets) in list.into_targets() {
                let list = Some(place);
                table.entry(slang).or_insert(Entry { targets, list });
            }
        }
        Self {
            table,
            ..Self::default()
        }
    }

    /// Puts your own `(slang, formal)` pairs before all lists. A pair of equal words keeps a word
    /// from the lists. Both sides are folded as a list's are; of pairs with one slang word the last
    /// counts, and a pair with an empty side does not.
    #[must_use]
    pub fn with_entries<I, S, F>(mut self, pairs: I) -> Self
    where
        I: IntoIterator<Item = (S, F)>,
        S: AsRef<str>,
        F: AsRef<str>,
    {
        for (slang, formal) in pairs {
            let (slang, formal) = (folded(slang.as_ref()), folded(formal.as_ref()));
            if !slang.is_empty() && !formal.is_empty() {
                let targets = Box::new([Target { formal, records: 1 }]);
                let list = None;
                self.table.insert(slang, Entry { targets, list });
            }
        }
        self
    }

    /// Lets the neighbours choose among the formal words of an ambiguous slang word, in
    /// [`Normalizer::normalize_tokens`] and [`Normalizer::replacements`].
    ///
    /// The formal word is taken that `model` scores highest between the left neighbour and the
    /// right one. The left neighbour is taken as it was just normalised, the right one as its most
    /// frequent formal word. Frequency decides where the model saw none of the formal words beside
    /// either neighbour, and among formal words that fit alike.
    ///
    /// Few tokens are ambiguous, so the gain is small: on the 577 pairs of STIF-Indonesia's dev and
    /// test parts, with `IndoCollex`'s pairs for a list and the formal side of the train part for a
    /// model, 8 of 3,476 word errors go.
    #[must_use]
    pub fn with_context(mut self, model: BigramModel) -> Self {
        self.context = Some(model);
        self
    }

    /// Follows a formal word that is slang itself, and each word of a formal phrase: at most four
    /// steps in all, always to the most frequent formal word. A chain that comes round to a word
    /// it has passed ends where its first step led. A word of a phrase is not replaced by a phrase.
    ///
    /// ```
    /// use indo_text::{Normalizer, SlangList};
    ///
    /// let list = SlangList::from_bytes(b"slang,formal\ngamau,ga mau\nga,gak\ngak,tidak\n", "mine")?;
    /// let normalizer = Normalizer::new(vec![list]);
    /// assert_eq!(normalizer.normalize("gamau"), "ga mau");
    /// assert_eq!(normalizer.with_chains().normalize("gamau"), "tidak mau");
    /// # Ok::<(), indo_text::TextError>(())
    /// ```
    #[must_use]
    pub fn with_chains(mut self) -> Self {
        self.follows_chains = true;
        self
    }

    /// The most frequent formal word for `token`, or `token` itself.
    ///
    /// The token must be lower case ([`fold_case`](crate::fold_case)). The result may hold several
    /// words, separated by one blank each.
    #[must_use]
    pub fn normalize<'a>(&'a self, token: &'a str) -> Cow<'a, str> {
        match self.most_frequent(token) {
            Some(formal) => self.followed(token, formal),
            None => Cow::Borrowed(token),
        }
    }

    /// The formal word for each token of one text, by context if there is a model.
    ///
    /// Tokens are as for [`Normalizer::normalize`], and without [`Normalizer::with_context`] so are
    /// the results.
    #[must_use]
    pub fn normalize_tokens<'a>(&'a self, tokens: &[&'a str]) -> Vec<Cow<'a, str>> {
        let choices = self.choices(tokens).into_iter();
        choices.map(|choice| choice.to).collect()
    }

    /// What [`Normalizer::normalize_tokens`] does to each token, and why; `None` for a token that
    /// neither a list nor your entries have.
    #[must_use]
    pub fn replacements<'a>(&'a self, tokens: &[&'a str]) -> Vec<Option<Replacement<'a>>> {
        let choices = tokens.iter().zip(self.choices(tokens));
        let replacement = |(token, choice): (&&'a str, Choice<'a>)| {
            let (entry, chosen, by) = choice.found?;
            let candidates = entry.targets.iter();
            Some(Replacement {
                from: token,
                to: choice.to,
                chosen,
                list: entry.list,
                candidates: candidates
                    .map(|target| (target.formal.as_ref(), target.records))
                    .collect(),
                by,
            })
        };
        choices.map(replacement).collect()
    }

    fn choices<'a>(&'a self, tokens: &[&'a str]) -> Vec<Choice<'a>> {
        let mut choices: Vec<Choice<'a>> = Vec::with_capacity(tokens.len());
        for (index, &token) in tokens.iter().enumerate() {
            let found = self.table.get(token).and_then(|entry| {
                let left = choices.last().map(|choice| choice.to.as_ref());
                let right = tokens.get(index + 1).copied();
                let (chosen, by) = self.chosen(entry, left, right)?;
                Some((entry, chosen, by))
            });
            let to = match found {
                Some((_, chosen, _)) => self.followed(token, chosen),
                None => Cow::Borrowed(token),
            };
            choices.push(Choice { found, to });
        }
        choices
    }

    /// The target to take and what decided for it, given the normalised left neighbour and the raw
    /// right one.
    fn chosen<'a>(
        &self,
        entry: &'a Entry,
        left: Option<&str>,
        right: Option<&str>,
    ) -> Option<(&'a str, ChosenBy)> {
        let first = most_frequent(&entry.targets)?;
        if entry.list.is_none() {
            return Some((first, ChosenBy::User));
        }
        if entry.targets.len() == 1 {
            return Some((first, ChosenBy::Only));
        }
        let in_context = self.context.as_ref().and_then(|model| {
            let right = right.map(|token| self.normalize(token));
            let left = left.and_then(|words| words.split(' ').next_back());
            let right = right.as_ref().and_then(|words| words.split(' ').next());
            let candidates = entry.targets.iter().map(|target| target.formal.as_ref());
            let best = model.best_between(candidates, left, right)?;
            entry.targets.get(best)
        });
        Some(match in_context {
            Some(target) => (&target.formal, ChosenBy::Context),
            None => (first, ChosenBy::Frequency),
        })
    }

    fn most_frequent(&self, word: &str) -> Option<&str> {
        let entry = self.table.get(word)?;
        most_frequent(&entry.targets)
    }

    /// Where the chain leads that starts with the step from `token` to `formal`.
    fn followed<'a>(&'a self, token: &'a str, formal: &'a str) -> Cow<'a, str> {
        if !self.follows_chains {
            return Cow::Borrowed(formal);
        }
        let (end, steps) = self.chain_end(token, formal, CHAIN_STEPS - 1);
        if !end.contains(' ') {
            return Cow::Borrowed(end);
        }
        // Only single words replace the words of a phrase: phrases in phrases would grow without end.
        let word_end = |word: &'a str| {
            let (end, _) = self.chain_end(token, word, steps);
            if end.contains(' ') { word } else { end }
        };
        let words: Vec<&str> = end.split(' ').map(word_end).collect();
        Cow::Owned(words.join(" "))
    }

    /// The last of at most `steps` steps on from `start`, which came from `token`, and the steps
    /// left; `start` again if the steps run in a circle.
    fn chain_end<'a>(&'a self, token: &'a str, start: &'a str, steps: usize) -> (&'a str, usize) {
        let mut passed = vec![token];
        let mut end = start;
        while passed.len() <= steps
            && let Some(next) = self.most_frequent(end).filter(|next| *next != end)
        {
            passed.push(end);
            if passed.contains(&next) {
                return (start, steps);
            }
            end = next;
        }
        (end, steps + 1 - passed.len())
    }
}
