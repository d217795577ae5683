//! The tasks by their names.

mod check;
mod line;
mod measure;
mod table;
mod work;

use std::error::Error;
use std::io::Write;
use std::path::Path;

use wav2vec2_burn::Device;

pub(crate) const USAGE: &str = "\
usage: folder tiny|base OUT | check DEVICE | measure DEVICE f32|bf16 FOLDER | table LINES";

pub(crate) fn run(arguments: &[String], out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["folder", size, folder] => work::save(size, Path::new(folder)),
        ["check", device] => check::run(&Device::from_name(device)?, out),
        ["measure", device, precision, folder] => {
            let device = Device::from_name(device)?;
            measure::run(&device, precision.parse()?, Path::new(folder), out)
        }
        ["table", lines] => table::write(&std::fs::read_to_string(lines)?, out),
        _ => Err(USAGE.into()),
    }
}
