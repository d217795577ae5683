/// How numbers are written, and in which language the few words stand that a figure adds itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Locale {
    /// `1,234.5`, English words.
    #[default]
    English,
    /// `1.234,5`, Indonesian words.
    Indonesian,
}

/// How the values of a figure are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Numbers {
    /// Whole numbers without decimals, others with one to three, by their size.
    #[default]
    Automatic,
    /// So many decimals, at most 9.
    Decimals(u8),
    /// Shares as percentages with so many decimals, at most 9: 0.775 is `77.5%`.
    Percent(u8),
}

/// The words that the figures add themselves.
pub(crate) struct Words {
    pub(crate) language: &'static str,
    pub(crate) category: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) day: &'static str,
    pub(crate) days: &'static str,
    pub(crate) count: &'static str,
    pub(crate) no_count: &'static str,
    pub(crate) weekend: &'static str,
    pub(crate) row: &'static str,
    pub(crate) column: &'static str,
    pub(crate) value: &'static str,
    pub(crate) share: &'static str,
    pub(crate) step: &'static str,
    pub(crate) dropped: &'static str,
    pub(crate) left: &'static str,
    pub(crate) share_left: &'static str,
    pub(crate) word: &'static str,
    pub(crate) words: &'static str,
    pub(crate) weight: &'static str,
    pub(crate) confidence: &'static str,
    pub(crate) accuracy: &'static str,
    pub(crate) gap: &'static str,
    pub(crate) perfect: &'static str,
    pub(crate) items: &'static str,
    pub(crate) calibration_error: &'static str,
    pub(crate) months: [&'static str; 12],
}

const ENGLISH: Words = Words {
    language: "en",
    category: "category",
    from: "from",
    to: "to",
    day: "day",
    days: "days",
    count: "count",
    no_count: "no count",
    weekend: "weekend",
    row: "row",
    column: "column",
    value: "value",
    share: "share of row",
    step: "step",
    dropped: "dropped",
    left: "left",
    share_left: "share left",
    word: "word",
    words: "words",
    weight: "weight",
    confidence: "mean confidence",
    accuracy: "accuracy",
    gap: "gap",
    perfect: "perfect",
    items: "items",
    calibration_error: "expected calibration error",
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
};

const INDONESIAN: Words = Words {
    language: "id",
    category: "kategori",
    from: "dari",
    to: "sampai",
    day: "hari",
    days: "hari",
    count: "jumlah",
    no_count: "tidak ada data",
    weekend: "akhir pekan",
    row: "baris",
    column: "kolom",
    value: "nilai",
    share: "bagian dari baris",
    step: "langkah",
    dropped: "dibuang",
    left: "tersisa",
    share_left: "bagian tersisa",
    word: "kata",
    words: "kata",
    weight: "bobot",
    confidence: "rata-rata keyakinan",
    accuracy: "akurasi",
    gap: "selisih",
    perfect: "sempurna",
    items: "butir",
    calibration_error: "galat kalibrasi harapan",
    months: [
        "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
    ],
};

impl Locale {
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Indonesian => &INDONESIAN,
        }
    }

    /// A number with so many decimals, thousands in groups, and a minus sign of a digit's width.
    pub(crate) fn fixed(self, number: f64, decimals: usize) -> String {
        let (mark, group) = match self {
            Self::English => ('.', ','),
            Self::Indonesian => (',', '.'),
        };
        let digits = format!("{:.decimals$}", number.abs());
        let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::new();
        if number < 0.0 && digits.contains(|digit| ('1'..='9').contains(&digit)) {
            text.push('\u{2212}');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if !rest.is_empty() {
            text.push(mark);
            text.push_str(rest);
        }
        text
    }

    pub(crate) fn count(self, count: u64) -> String {
        // Above 2^53 the last digits are rounded, which no reader of a chart will miss.
        self.fixed(count as f64, 0)
    }

    pub(crate) fn percent(self, share: f64, decimals: usize) -> String {
        format!("{}%", self.fixed(share * 100.0, decimals))
    }
}

/// How the numbers of one figure are written: the same decimals for all of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer {
    locale: Locale,
    percent: bool,
    decimals: usize,
}

impl Writer {
    pub(crate) fn new(
        locale: Locale,
        numbers: Numbers,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        let (percent, decimals) = match numbers {
            Numbers::Automatic => (false, decimals_of(values)),
            Numbers::Decimals(decimals) => (false, usize::from(decimals.min(9))),
            Numbers::Percent(decimals) => (true, usize::from(decimals.min(9))),
        };
        Self {
            locale,
            percent,
            decimals,
        }
    }

    pub(crate) fn write(&self, value: f64) -> String {
        if self.percent {
            return self.locale.percent(value, self.decimals);
        }
        self.locale.fixed(value, self.decimals)
    }

    /// A tick, whose axis needs so many decimals.
    pub(crate) fn tick(&self, value: f64, decimals: usize) -> String {
        if self.percent {
            return self.locale.percent(value, decimals.saturating_sub(2));
        }
        self.locale.fixed(value, decimals)
    }
}

fn decimals_of(values: impl IntoIterator<Item = f64>) -> usize {
    let mut whole = true;
    let mut largest = 0.0_f64;
    for value in values {
        whole &= value.fract().abs() < f64::EPSILON;
        largest = largest.max(value.abs());
    }
    if whole {
        return 0;
    }
    if largest >= 100.0 {
        1
    } else if largest >= 1.0 {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_locale() {
        assert_eq!(
            Locale::English.fixed(-1_234_567.891, 2),
            "\u{2212}1,234,567.89"
        );
        assert_eq!(Locale::Indonesian.fixed(1234.5, 1), "1.234,5");
        assert_eq!(Locale::English.fixed(-0.001, 1), "0.0");
        assert_eq!(Locale::Indonesian.percent(0.7756, 1), "77,6%");
        assert_eq!(Locale::English.count(999), "999");
    }

    #[test]
    fn one_figure_has_one_number_of_decimals() {
        let writer = Writer::new(Locale::English, Numbers::Automatic, [0.5, 0.25]);
        assert_eq!([writer.write(0.5), writer.write(0.25)], ["0.500", "0.250"]);
        let writer = Writer::new(Locale::English, Numbers::Percent(0), [0.5]);
        assert_eq!([writer.write(0.5), writer.tick(0.25, 2)], ["50%", "25%"]);
    }
}
