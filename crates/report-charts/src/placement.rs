//! Where the words of a cloud stand.

use crate::measure::text_width;

/// A word to be placed, with the size of its letters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sized<'a> {
    pub(crate) text: &'a str,
    pub(crate) size: f64,
}

/// A word in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    /// Left, top, right, bottom: what no other word touches.
    pub(crate) area: [f64; 4],
    /// The middle of the line that the letters stand on.
    pub(crate) baseline: [f64; 2],
    pub(crate) size: f64,
    pub(crate) turned: bool,
}

/// Letters reach so far above their line and below it, in parts of their size: those of ASCII, and
/// others, which may carry marks.
const PLAIN_REACH: [f64; 2] = [0.79, 0.25];
const REACH: [f64; 2] = [1.0, 0.32];

/// Kept free around each word, in parts of its size.
const PADDING: f64 = 0.05;

/// A turn of the spiral has so many steps; their angle is a 64th of a circle.
const COSINE: f64 = 0.995_184_726_672_196_9;
const SINE: f64 = 0.098_017_140_329_560_6;
const STEPS: usize = 64;

/// From one turn of the spiral to the next, in parts of the size of the word.
const TURN: f64 = 0.15;

/// Places words one after the other, around the middle at (0, 0), in an ellipse `aspect` times as
/// wide as high.
///
/// Only sums, products and roots are used, which every platform computes to the last bit; a sine
/// of the system's library might differ.
pub(crate) fn place(words: &[Sized<'_>], aspect: f64, turn_some: bool, seed: u64) -> Vec<Placed> {
    let mut draw = Draw(seed);
    let mut placed: Vec<Placed> = Vec::with_capacity(words.len());
    for (rank, word) in words.iter().enumerate() {
        let turned = draw.next().is_multiple_of(5) && turn_some && rank > 0;
        let start = draw.next() % STEPS as u64;
        let clockwise = draw.next().is_multiple_of(2);
        let shape = Shape::of(*word, turned);
        // Beyond all others there is always room, so the spiral ends.
        let (mut direction, mut radius, mut touched) = ([1.0, 0.0], 0.0, 0);
        for _ in 0..start {
            direction = rotated(direction, false);
        }
        loop {
            let centre = [aspect * radius * direction[0], radius * direction[1]];
            let candidate = shape.at(centre);
            let touches = |other: &Placed| !apart(&candidate.area, &other.area);
            // Near the middle steps are short, and touch again what the one before touched.
            if !placed.get(touched).is_some_and(touches) {
                match placed.iter().position(touches) {
                    Some(other) => touched = other,
                    None => {
                        placed.push(candidate);
                        break;
                    }
                }
            }
            direction = rotated(direction, clockwise);
            radius += TURN * word.size / STEPS as f64;
        }
    }
    placed
}

/// The room of a word, around its middle.
struct Shape {
    half: [f64; 2],
    /// From the middle of the area to the middle of the baseline.
    offset: [f64; 2],
    size: f64,
    turned: bool,
}

impl Shape {
    fn of(word: Sized<'_>, turned: bool) -> Self {
        let size = word.size;
        let [above, below] = if word.text.is_ascii() {
            PLAIN_REACH
        } else {
            REACH
        };
        let padding = PADDING * size;
        let half_length = text_width(word.text, size) / 2.0 + padding;
        let half_height = (above + below) * size / 2.0 + padding;
        let drop = (above - below) * size / 2.0;
        let (half, offset) = if turned {
            ([half_height, half_length], [drop, 0.0])
        } else {
            ([half_length, half_height], [0.0, drop])
        };
        Self {
            half,
            offset,
            size,
            turned,
        }
    }

    fn at(&self, [x, y]: [f64; 2]) -> Placed {
        let [half_width, half_height] = self.half;
        Placed {
            area: [
                x - half_width,
                y - half_height,
                x + half_width,
                y + half_height,
            ],
            baseline: [x + self.offset[0], y + self.offset[1]],
            size: self.size,
            turned: self.turned,
        }
    }
}

fn apart(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]
}

fn rotated([x, y]: [f64; 2], clockwise: bool) -> [f64; 2] {
    let sine = if clockwise { -SINE } else { SINE };
    [COSINE * x - sine * y, sine * x + COSINE * y]
}

/// Splitmix64 (Steele, Lea and Flood 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_two_words_touch(
            words in prop::collection::vec(("\\PC{1,12}", 25.0..100.0_f64), 1..60),
            turned: bool,
            seed: u64,
        ) {
            let mut sized: Vec<Sized<'_>> =
                words.iter().map(|(text, size)| Sized { text, size: *size }).collect();
            sized.sort_by(|a, b| b.size.total_cmp(&a.size));
            let placed = place(&sized, 1.5, turned, seed);
            prop_assert_eq!(placed.len(), sized.len());
            for (at, one) in placed.iter().enumerate() {
                for other in &placed[at + 1..] {
                    prop_assert!(apart(&one.area, &other.area));
                }
            }
        }
    }

    #[test]
    fn the_letters_lie_in_their_area() {
        for turned in [false, true] {
            let word = Sized {
                text: "jawa",
                size: 50.0,
            };
            let placed = Shape::of(word, turned).at([7.0, -3.0]);
            let [left, top, right, bottom] = placed.area;
            let [x, y] = placed.baseline;
            let length = text_width("jawa", 50.0);
            let (above, below) = (PLAIN_REACH[0] * 50.0, PLAIN_REACH[1] * 50.0);
            if turned {
                assert!(left < x - above && x + below < right);
                assert!(top < y - length / 2.0 && y + length / 2.0 < bottom);
            } else {
                assert!(top < y - above && y + below < bottom);
                assert!(left < x - length / 2.0 && x + length / 2.0 < right);
            }
        }
    }
}
