/// A number for a reader: up to six decimals, no zeros at the end.
pub(crate) fn shown(number: f64) -> String {
    rounded(number, 6)
}

/// The same with a plus before what is above 0.
pub(crate) fn signed(number: f64) -> String {
    signed_to(number, 6)
}

/// The same to so many decimals, at least one.
pub(crate) fn signed_to(number: f64, decimals: usize) -> String {
    let text = rounded(number, decimals);
    if number > 0.0 && text != "0" {
        return format!("+{text}");
    }
    text
}

fn rounded(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    if !text.contains('.') {
        // NaN and infinite, from a formula of the caller's own.
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [0.0, -0.0, 4.0, -0.066_666_7, 0.0125, 1e-9, -1e-9, 1000.0];
        let found = cases.map(signed);
        let expected = ["0", "0", "+4", "-0.066667", "+0.0125", "0", "0", "+1000"];
        assert_eq!(found.each_ref().map(String::as_str), expected);
        assert_eq!(signed_to(-0.066_666_7, 4), "-0.0667");
        assert_eq!(shown(f64::NAN), "NaN");
    }
}
