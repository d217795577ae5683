//! Texts of like length run together in Burn, and their results go back in order.

use burn::tensor::{Device, Tensor};

use crate::model::TokenBatch;

/// Runs `forward` on batches of the encoded texts and gives one row a text, in their order.
///
/// Long texts come first: what fits in memory for the first batch fits for all. `after` is told how
/// many texts are done.
pub(crate) fn run_in_batches(
    encoded: &[Vec<u32>],
    batch_size: usize,
    pad_id: u32,
    device: &Device,
    forward: impl Fn(TokenBatch) -> Tensor<2>,
    mut after: impl FnMut(usize),
) -> Vec<Vec<f32>> {
    let mut order: Vec<usize> = (0..encoded.len()).collect();
    order.sort_by_key(|&text| std::cmp::Reverse(encoded[text].len()));
    let mut rows = vec![Vec::new(); encoded.len()];
    let mut done = 0;
    for texts in order.chunks(batch_size) {
        let ids: Vec<&[u32]> = texts.iter().map(|&text| encoded[text].as_slice()).collect();
        let output = forward(TokenBatch::new(&ids, pad_id, device));
        let width = output.dims()[1];
        let values: Vec<f32> = output.into_data().iter::<f32>().collect();
        for (&text, row) in texts.iter().zip(values.chunks(width)) {
            rows[text] = row.to_vec();
        }
        done += texts.len();
        after(done);
    }
    rows
}
