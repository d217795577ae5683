use crate::{DegreePosition, DegreeWord, Hit, ScoreSettings};

/// Negators and degree words on the way from left to right: which of them still reach something.
///
/// A hit is held back until the next one, since a degree word may follow it.
pub(crate) struct Windows<'s, 'a> {
    negation_window: usize,
    degrees: &'s [DegreeWord],
    degree_window: usize,
    negator: Option<usize>,
    /// A degree word that waits for its hit: the token and the factor.
    waiting: Option<(usize, f64)>,
    held: Option<Hit<'a>>,
    /// Whether nothing can ever follow, so that no hit needs to be held.
    idle: bool,
}

impl<'s, 'a> Windows<'s, 'a> {
    #[inline]
    pub(crate) fn new(settings: &'s ScoreSettings) -> Self {
        let degrees = settings.degrees.as_ref();
        Self {
            negation_window: settings.negation.as_ref().map_or(0, |words| words.window),
            degrees: degrees.map_or(&[], |words| &words.words),
            degree_window: degrees.map_or(0, |words| words.window),
            negator: None,
            waiting: None,
            held: None,
            idle: settings.negation.is_none() && degrees.is_none(),
        }
    }

    pub(crate) fn negator(&mut self, position: usize) {
        self.negator = Some(position);
    }

    pub(crate) fn degree(&mut self, position: usize, number: usize) {
        let Some(degree) = self.degrees.get(number) else {
            return;
        };
        let reached = self
            .held
            .as_mut()
            .filter(|hit| hit.degree_after.is_none())
            .filter(|hit| position - hit.span.end < self.degree_window);
        match reached {
            Some(hit) if degree.position != DegreePosition::Before => {
                hit.degree_after = Some(position);
                hit.factor *= degree.factor;
            }
            _ if degree.position != DegreePosition::After => {
                self.waiting = Some((position, degree.factor));
            }
            _ => {}
        }
    }

    #[inline]
    pub(crate) fn hit(&mut self, mut hit: Hit<'a>, emit: &mut impl FnMut(Hit<'a>)) {
        if self.idle {
            emit(hit);
            return;
        }
        let start = hit.span.start;
        hit.negator = self
            .negator
            .filter(|position| start - position <= self.negation_window);
        if let Some((position, factor)) = self.waiting.take()
            && start - position <= self.degree_window
        {
            hit.degree_before = Some(position);
            hit.factor *= factor;
        }
        self.release(emit);
        self.held = Some(hit);
    }

    /// An empty token or the end of the text: nothing reaches further.
    #[inline]
    pub(crate) fn close(&mut self, emit: &mut impl FnMut(Hit<'a>)) {
        if !self.idle {
            self.release(emit);
            self.negator = None;
            self.waiting = None;
        }
    }

    fn release(&mut self, emit: &mut impl FnMut(Hit<'a>)) {
        if let Some(mut hit) = self.held.take() {
            hit.settle();
            emit(hit);
        }
    }
}
